#!/usr/bin/env python3
"""Fails if a stage has become twice as slow, measured against a bare simdjson pass in the same run.

    bench/check_ratios.py --bin build/bench/bin              compares with bench/ratios.json
    bench/check_ratios.py --bin build/bench/bin --update     writes it
    bench/check_ratios.py --bin build/bench/bin --against old/build/bench/bin --stages read
                                                             compares with another build, stage by stage

Runs crowdvote_benchmarks with all stages interleaved, takes the minimum CPU time of each over its repetitions, because
noise only ever adds time, and divides it by that of the bare pass. The ratios are about the same on fast and slow
machines, but depend on caches and memory by a few percent. Only --against detects smaller changes: the two builds take
turns, and the minimum CPU time of each stage in one build is divided by that in the other.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

RATIOS = Path(__file__).with_name("ratios.json")
YARDSTICK = "bare_pass"
MOST_GROWTH = 2.0
ROUNDS = 8


def least_times(binary, repetitions, stages="-bare_round"):
    """CPU milliseconds by stage, without the bare round, which is not a stage of a run."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [
            binary,
            f"--benchmark_filter={stages}",
            f"--benchmark_repetitions={repetitions}",
            "--benchmark_enable_random_interleaving=true",
            "--benchmark_min_time=0.01",
            "--benchmark_out_format=json",
            f"--benchmark_out={out.name}",
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        runs = [run for run in json.load(out)["benchmarks"] if run["run_type"] == "iteration"]
    times = {}
    for run in sorted(runs, key=lambda run: run["family_index"]):
        stage = run["name"].split("/process_time")[0]
        times[stage] = min(run["cpu_time"], times.get(stage, run["cpu_time"]))
    return times


def ratios_of(times):
    return {stage: time / times[YARDSTICK] for stage, time in times.items() if stage != YARDSTICK}


def print_table(times, ratios, committed):
    print("| stage, on one thread | CPU, ms | times the bare pass | committed |\n| --- | ---: | ---: | ---: |")
    for stage, time in times.items():
        ratio = f"{ratios[stage]:.2f}" if stage in ratios else ""
        print(f"| {stage} | {time:.1f} | {ratio} | {committed.get(stage, '')} |")


def find_faults(ratios, committed):
    unlike = sorted(ratios.keys() ^ committed.keys())
    if unlike:
        return [f"{stage}: only in one of this run and {RATIOS.name}; --update writes it" for stage in unlike]
    return [
        f"{stage}: {ratios[stage]:.2f} times the bare pass, {committed[stage]:.2f} committed"
        for stage in ratios
        if ratios[stage] > MOST_GROWTH * committed[stage]
    ]


def compare_builds(arguments):
    """Exits with 1 if a stage takes more than --most times as long as in the other build."""
    builds = [folder / "crowdvote_benchmarks" for folder in (arguments.against, arguments.bin)]
    least = [{}, {}]
    for _ in range(ROUNDS):
        for times, binary in zip(least, builds):
            for stage, time in least_times(binary, max(1, arguments.repetitions // ROUNDS), arguments.stages).items():
                times[stage] = min(time, times.get(stage, time))
    before, now = least
    print("| stage, on one thread | before, CPU ms | now | now / before |\n| --- | ---: | ---: | ---: |")
    slower = []
    for stage in [stage for stage in before if stage in now]:
        ratio = now[stage] / before[stage]
        print(f"| {stage} | {before[stage]:.1f} | {now[stage]:.1f} | {ratio:.2f} |")
        if ratio > arguments.most:
            slower.append(f"{stage}: {ratio:.2f}")
    if slower:
        sys.exit(f"\nmore than {arguments.most} times as slow as the other build:\n" + "\n".join(sorted(slower)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of crowdvote_benchmarks")
    parser.add_argument("--repetitions", type=int, default=30)
    parser.add_argument("--update", action="store_true", help="write the ratios of this run")
    parser.add_argument("--against", type=Path, help="folder of crowdvote_benchmarks of another build")
    parser.add_argument("--stages", default=".", help="with --against: a pattern of their names [.]")
    parser.add_argument("--most", type=float, default=1.1, help="with --against: the highest ratio of times [1.1]")
    arguments = parser.parse_args()
    if arguments.against:
        return compare_builds(arguments)

    times = least_times(arguments.bin / "crowdvote_benchmarks", arguments.repetitions)
    ratios = ratios_of(times)
    committed = json.loads(RATIOS.read_text()) if RATIOS.exists() else {}
    print_table(times, ratios, committed)
    if arguments.update:
        RATIOS.write_text(json.dumps({stage: round(ratio, 2) for stage, ratio in ratios.items()}, indent=2) + "\n")
        return
    faults = find_faults(ratios, committed)
    if faults:
        sys.exit("\nslower than twice the committed ratio:\n" + "\n".join(faults))
    print("\nNo stage is slower than twice its committed ratio.")


if __name__ == "__main__":
    main()
