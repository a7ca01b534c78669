#!/usr/bin/env python3
"""Compares aggregate's labels and validity with those of the slow version, on a simulated data set.

    bench/check_answers.py --bin build/bench/bin [--observations 20000]

Exits with 1 if an answer differs. Speed only matters if the answers are right, so the benchmarks run this first.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import slow_strategies as slow


def load(path):
    with open(path) as file:
        return json.load(file)


def aggregate(binary, folder, options):
    """Runs the program and returns the rows that it wrote."""
    labels = folder / "labels.csv"
    subprocess.run([binary, folder / "votes.json", "-q", "-o", labels, *options], check=True)
    with open(labels, newline="") as file:
        return list(csv.DictReader(file))


def expected_row(label, valid):
    return ("" if label is None else str(label), str(int(valid)))


def compare(name, rows, answer):
    label, valid = answer
    wrong = [
        row
        for row in rows
        if (row["label"], row["valid"]) != expected_row(label[row["observation"]], valid[row["observation"]])
    ]
    if len(rows) != len(label) or wrong:
        sys.exit(f"{name}: {len(wrong)} of {len(rows)} observations differ from the slow version's: {wrong[:3]}")


def check(binary, folder):
    votes_of = load(folder / "votes.json")
    with open(folder / "authors.txt") as file:
        author_of = dict(zip(votes_of, (line.strip() for line in file)))
    ai_of, score_of = load(folder / "ai_votes.json"), load(folder / "ai_scores.json")
    authors = ["--authors", folder / "authors.txt"]
    ai = [*authors, "--ai-votes", folder / "ai_votes.json", "--ai-scores", folder / "ai_scores.json", "--ai-strategy"]
    runs = {
        "mv": (["-s", "mv"], slow.mv(votes_of)),
        "twothird": (["-s", "twothird"], slow.twothird(votes_of)),
        "wawa": (["-s", "wawa"], slow.wawa(votes_of)),
        "plantnet": (authors, slow.plantnet(votes_of, author_of)),
        "plantnet, fixed AI": ([*ai, "fixed"], slow.plantnet(votes_of, author_of, ai_of)),
        "plantnet, confident AI": (
            [*ai, "confident"],
            slow.plantnet_confident(votes_of, author_of, ai_of, score_of),
        ),
    }
    for name, (options, answer) in runs.items():
        compare(name, aggregate(binary, folder, options), answer)
    print(f"The answers of {', '.join(runs)} equal the slow version's on {len(votes_of):,} observations.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of aggregate")
    parser.add_argument("--observations", type=int, default=20_000)
    arguments = parser.parse_args()
    binary = arguments.bin / "aggregate"
    with tempfile.TemporaryDirectory(prefix="crowdvote-bench-") as folder:
        size = ["--observations", str(arguments.observations), "--seed", "1", "--no-table", "-q"]
        subprocess.run([binary, "simulate", folder, *size], check=True)
        check(binary, Path(folder))


if __name__ == "__main__":
    main()
