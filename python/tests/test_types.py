"""What mypy says of the package, and of programs that use it."""

import subprocess
import sys
from pathlib import Path

import pytest

import crowdvote

pytest.importorskip("mypy")

GOOD = """
from typing import Any, Optional
import crowdvote

result: crowdvote.Result = crowdvote.aggregate("votes.csv", "plantnet", authors="authors.txt", theta_conf=2)
reason: Optional[str] = result.reason
figures = crowdvote.evaluate(result, "truth.csv")
metrics: dict[str, Any] = figures.to_dict()
comparison = crowdvote.compare("votes.csv", ["mv"], truth="truth.csv")
comparison.report("report.html", title="Votes")
folder: str = crowdvote.simulate("folder", observations=10).folder
card: dict[str, Any] = crowdvote.explain(result, 17).to_dict()
try:
    crowdvote.stats("votes.csv").write("stats.json")
except crowdvote.InputError as error:
    line: Optional[int] = error.line
"""

BAD = """
import crowdvote

crowdvote.aggregate("votes.csv", 3)
crowdvote.evaluate("labels.csv", "truth.csv", sed=1).to_dickt()
crowdvote.report("result", "report.html", titel="Votes")
"""


def errors_of(program, tmp_path):
    path = tmp_path / "program.py"
    path.write_text(program)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent",
         "--cache-dir", tmp_path / "cache", path],
        capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if ": error: " in line]


def test_a_program_that_uses_the_package_has_types(tmp_path):
    assert errors_of(GOOD, tmp_path) == []


def test_slips_are_found_before_anything_runs(tmp_path):
    errors = "\n".join(errors_of(BAD, tmp_path))
    assert 'incompatible type "int"; expected "str"' in errors
    assert "to_dickt" in errors and "titel" in errors


def test_the_package_itself_is_consistent(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--ignore-missing-imports", "--cache-dir", tmp_path, "-p", "crowdvote"],
        capture_output=True, text=True, check=False, cwd=Path(crowdvote.__file__).resolve().parents[1])
    assert done.returncode == 0, done.stdout
