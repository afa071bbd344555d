import os
from pathlib import Path

import pytest

from portal.standing.folders import AlreadyRunning, UnsafeFolder, claim, make_closed, make_home


def test_a_home_is_made_closed_to_others(tmp_path):
    home = make_home(tmp_path / "home")

    assert home.stat().st_mode & 0o777 == 0o700


def test_a_home_that_is_there_keeps_its_mode(tmp_path):
    (tmp_path / "home").mkdir(mode=0o755)

    home = make_home(tmp_path / "home")

    assert home.stat().st_mode & 0o777 == 0o755


def test_a_socket_folder_that_others_may_enter_is_not_used(tmp_path):
    (tmp_path / "run").mkdir(mode=0o755)

    with pytest.raises(UnsafeFolder, match="mode 0700"):
        make_closed(tmp_path / "run")


def test_a_socket_folder_that_is_a_link_is_not_used(tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UnsafeFolder):
        make_closed(tmp_path / "run")


def test_a_socket_folder_of_somebody_else_is_not_used(tmp_path):
    theirs = Path("/root")  # closed to an ordinary user; root gives one of its own away
    if os.geteuid() == 0:
        theirs = tmp_path / "run"
        theirs.mkdir(mode=0o700)
        os.chown(theirs, 12345, 12345)

    with pytest.raises(UnsafeFolder):
        make_closed(theirs)


def test_a_home_is_held_by_one_house_at_a_time(tmp_path):
    home = make_home(tmp_path / "home")

    with claim(home, "at http://127.0.0.1:8000"):
        with pytest.raises(AlreadyRunning, match=r"running already \(at http://127.0.0.1:8000\)"):
            claim(home, "at http://127.0.0.1:8001")

    claim(home, "at http://127.0.0.1:8001").close()
