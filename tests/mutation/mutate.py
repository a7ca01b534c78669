"""Changes the sources in one place at a time and counts how many of the changes the tests notice.

Usage: mutate.py [--count N] [--seconds S] [--seed N] [--only FOLDER...] [--build FOLDER]

A mutant is a source of src/core, src/strategies, src/evaluation or src/io with one operator, constant, condition or
statement changed. It is compiled within the unit of a finished build (build/all) that contains the source, and linked
in front of the libraries into each test program of its layer just before the program runs. The tests named after the
source run first. A test program that fails or does not end kills the mutant. Each mutant is listed with the test that
killed it; some survivors are equivalent to the original, which only a reader can tell. Prints a table for
docs/reliability.md, even if it is stopped by SIGTERM.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS_PER_PROGRAM = 600

# The programs that test a folder, with those most likely to fail first. Those that run `aggregate`, as the tests of the
# command line do, would not see a mutant: it is linked into the test program alone.
PROGRAMS = {
    "core": ["core", "evaluation", "explanation", "strategies"],
    "evaluation": ["evaluation", "report"],
    "strategies": ["strategies"],
    "io/bytes": ["outputs", "reading", "side_files", "rows"],
    "io/write": ["outputs", "rows", "evaluation", "explanation"],
    "io/names": ["names", "rows", "reading"],
    "io/json": ["reading", "rows", "side_files", "outputs"],
    "io/tables": ["side_files", "rows", "reading"],
    "io/records": ["side_files", "reading", "rows", "names"],
    "io/shapes": ["rows", "reading"],
    "io/read": ["reading", "side_files", "rows", "outputs", "evaluation"],
}

OPERATORS = [(" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > "), (" == ", " != "), (" != ", " == "),
             (" && ", " || "), (" || ", " && "), (" + ", " - "), (" - ", " + "), (" * ", " / "), (" / ", " * "),
             (" += ", " -= "), (" -= ", " += "), ("++", "--"), ("true", "false"), ("false", "true")]
NUMBER = re.compile(r"(?<![\w.\"'])(\d+)(\.\d+)?(U?)(?![\w.\"'])")
CONDITION = re.compile(r"^(\s*(?:\} else )?if \()(.*)(\) .*)$")
STATEMENT = re.compile(r"^\s+(?!return|throw|break|continue|using|case|default|const|static|auto|else|if|for|while|"
                       r"std::\w+ \w)"
                       r"[\w:\[\]().>*-]+(?:\(.*\)| [-+|&]?= .*|\+\+);$")


def in_text(line, at):
    """Whether a position in the line is inside a literal or a comment."""
    comment = line.find("//")
    before = re.sub(r"\\.", "  ", line[:at])  # without \" and \'
    return (0 <= comment < at) or before.count('"') % 2 == 1 or before.count("'") % 2 == 1


def changes_of(line):
    """Yields (what is changed, the changed line)."""
    stripped = line.strip()
    if not stripped or stripped.startswith(
            ("//", "#", "template", "static_assert", "///", "*", "namespace", "class", "struct")):
        return
    for old, new in OPERATORS:
        at = line.find(old)
        while at >= 0:
            if not in_text(line, at):
                yield f"'{old.strip()}' becomes '{new.strip()}'", line[:at] + new + line[at + len(old):]
            at = line.find(old, at + 1)
    for number in NUMBER.finditer(line):
        if in_text(line, number.start()):
            continue
        whole, fraction, suffix = number.groups()
        other = f"{whole}{fraction}".replace(whole, str(int(whole) + 1), 1) if fraction else f"{int(whole) + 1}{suffix}"
        yield f"{number.group()} becomes {other}", line[:number.start()] + other + line[number.end():]
    condition = CONDITION.match(line)
    if condition and ";" not in condition.group(2) and condition.group(2).count("(") == condition.group(2).count(")"):
        yield "the condition is negated", f"{condition.group(1)}!({condition.group(2)}){condition.group(3)}"
    if STATEMENT.match(line):
        yield "the statement is deleted", ""


def all_mutants(folders):
    for folder in folders:
        for source in sorted((ROOT / "src" / folder).glob("*.cpp")):
            lines = source.read_text().split("\n")
            for n, line in enumerate(lines):
                for what, changed in changes_of(line):
                    yield folder, source, n, what, "\n".join([*lines[:n], changed, *lines[n + 1:]])


class Builds:
    """Parts of a finished build with one changed source."""

    def __init__(self, build):
        self.build = build
        self.commands = {}  # by source
        for entry in json.loads((build / "compile_commands.json").read_text()):
            unit = pathlib.Path(entry["file"])
            text = unit.read_text() if "Unity" in unit.parts else f'#include "{unit}"'
            self.commands.update({source: (entry, text) for source in re.findall(r'#include "(.*)"', text)})

    def compile(self, source, text, folder):
        """The object of a changed source and those compiled together with it; None if the mutant does not compile."""
        entry, unit = self.commands[str(source)]
        changed, changed_unit, target = folder / source.name, folder / "unit.cpp", folder / "mutant.o"
        changed.write_text(text)
        changed_unit.write_text(unit.replace(f'"{source}"', f'"{changed}"'))
        words = [word for word in shlex.split(entry["command"]) if word not in ("-Werror", "ccache", "/usr/bin/ccache")]
        words[words.index("-o") + 1] = str(target)
        words[words.index("-c") + 1] = str(changed_unit)
        done = subprocess.run([*words, "-w", "-O1"], cwd=entry["directory"], capture_output=True)
        return target if done.returncode == 0 else None

    def link(self, program, mutant, folder):
        commands = subprocess.run(["ninja", "-C", self.build, "-t", "commands", f"bin/crowdvote_{program}_tests"],
                                  capture_output=True, text=True, check=True).stdout
        command = commands.strip().split("\n")[-1].removeprefix(": && ").split(" && ")[0]
        words = shlex.split(command)
        target = folder / f"{program}_tests"
        words[words.index("-o") + 1] = str(target)
        first = next(n for n, word in enumerate(words) if word.endswith(".a"))
        words[first:first] = ["-fuse-ld=gold", *([str(mutant)] if mutant else [])]
        run(words, cwd=self.build)
        return target


def run(words, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(str(word) for word in words)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def tests_of(source):
    """A pattern for the tests named after a source, such as DawidSkene for dawid_skene.cpp, which run first."""
    return "*" + "".join(word.capitalize() for word in source.stem.split("_")) + "*"


def failure_of(program, folder, tests="*"):
    """What goes wrong when a test program runs: the name of the first test that fails; None if nothing does."""
    environment = {**os.environ, "TMPDIR": str(folder)}
    try:
        done = subprocess.run([program, "--gtest_brief=1", "--gtest_fail_fast", f"--gtest_filter={tests}"], cwd=ROOT,
                              env=environment, capture_output=True, text=True, errors="replace",
                              timeout=SECONDS_PER_PROGRAM)
    except subprocess.TimeoutExpired:
        return f"{program.name} does not end"
    if done.returncode == 0:
        return None
    failed = re.search(r"^\[  FAILED  \] ([\w./]+)", done.stdout, re.MULTILINE)
    return failed.group(1) if failed else f"{program.name} ends with {done.returncode}"


def killer_of(mutant, layer, source, builds, folder):
    """What the first test program that notices the mutant reports; None if it survives."""
    for program in PROGRAMS[layer]:
        tests = builds.link(program, mutant, folder)
        killer = failure_of(tests, folder, tests_of(source)) or failure_of(tests, folder)
        if killer:
            return killer
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=3600, help="no mutant is begun later than this")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=list(PROGRAMS))
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "all")
    options = parser.parse_args()
    builds = Builds(options.build)
    mutants = list(all_mutants(options.only))
    print(f"{len(mutants)} mutants can be made; a sample with seed {options.seed}", flush=True)
    random.Random(options.seed).shuffle(mutants)
    begin = time.monotonic()
    counts = {}
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)  # some tests look into it as another user
        for program in sorted({program for layer in options.only for program in PROGRAMS[layer]}):
            if failure := failure_of(builds.link(program, None, folder), folder):
                sys.exit(f"without a mutant: {failure}")
        n_run = 0
        for layer, source, line, what, text in mutants:
            if n_run == options.count or stopped.is_set() or time.monotonic() - begin > options.seconds:
                break
            mutant = builds.compile(source, text, folder)
            if mutant is None:
                continue
            n_run += 1
            killer = killer_of(mutant, layer, source, builds, folder)
            if stopped.is_set():
                break  # its tests may have been stopped as well
            n, killed = counts.get(layer, (0, 0))
            counts[layer] = (n + 1, killed + (killer is not None))
            fate = f"killed by {killer}" if killer else "survives"
            print(f"{source.relative_to(ROOT)}:{line + 1}: {what}: {fate}", flush=True)
    print("\n| folder of src | mutants | killed | share |\n| --- | ---: | ---: | ---: |")
    total = [sum(column) for column in zip(*counts.values())]
    for layer, (n, killed) in [*sorted(counts.items()), ("all", total)]:
        print(f"| {layer} | {n} | {killed} | {100 * killed / n:.0f} % |")


main()
