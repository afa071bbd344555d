"""The sample sector's history is made by the way that real returns go."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from portal.models import Fact, Submission
from portal.services import sample_history, sample_sector

pytestmark = pytest.mark.database


def test_a_sector_has_a_loaded_history_and_some_work_to_do(db, queue_server, store):
    autumn = date(2025, 11, 24)
    sample_sector.make(4, 24, quarters=2, today=autumn, load_history=sample_history.load)

    states = Counter(db.scalars(select(Submission.state)))

    # Two of the 24 are head offices, whose report is owed for the last quarter of a year alone.
    assert states == {"loaded": 22 + 10, "to_correct": 3, "in_review": 3}
    assert len(set(db.scalars(select(Fact.period)))) == 2
