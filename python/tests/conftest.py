"""What the tests share: the program, random votes and the shipped ones."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
FLORA = ROOT / "data" / "flora"


@pytest.fixture(scope="session")
def program():
    """Runs the program with arguments."""
    path = os.environ.get("CROWDVOTE_PROGRAM") or shutil.which("aggregate")
    if not path or not os.access(path, os.X_OK):
        pytest.skip("the program aggregate is not built; CROWDVOTE_PROGRAM names it")

    def run(*arguments):
        done = subprocess.run([path, *map(str, arguments), "--quiet"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def random_votes(n_observations=200, n_users=30, n_labels=4, per_observation=5, seed=1, skill=0.7):
    """Votes of equally skilled users, sorted by observation: arrays of observations, users, labels and truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(n_labels, size=n_observations)
    observation = np.repeat(np.arange(n_observations), per_observation)
    user = np.concatenate([rng.choice(n_users, per_observation, replace=False) for _ in range(n_observations)])
    is_right = rng.random(len(observation)) < skill
    label = np.where(is_right, truth[observation], rng.integers(n_labels, size=len(observation)))
    return observation, user, label, truth


def write_votes(path, observation, user, label):
    with open(path, "w", encoding="utf-8") as file:
        file.write("observation,user,label\n")
        for row in zip(observation, user, label):
            file.write(",".join(map(str, row)) + "\n")
    return path
