"""The database's versions, from the first; every change to a table is a file in versions/."""

from pathlib import Path

FOLDER = Path(__file__).parent
