#!/usr/bin/env python3
"""Measures what `--explanations FILE` costs: whole runs of plantnet with it and without it, in turn.

    bench/explanations.py --bin build/bench/bin                          full size of Pl@ntNet-CrowdSWE
    bench/explanations.py --bin build/bench/bin --other /tmp/old         a second `aggregate` too, to compare builds
    bench/explanations.py --bin build/bench/bin --observations 670000    small, to try it out

Simulates the data with `aggregate simulate` in a temporary folder (`--work DIR` sets its place). For each build, prints
the minimum seconds and CPU seconds of either run over the rounds, because other work on the machine only ever adds
time, and their ratios; CPU seconds are less sensitive to other work.
"""

import argparse
import tempfile
from pathlib import Path

import whole_job

MOST = 1.3  # times as long as the job without the file


def jobs_of(folder, data, threads):
    """A run without and a run with the file."""
    explained = ["--explanations", data.parent / "labels_explained.csv"]
    return [whole_job.plantnet_command(folder / "aggregate", data, threads, more) for more in ([], explained)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of aggregate")
    parser.add_argument("--other", type=Path, help="folder of another aggregate")
    parser.add_argument("--observations", type=int, default=whole_job.FULL_SIZE)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--work", type=Path, help="where the temporary folder goes")
    arguments = parser.parse_args()

    folders = [folder for folder in (arguments.other, arguments.bin) if folder]
    with tempfile.TemporaryDirectory(prefix="crowdvote-bench-", dir=arguments.work) as work:
        data = Path(work) / "data"
        n_votes = whole_job.simulate(arguments.bin / "aggregate", data, arguments.observations, ai=False)
        jobs = {folder: jobs_of(folder, data, arguments.threads) for folder in folders}
        runs = {folder: ([], []) for folder in folders}
        for _ in range(arguments.rounds):
            for folder, commands in jobs.items():
                for command, found in zip(commands, runs[folder]):
                    whole_job.remove_labels(data.parent)
                    found.append(whole_job.run(command))
    print(f"{arguments.observations:,} observations, {n_votes:,} votes, {arguments.threads} threads, {arguments.rounds} rounds\n")
    print(f"| build | figure | without | with | times (at most {MOST}) |\n| --- | --- | ---: | ---: | ---: |")
    for folder in folders:
        for figure in ("seconds", "cpu_seconds"):
            without, explained = (min(getattr(run, figure) for run in found) for found in runs[folder])
            print(f"| {folder} | {figure} | {without:.3f} | {explained:.3f} | {explained / without:.2f} |")


if __name__ == "__main__":
    main()
