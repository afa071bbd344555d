"""Files that mean harm, or look like it: each gets its answer; none kills a worker."""

import io
import json
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from schemas.catalogue import packaged
from tests.validator.hostile import active, raw
from tests.validator.hostile.every import HEAVY, every, refused
from validator.belong import lost
from validator.confine import Done, confined
from validator.engine import check, open_file
from validator.mark import mark_file
from validator.ownsheets import LIST_SHEET
from validator.read import Book, Limits, read
from validator.verdict import Verdict

FORMS = packaged()
NAMES = sorted(every("http://127.0.0.1/"))
EACH = [pytest.param(name, marks=[pytest.mark.slow] * (name in HEAVY)) for name in NAMES]
OUTSIDE = Path("/tmp/esubmit-outside.txt")
ACTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "shutil.", "ftplib.")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@pytest.fixture(scope="module")
def listener():
    """Return an address that hostile files call; whoever did call it is found at the end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x"
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def answered(data):
    """Return the verdict as a job gets it from its child, and what was done besides reading."""
    done = []

    def heard(event, about):
        if event.startswith(ACTS) or (event == "open" and about[2] and about[2] & WRITES):
            done.append((event, str(about[0])))

    sys.addaudithook(heard)
    return check(open_file(data, FORMS), FORMS).summary(), done


@pytest.mark.parametrize("name", EACH)
def test_a_hostile_file_is_answered_in_words_and_nothing_else_happens(name, listener):
    data = every(listener)[name]()

    done = confined(answered, data, timeout_s=20, memory_mb=1024)

    if not isinstance(done, Done):
        assert done.reason == "memory", f"{name}: {done}"
        done = Done((Verdict([lost(done.reason)]).summary(), []))
    document, acts = done.value
    assert acts == []
    assert name not in refused(listener) or document["outcome"] == "refused"
    for finding in document["findings"]:
        for words in (finding["message"], finding["hint"]):
            assert finding["severity"] == "note" or (words["en"] and words["zh-Hant"]), finding
    assert document["outcome"] == "passed" or document["findings"]
    assert not OUTSIDE.exists()


def test_there_are_at_least_300_of_them_and_of_every_kind():
    assert len(NAMES) >= 300
    assert len(active.files("")) >= 50


def command(tmp_path, names, url):
    """Run the command on some files; return its answers and its exit status."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number, name in enumerate(names):
        (folder / f"{number}.xlsx").write_bytes(every(url)[name]())
    paths = sorted(map(str, folder.iterdir()))
    words = [sys.executable, "-m", "portal.cli", "check", "--json", *paths]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=580, cwd=tmp_path)
    assert sorted(map(str, folder.iterdir())) == paths
    assert [path.name for path in tmp_path.iterdir()] == ["files"]
    assert "Traceback" not in ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()], ran.returncode


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([name for name in NAMES if name not in HEAVY][::12], id="some"),
        pytest.param(NAMES, id="all", marks=pytest.mark.slow),
    ],
)
def test_the_command_answers_for_each_file_and_writes_nothing(tmp_path, listener, names):
    documents, status = command(tmp_path, names, listener)

    # A ZIP of other files is answered file by file.
    assert len({document["file"].partition(".xlsx")[0] for document in documents}) == len(names)
    assert status == 2
    for document in documents:
        assert document["outcome"] != "refused" or document["findings"][0]["hint"]["en"]
    assert not OUTSIDE.exists()


INJECTED = [name for name in active.files("") if "text: " in name]


@pytest.mark.parametrize("name", INJECTED)
def test_no_cell_that_we_write_can_start_a_formula(name):
    data = active.files("http://127.0.0.1/")[name]()
    document = check(open_file(data, FORMS), FORMS).summary()

    marked = mark_file(data, document["findings"])

    with zipfile.ZipFile(io.BytesIO(marked)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    ours = [part for part in parts if "esubmit" in part and part.endswith(".xml")]
    ours += [part for part in parts if name.startswith("CSV") and "/sheet" in part]
    assert ours
    for part in ours:
        root = etree.fromstring(parts[part])
        assert not list(root.iter("{*}f"))
        kinds = {cell.get("t") for cell in root.iter("{*}c") if "".join(cell.itertext())}
        assert kinds <= {"inlineStr", "s", "n", None}
    (front,) = [sheet for sheet in read(marked).sheets if sheet.name == LIST_SHEET]
    assert front.rows


def test_a_csv_of_more_lines_than_are_read_is_refused_and_blank_ones_do_not_count():
    lines = b"a,b\n1,2\n,\n\n3,4\n"

    assert read(lines, limits=Limits(max_rows=2)).code == "csv_too_many_rows"
    assert isinstance(read(lines, limits=Limits(max_rows=3)), Book)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_bytes=100), "too_big"),
        (Limits(max_expanded=100), "expanded_too_big"),
        (Limits(max_parts=3), "expanded_too_big"),
        (Limits(max_sheets=1), "too_many_sheets"),
        (Limits(max_rows=5), "too_many_rows"),
        (Limits(max_cells=8), "too_many_cells"),
    ],
)
def test_every_limit_is_held(limits, code):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><v>1</v></c></row>'
    data = raw.pack(raw.parts(raw.worksheet(rows), raw.worksheet(rows)))

    assert read(data, limits=limits).code == code
    assert isinstance(read(data, limits=Limits(max_rows=6, max_cells=18, max_sheets=2)), Book)
