#!/usr/bin/env python3
"""Compares the speed of the Python module with that of the program, on the votes of a large platform.

    PYTHONPATH=build/python bench/python_speed.py [--program build/bin/aggregate] [--votes 9000000] [--repeats 3]

Prints the seconds of plantnet in the program, without reading and writing (its stage aggregate), and in
crowdvote.aggregate on three int64 arrays, on uint32 arrays, which are borrowed, and on DataFrames of texts and of
categoricals. Each is the minimum of several runs, with its ratio to the program. If crowd-kit or peerannot is
installed, its majority vote, and Dawid-Skene of crowd-kit, are compared on a hundredth of the votes.
"""

import argparse
import json
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np


def make_votes(n_votes, seed=1):
    """Observations with about three votes, users with skewed activity, and 11,000 labels of decreasing frequency."""
    rng = np.random.default_rng(seed)
    n_observations = max(1, n_votes // 3)
    n_users, n_labels = max(10, n_votes // 11), 11000
    observation = np.sort(rng.integers(n_observations, size=n_votes))
    user = (n_users * rng.random(n_votes) ** 3).astype(np.int64)
    one_a_user = np.sort(np.unique(observation * n_users + user, return_index=True)[1])
    observation, user = observation[one_a_user], user[one_a_user]
    n_votes = len(user)
    truth = (n_labels * rng.random(n_observations) ** 3).astype(np.int64)
    is_right = rng.random(n_votes) < 0.8
    label = np.where(is_right, truth[observation], (n_labels * rng.random(n_votes) ** 3).astype(np.int64))
    return observation, user, label


def least_seconds(work, repeats):
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def seconds_of_program(program, votes, repeats):
    import pandas

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.csv"
        pandas.DataFrame(dict(zip(("task", "worker", "label"), votes))).to_csv(path, index=False)
        seconds = []
        for _ in range(repeats):
            summary = Path(folder) / "summary.json"
            subprocess.run(
                [program, path, "-s", "plantnet", "-q", "-o", Path(folder) / "labels.csv", "--summary", summary], check=True
            )
            seconds.append(json.loads(summary.read_text())["seconds"]["aggregate"])
        return min(seconds)


def compare_with_program(options):
    import pandas

    import crowdvote

    votes = observation, user, label = make_votes(options.votes)
    program = seconds_of_program(options.program, votes, options.repeats)
    print(f"{'program, stage aggregate':<40} {program:8.2f} s")

    def tell(what, work):
        seconds = least_seconds(work, options.repeats)
        print(f"{what:<40} {seconds:8.2f} s   {seconds / program:5.2f} of the program", flush=True)

    tell("three int64 arrays", lambda: crowdvote.aggregate(votes, "plantnet"))
    numbers = [np.unique(values, return_inverse=True)[1].astype(np.uint32) for values in votes]
    tell("three uint32 arrays of ids, borrowed", lambda: crowdvote.aggregate(tuple(numbers), "plantnet"))
    frame = pandas.DataFrame({"task": observation, "worker": user, "label": label}).astype(str)
    tell("DataFrame of texts", lambda: crowdvote.aggregate(frame, "plantnet"))
    tell("DataFrame of categoricals", lambda frame=frame.astype("category"): crowdvote.aggregate(frame, "plantnet"))


def compare_with_others(options):
    import pandas

    import crowdvote

    observation, user, label = make_votes(max(300, options.votes // 100))
    frame = pandas.DataFrame({"task": observation, "worker": user, "label": label % 20}).drop_duplicates(["task", "worker"])
    try:
        from crowdkit.aggregation import DawidSkene, MajorityVote
    except ImportError:
        print("crowd-kit is not installed")
    else:
        for name, theirs in (("mv", MajorityVote()), ("dawid-skene", DawidSkene(n_iter=20))):
            ours = least_seconds(lambda name=name: crowdvote.aggregate(frame, name), options.repeats)
            seconds = least_seconds(lambda theirs=theirs: theirs.fit_predict(frame), 1)
            print(f"{name + ' on ' + str(len(frame)) + ' votes':<40} {ours:8.3f} s; crowd-kit {seconds:.3f} s")
    try:
        from peerannot.models import MV
    except ImportError:
        print("peerannot is not installed")
    else:
        answers = {}
        for task, worker, vote in frame.itertuples(index=False):
            answers.setdefault(int(task), {})[int(worker)] = int(vote)
        ours = least_seconds(lambda: crowdvote.aggregate(answers, "mv"), options.repeats)
        seconds = least_seconds(lambda: MV(answers, n_classes=20).get_answers(), 1)
        print(f"{'mv on a dict of ' + str(len(frame)) + ' votes':<40} {ours:8.3f} s; peerannot {seconds:.3f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/bin/aggregate")
    parser.add_argument("--votes", type=int, default=9_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    compare_with_program(options)
    compare_with_others(options)


if __name__ == "__main__":
    main()
