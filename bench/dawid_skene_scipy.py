#!/usr/bin/env python3
"""Compares dawid-skene with a version in scipy's sparse matrices: the seconds of a round, and the probabilities.

    bench/dawid_skene_scipy.py --bin build/all/bin [--observations 1000000 --users 10000 --labels 10]

Both use one thread, and each time is the minimum of several. The program's probabilities are loaded with numpy.load, so
that file is checked as well. Fails if the probabilities differ by more than 1e-9, or if scipy takes less than
LEAST_RATIO times as long.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

try:
    import numpy as np
    from scipy import sparse
except ImportError as error:
    sys.exit(f"{error}: numpy and scipy are needed here (Debian: apt-get install python3-numpy python3-scipy)")

import rounds  # noqa: E402

FLOOR = 1e-10
MOST_DIFFERENCE = 1e-9
LEAST_RATIO = 20


class DawidSkene:
    """Symbols as in docs/strategies/dawid-skene.md; smoothing 0. In `votes`, a row is an observation and a column is a
    pair (user, label)."""

    def __init__(self, observation, user, label, shape):
        self.n_observations, self.n_users, self.n_labels = shape
        column = user * self.n_labels + label
        ones = np.ones(len(observation))
        size = (self.n_observations, self.n_users * self.n_labels)
        self.votes = sparse.csr_matrix((ones, (observation, column)), shape=size)
        self.votes_by_user = self.votes.T.tocsr()
        uses = np.asarray(self.votes.sum(axis=0)).reshape(self.n_users, self.n_labels, 1) > 0
        self.uses = uses.astype(float)
        shares = sparse.csr_matrix((ones, (observation, label)), shape=(self.n_observations, self.n_labels))
        self.q = shares.toarray()
        self.q /= self.q.sum(axis=1, keepdims=True)
        self.learn()

    def learn(self):
        self.log_p = np.log(np.maximum(self.q.mean(axis=0), FLOOR))
        counts = (self.votes_by_user @ self.q).reshape(self.n_users, self.n_labels, self.n_labels)
        theta = np.maximum(counts, FLOOR)
        theta /= np.maximum((theta * self.uses).sum(axis=1, keepdims=True), FLOOR)
        self.log_theta = np.log(theta).reshape(-1, self.n_labels)

    def round(self):
        log_q = self.votes @ self.log_theta + self.log_p
        log_q -= log_q.max(axis=1, keepdims=True)
        np.exp(log_q, out=log_q)
        self.q = log_q / log_q.sum(axis=1, keepdims=True)
        self.learn()


def read_votes(path):
    """The observation, user and label of each vote as numbers, in the order of the file, but labels in sorted order;
    and the number of each."""
    votes = json.loads(Path(path).read_text())
    ids = {}
    observation, user, label = [], [], []
    for i, of_observation in enumerate(votes.values()):
        for name, voted in of_observation.items():
            observation.append(i)
            user.append(ids.setdefault(name, len(ids)))
            label.append(voted)
    names, numbers = np.unique(np.array(label), return_inverse=True)
    return np.array(observation), np.array(user), numbers, (len(votes), len(ids), len(names))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    rounds.add_arguments(parser)
    options = parser.parse_args()
    if options.threads != 1:
        sys.exit("one thread is compared with one thread: leave --threads out")
    with tempfile.TemporaryDirectory() as folder:
        votes = rounds.make_crowd(options, folder)
        ours, _, _, _ = rounds.measure(options, votes, "dawid-skene")
        probabilities = Path(folder) / "probabilities.npy"
        rounds.run_rounds(options, votes, "dawid-skene", rounds.MORE_ROUNDS, "--probabilities", probabilities)
        q = np.load(probabilities)
        model = DawidSkene(*read_votes(votes))
    seconds = []
    for _ in range(rounds.MORE_ROUNDS):
        start = time.perf_counter()
        model.round()
        seconds.append(time.perf_counter() - start)
    difference = np.abs(q - model.q).max()
    theirs = min(seconds)
    print(f"a round: {ours * 1e3:.1f} ms; in scipy {theirs * 1e3:.1f} ms, {theirs / ours:.1f} times as long (at least {LEAST_RATIO})")
    print(f"largest difference of a probability after {rounds.MORE_ROUNDS} rounds: {difference:.2g}")
    if difference > MOST_DIFFERENCE:
        sys.exit(f"the probabilities differ by more than {MOST_DIFFERENCE}")
    if theirs < LEAST_RATIO * ours:
        sys.exit(f"scipy takes less than {LEAST_RATIO} times as long")


if __name__ == "__main__":
    main()
