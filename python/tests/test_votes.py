"""Votes in every shape are the same votes; arrays are borrowed where they can be."""

import gc
import json
import resource

import numpy as np
import pytest

import crowdvote
from conftest import random_votes

pytestmark = pytest.mark.filterwarnings("ignore::crowdvote.DataWarning")
pandas = pytest.importorskip("pandas")


@pytest.fixture(scope="module")
def votes():
    observation, user, label, _ = random_votes()
    return observation, user, label


@pytest.fixture(scope="module")
def expected(votes):
    return crowdvote.aggregate(votes, "wawa")


def assert_same(result, expected, same_order=True):
    assert list(map(str, result.observation_ids)) == list(map(str, expected.observation_ids))
    assert list(map(str, result.labels)) == list(map(str, expected.labels))
    # Sums over the votes of an observation follow their order, to the last digit.
    tolerance = 0 if same_order else 1e-12
    assert np.allclose(result.conf_array, expected.conf_array, rtol=tolerance, atol=0)
    assert np.allclose(result.acc_array, expected.acc_array, rtol=tolerance, atol=0)
    assert np.array_equal(result.valid_array, expected.valid_array)


@pytest.mark.parametrize("width", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">i2", ">u2", ">i4", ">u4", ">i8", ">u8", "f4", "f8", ">f8"])
def test_every_type_of_number_is_the_same_number(width, votes, expected):
    observation, user, label = votes
    columns = (observation.astype(width if width[-1] != "1" else "i8"), user.astype(width), label.astype(width))
    result = crowdvote.aggregate(columns, "wawa")
    assert_same(result, expected)
    assert result.observation_ids.dtype == np.int64


@pytest.mark.parametrize("dtype", [np.uint32, np.int32, np.int64])
def test_strided_reversed_and_read_only_arrays_are_taken(dtype, votes, expected):
    strided = []
    for values in votes:
        twice = np.empty(2 * len(values), dtype=dtype)
        twice[::2] = values
        twice[1::2] = 7
        strided.append(twice[::2])
    assert_same(crowdvote.aggregate(tuple(strided), "wawa"), expected)
    backwards = tuple(values[::-1].copy()[::-1].astype(dtype) for values in votes)
    assert_same(crowdvote.aggregate(backwards, "wawa"), expected)
    read_only = tuple(values.astype(dtype) for values in votes)
    for values in read_only:
        values.setflags(write=False)
    assert_same(crowdvote.aggregate(read_only, "wawa"), expected)


@pytest.mark.parametrize("dtype", [np.uint32, np.int32])
def test_ids_in_the_order_of_observations_are_borrowed(dtype, votes, expected):
    columns = tuple(values.astype(dtype) for values in votes)
    result = crowdvote.aggregate(columns, "wawa")
    assert result._crowd.is_borrowed
    assert result._crowd.addresses == (columns[1].ctypes.data, columns[2].ctypes.data)
    assert_same(result, expected)
    del columns
    gc.collect()
    assert result.observations["votes"].sum() == len(votes[0])


def test_arrays_stay_as_they_are(votes):
    columns = tuple(values.astype(np.uint32) for values in votes)
    copies = tuple(values.copy() for values in columns)
    crowdvote.aggregate(columns, "dawid-skene", truth=dict(enumerate(range(200))))
    assert all(np.array_equal(a, b) for a, b in zip(columns, copies))


def test_ids_with_gaps_make_no_observations_users_or_labels_of_their_own():
    observation = np.array([0, 0, 5, 5], dtype=np.uint32)
    user = np.array([3, 1, 3, 1], dtype=np.uint32)
    label = np.array([7, 7, 9, 9], dtype=np.uint32)
    result = crowdvote.aggregate((observation, user, label), "mv")
    assert list(result.observation_ids) == [0, 5]
    assert list(result.user_ids) == [3, 1]
    assert list(result.label_names) == [7, 9]
    assert list(result.labels) == [7, 9]


def test_texts_lists_and_frames_are_the_same_votes(votes, expected):
    observation, user, label = votes
    texts = tuple(values.astype(str) for values in votes)
    assert_same(crowdvote.aggregate(texts, "wawa"), expected)
    assert_same(crowdvote.aggregate([values.tolist() for values in votes], "wawa"), expected)
    frame = pandas.DataFrame({"task": observation, "worker": user, "label": label})
    assert_same(crowdvote.aggregate(frame, "wawa"), expected)
    renamed = frame.rename(columns={"task": "bild", "worker": "wer", "label": "was"})
    assert_same(crowdvote.aggregate(renamed, "wawa", columns={"observation": "bild", "user": "wer", "label": "was"}), expected)
    for dtype in ("string", "Int64", "category", object):
        assert_same(crowdvote.aggregate(frame.astype(dtype), "wawa"), expected)


def test_a_dict_of_dicts_and_a_wide_array_are_the_same_votes(votes, expected):
    nested = {}
    wide = np.full((200, 30), -1)
    for i, u, k in zip(*votes):
        nested.setdefault(int(i), {})[int(u)] = int(k)
        wide[i, u] = k
    assert_same(crowdvote.aggregate(nested, "wawa"), expected)
    assert_same(crowdvote.aggregate(wide, "wawa"), expected, same_order=False)
    with_nan = np.where(wide < 0, np.nan, wide)
    assert_same(crowdvote.aggregate(with_nan, "wawa"), expected, same_order=False)


def test_categories_that_do_not_occur_leave_no_trace():
    kind = pandas.CategoricalDtype(["zebra", "ape", "bear", "cat"])
    frame = pandas.DataFrame({"task": [1, 1, 2], "worker": ["a", "b", "a"], "label": pandas.Series(["cat", "ape", "cat"], dtype=kind)})
    result = crowdvote.aggregate(frame, "dawid-skene")
    assert list(result.label_names) == ["cat", "ape"]
    assert result.confusion["truth"].isin(["cat", "ape"]).all()


@pytest.mark.parametrize("nothing", [None, float("nan"), pandas.NA, pandas.NaT, "", -1, "-1"])
def test_what_is_no_label_is_an_abstention(nothing):
    labels = np.array(["x", nothing, "y"], dtype=object)
    result = crowdvote.aggregate(([1, 1, 2], ["a", "b", "a"], labels), "mv")
    assert list(result.labels) == ["x", "y"]
    assert result.summary["counts"]["abstentions"] == 1


def test_minus_one_may_be_a_label():
    votes = (np.array([0, 1]), np.array([0, 0]), np.array([-1, 1]))
    assert list(crowdvote.aggregate(votes, "mv").observations["votes"]) == [0, 1]
    assert list(crowdvote.aggregate(votes, "mv", keep_minus_one=True).labels) == [-1, 1]


@pytest.mark.parametrize("role", ["observation", "user"])
def test_a_vote_of_nobody_or_on_nothing_is_refused_with_its_row(role):
    frame = pandas.DataFrame({"observation": ["p", "q"], "user": ["a", "b"], "label": [1, 2]})
    frame.loc[1, role] = None
    with pytest.raises(crowdvote.InputError, match=f"row 1 .* has no {role}") as caught:
        crowdvote.aggregate(frame, "mv")
    assert caught.value.file == "votes"


@pytest.mark.parametrize(
    "votes",
    [
        ([], [], []),
        {},
        np.empty((0, 0)),
        np.full((3, 2), -1),
        pandas.DataFrame({"task": [], "worker": [], "label": []}),
        pandas.DataFrame({"task": [], "worker": [], "label": []}, dtype=object),
    ],
)
@pytest.mark.parametrize("strategy", ["mv", "plantnet", "dawid-skene", "auto"])
def test_no_votes_at_all_are_no_error(votes, strategy):
    result = crowdvote.aggregate(votes, strategy)
    assert result.summary["counts"]["votes"] == 0
    assert len(result.labels) == result.summary["counts"]["observations"]
    assert repr(result) and result._repr_html_()


def test_a_number_and_its_text_are_one_name():
    result = crowdvote.aggregate((["p", "p", "p"], ["a", "b", "c"], np.array([4, "4", 5.0], dtype=object)), "mv")
    assert list(result.labels) == [4]
    assert result.conf_array[0] == 2


def test_labels_are_ordered_as_in_the_program_where_they_tie():
    labels = np.array(["b", "10", "9", "B", "a", "9"], dtype=object)
    result = crowdvote.aggregate(([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], labels), "mv")
    assert list(result.labels) == ["10", "9", "9"]


def test_the_ids_of_the_caller_index_everything():
    frame = pandas.DataFrame({"task": ["p", "p", "q"], "worker": [10, 20, 10], "label": ["x", "x", "y"]})
    result = crowdvote.aggregate(frame, "wawa")
    assert result.labels.to_dict() == {"p": "x", "q": "y"}
    assert result.users.loc[10, "votes"] == 2
    assert result.probabilities.to_pandas(wide=True).loc["q", "y"] == 1
    assert result.observations.loc["p", "conf"] == result.conf["p"]


@pytest.mark.parametrize("as_given", [dict, "series", list, np.array])
def test_side_data_come_as_dict_series_list_or_array(as_given, votes, expected):
    truth = [int(label) for label in expected.labels]
    truth[3] = (truth[3] + 1) % 4
    values = {
        dict: lambda: dict(enumerate(truth)),
        "series": lambda: pandas.Series(truth),
        list: lambda: truth,
        np.array: lambda: np.array(truth),
    }[as_given]()
    metrics = crowdvote.aggregate(votes, "wawa", truth=values).metrics
    assert metrics == crowdvote.aggregate(votes, "wawa", truth={str(i): k for i, k in enumerate(truth)}).metrics
    assert metrics["multiple_votes"]["accuracy"] == pytest.approx(199 / 200)


def test_nothing_leaks_over_a_thousand_calls():
    observation, user, label, _ = random_votes(n_observations=500)
    shapes = [
        (observation, user, label),
        tuple(values.astype(np.uint32) for values in (observation, user, label)),
        tuple(values.astype(str).astype(object) for values in (observation, user, label)),
    ]

    def call():
        for votes in shapes:
            result = crowdvote.aggregate(votes, "wawa", threads=1)
            assert len(result.labels) == 500
            result.probabilities.to_numpy()

    def resident():
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize()

    for _ in range(50):
        call()
    before = resident()
    for _ in range(334):
        call()
    assert resident() - before < 8 << 20


def test_counts_of_labels_are_votes_of_users_of_their_own(tmp_path):
    counts = {"a": {"cat": 3, "dog": 2}, "b": {"dog": 1, "cat": 0}}
    path = tmp_path / "counts.json"
    path.write_text(json.dumps(counts))
    for votes in (counts, str(path)):
        result = crowdvote.aggregate(votes, "mv", json_order="count")
        assert list(result.labels) == ["cat", "dog"]
        assert list(result.conf) == [3, 1]
    with pytest.raises(crowdvote.InputError, match="the count of label 'cat' on observation 'a' is 'x'"):
        crowdvote.aggregate({"a": {"cat": "x"}}, "mv", json_order="count")
