#!/usr/bin/env python3
"""Measures the time of a round of each model, as a share of the time for reading the file, and the memory of a run.

    bench/rounds.py --bin build/all/bin [--observations 1000000 --users 10000 --labels 10 --threads 1]

Simulates a crowd (aggregate simulate --preset crowd) and runs every model on it twice, with few rounds and with more:
the difference is the time of the rounds alone, without work that is done once. Each time is the minimum of several
runs, because noise only ever adds time. The peak memory of the process is compared with the size of the votes (8 bytes
each and 4 for each observation) and of the parameters: the probabilities (8 bytes for each observation and label) and
what the model keeps for each user and, if it has difficulties, for each observation. Fails if a figure is above its
target.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

FEW_ROUNDS = 2
MORE_ROUNDS = 22

# The most time a round may take, as a fraction of the time for reading.
MOST_OF_READING = {"dawid-skene": 0.25, "ibcc": 0.25, "mace": 0.25, "one-coin": 0.25, "glad": 1.0}
# The most peak memory, as a multiple of the size of the votes and the parameters.
MOST_MEMORY = 3

# How many 8-byte numbers a model keeps for each user, for k labels.
NUMBERS_OF_USER = {
    "dawid-skene": lambda k: k * k,
    "ibcc": lambda k: k * k,
    "mace": lambda k: k + 2,
    "one-coin": lambda k: 1,
    "glad": lambda k: 1,
}


def add_arguments(parser):
    parser.add_argument("--bin", type=Path, required=True, help="folder of the program")
    parser.add_argument("--observations", type=int, default=1000000)
    parser.add_argument("--users", type=int, default=10000)
    parser.add_argument("--labels", type=int, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=3)


def make_crowd(options, folder):
    """Simulates a crowd and returns the file with its votes."""
    sizes = [f"--{name}={getattr(options, name)}" for name in ("observations", "users", "labels")]
    subprocess.run([options.bin / "aggregate", "simulate", folder, "--preset", "crowd", "-q", *sizes], check=True)
    return Path(folder) / "votes.json"


def run_rounds(options, votes, strategy, rounds, *more):
    """The summary of a run with exactly this many rounds."""
    with tempfile.NamedTemporaryFile(suffix=".json") as summary:
        spec = f"{strategy}:tolerance=0,max-iterations={rounds}"
        outputs = ["-o", "/dev/null", "--summary", summary.name, *more]
        subprocess.run(
            [options.bin / "aggregate", votes, "-q", "-s", spec, f"--threads={options.threads}", *outputs], check=True
        )
        figures = json.loads(Path(summary.name).read_text())
    assert figures["iterations"] == rounds, (strategy, figures["iterations"])
    return figures


def measure(options, votes, strategy):
    """Seconds of a round and of reading, peak memory in bytes, and the counts."""
    least = {}
    for _ in range(options.repetitions):
        for rounds in (FEW_ROUNDS, MORE_ROUNDS):
            figures = run_rounds(options, votes, strategy, rounds)
            for stage in ("read", "aggregate"):
                seconds = figures["seconds"][stage]
                least[rounds, stage] = min(seconds, least.get((rounds, stage), seconds))
    of_round = (least[MORE_ROUNDS, "aggregate"] - least[FEW_ROUNDS, "aggregate"]) / (MORE_ROUNDS - FEW_ROUNDS)
    reading = min(least[FEW_ROUNDS, "read"], least[MORE_ROUNDS, "read"])
    return of_round, reading, figures["peak_memory_bytes"], figures["counts"]


def bytes_of_votes_and_parameters(strategy, counts):
    n_labels = counts["labels"]
    of_votes = 8 * counts["votes"] + 4 * counts["observations"]
    of_probabilities = 8 * counts["observations"] * n_labels
    of_users = 8 * counts["users"] * NUMBERS_OF_USER[strategy](n_labels)
    of_difficulties = 8 * counts["observations"] if strategy == "glad" else 0
    return of_votes + of_probabilities + of_users + of_difficulties


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    options = parser.parse_args()
    print("| model | round, ms | reading, ms | round / reading | at most | peak, MB | votes and parameters, MB | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    above = []
    with tempfile.TemporaryDirectory() as folder:
        votes = make_crowd(options, folder)
        for strategy, most in MOST_OF_READING.items():
            of_round, reading, peak, counts = measure(options, votes, strategy)
            needed = bytes_of_votes_and_parameters(strategy, counts)
            times = f"{of_round * 1e3:.0f} | {reading * 1e3:.0f} | {of_round / reading:.2f} | {most}"
            print(f"| {strategy} | {times} | {peak / 1e6:.0f} | {needed / 1e6:.0f} | {peak / needed:.1f} |", flush=True)
            if of_round > most * reading or peak > MOST_MEMORY * needed:
                above.append(strategy)
    if above:
        sys.exit("above its target: " + ", ".join(above))


if __name__ == "__main__":
    main()
