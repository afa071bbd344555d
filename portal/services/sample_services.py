"""The services of the sample sector: each with its form, and the levels agreed for a year of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """A type of service: its form, and the levels agreed for a year of it.

    Attributes:
        varied: the standards whose levels differ between units.
        yearly: whether the form is owed for the last quarter of a year only.
    """

    code: str
    name_en: str
    name_zh: str
    form: str
    levels: dict[str, int]
    varied: tuple[str, ...] = ()
    yearly: bool = False


SERVICES = (
    Service(
        "521",
        "Family Aide Service",
        "家務指導服務",
        "FAS-CASE-Q",
        {"OS1": 160, "OC1": 70},
        varied=("OS1",),
    ),
    Service(
        "S527",
        "Hotline Service",
        "熱線服務",
        "HLS-MONTH-Q",
        {"OS1": 350, "OS2": 240, "OS3": 4, "OS4": 6, "OC1": 75},
        varied=("OS1", "OS2"),
    ),
    Service("515", "Small Group Home", "兒童之家", "SGH-OCC-Q", {"OS1": 90, "OS2": 95}),
    Service(
        "428",
        "Integrated Home Care",
        "綜合家居照顧服務",
        "IHC-HOURS-Q",
        {"OS1": 1200, "OC1": 90},
        varied=("OS1",),
    ),
    Service(
        "315",
        "Children and Youth Centre",
        "綜合青少年服務中心",
        "CYC-PROG-Q",
        {"OS1": 320, "OS2": 400, "OC1": 75},
        varied=("OS1",),
    ),
    Service("426", "District Elderly Centre", "長者地區中心", "DEC-SURVEY-Q", {"OC1": 80}),
    Service(
        "405",
        "Day Care Centre for the Elderly",
        "長者日間護理中心",
        "DCE-STAFF-Q",
        {"OS1": 240, "OC1": 95},
    ),
    Service(
        "429",
        "Neighbourhood Elderly Centre",
        "長者鄰舍中心",
        "NEC-MEMBER-Q",
        {"OS1": 100, "OC1": 60},
    ),
    Service(
        "525",
        "Integrated Family Service Centre",
        "綜合家庭服務中心",
        "IFS-PROFILE-Q",
        {"OS1": 90},
        varied=("OS1",),
    ),
    Service("900", "Head office", "總辦事處", "AGY-SAR-Y", {}, yearly=True),
)
