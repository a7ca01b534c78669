#!/usr/bin/env python3
"""Times whole runs of aggregate against a bare simdjson pass over the same files.

    bench/whole_job.py --bin build/bench/bin                       full size of Pl@ntNet-CrowdSWE
    bench/whole_job.py --bin build/bench/bin --observations 200000 --gate bench/ratios.json

Makes the data with `aggregate simulate`, compares aggregate's labels with a slow Python version, then runs every job in
turn, round after round, and prints medians of seconds, of the ratio to the bare pass of the same round, and of peak
memory. --gate FILE fails (exit 1) where a ratio is over twice the committed one; --write FILE writes the ratios.
"""

import argparse
import csv
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import slow_plantnet

CHECK_OBSERVATIONS = 20_000


def run(command):
    """Seconds and peak memory (MB) of one run, its standard output thrown away."""
    started = time.perf_counter()
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed ({process.returncode}): {' '.join(map(str, command))}\n{message.decode()}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def simulate(aggregate, folder, observations):
    run([aggregate, "simulate", folder, "--observations", observations, "--seed", 1])


def check_answers(aggregate, work):
    """aggregate's labels and validity are the slow version's on a small set of the same shape."""
    folder = work / "check"
    simulate(aggregate, folder, CHECK_OBSERVATIONS)
    votes_of, author_of = slow_plantnet.load(folder / "votes.json", folder / "authors.txt")
    label, valid = slow_plantnet.plantnet(votes_of, author_of)
    labels = folder / "labels.csv"
    run([aggregate, folder / "votes.json", "--authors", folder / "authors.txt", "-q", "-o", labels])
    with open(labels, newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [
        row
        for row in rows
        if row["label"] != str(label[row["observation"]]) or row["valid"] != str(int(valid[row["observation"]]))
    ]
    if len(rows) != len(label) or wrong:
        sys.exit(f"answers differ from the slow version's on {len(wrong)} of {len(rows)} observations: {wrong[:3]}")
    print(f"answers: equal to the slow version's on {len(rows)} observations\n")


def jobs_for(binaries, work):
    """Name -> (command, the yardstick it is measured against)."""
    aggregate, bare = binaries / "aggregate", binaries / "bare_pass"
    data = work / "data"
    tiny = work / "tiny.csv"
    tiny.write_text("observation,user,label\n" + "".join(f"{i},u{i % 3},{i % 2}\n" for i in range(10)))
    votes, authors, out = data / "votes.json", data / "authors.txt", work / "labels.csv"
    ai = [data / "ai_votes.json", data / "ai_scores.json"]
    job = [aggregate, votes, "-q", "-o", out]
    plantnet = [*job, "--authors", authors, "--strategy", "plantnet"]
    return {
        "bare pass over the votes": ([bare, votes], None),
        "bare passes over votes, AI votes and scores": ([bare, votes, *ai], None),
        "mv": ([*job, "--strategy", "mv"], "bare pass over the votes"),
        "twothird": ([*job, "--strategy", "twothird"], "bare pass over the votes"),
        "wawa": ([*job, "--strategy", "wawa"], "bare pass over the votes"),
        "plantnet": (plantnet, "bare pass over the votes"),
        "plantnet, 1 thread": ([*plantnet, "--threads", "1"], "bare pass over the votes"),
        "plantnet with AI votes and scores": (
            [*plantnet, "--ai-votes", ai[0], "--ai-scores", ai[1], "--ai-strategy", "confident"],
            "bare passes over votes, AI votes and scores",
        ),
        "mv on 10 lines": ([aggregate, tiny, "-q", "-o", out, "--strategy", "mv"], None),
    }


def measure(jobs, rounds):
    """Name -> list of (seconds, megabytes), one a round; the jobs of a round follow each other."""
    runs = {name: [] for name in jobs}
    for round_number in range(rounds + 1):  # the first fills the page cache and is not counted
        for name, (command, _) in jobs.items():
            result = run(command)
            if round_number > 0:
                runs[name].append(result)
    return runs


def summarise(jobs, runs):
    rows = {}
    for name, (_, yardstick) in jobs.items():
        seconds = [s for s, _ in runs[name]]
        row = {"seconds": statistics.median(seconds), "megabytes": max(m for _, m in runs[name])}
        if yardstick:
            row["ratio"] = statistics.median(s / bare for s, (bare, _) in zip(seconds, runs[yardstick]))
        rows[name] = row
    return rows


def print_environment(arguments):
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "unknown")
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    print(f"{time.strftime('%Y-%m-%d')}, commit {commit or 'unknown'}, {os.cpu_count()} cores of {cpu}, {platform.system()}")
    print(f"{compiler}; {arguments.observations} observations; {arguments.runs} rounds after one to warm up\n")


def print_table(rows):
    print("| job | seconds | times the bare pass | peak memory, MB |\n| --- | ---: | ---: | ---: |")
    for name, row in rows.items():
        ratio = f"{row['ratio']:.2f}" if "ratio" in row else ""
        print(f"| {name} | {row['seconds']:.3f} | {ratio} | {row['megabytes']:.0f} |")
    gain = rows["plantnet, 1 thread"]["seconds"] / rows["plantnet"]["seconds"]
    print(f"\nplantnet on all cores is {gain:.2f} times as fast as on one")


def gate(rows, committed):
    doubled = [
        f"{name}: {rows[name]['ratio']:.2f}, committed {ratio:.2f}"
        for name, ratio in committed.items()
        if rows[name]["ratio"] > 2 * ratio
    ]
    if doubled:
        sys.exit("slower than twice the committed ratio: " + "; ".join(doubled))
    print("no ratio is over twice the committed one")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of aggregate and bare_pass")
    parser.add_argument("--observations", type=int, default=6_699_593)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=Path, help="folder for the data, removed afterwards; default: a temporary one")
    parser.add_argument("--gate", type=Path, help="committed ratios to hold")
    parser.add_argument("--write", type=Path, help="write the ratios of this run")
    arguments = parser.parse_args()

    work = Path(tempfile.mkdtemp(prefix="crowdvote-bench-", dir=arguments.work))
    try:
        aggregate = arguments.bin / "aggregate"
        check_answers(aggregate, work)
        simulate(aggregate, work / "data", arguments.observations)
        print_environment(arguments)
        jobs = jobs_for(arguments.bin, work)
        rows = summarise(jobs, measure(jobs, arguments.runs))
    finally:
        shutil.rmtree(work)
    print_table(rows)
    ratios = {name: round(row["ratio"], 2) for name, row in rows.items() if "ratio" in row}
    if arguments.write:
        arguments.write.write_text(json.dumps(ratios, indent=2) + "\n")
    if arguments.gate:
        gate(rows, json.loads(arguments.gate.read_text()))


if __name__ == "__main__":
    main()
