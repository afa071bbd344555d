"""`python -m validator FILE...`: verdicts as JSON, with nothing but the validator."""

import json
import sys
from pathlib import Path

from schemas.catalogue import packaged
from validator.engine import check_file


def main() -> None:
    """Print one object a file, each on a line."""
    for name in sys.argv[1:]:
        verdict = check_file(Path(name).read_bytes(), packaged())
        line = json.dumps({"file": name, **verdict.summary()}, ensure_ascii=False)
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
