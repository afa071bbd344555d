"""What every peer of `bench.long` is given, and how it says what it found."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Form = dict[str, Any]
Found = Iterable[tuple[int, str, str]]

DAY = r"^\d{1,2}/\d{1,2}/\d{4}$"
ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
FIGURE = r"^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$"
DOCUMENT = r"^([A-Z]?)([A-Z])(\d{6})\(?([0-9A])\)?$"
PHONE = r"^(?:\+?852)?[2-9]\d{7}$"
WEIGHTS = range(9, 1, -1)


def side(findings: Callable[[str, Form], Found]) -> None:
    """Check the file that is named, by the form that is named, and write down what was found."""
    path, found, form = sys.argv[1:]
    said = json.loads(Path(form).read_text(encoding="utf-8"))
    Path(found).write_text(json.dumps(list(findings(path, said))), encoding="utf-8")
