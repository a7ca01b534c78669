#!/usr/bin/env python3
"""Compares the time for votes in Parquet, read by DuckDB, with that in JSON: with numbers as names, and with texts.

    bench/parquet_votes.py --bin build/all/bin [--observations 6699593 --threads 2 --rounds 5]

Runs `aggregate -s mv` on all files in turn, round after round, and prints the minimum wall-clock and CPU seconds of
each, because noise only ever adds time.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import whole_job

HERE = Path(__file__).parent


def make_files(options, work):
    aggregate = options.bin / "aggregate"
    crowd = work / "crowd"
    whole_job.simulate(aggregate, crowd, options.observations, ai=False)
    numbers, texts = crowd / "votes.json", work / "texts.json"
    whole_job.run([sys.executable, HERE / "text_names.py", numbers, texts])
    files = {}
    for kind, json in (("numbers", numbers), ("texts", texts)):
        parquet = work / f"{kind}.parquet"
        whole_job.run([aggregate, "convert", json, "-q", "-o", parquet])
        files |= {f"{kind}, JSON": json, f"{kind}, Parquet": parquet}
    return files


def seconds_of(options, votes):
    """The wall-clock and CPU seconds of a run."""
    run = whole_job.run([options.bin / "aggregate", votes, "-q", "-s", "mv", f"--threads={options.threads}", "-o", "/dev/null"])
    return run.seconds, run.cpu_seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of the program")
    parser.add_argument("--observations", type=int, default=whole_job.FULL_SIZE)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        files = make_files(options, Path(work))
        least = {name: (float("inf"), float("inf")) for name in files}
        for _ in range(options.rounds):
            for name, votes in files.items():
                least[name] = tuple(map(min, least[name], seconds_of(options, votes)))
        print("| votes | MB | seconds | CPU seconds |\n| --- | ---: | ---: | ---: |")
        for name, (seconds, cpu_seconds) in least.items():
            print(f"| {name} | {files[name].stat().st_size / 1e6:.0f} | {seconds:.2f} | {cpu_seconds:.2f} |")


if __name__ == "__main__":
    main()
