"""Evaluation, comparison, statistics, explanations, simulations, reports and charts: the numbers of the program."""

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import crowdvote


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    return crowdvote.simulate(tmp_path_factory.mktemp("simulated"), observations=400, seed=3)


@pytest.fixture(scope="module")
def result(crowd):
    return crowdvote.aggregate(crowd.votes, "plantnet", authors=crowd.authors, truth=crowd.ground_truth)


def json_of(program, *arguments):
    return json.loads(program(*arguments, "--format", "json"))


def test_a_simulation_is_that_of_the_program(program, crowd, tmp_path):
    program("simulate", tmp_path, "--observations", 400, "--seed", 3, "--no-table")
    for name in ("votes.json", "authors.txt", "ground_truth.txt"):
        assert (tmp_path / name).read_bytes() == open(f"{crowd.folder}/{name}", "rb").read()
    assert crowd.counts["votes"] > 400 and crowd.adversaries is None


def test_a_simulation_without_a_folder_is_temporary():
    crowd = crowdvote.simulate(preset="crowd", observations=20, users=10)
    folder = Path(crowd.folder)
    assert len(crowdvote.aggregate(crowd.votes, "mv")) == 20
    del crowd
    assert not folder.exists()


def test_an_unknown_option_of_a_simulation_is_named(tmp_path):
    with pytest.raises(crowdvote.OptionError, match="observation"):
        crowdvote.simulate(tmp_path, observation=10)


def test_stats_are_those_of_the_program(program, crowd):
    assert crowdvote.stats(crowd.votes).to_dict() == json_of(program, "stats", crowd.votes)


def test_a_comparison_is_that_of_the_program(program, crowd):
    with pytest.warns(crowdvote.DataWarning):
        found = crowdvote.compare(crowd.votes, ["mv", "wawa", "plantnet"], truth=crowd.ground_truth)
    expected = json_of(program, "compare", crowd.votes, "mv", "wawa", "plantnet", "--truth", crowd.ground_truth)
    for one, other in zip(found.to_dict()["runs"], expected["runs"]):
        one.pop("seconds", None), other.pop("seconds", None)
        assert one == other
    assert len(found.to_pandas()) >= 3


def test_labels_are_graded_as_the_program_grades_them(program, crowd, result, tmp_path):
    result.to_csv(tmp_path / "labels.csv")
    expected = json_of(program, "evaluate", tmp_path / "labels.csv", "--truth", crowd.ground_truth, "--votes", crowd.votes)
    found = crowdvote.evaluate(tmp_path / "labels.csv", crowd.ground_truth, votes=crowd.votes).to_dict()
    assert found["metrics"] == expected["metrics"]
    assert crowdvote.evaluate(result, crowd.ground_truth, votes=crowd.votes).to_dict()["metrics"] == expected["metrics"]


def test_labels_in_memory_are_graded():
    truth = pd.Series({"a": "oak", "b": "ash"})
    figures = crowdvote.evaluate({"a": "oak", "b": "oak"}, truth)
    assert figures.to_dict()["metrics"]["expert"]["accuracy"] == 0.5
    frame = pd.DataFrame({"label": ["oak", "ash"], "valid": [True, False]}, index=["a", "b"])
    assert crowdvote.evaluate(frame, truth).to_dict()["metrics"]["expert"]["accuracy"] == 0.5


def test_what_is_missing_for_an_evaluation_is_said():
    with pytest.raises(crowdvote.OptionError, match="nothing is given to grade"):
        crowdvote.evaluate(truth={"a": 1})
    with pytest.raises(crowdvote.OptionError, match="truth is missing"):
        crowdvote.evaluate({"a": 1})


def test_an_explanation_is_that_of_the_program(program, crowd, result):
    expected = json_of(program, "explain", crowd.votes, 7, "-s", "plantnet", "--authors", crowd.authors)
    assert result.explain(7).to_dict() == expected
    assert crowdvote.explain(result, np.int64(7)).to_dict() == expected


def test_users_and_the_most_contested_are_explained(program, crowd, result):
    user = result.user_ids[0]
    options = ("-s", "plantnet", "--authors", crowd.authors)
    assert result.explain(user=user).to_dict() == json_of(program, "explain", crowd.votes, "--user", user, *options)
    assert result.explain(most="contested", rows=5).to_dict() == json_of(
        program, "explain", crowd.votes, "--most", "contested", "--rows", 5, *options)


def test_what_users_decide_is_known_where_a_model_decides(program, crowd, tmp_path):
    result = crowdvote.aggregate(crowd.votes, "one-coin")
    user = result.user_ids[0]
    assert result.explain(user=user).to_dict() == json_of(program, "explain", crowd.votes, "--user", user, "-s", "one-coin")
    assert result.explain(most="influential", rows=3).to_dict() == json_of(
        program, "explain", crowd.votes, "--most", "influential", "--rows", 3, "-s", "one-coin")
    result.write(explanations=tmp_path / "explanations.csv")
    assert pd.read_csv(tmp_path / "explanations.csv")["decisive_user"].notna().any()


def test_an_id_that_does_not_exist_names_the_nearest(result):
    with pytest.raises(crowdvote.OptionError, match="no observation '70000'"):
        result.explain(70000)
    with pytest.raises(crowdvote.OptionError, match="one of observation="):
        result.explain()


def test_figures_are_written_by_the_ending_of_the_path(crowd, tmp_path):
    figures = crowdvote.stats(crowd.votes)
    figures.write(tmp_path / "stats.json")
    assert json.loads((tmp_path / "stats.json").read_text()) == figures.to_dict()
    figures.write(tmp_path / "stats.md")
    assert (tmp_path / "stats.md").read_text() == figures.to_markdown()
    assert "<table" in figures._repr_html_() and "votes" in repr(figures)
    figures.write(tmp_path / "stats.json.gz")
    assert json.loads(gzip.decompress((tmp_path / "stats.json.gz").read_bytes())) == figures.to_dict()
    with pytest.raises(crowdvote.OptionError, match="stats.pdf"):
        figures.write(tmp_path / "stats.pdf")


def test_a_notebook_keeps_its_own_style(crowd):
    assert "<style" not in crowdvote.stats(crowd.votes)._repr_html_()


def test_names_in_tables_stay_as_they_are():
    result = crowdvote.aggregate({"007": {"ann": "NA", "bob": "NA"}, "8": {"ann": "NA"}}, "mv", no_missing=True)
    table = result.explain(["007", "8"]).to_pandas()
    assert table["observation"].tolist() == ["007", "8"] and table["label"].tolist() == ["NA", "NA"]
    assert table["conf"].tolist() == [2.0, 1.0]


def test_probabilities_in_memory_are_graded_as_those_in_files(crowd, tmp_path):
    result = crowdvote.aggregate(crowd.votes, "dawid-skene", probabilities=True)
    result.write(probabilities=tmp_path / "p.json", min_probability=0)
    of_file = crowdvote.evaluate(truth=crowd.ground_truth, probabilities=tmp_path / "p.json").to_dict()["metrics"]
    assert of_file["expert"]["probabilities"]["brier"] > 0
    in_memory = crowdvote.evaluate(truth=crowd.ground_truth, probabilities=result.probabilities).to_dict()["metrics"]
    # The file has the labels of an observation in another order, so sums are rounded differently.
    assert in_memory["expert"].pop("probabilities") == pytest.approx(of_file["expert"]["probabilities"], rel=1e-12)
    assert in_memory["expert"] == {key: value for key, value in of_file["expert"].items() if key != "probabilities"}
    nested = json.loads((tmp_path / "p.json").read_text())
    assert crowdvote.evaluate(truth=crowd.ground_truth, probabilities=nested).to_dict()["metrics"] == of_file
    with pytest.raises(TypeError, match="probabilities= takes"):
        crowdvote.evaluate(truth=crowd.ground_truth, probabilities=[0.5])


def test_reports_are_whole_pages(result, crowd, tmp_path):
    crowdvote.report(result, tmp_path / "one.html", title="A flora & more", copies=True)
    page = (tmp_path / "one.html").read_text()
    assert "A flora &amp; more" in page and page.rstrip().endswith("</html>")
    with pytest.warns(crowdvote.DataWarning):
        crowdvote.compare(crowd.votes, ["mv", "wawa", "plantnet"]).report(tmp_path / "three.html")
    assert "wawa" in (tmp_path / "three.html").read_text()
    with pytest.raises(TypeError, match="Result or a Comparison"):
        crowdvote.report("votes.csv", tmp_path / "none.html")


def test_charts_are_vega_specifications(result, tmp_path):
    assert "user_weights" in list(result.plot) and len(result.plot) > 3
    chart = result.plot.user_weights
    assert chart.spec["$schema"].startswith("https://vega.github.io/schema/vega/v5")
    assert chart._repr_mimebundle_()["application/vnd.vega.v5+json"] == chart.spec
    chart.save(tmp_path / "chart.json")
    assert json.loads((tmp_path / "chart.json").read_text()) == chart.spec
    with pytest.raises(AttributeError, match="there is no chart 'nothing'"):
        result.plot.nothing


def test_charts_are_those_that_the_program_writes(program, crowd, result, tmp_path):
    options = ("-s", "plantnet", "--authors", crowd.authors, "--truth", crowd.ground_truth)
    program(crowd.votes, *options, "--charts", tmp_path, "-o", tmp_path / "labels.csv")
    files = {path.name[: -len(".vg.json")]: json.loads(path.read_text()) for path in tmp_path.glob("*.vg.json")}
    assert {name: result.plot[name].spec for name in result.plot} == files


def test_a_comparison_has_charts_of_all_its_strategies(crowd):
    with pytest.warns(crowdvote.DataWarning):
        comparison = crowdvote.compare(crowd.votes, ["mv", "wawa", "plantnet"], truth=crowd.ground_truth)
    assert "accuracy_and_classes" in list(comparison.plot)
    assert "wawa" in json.dumps(comparison.plot.accuracy_and_classes.spec)


def test_a_chart_is_an_object_of_altair_where_that_takes_vega(result):
    altair = pytest.importorskip("altair")
    if int(altair.__version__.split(".")[0]) > 4:
        pytest.skip("altair 5 takes no specifications of Vega")
    chart = result.plot.user_weights
    assert chart.to_altair().spec == chart.spec


def test_copied_votes_are_found(tmp_path):
    crowd = crowdvote.simulate(tmp_path, "crowd", observations=2000, users=60, adversaries={"puppets": 0.2})
    assert crowd.adversaries is not None
    assert crowdvote.stats(crowd.votes, copies=True).to_dict()["groups"]


def test_everything_has_a_docstring_with_its_parameters():
    for name in crowdvote.__all__:
        if name == "__version__":
            continue
        assert getattr(crowdvote, name).__doc__, name
    for name in ("aggregate", "evaluate", "compare", "stats", "simulate", "explain", "report"):
        assert "Parameters\n" in getattr(crowdvote, name).__doc__, name
