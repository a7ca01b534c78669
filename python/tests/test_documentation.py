"""The page of the docs and the examples say what happens."""

import doctest
import os
import subprocess
import sys

import pytest

from conftest import ROOT


def test_the_examples_of_the_tour_give_what_they_show():
    before = os.getcwd()
    os.chdir(ROOT)
    try:
        found = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False,
                                 optionflags=doctest.NORMALIZE_WHITESPACE)
    finally:
        os.chdir(before)
    assert found.attempted > 20 and found.failed == 0


@pytest.mark.parametrize("example", sorted(path.stem for path in (ROOT / "python" / "examples").glob("*.py")))
def test_examples_print_what_stands_beside_them(example, tmp_path):
    (tmp_path / "data").symlink_to(ROOT / "data")
    script = ROOT / "python" / "examples" / f"{example}.py"
    done = subprocess.run([sys.executable, "-W", "ignore", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == script.with_suffix(".out").read_text()
