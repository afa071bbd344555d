"""Our own side of `bench.long`: a file checked as `esubmit check` does, every finding worded."""

import json
import re
import sys
from datetime import date
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from schemas.catalogue import Catalogue
from validator.rowlong import check_as_read

_ROW = re.compile(r"[A-Z]+")


def main(path: Path, found: Path, form: Path) -> None:
    """Check a file by the form that is named, and write down what was found."""
    forms = Catalogue.of_texts([form.read_text(encoding="utf-8")])
    (spec,) = forms.referrals.values()
    rows = check_as_read(lambda: path.open("rb"), forms, date(2026, 3, 31))
    assert rows is not None, "the file is read as a whole"
    keys = {one.code: one.key for one in spec.lists[0].fields}
    told = [
        (int(_ROW.sub("", place.a1)), keys[place.code], one.rule.rpartition(".")[2])
        for one in rows.findings()
        for place in one.places
    ]
    found.write_text(json.dumps(told), encoding="utf-8")
    found.with_suffix(".beside").write_text(str(getrusage(RUSAGE_CHILDREN).ru_maxrss))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
