"""Days and moments in words, as Hong Kong's clocks and calendars have them."""

from datetime import UTC, date, datetime, timedelta, timezone

from babel.dates import format_date
from flask_babel import gettext, ngettext

from portal.languages import CHINESE, language

# Hong Kong has had no summer time since 1979, so its clock needs no time-zone database.
HONG_KONG = timezone(timedelta(hours=8), "HKT")
MINUTE = timedelta(minutes=1)  # a time shown without seconds is rounded up to when it is past


def today() -> date:
    """Return the day it is in Hong Kong."""
    return datetime.now(HONG_KONG).date()


def in_hong_kong(moment: datetime) -> datetime:
    """Return a moment as Hong Kong's clocks show it; one without a zone is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(HONG_KONG)


def day(value: date | datetime) -> str:
    """Say a day: "Tue 20 Jan 2026", 2026年1月20日（星期二）."""
    if isinstance(value, datetime):
        value = in_hong_kong(value).date()
    if language() is CHINESE:
        return format_date(value, "y年M月d日（EEEE）", locale=CHINESE.locale)
    return format_date(value, "EEE d MMM y", locale="en")


def moment(value: datetime) -> str:
    """Say a moment: "Tue 20 Jan 2026, 14:02"."""
    clock = in_hong_kong(value).strftime("%H:%M")
    return gettext("%(day)s, %(clock)s", day=day(value), clock=clock)


def clock(value: datetime) -> str:
    """Say the time of a moment: "14:02"."""
    return in_hong_kong(value).strftime("%H:%M")


def distance(value: date, *, since: date | None = None) -> str:
    """Say how far a day is from today: "in 3 days", "yesterday"."""
    days = (value - (since or today())).days
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("in %(num)s day", "in %(num)s days", days)
    return ngettext("%(num)s day ago", "%(num)s days ago", -days)


def due(value: date, *, since: date | None = None) -> str:
    """Say a day and how far it is: "Tue 20 Jan 2026, in 3 days"."""
    away = distance(value, since=since)
    return gettext("%(day)s, %(distance)s", day=day(value), distance=away)


FILTERS = {"day": day, "moment": moment, "clock": clock, "distance": distance, "due": due}
