"""A CSV that could be read in two ways is read in the one that its sender names."""

import pytest

from portal.app import create_app
from portal.models import State
from portal.services import erasures, results, submissions
from tests.pages import sign_in
from tests.walk import Sector, work

pytestmark = pytest.mark.database
HEADER = "unit_code,form_code,fin_year,quarter,item_code,value,remark"
# The last sign is a dot in one Big5 and a bullet in another.
LINE = b"9101,HLS-MONTH-Q,2025-26,Q3,R010/C10,1," + "樣本".encode("cp950") + b"\xa1\x45"


@pytest.fixture
def sector(db, queue_server, store, settle):
    return Sector()


def test_the_page_asks_and_the_answer_is_followed(sector):
    asked = sector.send(HEADER.encode() + b"\r\n" + LINE, filename="return.csv")
    assert asked.state is State.REFUSED
    assert results.of(asked).rules == {"V.csv_ambiguous"}
    asked_id, name = asked.id, sector.user.name
    client = create_app(RATELIMIT_ENABLED=False, WTF_CSRF_ENABLED=False, TESTING=True).test_client()
    sign_in(client, name)
    page = client.get(f"/returns/{asked_id}").get_data(as_text=True)
    assert f"/returns/{asked_id}/read-as/cp950" in page

    answer = client.post(f"/returns/{asked_id}/read-as/cp950")
    work()

    again = submissions.find(answer.location.rpartition("/")[2], viewer=sector.user)
    assert (again.read_as, again.form) == ("cp950", "HLS-MONTH-Q")
    assert submissions.find(asked_id, viewer=sector.user).state is State.SUPERSEDED
    assert client.post(f"/returns/{asked_id}/read-as/latin1").status_code == 404


def test_nothing_is_asked_once_the_file_is_erased(sector, db):
    asked = sector.send(HEADER.encode() + b"\r\n" + LINE, filename="return.csv")
    erasures.mark(asked.upload, "retention")
    db.commit()
    asked_id, name = asked.id, sector.user.name
    client = create_app(RATELIMIT_ENABLED=False, WTF_CSRF_ENABLED=False, TESTING=True).test_client()
    sign_in(client, name)

    page = client.get(f"/returns/{asked_id}").get_data(as_text=True)

    assert ("was erased" in page, "read-as" in page) == (True, False)
