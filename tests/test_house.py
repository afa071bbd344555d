"""The house checks itself: sizes, words, rooms, and what a wheel of it carries."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from portal.access.guard import rights_of_routes
from portal.access.rights import RIGHTS
from portal.app import create_app
from portal.queue import JOBS

ROOT = Path(__file__).parents[1]
ROOMS = ("config", "jobs", "portal", "schemas", "templates", "validator")
MODULES = sorted(path for room in (*ROOMS, "tests") for path in (ROOT / room).rglob("*.py"))
VAGUE = {"utils", "helpers", "common", "misc"}


def functions(path):
    return [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def test_no_module_is_over_300_lines_and_no_function_over_40():
    long = [p.name for p in MODULES if p.read_text().count("\n") > 300]
    wide = [
        f"{path.name}:{node.name}"
        for path in MODULES
        for node in functions(path)
        if "migrations" not in path.parts and node.end_lineno - node.lineno >= 40
    ]

    assert (long, wide) == ([], [])


def test_no_page_is_over_100_lines():
    assert [
        page.name
        for page in (ROOT / "templates").rglob("*.html")
        if page.read_text().count("\n") > 100
    ] == []


def test_no_module_has_a_name_that_says_nothing():
    assert [path for path in MODULES if path.stem in VAGUE] == []


def test_nothing_is_caught_broadly():
    broad = re.compile(r"except (Base)?Exception\b|except:")
    own = [path for path in MODULES if path != Path(__file__)]

    found = {path.relative_to(ROOT).as_posix() for path in own if broad.search(path.read_text())}

    # The store takes away what it had begun to write; the child sends every fault to its parent;
    # a panic of the reader's library is no Exception.
    reasoned = {"portal/store/folder.py", "validator/confine.py", "validator/read/values.py"}
    assert found <= reasoned


def test_only_the_settings_read_the_environment():
    reads = re.compile(r"os\.environ|os\.getenv|getenv\(")
    rooms = [path for path in MODULES if path.parts[len(ROOT.parts)] not in ("config", "tests")]

    assert [path.name for path in rooms if reads.search(path.read_text())] == []


def test_what_may_be_skipped_is_known():
    skip = re.compile(r"\b(?:pytest|mark|unittest)\.(?:skip|xfail|importorskip)\w*")
    own = [path for path in MODULES if "tests" in path.parts and path != Path(__file__)]

    found = {
        path.relative_to(ROOT / "tests").as_posix(): len(skip.findall(path.read_text()))
        for path in own
    }

    # Nobody but root has anything to lower. A container may forbid namespaces, and what the test
    # in one shows is shown another way besides.
    known = {"standing/test_postgres.py": 1, "portal/test_store_folder.py": 1}
    assert {name: count for name, count in found.items() if count} == known


def test_every_job_that_is_named_exists():
    for work in JOBS.values():
        module, name = work.function.rsplit(".", 1)
        assert callable(getattr(import_module(module), name))


def test_every_route_names_a_right_that_exists():
    rights = rights_of_routes(create_app())

    assert {name: right for name, right in rights.items() if right not in {*RIGHTS, "public"}} == {}


def test_no_other_distribution_brings_our_package_names():
    others = packages_distributions()

    assert {room: others[room] for room in ROOMS if set(others.get(room, [])) - {"esubmit"}} == {}


@pytest.mark.database
def test_a_wheel_made_without_network_has_every_page_form_catalogue_and_migration(tmp_path):
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheel = ["wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(tmp_path)]
    copy = tmp_path / "source"
    subprocess.run(["git", "-C", ROOT, "checkout-index", "-a", f"--prefix={copy}/"], check=True)
    subprocess.run([*pip, *wheel, str(copy)], check=True)
    (made,) = tmp_path.glob("*.whl")
    place = tmp_path / "elsewhere"
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", place, made], check=True
    )

    wanted = {
        path.relative_to(copy)
        for room in ROOMS
        for path in (copy / room).rglob("*")
        if path.suffix in (".py", ".html", ".yaml", ".po", ".mo", ".css", ".js", ".svg")
    }

    assert {path for path in wanted if not (place / path).exists()} == set()
