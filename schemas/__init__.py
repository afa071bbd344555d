"""Form specs, data dictionary and code lists, with the loader that reads them."""

from pathlib import Path

FOLDER = Path(__file__).parent
