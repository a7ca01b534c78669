"""The files that several processes write are the same as those of one process."""

import random

from crowds import numbered_crowd, random_crowd, scattered_crowd
from processes import AGGREGATE, FLORA, command_of_processes, content, output_arguments, run

OUTPUTS = {
    "plain": {"-o": "labels.csv", "--users": "users.csv", "--summary": "summary.json"},
    "json": {"-o": "labels.json", "--users": "users.json", "--probabilities": "p.json", "--summary": "summary.json"},
    "packed": {"-o": "labels.jsonl.gz", "--probabilities": "p.csv.zst"},
    "arrays": {"-o": "labels.tsv", "--probabilities": "p.npy"},
}


def divided_cases(folder):
    """Data in the files of one process that concern observations of another."""
    votes, sides = scattered_crowd(folder)
    beside = ["--truth", sides["truth"]]
    yield "scattered plantnet", [*votes, "-s", "plantnet", *beside], "plain"
    yield "scattered plantnet, authors", [*votes, "-s", "plantnet", "--authors", sides["authors"]], "json"
    yield "scattered wmv", [*votes, "-s", "wmv", "--weights", sides["weights"]], "plain"
    yield "scattered by time", [*votes, "-s", "mv", "--columns", "time=time", *beside], "json"
    yield "scattered, the first counts", [*votes, "-s", "mv", "--repeats", "first"], "plain"
    yield "scattered, gold", [*votes, "-s", "dawid-skene", "--gold", sides["gold"], *beside], "json"
    yield "scattered, AI", [*votes, "-s", "plantnet:ai-strategy=user", "--ai-votes", sides["ai"], *beside], "json"
    yield "scattered, sets", [*votes, "-s", "mv", "--multi-label", ";", "--multi-label-as", "set", *beside], "plain"
    numbers = list(range(300))
    random.Random(6).shuffle(numbers)
    for name, order in (("numbered", range(300)), ("shuffled", numbers), ("not numbered", [7 * o for o in numbers])):
        votes, sides = numbered_crowd(folder, name, order)
        ai = ["--ai-votes", sides["ai_votes"], "--ai-scores", sides["ai_scores"]]
        positional = ["--authors", sides["authors"], "--truth", sides["truth"]]
        yield name, [*votes, "-s", "plantnet:ai-strategy=confident", *positional, *ai], "json"
        scores = ["--ai-scores", sides["label_scores"], "--truth", sides["truth"]]
        yield f"{name}, scores of labels", [*votes, "-s", "plantnet:ai-strategy=fixed", *scores], "json"


def shared_cases(folder):
    """Yields (name, arguments, outputs) and, unless all are checked, the numbers of processes."""
    flora = [FLORA / "votes.json"]
    authors = ["--authors", FLORA / "authors.txt"]
    truth = ["--truth", FLORA / "ground_truth.txt"]
    ai = ["--ai-votes", FLORA / "ai_votes.json", "--ai-scores", FLORA / "ai_scores.json"]
    yield "flora plantnet", [*flora, "-s", "plantnet", *authors, *truth], "plain"
    for how in ("user", "fixed", "invalidate", "confident"):
        yield f"flora plantnet ai {how}", [*flora, "-s", f"plantnet:ai-strategy={how}", *authors, *ai, *truth], "json"
    votes, sides = random_crowd(folder, 1, 900, 4)
    plantnet_sides = ["--authors", sides["authors"], "--truth", sides["truth"]]
    for penalty in ("difference", "ratio", "accuracy"):
        yield f"plantnet {penalty}", [*votes, "-s", f"plantnet:penalty={penalty}", *plantnet_sides], "plain"
    yield "plantnet ai user", [
        *votes, "-s", "plantnet:ai-strategy=user", "--ai-votes", sides["ai_votes"], *plantnet_sides], "json"
    yield "mv", [*votes, "-s", "mv", "--truth", sides["truth"]], "json"
    yield "mv, ties at random", [*votes, "-s", "mv", "--ties", "random", "--seed", "5"], "packed"
    yield "mv, ties undefined", [*votes, "-s", "mv", "--ties", "undefined"], "plain"
    yield "mv, valid only", [*votes, "-s", "mv:min-votes=3", "--only-valid"], "json"
    yield "mv, every statement", [*votes, "-s", "mv", "--repeats", "all"], "plain"
    yield "mv, arrays", [*votes, "-s", "mv"], "arrays"
    yield "wmv", [*votes, "-s", "wmv", "--weights", sides["weights"]], "packed"
    yield "wawa", [*votes, "-s", "wawa:rounds=5", "--truth", sides["truth"]], "json"
    yield "twothird", [*votes, "-s", "twothird"], "plain"
    yield "zero-based-skill", [*votes, "-s", "zero-based-skill", "--truth", sides["truth"]], "json"
    for support in ("all", "voted"):
        for name in ("dawid-skene", "one-coin", "ibcc", "mace"):
            yield f"{name} {support}", [*votes, "-s", f"{name}:support={support}", "--truth", sides["truth"]], "json"
    yield "gold", [*votes, "-s", "dawid-skene:support=voted", "--gold", sides["truth"]], "json"
    yield from divided_cases(folder)
    few = folder / "few.csv"
    few.write_text("observation,user,label\na,u,x\nb,u,y\na,v,x\n")
    yield "more processes than observations", [few, "-s", "plantnet"], "plain"
    yield "more processes than observations, mv", [few, "-s", "mv"], "json"
    yield "processes without a file", [votes[0], "-s", "plantnet"], "plain"
    # More observations than one of the blocks that a process sums probabilities over.
    large, _ = random_crowd(folder, 2, 150000, 5)
    for spec in ("plantnet", "dawid-skene:support=voted,max-iterations=4", "one-coin:max-iterations=4",
                 "ibcc:max-iterations=3", "mace:max-iterations=4,restarts=1"):
        yield f"large {spec}", [*large, "-s", spec], "packed", (3,)


def check_same_bytes(folder, numbers):
    n_failed = 0
    for name, arguments, kind, *chosen in shared_cases(folder):
        alone = folder / "alone"
        alone.mkdir(exist_ok=True)
        result = run([AGGREGATE], [*arguments, *output_arguments(OUTPUTS[kind], alone), "--threads", 1])
        assert result.returncode == 0, f"{name}: {result.stderr}"
        for n in chosen[0] if chosen else numbers:
            shared = folder / "shared"
            shared.mkdir(exist_ok=True)
            threads = 1 + n % 2
            arguments_of_run = [*arguments, *output_arguments(OUTPUTS[kind], shared), "--threads", threads]
            result = run(command_of_processes(n), arguments_of_run)
            if result.returncode != 0:
                print(f"{name}, {n} processes: ended with {result.returncode}\n{result.stderr}")
                n_failed += 1
                continue
            for output in OUTPUTS[kind].values():
                expected, found = content(alone / output), content(shared / output)
                if output == "summary.json":
                    found["options"]["threads"] = expected["options"]["threads"]
                if expected != found:
                    print(f"{name}, {n} processes: {output} differs")
                    n_failed += 1
                (shared / output).unlink()
        for output in OUTPUTS[kind].values():
            (alone / output).unlink()
    return n_failed
