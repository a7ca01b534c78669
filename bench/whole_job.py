#!/usr/bin/env python3
"""Times whole runs of aggregate against a bare simdjson pass over the same files, and prints the table of
docs/benchmarks.md.

    bench/whole_job.py --bin build/bench/bin                          full size of Pl@ntNet-CrowdSWE, and a tenth
    bench/whole_job.py --bin build/bench/bin --large                  ten times full size too: 90 million votes
    bench/whole_job.py --bin build/bench/bin --observations 670000    small, to try it out

First compares aggregate's answers with those of a slow Python version. Then makes the data with `aggregate simulate` in
a temporary folder and runs every job in turn, round after round, after a round that fills the page cache and is not
counted. Figures are medians over the rounds; a ratio is the median of the ratios within a round, so that a temporary
slowdown of the machine affects both sides. While a job runs, a filler holds the memory that earlier jobs released:
large or small, every job starts with memory as cold as for the first command of the day. Warm jobs run without the
filler, directly after an uncounted run of their own, to show the effect of threads, which does not depend on how fast a
host hands out memory. They are short, so they run for more rounds: otherwise one slow second of the machine would
decide. With --fill 0, no memory is filled.
"""

import argparse
import contextlib
import importlib.util
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).parent
FULL_SIZE = 6_699_593
PEERANNOT_OVER_JSON_LOAD = 46  # CPU seconds of peerannot's PlantNet over those of json.load, at full size
WARM_ROUNDS = 5  # rounds of the warm jobs for each round of the others
PAUSE = 20  # seconds before a large job, in which a virtual machine returns memory to its host
JSON_LOAD = "import json, sys; json.load(open(sys.argv[1]))"

BARE, BARE_AI = "bare pass over the votes", "bare passes over votes, AI votes and AI scores"
PLANTNET, PLANTNET_AI = "plantnet", "plantnet, AI votes and scores"
BARE_WARM, PLANTNET_WARM, PLANTNET_1_WARM = "warm: bare pass over the votes", "warm: plantnet", "warm: plantnet, 1 thread"
PLANTNET_TWICE_WARM = "warm: plantnet, 1 thread, two at once"
PLANTNET_TENTH, PLANTNET_LARGE = "plantnet, a tenth of the size", "plantnet, ten times the size"
START_UP, PYTHON, PEERANNOT = "warm: mv on 10 lines", "Python's json.load of the votes", "peerannot's PlantNet"


@dataclass
class Run:
    seconds: float
    cpu_seconds: float
    megabytes: float


@dataclass
class Job:
    command: list
    votes: int | None = None  # for figures per vote
    yardstick: str | None = None
    most_rounds: int = 1000  # long jobs are not repeated as often
    is_cold: bool = True
    is_large: bool = False  # leaves more memory behind than the filler fills: runs after all others, with pauses


def run(command):
    """Runs once and discards the standard output. This process stays small, because the peak memory of a child is never
    reported as less than that of its parent."""
    started = time.perf_counter()
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed ({process.returncode}): {' '.join(map(str, command))}\n{message.decode()}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


@contextlib.contextmanager
def filled_memory(megabytes):
    if megabytes == 0:
        yield
        return
    command = [sys.executable, BENCH / "fill_memory.py", str(megabytes)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as filler:
        if filler.stdout.readline() != b"ready\n":
            sys.exit(f"no {megabytes} MB of memory to fill: give less with --fill")
        yield
        filler.stdin.close()


def simulate(aggregate, folder, observations, ai):
    """Simulates a data set and returns its number of votes."""
    size = ["--observations", observations, "--seed", 1, "--no-table", *([] if ai else ["--ai", 0])]
    run([aggregate, "simulate", folder, *size])
    return json.loads((folder / "simulation.json").read_text())["counts"]["votes"]


def plantnet_command(aggregate, data, threads, more=(), labels="labels.csv"):
    labels = data.parent / labels
    files = [data / "votes.json", "--authors", data / "authors.txt", "-o", labels]
    return [aggregate, *files, "-q", "-s", "plantnet", "--threads", threads, *more]


def at_once(first, second):
    """Runs both commands concurrently; fails if either fails."""
    commands = [shlex.join(str(word) for word in command) for command in (first, second)]
    return ["sh", "-c", "{} & first=$!; {}; second=$?; wait $first && exit $second".format(*commands)]


def jobs_of_size(binaries, work, observations, threads):
    """The jobs on the data set of the requested size."""
    aggregate, bare = binaries / "aggregate", binaries / "bare_pass"
    data = work / "data"
    n_votes = simulate(aggregate, data, observations, ai=True)
    votes, ai = data / "votes.json", [data / "ai_votes.json", data / "ai_scores.json"]
    with_ai = ["--ai-votes", ai[0], "--ai-scores", ai[1], "--ai-strategy", "confident"]
    jobs = {
        BARE: Job([bare, votes], n_votes),
        BARE_AI: Job([bare, votes, *ai], n_votes),
        PLANTNET: Job(plantnet_command(aggregate, data, threads), n_votes, BARE),
        PLANTNET_AI: Job(plantnet_command(aggregate, data, threads, with_ai), n_votes, BARE_AI),
    }
    for strategy in ("mv", "twothird", "wawa"):
        command = [aggregate, votes, "-o", work / "labels.csv", "-q", "-s", strategy, "--threads", threads]
        jobs[strategy] = Job(command, n_votes, BARE)
    jobs[BARE_WARM] = Job([bare, votes], n_votes, is_cold=False)
    jobs[PLANTNET_WARM] = Job(plantnet_command(aggregate, data, threads), n_votes, BARE_WARM, is_cold=False)
    jobs[PLANTNET_1_WARM] = Job(plantnet_command(aggregate, data, 1), n_votes, BARE_WARM, is_cold=False)
    twice = [plantnet_command(aggregate, data, 1, labels=f"labels{end}.csv") for end in ("", "_of_second")]
    jobs[PLANTNET_TWICE_WARM] = Job(at_once(*twice), is_cold=False)
    jobs[PYTHON] = Job([sys.executable, "-c", JSON_LOAD, votes], n_votes, BARE, most_rounds=3)
    if importlib.util.find_spec("peerannot"):
        command = [sys.executable, BENCH / "peerannot_plantnet.py", votes, data / "authors.txt"]
        jobs[PEERANNOT] = Job(command, n_votes, BARE, most_rounds=1)
    return jobs


def jobs_of_other_sizes(binaries, work, observations, threads, large):
    aggregate = binaries / "aggregate"
    jobs = {}
    sizes = {PLANTNET_TENTH: observations // 10, **({PLANTNET_LARGE: observations * 10} if large else {})}
    for name, size in sizes.items():
        data = work / f"data_{size}"
        n_votes = simulate(aggregate, data, size, ai=False)
        jobs[name] = Job(plantnet_command(aggregate, data, threads), n_votes, is_large=size > observations)
    tiny = work / "tiny.csv"
    tiny.write_text("observation,user,label\n" + "".join(f"{i},u{i % 3},{i % 2}\n" for i in range(10)))
    jobs[START_UP] = Job([aggregate, tiny, "-q", "-o", work / "labels.csv", "-s", "mv"], is_cold=False)
    return jobs


def remove_labels(work):
    for labels in work.glob("labels*.csv"):
        labels.unlink()


def measure(jobs, rounds, fill, work):
    """The runs of each job by its name, one per round; within a round, the jobs run in sequence. The output files are
    removed before each job."""
    runs = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, job in jobs.items():
            if number > job.most_rounds or (number == 0 and job.most_rounds == 1):
                continue
            remove_labels(work)
            time.sleep(PAUSE if job.is_large else 0)
            if not job.is_cold:
                run(job.command)  # a warm job does not depend on the job before it
                remove_labels(work)
            with filled_memory(fill if job.is_cold and number > 0 else 0):
                result = run(job.command)
            if number > 0:
                runs[name].append(result)
        print(f"round {number} of {rounds}", file=sys.stderr)
    return runs


def median_seconds(runs):
    return statistics.median(r.seconds for r in runs)


def peak(runs):
    return max(r.megabytes for r in runs)


def ratio(runs, name, to):
    """The median over rounds of the ratio of seconds."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(runs[name], runs[to]))


def print_jobs(jobs, runs):
    print("| job | seconds | CPU seconds | times the bare pass | peak memory, MB | bytes a vote |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, job in jobs.items():
        times_bare = f"{ratio(runs, name, job.yardstick):.2f}" if job.yardstick else ""
        a_vote = f"{peak(runs[name]) * 1e6 / job.votes:.1f}" if job.votes else ""
        cpu = statistics.median(r.cpu_seconds for r in runs[name])
        seconds = median_seconds(runs[name])
        print(f"| {name} | {seconds:.3f} | {cpu:.3f} | {times_bare} | {peak(runs[name]):.0f} | {a_vote} |")


def growths(jobs, runs):
    """Yields (from, to, growth of time per vote, growth of memory per vote), from each size to the next."""
    names = [name for name in (PLANTNET_TENTH, PLANTNET, PLANTNET_LARGE) if name in jobs]
    for small, big in zip(names, names[1:]):
        more_votes = jobs[big].votes / jobs[small].votes
        time_growth = median_seconds(runs[big]) / median_seconds(runs[small]) / more_votes
        yield small, big, time_growth, peak(runs[big]) / peak(runs[small]) / more_votes


def figures(jobs, runs, observations):
    """Yields (what, value, bound or None, whether smaller values are better)."""
    for name, most in ((PLANTNET, 2.0), ("mv", 1.5), ("twothird", 1.5), ("wawa", 1.5)):
        yield f"{name}: times the bare pass", ratio(runs, name, BARE), most, True
    yield f"{PLANTNET_AI}: times the bare passes over all three", ratio(runs, PLANTNET_AI, BARE_AI), 2.0, True
    if observations == FULL_SIZE:
        yield "plantnet: peak memory, MB", peak(runs[PLANTNET]), 350, True
    json_load = statistics.median(r.cpu_seconds for r in runs[PYTHON])
    yardstick = json_load * PEERANNOT_OVER_JSON_LOAD / median_seconds(runs[PLANTNET])
    yield f"{PEERANNOT_OVER_JSON_LOAD} times the CPU seconds of json.load, over plantnet's seconds", yardstick, 100, False
    if PEERANNOT in runs:
        cpu = runs[PEERANNOT][0].cpu_seconds
        yield "CPU seconds of peerannot, over plantnet's seconds", cpu / median_seconds(runs[PLANTNET]), 100, False
    yield "warm: plantnet: times faster than on 1 thread", ratio(runs, PLANTNET_1_WARM, PLANTNET_WARM), 1.6, False
    two_at_once = 2 * ratio(runs, PLANTNET_1_WARM, PLANTNET_TWICE_WARM)
    yield "warm: two such jobs of 1 thread at once: times faster than one after the other", two_at_once, None, False
    for small, big, time_growth, memory_growth in growths(jobs, runs):
        yield f"seconds a vote, {big} over {small}", time_growth, 1.15, True
        yield f"memory a vote, {big} over {small}", memory_growth, 1.15, True
    yield "warm: start-up: mv on 10 lines, ms", median_seconds(runs[START_UP]) * 1000, 10, True


def print_figures(rows):
    print("\n| figure | measured | to reach | |\n| --- | ---: | ---: | --- |")
    for what, value, bound, smaller_is_better in rows:
        if bound is None:
            print(f"| {what} | {value:.2f} | | |")
            continue
        is_reached = value <= bound if smaller_is_better else value >= bound
        target = f"at {'most' if smaller_is_better else 'least'} {bound:g}"
        print(f"| {what} | {value:.2f} | {target} | {'reached' if is_reached else 'missed'} |")


def first_line(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n")[0]
    except OSError:
        return "unknown"


def value_in(path, key):
    with open(path) as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith(key)), "unknown")


def print_environment(arguments):
    memory = int(value_in("/proc/meminfo", "MemTotal").split()[0]) * 1024 / 1e9
    huge_pages = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    print(f"{time.strftime('%Y-%m-%d')}, commit {first_line(['git', '-C', BENCH, 'describe', '--always', '--dirty'])}")
    cpu = value_in("/proc/cpuinfo", "model name")
    print(f"- {os.cpu_count()} cores of {cpu}, {memory:.0f} GB of memory; load {os.getloadavg()[0]:.1f}")
    huge = huge_pages.read_text().strip() if huge_pages.exists() else "none"
    print(f"- {platform.system()} {platform.release()}; huge pages: {huge}")
    print(f"- {first_line(['c++', '--version'])}; Python {platform.python_version()}")
    print(f"- {arguments.observations:,} observations, {arguments.threads} threads, {arguments.rounds} rounds; "
          f"memory filled: {arguments.fill} MB\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True, help="folder of aggregate and bare_pass")
    parser.add_argument("--observations", type=int, default=FULL_SIZE)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--fill", type=int, default=4000, help="MB that are held while a job runs, for cold memory")
    parser.add_argument("--large", action="store_true", help="ten times the observations too: needs 4 GB of disk")
    parser.add_argument("--work", type=Path, help="where the temporary folder goes")
    arguments = parser.parse_args()
    if arguments.fill < 0:
        parser.error(f"--fill {arguments.fill}: expected 0 MB or more")

    subprocess.run([sys.executable, BENCH / "check_answers.py", "--bin", arguments.bin], check=True)
    print_environment(arguments)
    with tempfile.TemporaryDirectory(prefix="crowdvote-bench-", dir=arguments.work) as folder:
        work, size, threads = Path(folder), arguments.observations, arguments.threads
        jobs = jobs_of_size(arguments.bin, work, size, threads)
        jobs |= jobs_of_other_sizes(arguments.bin, work, size, threads, arguments.large)
        groups = (
            (arguments.rounds * WARM_ROUNDS, {n: j for n, j in jobs.items() if not j.is_cold}),
            (arguments.rounds, {n: j for n, j in jobs.items() if j.is_cold and not j.is_large}),
            (arguments.rounds, {n: j for n, j in jobs.items() if j.is_large}),
        )
        runs = {}
        for rounds, group in groups:
            runs |= measure(group, rounds, arguments.fill, work)
    print_jobs(jobs, runs)
    print_figures(figures(jobs, runs, size))


if __name__ == "__main__":
    main()
