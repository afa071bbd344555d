"""Steps of a referral's way, on real parts: who sends, which office takes in, what is sent."""

from io import BytesIO

from portal.models import Referral, ReferralBatch, ReferralOffice, Role
from portal.models.referrals import Mode
from portal.services import catalogue, referral_batches
from portal.services.referral_batches import Sending
from schemas.catalogue import packaged
from tests import factories
from tests.walk import work
from validator.rowspecimen import EXAMPLE, row_specimen, written

SPEC = packaged().form("REF-GENERAL")


class Referring:
    """An organisation that refers, two offices, and their posts."""

    def __init__(self):
        catalogue.import_packaged()
        self.hospital = factories.make_organisation(kind="hospital")
        self.referrer = factories.make_account(Role.REFERRER, organisation=self.hospital)
        swd = factories.make_organisation(kind="swd")
        self.family, self.care = (factories.make_unit(organisation=swd) for _ in range(2))
        factories.keep(ReferralOffice(unit_id=self.family.id))
        factories.keep(ReferralOffice(unit_id=self.care.id, service="ELD"))
        self.officer = factories.make_account(Role.CASE_OFFICER, unit=self.family)
        self.carer = factories.make_account(Role.CASE_OFFICER, unit=self.care)
        self.names = {post: getattr(self, post).name for post in ("referrer", "officer", "carer")}

    def send(self, data, *, mode=Mode.GOOD_ROWS, filename="referrals.csv", by=None, **more):
        """Send a file and let the workers take it; return the file's row as it then stands."""
        how = Sending(mode, filename, **more)
        sender = by or self.referrer
        received = referral_batches.receive(BytesIO(data), how, sender=sender)
        work()
        return referral_batches.find(received.batch.id, viewer=sender)


def rows(*changes, form="csv"):
    """Return a file of rows, each the usual one but for what is said."""
    return written(SPEC, [{**EXAMPLE, **change} for change in changes], form)


def passport(number):
    """Return what tells the row of one person from another's, by a document that is nobody's."""
    return {"document_type": "PASS", "document_number": f"QX{number:06d}"}


def many(count, **more):
    """Return a file of as many invented people."""
    return row_specimen(SPEC, count, **more).content


def taken(db):
    """Return every referral in the order of its file."""
    db.expire_all()
    found = db.query(Referral).join(ReferralBatch)
    return found.order_by(ReferralBatch.created_at, Referral.row).all()
