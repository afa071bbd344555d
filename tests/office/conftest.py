"""A LibreOffice of these tests alone."""

import subprocess

import pytest


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """Return a function that has LibreOffice convert files, all in one process."""
    profile = tmp_path_factory.mktemp("profile")

    def convert(files, kind, folder):
        words = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
        words += ["--convert-to", kind, "--outdir", str(folder), *map(str, files)]
        subprocess.run(words, check=True, capture_output=True, timeout=240)

    return convert
