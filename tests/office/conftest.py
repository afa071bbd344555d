"""A LibreOffice of these tests alone."""

import subprocess

import pytest

ANEW = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""A setting: all formulas are reckoned when a file is opened, whatever was saved with them."""


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """Return a function that has LibreOffice convert files, all in one process."""
    return converter(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="session")
def reckoning(tmp_path_factory):
    """Return such a function by which every formula is reckoned anew."""
    profile = tmp_path_factory.mktemp("reckoning")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(ANEW, encoding="utf-8")
    return converter(profile)


def converter(profile):
    """Return a function that converts files by a LibreOffice of this profile."""

    def convert(files, kind, folder):
        words = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
        words += ["--convert-to", kind, "--outdir", str(folder), *map(str, files)]
        subprocess.run(words, check=True, capture_output=True, timeout=240)

    return convert
