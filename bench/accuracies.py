#!/usr/bin/env python3
"""The accuracy of every strategy on real data sets with gold labels, as a Markdown table.

    bench/accuracies.py --bin build/all/bin --datasets FOLDER [--skip speech]

FOLDER contains one folder per data set, in the form that docs/real-data.md describes: labels.csv and truth.csv. For
tied labels, the mean over the tied ones counts; observations without votes do not count. Data sets with fewer than 20
graded observations are shown but not included in the mean. A dash marks a strategy that does not fit the votes.
"""

import argparse
import csv
import json
import subprocess
import tempfile
from pathlib import Path

FEWEST_GRADED = 20


def accuracy_of(figures):
    """The expected accuracy over ties, or without ties, the accuracy."""
    ties = figures["label_accuracy_ties"]
    return ties["expected"] if ties else figures["label_accuracy"]


def compare(binary, folder, work):
    """The accuracy by strategy, and the number of graded observations."""
    result = work / f"{folder.name}.json"
    subprocess.run(
        [binary, "compare", folder / "labels.csv", "--all", "--truth", folder / "truth.csv", "-q", "-o", result],
        check=True,
    )
    runs = json.loads(result.read_text())["runs"]
    graded = runs[0]["metrics"]["expert"]["n"]
    return {run["strategy"]: accuracy_of(run["metrics"]["expert"]) for run in runs}, graded


def sizes(folder):
    with open(folder / "labels.csv", newline="") as file:
        rows = list(csv.reader(file))[1:]
    observations, users, labels = ({row[column] for row in rows} for column in range(3))
    return len(observations), len(users), len(labels), len(rows) / len(observations), len(rows) / len(users)


def shown(accuracy):
    return "-" if accuracy is None else f"{accuracy:.3f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of the program aggregate")
    parser.add_argument("--datasets", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--skip", nargs="*", default=[], help="names of sets to leave out")
    arguments = parser.parse_args()

    folders = sorted(
        (path.parent for path in arguments.datasets.glob("*/truth.csv") if path.parent.name not in arguments.skip),
        key=lambda folder: folder.name.lower(),
    )
    rows = []
    with tempfile.TemporaryDirectory() as work:
        for folder in folders:
            accuracy, graded = compare(arguments.bin / "aggregate", folder, Path(work))
            rows.append((folder.name, sizes(folder), graded, accuracy))

    strategies = list(dict.fromkeys(name for *_, accuracy in rows for name in accuracy))
    print("| data set | observations | users | labels | votes per observation | votes per user | graded | "
          + " | ".join(strategies) + " |")
    print("| --- " + "| ---: " * (6 + len(strategies)) + "|")
    for name, (observations, users, labels, per_observation, per_user), graded, accuracy in rows:
        figures = [shown(accuracy.get(strategy)) for strategy in strategies]
        print(f"| {name} | {observations} | {users} | {labels} | {per_observation:.1f} | {per_user:.0f} | {graded} | "
              + " | ".join(figures) + " |")
    averaged = [accuracy for _, _, graded, accuracy in rows if graded >= FEWEST_GRADED]
    means = [
        shown(sum(accuracy[strategy] for accuracy in averaged) / len(averaged))
        if all(strategy in accuracy for accuracy in averaged) else "-"
        for strategy in strategies
    ]
    print(f"| mean of {len(averaged)} | | | | | | | " + " | ".join(means) + " |")


if __name__ == "__main__":
    main()
