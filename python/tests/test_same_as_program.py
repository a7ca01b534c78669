"""Every strategy gives what the program gives, byte for byte."""

import json

import numpy as np
import pytest

import crowdvote
from conftest import FLORA, random_votes, write_votes

pytestmark = pytest.mark.filterwarnings("ignore::crowdvote.DataWarning")
STRATEGIES = [strategy["name"] for strategy in crowdvote.strategies()]


def sides_of(name, n_observations, truth):
    """What a strategy needs besides the votes, for Python and as the contents of files."""
    if name == "gold-mv":
        return {"gold": {str(i): str(truth[i]) for i in range(0, n_observations, 4)}}
    if name == "wmv":
        return {"weights": {str(u): 0.5 + u / 10 for u in range(30)}}
    if name == "crowdlab":
        rng = np.random.default_rng(5)
        scores = rng.dirichlet(np.ones(4), size=n_observations)
        return {"ai_scores": {str(i): {str(k): float(scores[i, k]) for k in range(4)} for i in range(n_observations)}}
    if name == "plantnet":
        return {"authors": {str(i): str(i % 30) for i in range(n_observations)}}
    return {}


@pytest.mark.parametrize("shape", ["arrays", "texts", "path"])
@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_equals_the_program_on_random_votes(name, shape, program, tmp_path):
    observation, user, label, truth = random_votes()
    if name == "kos":
        label, truth = label % 2, truth % 2
    path = write_votes(tmp_path / "votes.csv", observation, user, label)
    sides = sides_of(name, len(truth), truth)
    arguments = []
    for role, values in sides.items():
        file = tmp_path / f"{role}.json"
        file.write_text(json.dumps(values))
        arguments += [f"--{role.replace('_', '-')}", file]
    program(path, "--strategy", name, *arguments, "-o", tmp_path / "program.csv", "--users", tmp_path / "program_users.csv",
            "--probabilities", tmp_path / "program_probabilities.csv")
    votes = {
        "arrays": (observation, user, label),
        "texts": tuple(values.astype(str).astype(object) for values in (observation, user, label)),
        "path": path,
    }[shape]
    result = crowdvote.aggregate(votes, name, **sides)
    result.to_csv(tmp_path / "python.csv")
    result.write(users=tmp_path / "python_users.csv", probabilities=tmp_path / "python_probabilities.csv")
    for kind in ("", "_users", "_probabilities"):
        assert (tmp_path / f"python{kind}.csv").read_bytes() == (tmp_path / f"program{kind}.csv").read_bytes()


@pytest.mark.parametrize("name", ["mv", "wawa", "twothird", "plantnet", "dawid-skene", "glad", "mace"])
def test_strategies_equal_the_program_on_the_shipped_votes(name, program, tmp_path):
    sides = {"authors": FLORA / "authors.txt", "truth": FLORA / "ground_truth.txt"}
    if name != "plantnet":
        del sides["authors"]
    arguments = [part for role, path in sides.items() for part in (f"--{role}", path)]
    program(FLORA / "votes.json", "--strategy", name, *arguments, "-o", tmp_path / "program.csv", "--summary", tmp_path / "summary.json")
    of_program = json.loads((tmp_path / "summary.json").read_text())
    from_path = crowdvote.aggregate(FLORA / "votes.json", name, **sides)
    from_dict = crowdvote.aggregate(json.loads((FLORA / "votes.json").read_text()), name, **sides)
    for result in (from_path, from_dict):
        result.to_csv(tmp_path / "python.csv")
        assert (tmp_path / "python.csv").read_bytes() == (tmp_path / "program.csv").read_bytes()
        assert result.metrics == of_program["metrics"]
    assert from_path.summary["counts"] == of_program["counts"]


def test_the_strategy_that_the_data_choose_is_that_of_the_program(program, tmp_path):
    observation, user, label, _ = random_votes()
    path = write_votes(tmp_path / "votes.csv", observation, user, label)
    program(path, "--summary", tmp_path / "summary.json", "-o", tmp_path / "program.csv")
    result = crowdvote.aggregate((observation, user, label))
    chosen = json.loads((tmp_path / "summary.json").read_text())["options"]
    assert result.strategy == chosen["strategy"]
    assert result.reason == chosen["strategy_reason"]


@pytest.mark.parametrize("ties", ["lowest", "random", "undefined"])
def test_ties_are_decided_as_in_the_program(ties, program, tmp_path):
    observation, user, label, _ = random_votes(per_observation=2)
    labels = np.array(["10", "9", "elm", "Oak"], dtype=object)[label]
    path = write_votes(tmp_path / "votes.csv", observation, user, labels)
    program(path, "-s", "mv", "--ties", ties, "--seed", 7, "-o", tmp_path / "program.csv")
    crowdvote.aggregate((observation, user, labels), "mv", ties=ties, seed=7).to_csv(tmp_path / "python.csv")
    assert (tmp_path / "python.csv").read_bytes() == (tmp_path / "program.csv").read_bytes()


@pytest.mark.parametrize("name", ["mace", "kos", "m-msr", "dawid-skene"])
@pytest.mark.parametrize("dtype", ["u4", "i8"])
def test_labels_that_come_in_their_order_are_those_of_the_program(name, dtype, program, tmp_path):
    observation = np.repeat(np.arange(30), 3)
    user = np.tile(np.arange(3), 30)
    label = np.concatenate([[0, 0, 1], np.random.default_rng(2).integers(2, size=87)])
    path = write_votes(tmp_path / "votes.csv", observation, user, label)
    for more in ({}, {"repeats": "first"}):
        options = [f"--{option}={value}" for option, value in more.items()]
        program(path, "-s", name, *options, "-o", tmp_path / "program.csv")
        result = crowdvote.aggregate(tuple(values.astype(dtype) for values in (observation, user, label)), name, **more)
        result.to_csv(tmp_path / "python.csv")
        assert (tmp_path / "python.csv").read_bytes() == (tmp_path / "program.csv").read_bytes()


def test_votes_out_of_order_with_repeats_and_an_ai_are_understood_as_by_the_program(program, tmp_path):
    rng = np.random.default_rng(3)
    observation = rng.integers(1000, 1050, size=600)
    user = np.array([f"u{i}" for i in range(9)] + ["AI"], dtype=object)[rng.integers(10, size=600)]
    label = rng.integers(-1, 4, size=600)
    path = write_votes(tmp_path / "votes.csv", observation, user, label)
    for repeats in ("last", "first", "all"):
        program(path, "-s", "wawa", "--repeats", repeats, "-o", tmp_path / "program.csv", "--users", tmp_path / "program_users.csv")
        result = crowdvote.aggregate((observation, user, label), "wawa", repeats=repeats)
        result.write(tmp_path / "python.csv", users=tmp_path / "python_users.csv")
        assert (tmp_path / "python.csv").read_bytes() == (tmp_path / "program.csv").read_bytes()
        assert (tmp_path / "python_users.csv").read_bytes() == (tmp_path / "program_users.csv").read_bytes()


def test_a_model_labels_new_votes_as_in_the_program(program, tmp_path):
    observation, user, label, _ = random_votes()
    result = crowdvote.aggregate((observation, user, label), "dawid-skene")
    result.write(model=tmp_path / "model.json")
    new = write_votes(tmp_path / "new.csv", *random_votes(n_observations=20, seed=9)[:3])
    program(new, "--use-model", tmp_path / "model.json", "-o", tmp_path / "program.csv")
    crowdvote.aggregate(random_votes(n_observations=20, seed=9)[:3], use_model=tmp_path / "model.json").to_csv(tmp_path / "python.csv")
    assert (tmp_path / "python.csv").read_bytes() == (tmp_path / "program.csv").read_bytes()
