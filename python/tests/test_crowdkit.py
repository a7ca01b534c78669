"""The aggregators of crowd-kit."""

import numpy as np
import pandas as pd
import pytest

import crowdvote
from crowdvote import crowdkit

LABELS = {
    "t1": {"w1": "no", "w2": "yes", "w4": "yes", "w5": "no"},
    "t2": {"w1": "yes", "w2": "yes", "w3": "yes", "w4": "no", "w5": "no"},
    "t3": {"w1": "yes", "w2": "no", "w3": "no", "w4": "yes", "w5": "no"},
    "t4": {"w1": "yes", "w2": "yes", "w3": "yes", "w4": "yes", "w5": "yes"},
    "t5": {"w1": "yes", "w2": "no", "w3": "no", "w4": "no", "w5": "no"},
}


@pytest.fixture
def votes():
    rows = [(task, worker, label) for task, row in LABELS.items() for worker, label in row.items()]
    return pd.DataFrame(rows, columns=["task", "worker", "label"])


def one_round(votes):
    """Dawid-Skene from the vote shares, one round, written out."""
    tasks, workers = sorted(LABELS), sorted(set(votes["worker"]))
    shares = np.array([[np.mean([label == k for label in LABELS[t].values()]) for k in ("no", "yes")] for t in tasks])
    count = {(w, l): sum(shares[i] for i, t in enumerate(tasks) if LABELS[t].get(w) == l) for w in workers for l in ("no", "yes")}
    theta = {(w, l): np.maximum(count[w, l], 1e-10) / (count[w, "no"] + count[w, "yes"]) for w, l in count}
    q = np.array([shares.mean(axis=0) * np.prod([theta[w, l] for w, l in LABELS[t].items()], axis=0) for t in tasks])
    return q / q.sum(axis=1, keepdims=True)


def test_dawid_skene_after_one_round_is_what_the_equations_give(votes):
    model = crowdkit.DawidSkene(n_iter=1).fit(votes)
    np.testing.assert_allclose(model.probas_.to_numpy(), one_round(votes), atol=1e-9)
    assert list(model.probas_.columns) == ["no", "yes"] and model.probas_.index.name == "task"
    assert model.labels_.name == "agg_label" and model.priors_.name == "prior"
    np.testing.assert_allclose(model.errors_.groupby("worker").sum(), 1.0)


def test_dawid_skene_without_rounds_gives_vote_shares(votes):
    model = crowdkit.DawidSkene(n_iter=0).fit(votes)
    np.testing.assert_allclose(model.probas_["no"], [0.5, 0.4, 0.6, 0.0, 0.8])
    assert model.labels_.to_dict() == {"t1": "no", "t2": "yes", "t3": "no", "t4": "yes", "t5": "no"}


def test_em_here_equals_that_of_the_core(votes):
    nothing = pd.DataFrame(0.0, index=crowdkit.DawidSkene(0).fit(votes).errors_.index, columns=["no", "yes"])
    here = crowdkit.DawidSkene(7, 0.0, "addition").fit(votes, initial_error=nothing)
    core = crowdkit.DawidSkene(7, 0.0).fit(votes)
    np.testing.assert_allclose(here.probas_, core.probas_, atol=1e-9)
    np.testing.assert_allclose(here.errors_, core.errors_, atol=1e-9)
    np.testing.assert_allclose(here.loss_history_, core.loss_history_, atol=1e-6)


def test_initial_errors_that_do_not_sum_to_one_cannot_be_assigned(votes):
    wrong = pd.DataFrame(0.0, index=crowdkit.DawidSkene(0).fit(votes).errors_.index, columns=["no", "yes"])
    with pytest.raises(ValueError, match="The sum of each worker's error matrix in initial_error should be 1.0"):
        crowdkit.DawidSkene(initial_error_strategy="assign").fit(votes, initial_error=wrong)


@pytest.mark.parametrize("n_iter", [0, 1, 5])
def test_gold_is_certain(votes, n_iter):
    model = crowdkit.DawidSkene(n_iter).fit(votes, pd.Series({"t1": "no", "t4": "yes"}))
    assert model.probas_.loc["t1", "no"] == 1 and model.probas_.loc["t4", "yes"] == 1


@pytest.mark.parametrize("name", ["DawidSkene", "OneCoinDawidSkene"])
def test_empty_votes_give_empty_tables(name):
    model = getattr(crowdkit, name)().fit(pd.DataFrame({"task": [], "worker": [], "label": []}))
    assert model.labels_.empty and model.probas_.empty and model.errors_.empty


@pytest.mark.parametrize("name", "MajorityVote Wawa ZeroBasedSkill OneCoinDawidSkene GLAD MACE MMSR".split())
def test_series_have_the_names_of_crowd_kit(votes, name):
    model = getattr(crowdkit, name)()
    assert model.fit_predict(votes) is model.labels_
    assert model.labels_.name == "agg_label" and model.labels_.index.name == "task"
    if name not in ("GLAD", "MACE"):
        assert model.skills_.name == "skill" and model.skills_.index.name == "worker"


def test_votes_weigh_their_skill(votes):
    skills = pd.Series({"w1": 0.1, "w2": 3.0, "w3": 0.1, "w4": 0.1, "w5": 0.1})
    assert crowdkit.MajorityVote().fit_predict(votes, skills).to_dict() == {task: row["w2"] for task, row in LABELS.items()}


def test_a_missing_skill_is_an_error_a_lost_vote_or_a_value(votes):
    skills = pd.Series({"w1": 1.0, "w2": 1.0, "w3": 1.0, "w4": 1.0})
    with pytest.raises(ValueError, match="'w5'"):
        crowdkit.MajorityVote().fit(votes, skills)
    assert "w5" not in crowdkit.MajorityVote("ignore").fit(votes, skills).skills_.index
    heavy = crowdkit.MajorityVote("value", 100.0).fit(votes, skills)
    assert heavy.labels_.to_dict() == {task: row["w5"] for task, row in LABELS.items()}
    with pytest.raises(ValueError, match="5 tasks"):
        crowdkit.MajorityVote("ignore").fit(votes, pd.Series([], dtype=float))


@pytest.mark.parametrize("column", ["task", "worker", "label"])
def test_a_missing_column_is_a_key_error(votes, column):
    with pytest.raises(KeyError):
        crowdkit.Wawa().fit_predict(votes.drop(columns=column))


def test_gold_majority_vote_takes_several_true_labels(votes):
    gold = pd.Series(["no", "yes"], index=["t1", "t1"])
    assert (crowdkit.GoldMajorityVote().fit(votes, gold).skills_ == 1).all()


def test_zero_based_skill_of_the_core_takes_the_steps_of_crowd_kit(votes):
    model = crowdkit.ZeroBasedSkill(n_iter=45)
    from crowdvote.crowdkit._shared import Votes

    np.testing.assert_allclose(model.fit(votes).skills_, model._learn(Votes(votes)), atol=1e-12)


def test_labels_may_be_booleans(votes):
    labels = crowdkit.MajorityVote().fit_predict(votes.assign(label=votes["label"] == "yes"))
    assert labels.dtype == bool and labels.tolist() == [False, True, False, True, False]


def test_prediction_before_fit_is_an_error(votes):
    with pytest.raises(crowdkit.NotFittedError, match="call fit"):
        crowdkit.Wawa().predict(votes)


def test_kos_is_for_two_labels(votes):
    labels = crowdkit.KOS(random_state=5).fit_predict(votes)
    assert labels.to_dict() == crowdvote.aggregate(votes, "kos", seed=5).labels.to_dict()
    with pytest.raises(ValueError, match="found 3"):
        crowdkit.KOS().fit(votes.assign(label=["a", "b", "c"] * 8))


def test_gold_majority_vote_of_nothing_is_nothing():
    nothing = pd.DataFrame({"task": [], "worker": [], "label": []})
    assert crowdkit.GoldMajorityVote().fit_predict_proba(nothing, pd.Series(dtype=float)).empty


@pytest.mark.parametrize("name", ["MajorityVote", "Wawa", "ZeroBasedSkill", "DawidSkene", "OneCoinDawidSkene", "GLAD", "MACE", "MMSR", "KOS"])
def test_a_missing_column_is_a_key_error(votes, name):
    for column in ("task", "worker", "label"):
        with pytest.raises(KeyError):
            getattr(crowdkit, name)().fit_predict(votes.drop(columns=column))


def test_what_predict_returns_is_kept(votes):
    wawa = crowdkit.Wawa()
    assert wawa.fit_predict(votes) is wawa.labels_
    assert wawa.fit_predict_proba(votes) is wawa.probas_
    mmsr = crowdkit.MMSR()
    assert mmsr.fit_predict_score(votes) is mmsr.scores_


def mace_of(votes, **options):
    return crowdkit.MACE(n_iter=6, **options).fit(votes)


def test_mace_in_numpy_equals_the_core_from_the_same_start(votes, monkeypatch):
    def neutral(self, votes, restart):
        return np.full((len(votes.workers), 2), 0.5), np.full((len(votes.workers), len(votes.labels)), 1 / len(votes.labels))

    core = crowdvote.aggregate(votes, "mace", max_iterations=6)
    monkeypatch.setattr(crowdkit.MACE, "_start", neutral)
    here = mace_of(votes, n_restarts=1)
    np.testing.assert_allclose(here.probas_.to_numpy(), core.probabilities.to_pandas(wide=True)[["no", "yes"]].to_numpy(), atol=1e-9)


def log_likelihood(model, votes):
    """sum_i ln[(1/K) sum_k product of sigma xi(y) + [y = k] kappa], written out."""
    workers, labels = list(pd.unique(votes["worker"])), list(pd.unique(votes["label"]))
    total = 0.0
    for _, of_task in votes.groupby("task"):
        chance = 0.0
        for k in labels:
            product = 1 / len(labels)
            for w, y in zip(of_task["worker"], of_task["label"]):
                u = workers.index(w)
                product *= model.spamming_[u, 0] * model.thetas_[u, labels.index(y)] + (y == k) * model.spamming_[u, 1]
            chance += product
        total += np.log(chance)
    return total


def test_mace_by_em_climbs_and_its_chances_sum_to_one(votes):
    votes = votes.sample(frac=1, random_state=3)
    models = [crowdkit.MACE(n_restarts=1, n_iter=n, method="em").fit(votes) for n in (1, 5, 25)]
    climb = [log_likelihood(model, votes) for model in models]
    assert climb[0] < climb[1] < climb[2]
    for model in models:
        np.testing.assert_allclose(model.spamming_.sum(axis=1), 1)
        np.testing.assert_allclose(model.thetas_.sum(axis=1), 1)
    assert (mace_of(votes, method="em").probas_.to_numpy() != mace_of(votes, n_restarts=2).probas_.to_numpy()).any()


def test_the_first_random_start_of_mace_is_that_of_crowd_kit(votes):
    model = crowdkit.MACE(n_restarts=1, n_iter=0).fit(votes)
    drawn = 1 + 1.5 * np.random.RandomState(0).uniform(size=(5, 2))
    np.testing.assert_allclose(model.spamming_, drawn / drawn.sum(axis=1, keepdims=True))


def test_priors_of_mace_have_an_effect(votes):
    trusting, wary = (mace_of(votes, alpha=a, beta=b).spamming_[:, 1].mean() for a, b in ((0.5, 50.0), (50.0, 0.5)))
    assert trusting > 0.8 > 0.2 > wary


def test_the_gradient_of_glad_is_that_of_its_objective(votes):
    glad = crowdkit.GLAD()
    glad._init(votes)
    data = glad._e_step(glad._join_all(votes, glad.alphas_, glad.betas_, glad.priors_))
    glad._current_data = data
    start = np.concatenate([glad.alphas_, glad.betas_])

    def q(x):
        glad._update_alphas_betas(*glad._get_alphas_betas_by_point(x))
        value = glad._compute_Q(glad._current_data)
        glad._update_alphas_betas(*glad._get_alphas_betas_by_point(start))
        return value

    slopes = [(q(start + step) - q(start - step)) / 2e-5 for step in np.eye(len(start)) * 1e-5]
    np.testing.assert_allclose(np.concatenate(glad._gradient_Q(data)), slopes, atol=1e-6)


def test_glad_with_the_usual_priors_equals_the_core(votes):
    even = pd.Series(0.5, index=["no", "yes"])
    here = crowdkit.GLAD(n_iter=200, tol=1e-10, labels_priors=even, m_step_max_iter=500, m_step_tol=1e-13).fit(votes)
    core = crowdkit.GLAD(n_iter=200, tol=1e-10).fit(votes)
    np.testing.assert_allclose(here.probas_[["no", "yes"]], core.probas_[["no", "yes"]], atol=1e-3)
    assert (np.diff(here.loss_history_) > -1e-9).all()


def test_priors_of_glad_have_an_effect_and_lack_nobody(votes):
    sure = crowdkit.GLAD(labels_priors=pd.Series({"no": 1e-9, "yes": 1 - 1e-9})).fit(votes)
    assert (sure.labels_ == "yes").all() and sure.labels_.name == "agg_label"
    with pytest.raises(ValueError, match="alphas_priors_mean= has no mean for 'w2'"):
        crowdkit.GLAD(alphas_priors_mean=pd.Series({"w1": 1.0})).fit(votes)
