#!/usr/bin/env python3
"""Measures the time for inputs of unusual shapes, as a multiple of that for an ordinary input with as many votes.

    bench/slow_inputs.py --bin build/all/bin [--votes 5000000 --threads 2 --rounds 5 --strategy mv]

Writes the votes of each shape and runs `aggregate` on all of them in turn, round after round. Each figure is the
minimum over the rounds, because noise only ever adds time; `per byte` compares the times per byte of input. Fails if a
shape takes more than 3 times as long as the ordinary input.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import whole_job

MOST = 3.0
VOTES_OF_OBSERVATION = 5
N_USERS = 10_000
N_WORDS = 10_000
PIECE = 100_000  # votes written at once

ORDINARY = "ordinary: 5 votes on each observation, 10 short labels"
# Observation, user and label of the v-th of n votes, as JSON texts without their quotes.
SHAPES = {
    ORDINARY: lambda v, n: (v // VOTES_OF_OBSERVATION, user(v), f"l{spread(v) % 10}"),
    "10,000 labels, which are long texts": lambda v, n: (v // VOTES_OF_OBSERVATION, user(v), text(spread(v) % N_WORDS)),
    "every vote has its own label, a number": lambda v, n: (v // VOTES_OF_OBSERVATION, user(v), v * 7919 % n),
    "every vote has its own label, a short text": lambda v, n: (v // VOTES_OF_OBSERVATION, user(v), f"l{v * 7919 % n}"),
    "every vote has its own label, a long text": lambda v, n: (v // VOTES_OF_OBSERVATION, user(v), text(v * 7919 % n)),
    "one observation, 10 labels": lambda v, n: ("o", f"u{v}", f"l{spread(v) % 10}"),
    "one observation, every vote has its own label, a short text": lambda v, n: ("o", f"u{v}", f"l{v * 7919 % n}"),
    "one observation, every vote has its own label, a long text": lambda v, n: ("o", f"u{v}", text(v * 7919 % n)),
}


def user(v):
    return f"u{spread(v) % N_USERS}"


def spread(v):
    """A number that looks random; those of 5 consecutive votes differ modulo 10,000."""
    return (v * 2654435761 >> 7) + v


def text(number):
    return f"Quercus species number {number}"


def write_votes(path, shape, n):
    """The votes as one JSON object of observations."""
    with path.open("w") as file:
        previous = None
        for begin in range(0, n, PIECE):
            pieces = []
            for v in range(begin, min(n, begin + PIECE)):
                observation, user, label = shape(v, n)
                if observation != previous:
                    pieces.append(f'{"{" if previous is None else "}, "}"{observation}": {{"{user}": "{label}"')
                    previous = observation
                else:
                    pieces.append(f', "{user}": "{label}"')
            file.write("".join(pieces))
        file.write("}}\n")


def seconds_of(options, votes, work):
    """Wall-clock seconds, and CPU seconds, which hardly depend on other work on the machine."""
    command = [options.bin / "aggregate", votes, "-q", "-s", options.strategy, f"--threads={options.threads}"]
    run = whole_job.run([*command, "-o", work / "labels.csv"])
    return run.seconds, run.cpu_seconds


def measure(options, work):
    """The least wall-clock and CPU seconds of each shape, and the size of its file in bytes."""
    files = {}
    for number, (name, shape) in enumerate(SHAPES.items()):
        files[name] = work / f"votes_{number}.json"
        write_votes(files[name], shape, options.votes)
    least = {name: (float("inf"), float("inf")) for name in SHAPES}
    for _ in range(options.rounds):
        for name, votes in files.items():
            least[name] = tuple(map(min, least[name], seconds_of(options, votes, work)))
    return least, {name: votes.stat().st_size for name, votes in files.items()}


def print_table(least, sizes):
    print("| votes | MB | seconds | times ordinary | per byte | CPU seconds | times ordinary | per byte |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, figures in least.items():
        cells = []
        for figure, of_ordinary in zip(figures, least[ORDINARY]):
            times = figure / of_ordinary
            cells.append(f"{figure:.2f} | {times:.1f} | {times * sizes[ORDINARY] / sizes[name]:.1f}")
        print(f"| {name} | {sizes[name] / 1e6:.0f} | {' | '.join(cells)} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of the program")
    parser.add_argument("--votes", type=int, default=5_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--strategy", default="mv")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        least, sizes = measure(options, Path(work))
    print_table(least, sizes)
    slow = [name for name, (seconds, _) in least.items() if seconds > MOST * least[ORDINARY][0]]
    if slow:
        sys.exit(f"more than {MOST:g} times as long as the ordinary input: {'; '.join(slow)}")


if __name__ == "__main__":
    main()
