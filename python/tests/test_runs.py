"""How runs are driven: threads, progress, interruption, processes; and what results are."""

import concurrent.futures
import copy
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import crowdvote
from conftest import random_votes

pytestmark = pytest.mark.filterwarnings("ignore::crowdvote.DataWarning")
VOTES = random_votes()[:3]


def labels_of(seed):
    return list(crowdvote.aggregate(random_votes(seed=seed)[:3], "dawid-skene", threads=2).labels)


def test_many_threads_of_python_run_at_once():
    alone = [labels_of(seed) for seed in range(8)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(labels_of, range(8))) == alone


def test_other_threads_of_python_run_meanwhile():
    big = random_votes(n_observations=20000, n_users=300)[:3]
    ticks = []
    is_done = threading.Event()

    def tick():
        while not is_done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    begin = time.monotonic()
    crowdvote.aggregate(big, "glad", threads=1)
    end = time.monotonic()
    is_done.set()
    thread.join()
    during = [tick for tick in ticks if begin < tick < end]
    longest_gap = max(np.diff([begin, *during, end]))
    assert longest_gap < max(0.2, 0.5 * (end - begin))


def test_labels_do_not_depend_on_the_number_of_threads():
    results = [crowdvote.aggregate(VOTES, "glad", threads=n) for n in (1, 2, 5)]
    for result in results[1:]:
        assert np.array_equal(result.acc_array, results[0].acc_array)


def test_two_threads_may_share_a_result():
    result = crowdvote.aggregate(tuple(values.astype(np.uint32) for values in VOTES), "wawa", truth=dict(enumerate(VOTES[2][:200])))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        summaries = [json.loads(text) for text in pool.map(lambda _: result._run.summary((1, 0, None)), range(8))]
    for summary in summaries:
        del summary["peak_memory_bytes"]  # of the process, which may grow in between
        assert summary == summaries[0]


def test_a_child_of_a_fork_aggregates():
    expected = labels_of(1)
    context = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        assert pool.map(labels_of, [1, 1]) == [expected, expected]


def test_progress_is_told_in_the_thread_of_the_caller():
    calls = []
    crowdvote.aggregate(VOTES, "dawid-skene", progress=lambda *args: calls.append((threading.get_ident(), *args)))
    assert calls
    assert {call[0] for call in calls} == {threading.get_ident()}
    assert {type(part) for call in calls for part in call[2:4]} == {int}


def test_an_exception_of_the_progress_function_ends_the_run_and_is_raised():
    class Stop(Exception):
        pass

    def stop(*_):
        raise Stop("enough")

    with pytest.raises(Stop, match="enough"):
        crowdvote.aggregate(VOTES, "dawid-skene", progress=stop)
    assert len(crowdvote.aggregate(VOTES, "dawid-skene").labels) == 200


def test_progress_true_shows_a_bar(capfd):
    crowdvote.aggregate(VOTES, "dawid-skene", progress=True)
    assert "aggregate" in capfd.readouterr().err


def test_ctrl_c_ends_a_run():
    code = (
        "import crowdvote, numpy as np, sys\n"
        "rng = np.random.default_rng(1)\n"
        "votes = (np.repeat(np.arange(200000), 5), rng.integers(500, size=1000000), rng.integers(10, size=1000000))\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    while True: crowdvote.aggregate(votes, 'glad', threads=1)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    child = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE, text=True, env=os.environ)
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.7)
    child.send_signal(signal.SIGINT)
    begin = time.monotonic()
    assert child.communicate(timeout=30)[0] == "interrupted\n"
    assert time.monotonic() - begin < 10


def test_a_result_can_be_pickled_and_copied():
    result = crowdvote.aggregate(VOTES, "dawid-skene", truth=dict(enumerate(VOTES[2][:200])))
    for other in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):
        assert np.array_equal(other.labels, result.labels)
        assert np.array_equal(other.probabilities.to_numpy(), result.probabilities.to_numpy())
        assert other.metrics == result.metrics
        assert repr(other) == repr(result)
    with pytest.raises(RuntimeError, match="pickle"):
        pickle.loads(pickle.dumps(result)).to_csv("labels.csv")


def test_errors_can_be_pickled():
    for make in (lambda: crowdvote.aggregate("no/such.csv"), lambda: crowdvote.aggregate(VOTES, "mw"), lambda: crowdvote.aggregate(([1], [None], [2]))):
        with pytest.raises(crowdvote.Error) as caught:
            make()
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_what_is_made_later_is_what_is_made_at_once():
    at_once = crowdvote.aggregate(VOTES, "dawid-skene", probabilities=True, confusion=True)
    later = crowdvote.aggregate(VOTES, "dawid-skene")
    labels, conf = later.label_codes, later.conf_array
    before = conf.copy()
    assert np.array_equal(later.probabilities.value, at_once.probabilities.value)
    assert all(np.array_equal(later._confusion[name], at_once._confusion[name]) for name in at_once._confusion)
    assert np.array_equal(conf, before) and np.array_equal(labels, at_once.label_codes)
    assert np.allclose(later.probabilities.to_numpy().sum(axis=1), 1)


def test_arrays_of_a_result_outlive_it():
    result = crowdvote.aggregate(VOTES, "wawa")
    conf = result.conf_array
    expected = conf.copy()
    del result
    crowdvote.aggregate(random_votes(seed=2)[:3], "wawa")
    assert np.array_equal(conf, expected)
    assert not conf.flags.writeable


def test_importing_takes_little_and_neither_numpy_nor_pandas():
    code = "import sys, time; t = time.perf_counter(); import crowdvote; print(time.perf_counter() - t, 'pandas' in sys.modules, 'numpy' in sys.modules)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ).stdout.split() for _ in range(5)]
    assert {tuple(run[1:]) for run in runs} == {("False", "False")}
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True, env=os.environ)
    start_of_python = time.perf_counter() - begin  # some 20 ms, and more on a machine that is busy
    assert min(float(run[0]) for run in runs) < max(0.05, 3 * start_of_python)


def test_without_pandas_results_are_arrays():
    code = (
        "import crowdvote, sys, numpy as np\n"
        "result = crowdvote.aggregate({1: {'a': 'x'}, 2: {'b': 'y'}}, 'wawa')\n"
        "assert isinstance(result.labels, np.ndarray) and isinstance(result.users, dict) and isinstance(result.rounds, list)\n"
        "assert result._repr_html_() and repr(result)\n"
        "print('pandas' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False, env=os.environ)
    assert done.stdout == "False\n", done.stderr


def test_a_pool_gives_crowdlab_the_scores_of_labels():
    votes = {"a": {"ann": "x", "bob": "y"}, "b": {"ann": "x", "bob": "x"}}
    scores = {"a": {"x": 0.9, "y": 0.1}, "b": {"x": 0.3, "y": 0.7}}
    alone = crowdvote.aggregate(votes, "crowdlab", ai_scores=scores)
    pooled = crowdvote.aggregate(votes, "pool:of=crowdlab+mv", ai_scores=scores)
    assert list(pooled.conf) == pytest.approx([(alone.conf[0] + 0.5) / 2, (alone.conf[1] + 1) / 2])
