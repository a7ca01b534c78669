#!/usr/bin/env python3
"""Measures every strategy that has the option support with support=voted at full size: seconds and peak memory.

    bench/voted_labels.py --bin build/all/bin [--observations 6699593 --threads 2 --strategy NAME ...]

Simulates a platform with 11,000 labels and 800,000 users (aggregate simulate --ai 0) and runs each strategy on it with
its default options except support=voted. Fails if a run takes more memory than MOST_BYTES or more seconds than
MOST_SECONDS.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

MOST_BYTES = 1.5e9
MOST_SECONDS = 60


def strategies_with_support(program):
    described = json.loads(subprocess.run([program, "strategies", "--format", "json"], capture_output=True, check=True).stdout)
    return [s["name"] for s in described if any(option["name"] == "support" for option in s["options"])]


def measure(program, votes, strategy, threads):
    """The summary of a run."""
    with tempfile.NamedTemporaryFile(suffix=".json") as summary:
        outputs = ["-o", "/dev/null", "--summary", summary.name]
        spec = f"{strategy}:support=voted"
        subprocess.run([program, votes, "-q", "-s", spec, f"--threads={threads}", *outputs], check=True)
        return json.loads(Path(summary.name).read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of the program")
    parser.add_argument("--observations", type=int, default=6699593)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--strategy", action="append", help="only this one; may be repeated")
    options = parser.parse_args()
    program = options.bin / "aggregate"
    is_above = False
    with tempfile.TemporaryDirectory() as folder:
        size = [f"--observations={options.observations}", "--ai=0", "--seed=1"]
        subprocess.run([program, "simulate", folder, "-q", *size], check=True, stdout=subprocess.DEVNULL)
        print("| strategy | rounds | seconds | of these reading | peak, MB |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for strategy in options.strategy or strategies_with_support(program):
            figures = measure(program, Path(folder) / "votes.json", strategy, options.threads)
            seconds, peak = figures["seconds"], figures["peak_memory_bytes"]
            is_above |= peak > MOST_BYTES or seconds["total"] > MOST_SECONDS
            times = f"{seconds['total']:.1f} | {seconds['read']:.1f}"
            print(f"| {strategy} | {figures['iterations']} | {times} | {peak / 1e6:.0f} |", flush=True)
    if is_above:
        sys.exit(f"more than {MOST_BYTES / 1e6:.0f} MB or {MOST_SECONDS} seconds")


if __name__ == "__main__":
    main()
