"""Steps of a return's way, on real parts: what tests of the whole walk begin from."""

import importlib
from io import BytesIO

from rq.serializers import JSONSerializer

from jobs.worker import DiesWithParent
from portal import queue
from portal.database import session
from portal.models import Role
from portal.services import catalogue, submissions
from schemas.periods import Period
from schemas.spec import Text
from tests import factories
from validator.blank import Sender, blank
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

PERIOD = Period.parse("2025-26Q3")
for job in ("validate_submission", "load_submission", "take_referrals"):
    importlib.import_module(f"jobs.{job}")  # here, and not in each fork anew
CASE, MONTH, HOME = "FAS-CASE-Q", "HLS-MONTH-Q", "SGH-OCC-Q"


class Sector:
    """One unit with its posts and one form owed, and what its files are made of."""

    def __init__(self, form=MONTH, period=PERIOD):
        catalogue.import_packaged()
        self.form, self.period = form, period
        self.unit = factories.make_unit("9101", organisation=factories.make_organisation())
        self.owed = factories.make_obligation(self.unit, form=form, period=period.id)
        self.user = factories.make_account(Role.UNIT_USER, unit=self.unit)
        self.head = factories.make_account(Role.UNIT_HEAD, unit=self.unit)
        self.ngo_head = factories.make_account(Role.NGO_HEAD, organisation=self.unit.organisation)
        self.officer = factories.make_account(Role.OFFICER)
        self.second = factories.make_account(Role.SUPERVISOR)
        factories.make_levels(self.unit, OS1=400, OC1=75)

    def owe(self, form):
        """Let the unit owe another form for the same quarter."""
        return factories.make_obligation(self.unit, form=form, period=self.period.id)

    @property
    def plan(self):
        return compile_plan(catalogue.form(self.form), self.period.id)

    def figures(self, **changes):
        """Return a good return's figures, some of them changed: `figures(R010__m1=5)`."""
        made = specimen(self.plan, Recipe(self.period)).figures
        for name, value in changes.items():
            row, col = name.split("__")
            key = next(key for key in made if key[1:] == (row, col))
            made[key] = value
        return made

    def workbook(self, *, unit="9101", period=None, **changes):
        sender = Sender(unit, Text("Sample Unit", "樣本單位"))
        figures = self.figures(**changes)
        return blank(self.plan, period=period or self.period, sender=sender, figures=figures)

    def send(self, data=None, *, filename="return.xlsx", **changes):
        """Send a workbook and let the workers finish; return the submission as it then stands."""
        data = self.workbook(**changes) if data is None else data
        received = submissions.receive(BytesIO(data), filename=filename, sender=self.user)
        work()
        return submissions.find(received.submission.id, viewer=self.user)


def work():
    """Let real workers do all that is queued, each job in a fork, and see that none failed."""
    for name in queue.QUEUES:
        waiting = queue.queue(name)
        if not waiting.count:
            continue  # to end a worker takes a third of a second
        before = set(waiting.failed_job_registry.get_job_ids())
        worker = DiesWithParent([waiting], connection=waiting.connection, serializer=JSONSerializer)
        worker.work(burst=True, logging_level="WARNING")
        failed = set(waiting.failed_job_registry.get_job_ids()) - before
        assert not failed, waiting.fetch_job(failed.pop()).latest_result().exc_string
    session.expire_all()
