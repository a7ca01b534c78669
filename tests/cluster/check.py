#!/usr/bin/env python3
"""aggregate-mpi writes the bytes of aggregate, for any number of processes, and all of it or nothing.

Usage: check.py AGGREGATE AGGREGATE_MPI MPIRUN SOURCE_FOLDER [NUMBERS]
    NUMBERS   of processes, as in 2,5; 1,2,3,5 if not given
"""

import gzip
import hashlib
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

AGGREGATE, AGGREGATE_MPI, MPIRUN, SOURCE = sys.argv[1:5]
NUMBERS = [int(word) for word in (sys.argv[5] if len(sys.argv) > 5 else "1,2,3,5").split(",")]
FLORA = pathlib.Path(SOURCE) / "data/flora"
ENVIRONMENT = os.environ | {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    # More processes than cores give way to each other.
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    # Time to remove unfinished files, on a busy machine, before what cannot be caught.
    "OMPI_MCA_odls_base_sigkill_timeout": "3",
}
VOLATILE = ("seconds", "peak_memory_bytes", "peak_memory_bytes_after")
OUTPUTS = {
    "plain": {"-o": "labels.csv", "--users": "users.csv", "--summary": "summary.json"},
    "json": {"-o": "labels.json", "--users": "users.json", "--probabilities": "p.json", "--summary": "summary.json"},
    "packed": {"-o": "labels.jsonl.gz", "--probabilities": "p.csv.zst"},
    "arrays": {"-o": "labels.tsv", "--probabilities": "p.npy"},
}


# Its mpiexec calls itself OpenRTE.
IS_OPEN_MPI = "open-mpi.org" in subprocess.run([MPIRUN, "--version"], capture_output=True, text=True).stdout


def command_of_processes(n):
    return [MPIRUN, *(["--oversubscribe"] if IS_OPEN_MPI else []), "-n", str(n), AGGREGATE_MPI]


def without_words_of_mpirun(text):
    """What the processes said: mpirun says behind it that one has failed."""
    return re.split(r"\n(?:-{20}|={20}|\n)", text + "\n\n", maxsplit=1)[0]


def run(command, arguments, **options):
    return subprocess.run(
        [*command, *map(str, arguments)], env=ENVIRONMENT, capture_output=True, text=True, timeout=300, **options
    )


def output_arguments(outputs, folder):
    return [word for option, name in outputs.items() for word in (option, folder / name)]


def content(path):
    if path.name != "summary.json":
        return path.read_bytes()
    summary = json.loads(path.read_text())
    return {key: value for key, value in summary.items() if key not in VOLATILE}


def random_crowd(folder, seed, n_observations, n_files):
    """Votes in several files, with observations that stand in more than one of them, repeats, abstentions and ties."""
    draw = random.Random(seed)
    n_users = max(3, n_observations // 6)
    rows = []
    for observation in range(n_observations):
        truth = draw.randrange(6)
        for _ in range(draw.choice((1, 1, 2, 2, 3, 5))):
            label = truth if draw.random() < 0.7 else draw.randrange(7)
            rows.append((f"o{observation}", f"u{int(n_users * draw.random() ** 2)}", "" if label == 6 else f"l{label}"))
    rows += draw.sample(rows, len(rows) // 20)
    late = rows[: len(rows) // 30]
    draw.shuffle(late)
    rows += late
    paths = []
    for part in range(n_files):
        path = folder / f"votes-{seed}-{part}.csv"
        lines = [",".join(row) for row in rows[part * len(rows) // n_files : (part + 1) * len(rows) // n_files]]
        path.write_text("\n".join(["observation,user,label", *lines]) + "\n")
        paths.append(path)
    observations = [f"o{i}" for i in range(n_observations)]
    sides = {
        "authors": {o: f"u{draw.randrange(n_users + 2)}" for o in observations[::2]},
        "truth": {o: f"l{draw.randrange(8)}" for o in observations[::3]} | {"nowhere": "l1"},
        "ai_votes": {o: f"l{draw.randrange(7)}" for o in observations if draw.random() < 0.6},
        "weights": {f"u{u}": round(3 * draw.random(), 3) for u in range(0, n_users, 2)},
    }
    sides["ai_scores"] = {o: round(draw.random(), 3) for o in sides["ai_votes"]}
    for name, values in sides.items():
        sides[name] = folder / f"{name}-{seed}.json"
        sides[name].write_text(json.dumps(values))
    return paths, sides


def write_rows(path, header, rows):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def scattered_crowd(folder):
    """Four files by user, so that every observation has a part in most of them, one in the first and the last alone."""
    draw = random.Random(4)
    observations = [f"o{i}" for i in range(200)]
    paths = []
    for part in range(4):
        rows = [
            (o, f"p{part}u{draw.randrange(9)}", f"l{draw.randrange(5)}", draw.randrange(1000), draw.choice(("yes", "no", "no")))
            for o in draw.sample(observations, 150)
        ]
        if part in (0, 3):
            rows.append(("first and last", "p0u0", f"l{part}", 7, "no"))
        rows += [("everywhere", f"p{part}u{u}", f"l{(u + part) % 5}", 5, "no") for u in range(3)]
        rows += [("everywhere", "p0u1", f"l{part}", 9 - part, "yes")]
        paths.append(write_rows(folder / f"scattered-{part}.csv", "observation,user,label,time,author", rows))
    keys = [*draw.sample(observations, 120), "first and last", "everywhere", "nowhere", "nor here"]
    draw.shuffle(keys)
    sides = {
        "truth": [(o, draw.choice(("new1", "l1", "l2", "new2", "l3", "new3"))) for o in keys + keys[:9]],
        "gold": [(o, draw.choice(("gold1", "l1", "gold2"))) for o in keys[::7]],
        "ai": [(o, draw.choice(("l1", "l2", "ai1", "ai2")), round(draw.random(), 2)) for o in keys[::2]],
    }
    users = [f"p{part}u{u}" for part in range(4) for u in range(9)]
    sides["weights"] = [(u, round(3 * draw.random(), 2)) for u in [*draw.sample(users, 20), "nobody", "p0u1", "p3u2", "p0u1"]]
    sides["authors"] = [(o, draw.choice([*users, "stranger"])) for o in keys]
    headers = {
        "truth": "observation,label",
        "gold": "observation,label",
        "ai": "observation,label,score",
        "weights": "user,weight",
        "authors": "observation,user",
    }
    return paths, {name: write_rows(folder / f"scattered-{name}.csv", headers[name], rows) for name, rows in sides.items()}


def numbered_crowd(folder, name, order):
    """Observations that are called 0, 1, 2, ... in this order, and files with a line for each of them."""
    draw = random.Random(5)
    rows = [(o, f"u{draw.randrange(30)}", f"l{draw.randrange(4)}") for o in order for _ in range(draw.choice((1, 2, 4)))]
    paths = [
        write_rows(folder / f"{name}-{part}.csv", "observation,user,label", rows[part * len(rows) // 3 : (part + 1) * len(rows) // 3])
        for part in range(3)
    ]
    sides = {
        "authors": [f"u{draw.randrange(32)}" for _ in order],
        "truth": [draw.choice(("l1", "l2", "t1", "t2", "-1")) for _ in order],
        "ai_votes": [draw.choice(("l0", "a1", "l3", "a2")) for _ in order],
        "ai_scores": [f"{draw.random():.3f}" for _ in order],
    }
    for side, lines in sides.items():
        sides[side] = folder / f"{name}-{side}.txt"
        sides[side].write_text("\n".join(lines) + "\n")
    scores = {o: {f"l{draw.randrange(6)}": round(draw.random(), 2) for _ in range(2)} for o in sorted(order)}
    sides["label_scores"] = folder / f"{name}-scores.json"
    sides["label_scores"].write_text(json.dumps(scores))
    return paths, sides


def divided_cases(folder):
    """What stands in the files of one process and concerns observations of another."""
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
    """(name, arguments, outputs, numbers of processes unless they are all)"""
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
    # More than the blocks that stay together where probabilities are summed.
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


def message_cases(folder):
    """(words of a message that is to come, arguments), with the strategy mv unless there is another"""
    first = write_rows(folder / "first.csv", "task,worker,label", [("t1", "ann", "x"), ("t2", "bob", "y")])
    second = write_rows(folder / "second.csv", "task,worker,label", [("t3", "ann", "z"), ("t3", "bob", "z")])
    truth = write_rows(folder / "truth.csv", "task,truth", [("t1", "x"), ("t2", "w"), ("t3", "z")])
    yield "nobody voted for 1 of its labels", [first, second, "--truth", truth]
    strange = write_rows(folder / "strange.csv", "task,truth", [("T9", "x"), ("t3", "z"), ("t8", "z"), ("t1", "w"), ("t3", "y")])
    yield "'T9', 't8'", [first, second, "--truth", strange]
    yield "none of the file is in them", [first, second, "--truth", write_rows(folder / "foreign.csv", "task,truth", [("t9", "x")])]
    lines = folder / "lines.txt"
    lines.write_text("x\ny\n")
    yield "the votes have 3 observations", [first, second, "--truth", lines]

    def names(*of_files):
        """Files with votes on observations of these names."""
        for number, observations in enumerate(of_files):
            rows = [(o, f"worker{number}", "yes") for o in observations]
            yield write_rows(folder / f"names-{len(of_files)}-{number}.csv", "observation,user,label", rows)

    yield "differs from another only in case", list(names(["Rosa", "tree"], ["oak", "rosa"]))
    yield "spelled in another way too", list(names(["1", "x y"], ["2.0", "007"], ["1.0", "2"]))
    yield "begin or end with a blank", list(names([" a", "b"], ["c"], ["d "], ["e", " f "]))
    yield "as if the name were missing", list(names(["a", "b"], ["c"], ["d"], ["e"], ["n/a", "NULL"]))
    joined = write_rows(folder / "joined.csv", "observation,user,label", [("t1", "cy", "x"), ("observation", "user", "label")])
    yield "repeat", [first, joined]
    writers = [write_rows(folder / f"{user}.csv", "observation,user,label", [(user + "s", user, "yes")]) for user in ("Ann", "bob", "ann", "gold")]
    yield "1 user differs from another only in case", writers
    yield "may hold the true labels: 'gold'", writers
    beside = ["--weights", write_rows(folder / "weights.csv", "user,weight", [("Ann", 2), ("nobody", 1), ("gold", 1), ("Ann", 3)])]
    yield "as 'nobody'", [*writers, *beside, "-s", "wmv"]
    beside = ["--authors", write_rows(folder / "by.csv", "observation,user", [("Anns", "gold"), ("bobs", "bob"), ("golds", "nobody")])]
    yield "authors of 2 observations", [*writers, *beside, "-s", "plantnet"]
    rounded = [str(10**17 + 1000 * k) for k in range(6)]
    yield "1.00", list(names(rounded[:3], rounded[3:], ["1.00E+09"]))
    yield "observations", list(names(rounded[:1], rounded[1:2], rounded[2:3], rounded[3:4], rounded[4:5], rounded[5:]))


def check_messages(folder):
    """What the first process says is of all: what it says is what aggregate says."""
    n_failed = 0
    for words, files in message_cases(folder):
        arguments = [*files, *([] if "-s" in files else ["-s", "mv"]), "-o", folder / "l.csv"]
        # Notes about doubtful choices, which come after a run, are left out where several processes share it.
        lines = run([AGGREGATE], arguments).stderr.replace("aggregate: ", "aggregate-mpi: ").splitlines(keepends=True)
        expected = "".join(line for line in lines if not line.startswith("aggregate-mpi: warning: plantnet: "))
        assert words in expected, f"'{words}' is not in: {expected}"
        for n in (2, 3):
            found = run(command_of_processes(n), arguments).stderr
            if found.startswith(expected):  # mpirun may say behind it that a process failed
                continue
            print(f"messages of {n} processes differ:\n{expected}\n{found}")
            n_failed += 1
    return n_failed


def joined(paths, kind):
    """What the parts hold, joined in their order: of tables, one header."""
    if kind == "csv.gz":
        texts = [gzip.decompress(path.read_bytes()) for path in paths]
        return texts[0] + b"".join(text[text.index(b"\n") + 1 :] for text in texts[1:])
    if kind == "jsonl":
        return b"".join(path.read_bytes() for path in paths)
    return {key: value for path in paths for key, value in json.loads(path.read_text()).items()}


def check_part_files(out, name, n, kind, expected):
    """The manifest names the parts, which are those of all processes, and says what they hold."""
    manifest = json.loads((out / f"{name}-manifest.json").read_text())
    parts = [out / part["file"] for part in manifest["parts"]]
    assert [path.name for path in parts] == [f"{name}-{rank:05}.{kind}" for rank in range(n)], manifest
    for path, part in zip(parts, manifest["parts"]):
        stored = path.read_bytes()
        assert (len(stored), hashlib.sha256(stored).hexdigest()) == (part["bytes"], part["sha256"]), part
    assert manifest["observations"] == sum(part["observations"] for part in manifest["parts"])
    alone = gzip.decompress(expected.read_bytes()) if kind == "csv.gz" else expected.read_bytes()
    found = joined(parts, kind)
    assert found == (json.loads(alone) if kind == "json" else alone), f"{name} in {n} parts"
    return manifest["observations"]


def check_parts(folder, numbers):
    """%r: a part per process. Joined, they are what one process writes."""
    votes, _ = random_crowd(folder, 4, 900, 3)
    for n in numbers:
        for kind in ("csv.gz", "jsonl", "json"):
            out = folder / f"parts-{n}-{kind}"
            out.mkdir()
            outputs = [("-o", "l"), ("--probabilities", "p")]
            options = [*votes, "-s", "mv:min-votes=2", "--only-valid"]
            alone = run([AGGREGATE], [*options, *(w for o, name in outputs for w in (o, out / f"{name}.{kind}"))])
            assert alone.returncode == 0, alone.stderr
            for _ in range(2):  # the second time over what the first has written
                shared = run(command_of_processes(n), [
                    *options, *(w for o, name in outputs for w in (o, out / f"{name}-%r.{kind}")), "--summary", out / "s.json"])
                assert shared.returncode == 0, shared.stderr
                of_labels = check_part_files(out, "l", n, kind, out / f"l.{kind}")
                of_probabilities = check_part_files(out, "p", n, kind, out / f"p.{kind}")
                assert 0 < of_labels < of_probabilities == 900
            assert len(list(out.iterdir())) == 2 * n + 5, list(out.iterdir())
    fewer = run(command_of_processes(1), [*options, "-o", out / f"l-%r.{kind}"])
    assert max(numbers) == 1 or (fewer.returncode == 2 and "a run with more processes" in fewer.stderr), fewer.stderr
    refused = run([AGGREGATE], [*options, "-o", folder / "l-%r.csv"])
    assert refused.returncode == 2 and "aggregate-mpi" in refused.stderr, refused.stderr
    return 0


def check_parts_all_or_none(folder):
    """A part that cannot take its place: the parts of the other processes go back, as those that they replaced."""
    out = folder / "unplaced"
    out.mkdir()
    (out / "l-00000.csv").write_text("as it was\n")
    pipe = folder / "late.csv"
    os.mkfifo(pipe)
    job = subprocess.Popen([*command_of_processes(3), folder / "good.csv", pipe, "-s", "mv", "-o", out / "l-%r.csv"],
                           env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with pipe.open("w") as late:  # once all have opened their parts
        while len(list(out.iterdir())) < 5:
            time.sleep(0.02)
        (out / "l-00001.csv" / "in the way").mkdir(parents=True)
        late.write("observation,user,label\na,u,x\n")
    text = job.communicate(timeout=60)[1]
    left = sorted(path.name for path in out.iterdir())
    assert job.returncode == 4 and text.count("error:") == 1 and "l-00001.csv" in text, text
    assert left == ["l-00000.csv", "l-00001.csv"] and (out / "l-00000.csv").read_text() == "as it was\n", (left, text)
    return 0


def rows_of_one_file():
    draw = random.Random(6)
    for observation in range(12000):
        for _ in range(draw.choice((1, 2, 2, 3))):
            yield f"o{observation}", f"u{int(900 * draw.random() ** 2)}", f"l{draw.randrange(5)}"


def write_single_files(folder):
    """(path, further options, whether processes share it)"""
    rows = list(rows_of_one_file())
    names = ("observation", "user", "label")

    def file(name, text, *options, shares):
        path = folder / name
        path.write_bytes(text.encode())
        return path, options, shares

    def table(before, between, after, head=names, of=rows):
        return "".join(before + between.join(row) + after for row in ([head] if head else []) + of)

    records = [json.dumps(dict(zip(names, row))) for row in rows]
    crowd = {}
    for observation, user, label in rows:
        crowd.setdefault(observation, {})[user] = label
    said = ',"he said ""no"", and\r\n\nthen nothing"\n'
    yield file("plain.csv", table("", ",", "\n"), shares=True)
    yield file("no-end.csv", table("", ",", "\n")[:-1], shares=True)
    yield file("returns.csv", table("", ",", "\r\n"), shares=True)
    yield file("old.csv", table("", ",", "\r"), shares=True)
    yield file("mark.tsv", "\ufeff" + table("", "\t", "\n"), shares=True)
    yield file("semicolons.csv", "sep=;\n" + table("", ";", "\n"), shares=True)
    yield file("comments.csv", "observation,user,label,comment\n" + table("", ",", said, head=None), shares=True)
    yield file("quotes-inside.csv", "observation,user,label\n" + table('a"', ',b"', "\n", head=None), shares=True)
    yield file("no-header.csv", table("", ",", "\n", head=None), "--columns", "observation=1,user=2,label=3", shares=True)
    yield file("where.csv", table("", ",", "\n"), "--where", "user!=u7", shares=True)
    yield file("lines.jsonl", "\n".join(records), shares=True)
    yield file("object.json", json.dumps(crowd), shares=True)
    yield file("indented.json", json.dumps(crowd, indent=2), shares=True)
    twice = json.dumps(crowd)[:-1] + ', "o3": {"u1": "l2", "new": "l1"}, "o12000": {}, "o3": {"u2": "l1"}}'
    yield file("twice.json", twice, shares=True)
    # What is to be said of a row, or may be a table: the files are read again, whole.
    tail = rows[:2000]
    yield file("joined.csv", table("", ",", "\n") + table("", ",", "\n", of=tail), shares=False)
    yield file("late-key.jsonl", "\n".join(records) + '\n{"observation": "o1", "user": "v", "label": "l1", "note": 1}', shares=False)
    columns = {name: {str(r): row[c] for r, row in enumerate(rows)} for c, name in enumerate(names)}
    yield file("columns.json", json.dumps(columns), shares=False)
    yield file("rows-in-cells.csv", "observation,user,label,comment\n" + table("", ",", ',"a,b,c,d\na,b,c,d\n"\n', head=None), shares=False)
    yield file("bad-end.csv", table("", ",", "\n") + "o1,u1\n" + table("", ",", "\n", head=None, of=tail), shares=False)
    yield file("open-quote.csv", table("", ",", "\n") + 'o1,"u1,l1\n' + table("", ",", "\n", head=None, of=tail), shares=False)
    yield file("bad-end.jsonl", "\n".join(records) + '\n{"observation": "o1", "user": }', shares=False)
    yield file("bad-end.json", json.dumps(crowd)[:-60] + "}", shares=False)
    yield file("strict.csv", table("", ",", "\n"), "--repeats", "error", shares=False)
    yield file("users-first.json", json.dumps(crowd), "--json-order", "user", shares=False)
    yield file("small.csv", "observation,user,label\na,u,x\nb,u,y\n", shares=False)


def check_single_files(folder, numbers):
    """One file, whose parts are read by several processes where that is right: files and messages are those of one."""
    n_failed = 0
    out = folder / "single"
    out.mkdir()
    outputs = {"-o": "labels.csv", "--users": "users.csv", "--summary": "summary.json"}
    for path, options, shares in write_single_files(folder):
        arguments = [path, *options, "-s", "mv", *output_arguments(outputs, out), "--threads", 1]
        alone = run([AGGREGATE], arguments)
        expected = {name: content(out / name) for name in outputs.values() if (out / name).exists()}
        for n in numbers:
            for name in expected:
                (out / name).unlink(missing_ok=True)
            shared = run(command_of_processes(n), arguments)
            found = {name: content(out / name) for name in outputs.values() if (out / name).exists()}
            said = without_words_of_mpirun(shared.stderr).replace("aggregate-mpi: ", "aggregate: ").strip()
            has_shared = shares and n > 1
            if n == numbers[-1]:
                told = run(command_of_processes(n), [*arguments, "-v"]).stderr
                has_shared = f"was read by {n} processes" in told
            if (shared.returncode, found, said, has_shared) != (alone.returncode, expected, alone.stderr.strip(), shares and n > 1):
                print(f"{path.name}, {n} processes: ended with {shared.returncode}, {alone.returncode} expected; files are "
                      f"{'the same' if found == expected else 'different'}; shared: {has_shared}\n{alone.stderr}\n{shared.stderr}")
                n_failed += 1
        for name in expected:
            (out / name).unlink(missing_ok=True)
    return n_failed


def check_refused(folder, arguments, code, words, n=2, stdin=None):
    """Ends with the code, says the words once and leaves no file."""
    out = folder / "refused"
    out.mkdir(exist_ok=True)
    result = run(command_of_processes(n), [*arguments, "-o", out / "labels.csv"], stdin=stdin)
    left = [path.name for path in out.iterdir()]
    errors = [line for line in result.stderr.splitlines() if line.startswith("aggregate-mpi: error:")]
    if result.returncode == code and len(errors) == 1 and words in errors[0] and not left:
        return 0
    print(f"{arguments}: ended with {result.returncode}, expected {code}; left {left}\n{result.stderr}")
    return 1


def check_refusals(folder):
    votes = FLORA / "votes.json"
    n_failed = check_refused(folder, ["-", "-s", "mv"], 2, "standard input", stdin=subprocess.DEVNULL)
    n_failed += check_refused(folder, [votes, "-s", "glad"], 2, "strategy glad")
    n_failed += check_refused(folder, [votes], 2, "named")
    n_failed += check_refused(folder, ["compare", votes, "-s", "mv"], 2, "aggregate compare is the command")
    n_failed += check_refused(folder, [votes, "-s", "mv", "--strategy-does-not-exist"], 2, "--strategy-does-not-exist")
    for option in ("--explanations", "--report", "--save-model", "--confusion", "--use-model"):
        ending = "html" if option == "--report" else "csv" if option in ("--explanations", "--confusion") else "json"
        n_failed += check_refused(folder, [votes, "-s", "wawa", option, folder / f"x.{ending}"], 2, option)
    good = folder / "good.csv"
    good.write_text("observation,user,label\na,u,x\nb,u,y\n")
    bad = folder / "bad.csv"
    bad.write_text("observation,user,label\na,u,x\n,u,y\n")
    n_failed += check_refused(folder, [good, folder / "missing.csv", good, "-s", "mv"], 4, "missing.csv", n=3)
    n_failed += check_refused(folder, [good, good, bad, "-s", "mv"], 3, "bad.csv:3", n=3)
    n_failed += check_refused(folder, [good, bad, good, "-s", "mv"], 3, "bad.csv:3", n=3)
    again = folder / "again.csv"
    again.write_text("observation,user,label\nb,u,x\n")
    for option in (["--strict"], ["--repeats", "error"]):
        n_failed += check_refused(folder, [good, again, "-s", "mv", *option], 3, "again.csv:2: user 'u' votes again")
    joined = folder / "joined-by-hand.csv"
    joined.write_text("observation,user,label\nc,v,x\nobservation,user,label\nd,v,x\n")
    n_failed += check_refused(folder, [good, joined, "-s", "mv", "--strict", "--repeats", "all"], 3, "joined-by-hand.csv")
    return n_failed


def processes_of(job):
    """With MPICH, a process stands between the job and them."""
    text = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True).stdout
    parent, name = {}, {}
    for process, of, *words in (line.split(maxsplit=2) for line in text.splitlines()):
        parent[int(process)], name[int(process)] = int(of), words[0] if words else ""

    def is_below(process):
        return process in parent and (parent[process] == job.pid or is_below(parent[process]))

    return [process for process in parent if name[process].startswith(AGGREGATE_MPI) and is_below(process)]


def rank_of(process):
    words = pathlib.Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    return int(next(word for word in words if word.startswith((b"OMPI_COMM_WORLD_RANK=", b"PMI_RANK="))).split(b"=")[1])


def check_killed(folder, when, arguments, rank, is_in_the_middle):
    """A process that is killed ends the others, and no file appears. is_in_the_middle(folder of outputs, messages so far)"""
    out = folder / f"killed-{when}-{rank}"
    out.mkdir()
    messages = folder / f"messages-{when}-{rank}"
    with messages.open("w") as errors:
        job = subprocess.Popen(
            [*command_of_processes(3), *arguments, "-v", "-o", out / "labels.csv", "--summary", out / "summary.json"],
            env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=errors)
    try:
        deadline = time.time() + 30
        while time.time() < deadline and job.poll() is None and not (
                len(processes_of(job)) == 3 and is_in_the_middle(out, messages.read_text())):
            time.sleep(0.02)
        os.kill(next(process for process in processes_of(job) if rank_of(process) == rank), signal.SIGKILL)
        job.wait(timeout=30)
    finally:
        job.kill()
    left = [path.name for path in out.iterdir() if path.name in ("labels.csv", "summary.json")]
    # What a process that is killed with signal 9 has written beside the files stays; the others remove theirs, unless mpirun
    # kills them with the same signal, as that of MPICH does.
    parts = [path.name for path in out.iterdir()] if IS_OPEN_MPI and rank != 0 else []
    text = messages.read_text()
    is_told = "signal 9" in text and "rank" in text or not IS_OPEN_MPI  # which tells it on standard output
    if job.returncode != 0 and is_told and not left and not parts:
        return 0
    print(f"process {rank} killed {when}: ended with {job.returncode}; left {left + parts}\n{text}")
    return 1


def is_after_reading(_, messages):
    """-v shows the first votes once all are read, and rounds without end follow."""
    if "a vote: " not in messages:
        return False
    time.sleep(0.5)
    return True


def check_all_killed(folder):
    pipe = folder / "pipe.csv"
    os.mkfifo(pipe)  # which nobody writes to: the process that reads it waits
    reading = [folder / "good.csv", pipe, "-s", "mv"]
    votes, _ = random_crowd(folder, 3, 20000, 3)
    rounds = [*votes, "-s", "dawid-skene:tolerance=0,max-iterations=100000"]
    n_failed = 0
    for rank in (0, 2):
        n_failed += check_killed(folder, "reading", reading, rank, lambda out, text: any(out.iterdir()))
        n_failed += check_killed(folder, "in a round", rounds, rank, is_after_reading)
    return n_failed


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        n_failed = check_refusals(folder)
        n_failed += check_messages(folder)
        n_failed += check_all_killed(folder)
        n_failed += check_single_files(folder, NUMBERS)
        n_failed += check_parts(folder, NUMBERS)
        n_failed += check_parts_all_or_none(folder)
        n_failed += check_same_bytes(folder, NUMBERS)
    print("all as it must be" if n_failed == 0 else f"{n_failed} failures")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
