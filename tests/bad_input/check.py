"""Runs the program on every bad input and lists those for which it does not print the required message.

Usage: check.py AGGREGATE [PART OF A NAME]     runs the cases
       check.py --write FOLDER                 writes the files, each into a separate folder
"""

import csv
import os
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
import config_cases  # noqa: E402
import csv_cases  # noqa: E402
import foreign_cases  # noqa: E402
import json_cases  # noqa: E402
import lines_cases  # noqa: E402
import packed_cases  # noqa: E402
import result_cases  # noqa: E402
import side_cases  # noqa: E402

CASES = [
    case
    for module in (json_cases, lines_cases, csv_cases, packed_cases, foreign_cases, side_cases, result_cases, config_cases)
    for case in module.CASES
]
OUTPUT, OLD = "out.csv", b"what stood here before\n"
SECONDS = 60


def write(case, folder):
    for name, content in {case.file: case.content, **case.others}.items():
        (folder / name).write_bytes(content)


def labels_in(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {row["observation"]: row["label"] for row in csv.DictReader(file)}


def faults(case, program):
    """What is wrong with the run of a case; empty if everything is as expected."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write(case, folder)
        (folder / OUTPUT).write_bytes(OLD)
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        arguments = [argument if argument != "OUT" else OUTPUT for argument in case.arguments]
        if "OUT" not in case.arguments:
            arguments += ["-o", OUTPUT]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("CROWDVOTE_")}
        try:
            run = subprocess.run([program, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                 capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return [f"still ran after {SECONDS} s"]
        said = run.stderr.decode("utf-8", "backslashreplace")
        wrong = []
        if run.returncode != case.code:
            wrong.append(f"exit code {run.returncode}; expected {case.code}")
        if case.code == 0:
            if run.returncode == 0 and (found := labels_in(folder / OUTPUT)) != case.labels:
                wrong.append(f"labels {found}; expected {case.labels}")
            return [*wrong, said] if wrong else []
        expected = f"aggregate: error: {case.file}{case.place}" + (": " if case.place else "")
        if case.place.startswith(": byte "):  # the same position, as other layouts report it
            expected = (expected, f"aggregate: error: {case.file}:1:{int(case.place[7:]) + 1}: ")
        errors = [line for line in said.splitlines() if line.startswith("aggregate: error: ")]
        if not any(line.startswith(expected) for line in errors):
            wrong.append(f"no message begins with {expected}")
        wrong += [f"'{word}' is not said" for word in case.words if word not in said]
        after = {path.name: path.read_bytes() for path in folder.iterdir()}
        if after != before:
            wrong.append("files were changed: " + ", ".join(sorted(n for n in after if after[n] != before.get(n))))
        return [*wrong, said] if wrong else []


def main():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    if sys.argv[1] == "--write":
        for case in CASES:
            folder = pathlib.Path(sys.argv[2]) / case.name
            folder.mkdir(parents=True, exist_ok=True)
            write(case, folder)
        return 0
    program = str(pathlib.Path(sys.argv[1]).resolve())
    chosen = [case for case in CASES if len(sys.argv) < 3 or sys.argv[2] in case.name]
    with ThreadPoolExecutor(os.cpu_count()) as runs:
        failed = 0
        for case, wrong in zip(chosen, runs.map(lambda case: faults(case, program), chosen)):
            if wrong:
                failed += 1
                print(f"{case.name}: " + "\n    ".join(wrong))
    print(f"{len(chosen) - failed} of {len(chosen)} bad inputs are answered as they must be")
    return 1 if failed or not chosen else 0


sys.exit(main())
