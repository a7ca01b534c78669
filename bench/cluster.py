#!/usr/bin/env python3
"""Measures several processes: how much faster two are than one, what they send, and what that means for many machines.

    bench/cluster.py --bin build/all/bin [--observations 1000000 --rounds 3 --mpirun mpirun]

Simulates a platform (aggregate simulate), splits its votes into eight files of equal length and runs plantnet on them
with aggregate-mpi, one thread per process. One and two processes run in turn; each time is the minimum of several runs.
The CPU time is that of the process that uses the most, including the time it waits for the other; it excludes the start
of the processes by mpirun and other work on the machine. Then 1, 2, 4 and 8 processes report how many bytes they send,
and which of them uses the most memory for what it holds: beyond its memory at the start, a process should need no more
than BYTES_PER_VOTE and BYTES_PER_NAME. A single process works as aggregate. All labels are compared with those of
aggregate. Fails if a byte differs, or if two processes are less than LEAST_GAIN times as fast as one.

The last table is a projection, not a measurement. With n processes, V votes and U users, a process sends

    b(n) = (n - 1) / n * (p V / n + q U)   bytes in a run

p and q are fitted to what 2 and 8 processes sent: p stands for the votes whose meaning changes, which go to the owners
of their users, and q for the weights that change, of which an owner sends its share to all others. The time that one
process takes is divided among the machines, and b(n) is sent through a network of 10 Gbit/s. Latency, threads and the
output are left out.
"""

import argparse
import itertools
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import whole_job

LEAST_GAIN = 1.6
N_FILES = 8
BYTES_PER_VOTE = 16  # memory in each process
BYTES_PER_NAME = 40  # the same for each observation or user
PROCESSES = (1, 2, 4, 8)
MACHINES = (10, 20, 50, 100)
VOTES_OF_PROJECTION = 10_000_000_000
CLOCKED = '"$@" || exit; times > "$0/$$"'
BYTES_PER_SECOND = 10e9 / 8  # 10 Gbit/s

os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT", "1")
os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
os.environ.setdefault("OMPI_MCA_mpi_yield_when_idle", "1")
os.environ.setdefault("OMPI_MCA_pml", "ob1")  # avoids a search for InfiniPath adapters


def split(aggregate, folder):
    """The votes as tables of equal length, each with a header."""
    table = folder / "votes.csv"
    whole_job.run([aggregate, "convert", folder / "votes.json", "-o", table, "-q"])
    with open(table) as lines:
        header = next(lines)
        n_lines = sum(1 for _ in lines)
    parts = []
    with open(table) as lines:
        next(lines)
        for part in range(N_FILES):
            parts.append(folder / f"votes-{part}.csv")
            with open(parts[-1], "w") as out:
                out.write(header)
                n = n_lines * (part + 1) // N_FILES - n_lines * part // N_FILES
                out.writelines(itertools.islice(lines, n))
    return parts


def cpu_seconds(times):
    """The CPU time of the program: the second line of the output of the shell's `times`."""
    return sum(60 * int(minutes) + float(seconds) for minutes, seconds in re.findall(r"(\d+)m([\d.]+)s", times.read_text().splitlines()[1]))


class Job:
    def __init__(self, arguments, folder):
        self.files = split(arguments.bin / "aggregate", folder)
        self.labels = folder / "labels.csv"
        self.options = ["--authors", folder / "authors.txt", "-s", "plantnet", "--threads", 1, "-o", self.labels]
        # Takes the number of users from a message and compares files with another program, because this process has
        # to use less memory than those it measures.
        command = [arguments.bin / "aggregate", *self.files, *self.options]
        told = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stderr
        self.n_users = int(re.search(r"votes by ([\d,]+) users", told)[1].replace(",", ""))
        self.expected = folder / "expected.csv"
        self.labels.rename(self.expected)
        self.labels.touch()
        self.command = [arguments.mpirun, "--oversubscribe", "-n"]
        self.cpu_times = folder / "cpu"
        self.cpu_times.mkdir()
        self.program = ["sh", "-c", CLOCKED, self.cpu_times, arguments.bin / "aggregate-mpi"]

    def run(self, n_processes):
        self.labels.unlink()
        for path in self.cpu_times.iterdir():
            path.unlink()
        run = whole_job.run([*self.command, n_processes, *self.program, *self.files, *self.options, "-q"])
        if subprocess.run(["cmp", "-s", self.labels, self.expected]).returncode != 0:
            sys.exit(f"{n_processes} processes wrote other labels than aggregate")
        return run, max(map(cpu_seconds, self.cpu_times.iterdir()))

    def told(self, n_processes):
        """What -v prints about the processes."""
        command = [*self.command, n_processes, *self.program, *self.files, *self.options, "-v"]
        return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stderr

    def bytes_sent(self, n_processes):
        """The bytes that each process sends, and the number of rounds."""
        text = self.told(n_processes)
        found = re.findall(r"process \d+: sent [\d,]+ bytes to read, ([\d,]+) bytes in (\d+) rounds", text)
        return [int(n.replace(",", "")) for n, _ in found], int(found[0][1]) if found else 0


def print_gain(job, n_votes, n_rounds):
    runs = {1: [], 2: []}
    for _ in range(n_rounds):
        for n_processes, so_far in runs.items():
            so_far.append(job.run(n_processes))
    least = {n: min(run.seconds for run, _ in so_far) for n, so_far in runs.items()}
    cpu = {n: min(seconds for _, seconds in so_far) for n, so_far in runs.items()}
    print("| processes | seconds | times as fast | CPU seconds of the largest | times less | peak of the largest, MB | bytes per vote |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for n, so_far in runs.items():
        peak = max(run.megabytes for run, _ in so_far)
        times = f"{least[n]:.2f} | {least[1] / least[n]:.2f} | {cpu[n]:.2f} | {cpu[1] / cpu[n]:.2f}"
        print(f"| {n} | {times} | {peak:.0f} | {peak * 1e6 * n / n_votes:.0f} |")
    return least


def print_memory(job):
    """For each number of processes, the one that takes the most memory relative to what it holds."""
    print("\n| processes | votes | observations | users | MB at the start | peak, MB | MB more | MB allowed |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    pattern = r"process \d+: ([\d,]+) votes? on ([\d,]+) observations?, ([\d,]+) users?; peak memory (\d+) MB at the start.* (\d+) MB after writing"
    for n in PROCESSES[1:]:
        shares = [[int(word.replace(",", "")) for word in found] for found in re.findall(pattern, job.told(n))]
        rows = [(*share, share[4] - share[3], allowed_megabytes(*share[:3])) for share in shares if share[0] > 0]
        votes, observations, users, start, peak, more, allowed = max(rows, key=lambda row: row[5] / row[6])
        print(f"| {n} | {votes:,} | {observations:,} | {users:,} | {start} | {peak} | {more} | {allowed:.0f} |")


def allowed_megabytes(votes, observations, users):
    return (BYTES_PER_VOTE * votes + BYTES_PER_NAME * (observations + users)) / 1e6


def print_bytes(job):
    print("\n| processes | rounds | bytes sent by the one that sends most | per round |\n| ---: | ---: | ---: | ---: |")
    most = {}
    for n in PROCESSES:
        sent, n_rounds = job.bytes_sent(n)
        most[n] = max(sent, default=0)
        print(f"| {n} | {n_rounds} | {most[n]:,} | {most[n] // max(n_rounds, 1):,} |")
    return most


def print_projection(most, n_votes, n_users, seconds_of_one):
    """Solves two equations for x = p V and y = q U: b(2) = 1/2 (x / 2 + y), b(8) = 7/8 (x / 8 + y)."""
    b2, b8 = 2 * most[2], 8 / 7 * most[8]
    x = max(0.0, (b2 - b8) / (1 / 2 - 1 / 8))
    y = max(0.0, b2 - x / 2)
    scale = VOTES_OF_PROJECTION / n_votes
    print(f"\nProjection: {VOTES_OF_PROJECTION:,} votes of {n_users * scale:,.0f} users, one thread per machine, 10 Gbit/s")
    print("\n| machines | seconds of work | GB sent by each | seconds of sending |\n| ---: | ---: | ---: | ---: |")
    for n in MACHINES:
        sent = (n - 1) / n * (x / n + y) * scale
        print(f"| {n} | {seconds_of_one * scale / n:,.0f} | {sent / 1e9:.1f} | {sent / BYTES_PER_SECOND:,.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of aggregate and aggregate-mpi")
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mpirun", default="mpirun")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        n_votes = whole_job.simulate(arguments.bin / "aggregate", data, arguments.observations, ai=False)
        job = Job(arguments, data)
        print(f"{arguments.observations:,} observations, {n_votes:,} votes, {job.n_users:,} users\n")
        least = print_gain(job, n_votes, arguments.rounds)
        print_memory(job)
        most = print_bytes(job)
        print_projection(most, n_votes, job.n_users, least[1])
    if least[1] / least[2] < LEAST_GAIN:
        sys.exit(f"two processes are less than {LEAST_GAIN} times as fast as one")


if __name__ == "__main__":
    main()
