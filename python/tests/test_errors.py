"""Errors say what, where and what can be done, in keywords."""

import numpy as np
import pytest

import crowdvote

VOTES = ([0, 0, 1], ["a", "b", "a"], ["x", "y", "x"])


def test_an_error_in_a_file_has_its_place(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("task,worker,label\n1,a,x\n2,b\n")
    with pytest.raises(crowdvote.InputError) as caught:
        crowdvote.aggregate(path)
    error = caught.value
    assert (error.file, error.line, error.column) == (str(path), 3, 4)
    assert isinstance(error, ValueError) and isinstance(error, crowdvote.Error)
    assert "votes.csv:3" in str(error)


def test_an_error_about_data_in_memory_has_its_keyword_and_no_place():
    with pytest.raises(crowdvote.InputError) as caught:
        crowdvote.aggregate(VOTES, "plantnet", ai_votes={0: "x"}, ai_scores={0: 3})
    error = caught.value
    assert (error.file, error.line, error.offset) == ("ai_scores", None, None)
    assert str(error) == (
        "ai_scores: observation '0': the score is '3'; expected a number from 0 to 1, or nothing where there is none"
    )


def test_a_column_that_is_missing_names_the_keyword(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("bild,wer,was\n1,a,x\n")
    with pytest.raises(crowdvote.InputError) as caught:
        crowdvote.aggregate(path)
    assert "columns=" in caught.value.hint and caught.value.expected
    pandas = pytest.importorskip("pandas")
    with pytest.raises(crowdvote.InputError) as caught:
        crowdvote.aggregate(pandas.read_csv(path))
    assert "columns=" in caught.value.hint and caught.value.found == "bild, wer, was"


@pytest.mark.parametrize(
    ("keywords", "text"),
    [
        ({"strategy": "dawid-skeen"}, "dawid-skene"),
        ({"strategy": "mv", "athors": {}}, "did you mean authors="),
        ({"strategy": "mv", "theta_conf": 2}, "strategies that have it are .*plantnet"),
        ({"strategy": "plantnet", "theta_conv": 2}, "did you mean theta_conf="),
        ({"strategy": "wmv"}, "weights="),
        ({"strategy": "gold-mv"}, "gold="),
        ({"strategy": "mv", "ai_votes": {0: "x"}}, "leave out ai_votes="),
        ({"ties": "first"}, "lowest, random or undefined"),
        ({"repeats": "latest"}, "last, first, all or error"),
        ({"strategy": "wawa", "rounds": 0}, "rounds"),
        ({"memory_limit": "much"}, "memory_limit="),
    ],
)
def test_options_that_cannot_be_name_a_way_out_in_keywords(keywords, text):
    with pytest.raises(crowdvote.OptionError, match=text) as caught:
        crowdvote.aggregate(VOTES, **keywords)
    assert "--" not in str(caught.value)


@pytest.mark.parametrize("votes", [3, None, "abc".encode(), np.zeros(3), np.zeros((2, 2, 2)), {"a": 3}, [1, 2]])
def test_what_are_no_votes_says_what_was_given_and_what_is_taken(votes):
    with pytest.raises(TypeError, match="expected"):
        crowdvote.aggregate(votes)


def test_options_of_files_are_refused_for_arrays():
    with pytest.raises(TypeError, match="separator= is about files"):
        crowdvote.aggregate(VOTES, "mv", separator="tab")


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(crowdvote.InputError, match=r"different lengths \(observation: 3, user: 1, label: 3\)"):
        crowdvote.aggregate(([0, 0, 1], ["a"], ["x", "y", "x"]))


def test_a_truth_about_other_observations_is_refused_by_its_keyword():
    with pytest.raises(crowdvote.InputError) as caught:
        crowdvote.aggregate(VOTES, "mv", truth={"somewhere": "x", "else": "y"})
    assert caught.value.file == "truth"
    assert "/tmp" not in str(caught.value)


def test_files_that_are_not_there_are_errors_of_the_system():
    with pytest.raises(OSError, match="no/such") as caught:
        crowdvote.aggregate("no/such.csv")
    assert isinstance(caught.value, crowdvote.IoError)
    assert caught.value.errno == 2
    with pytest.raises(crowdvote.IoError):
        crowdvote.aggregate(VOTES, "mv").to_csv("no/such/folder.csv")


def test_a_run_that_does_not_fit_ends_before_it_begins():
    votes = (np.arange(100000), np.arange(100000), np.arange(100000))
    with pytest.raises(MemoryError, match="memory_limit=") as caught:
        crowdvote.aggregate(votes, "dawid-skene", memory_limit="1MB")
    assert caught.value.limit == 1000000 < caught.value.needed


def test_repeated_votes_are_refused_where_asked():
    votes = ([0, 0], ["a", "a"], ["x", "y"])
    assert list(crowdvote.aggregate(votes, "mv").labels) == ["y"]
    assert list(crowdvote.aggregate(votes, "mv", repeats="first").labels) == ["x"]
    for keywords in ({"repeats": "error"}, {"strict": True}):
        with pytest.raises(crowdvote.InputError):
            crowdvote.aggregate(votes, "mv", **keywords)


def test_a_strategy_that_votes_do_not_suit_warns():
    with pytest.warns(crowdvote.DataWarning, match="plantnet"):
        crowdvote.aggregate(VOTES, "plantnet")


def test_help_has_every_strategy_and_its_options():
    for strategy in crowdvote.strategies():
        assert strategy["name"] in crowdvote.aggregate.__doc__
        for option in strategy["options"]:
            assert option["name"] in crowdvote.aggregate.__doc__
