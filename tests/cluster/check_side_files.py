"""Files beside the votes, which processes read in parts: each in several formats, large enough to be divided, and
some invalid."""

import gzip
import json
import random

from check_single_files import without_what_v_adds
from crowds import write_rows
from processes import AGGREGATE, command_of_processes, content, output_arguments, run, without_words_of_mpirun

N = 30000


def observations_named(how):
    """Names of observations, and the votes in three files."""
    names = {
        "in order": list(range(N)),
        "shuffled": random.Random(7).sample(range(N), N),
        "by word": [f"observation {i:05}" for i in range(N)],
    }[how]
    draw = random.Random(8)
    return names, [(name, f"user {draw.randrange(700)}", f"label {draw.randrange(5)}") for name in names for _ in range(2)]


def sides_of(names):
    """The header and the rows of a table for each kind of file. Some rows have an unknown key, some occur twice, and
    some are far from their votes."""
    draw = random.Random(9)

    def rows_of(value, keys):
        rows = [(key, value()) for key in keys if draw.random() < 0.9]
        rows += [(key, value()) for key in draw.sample(keys, 50)]
        rows[N // 2:N // 2] = [(f"nowhere {k}", value()) for k in range(3)]
        return rows

    def label():
        return draw.choice(("label 1", "label 2", "new 1", "new 2", "label 3", ""))

    users = [f"user {u}" for u in range(700)] * 40
    return {
        "authors": ("observation,user", rows_of(lambda: f"user {draw.randrange(720)}", names)),
        "truth": ("observation,label", rows_of(label, draw.sample(names, N))),
        "gold": ("observation,label", rows_of(label, names)),
        "ai_votes": ("observation,label", rows_of(label, names)),
        "ai_scores": ("observation,score", rows_of(lambda: round(draw.random(), 4), names)),
        "weights": ("user,weight", rows_of(lambda: round(3 * draw.random(), 12), users)),
    }


def write_as(folder, name, kind, header, rows):
    path = folder / f"{name}.{kind}"
    key, value = header.split(",")
    if kind in ("csv", "csv.gz"):
        write_rows(path, header, rows)
    elif kind == "jsonl":
        path.write_text("".join(json.dumps({key: k, value: v}) + "\n" for k, v in rows))
    elif kind == "json":
        path.write_text("{" + ",\n".join(f"{json.dumps(str(k))}: {json.dumps(v)}" for k, v in rows) + "}")
    if kind.endswith(".gz"):
        path.write_bytes(gzip.compress(path.read_bytes()))
    return path


# Strategies, and the files that they need.
USES = {
    "plantnet:ai-strategy=confident": {"authors": "--authors", "ai_votes": "--ai-votes", "ai_scores": "--ai-scores", "truth": "--truth"},
    "dawid-skene:max-iterations=3": {"gold": "--gold"},
    "wmv": {"weights": "--weights"},
}


def side_cases(folder):
    """Yields (name, arguments, files that processes read in parts)."""
    for how, kinds in {"in order": ("json", "csv"), "shuffled": ("csv.gz", "jsonl"), "by word": ("csv", "json")}.items():
        names, rows = observations_named(how)
        sides = sides_of(names)
        parts = [rows[part::3] if how == "shuffled" else rows[part * len(rows) // 3:(part + 1) * len(rows) // 3] for part in range(3)]
        votes = [write_rows(folder / f"{how}-{part}.csv", "observation,user,label", of_part) for part, of_part in enumerate(parts)]
        for kind in kinds:
            for strategy, files in USES.items():
                beside = {option: write_as(folder, f"{how}-{side}", kind, *sides[side]) for side, option in files.items()}
                words = [word for option_and_path in beside.items() for word in option_and_path]
                shared = [] if kind == "csv.gz" else list(beside.values())
                yield f"{how}, {kind}, {strategy}", [*votes, "-s", strategy, *words], shared
        if how == "by word":
            continue
        lines = [random.Random(i).choice(("label number 1", "a label that nobody chose", "-1")) for i in range(N)]
        for name, after in (("with blank lines at its end", "\n" * 3000), ("that is too short", None)):
            truth = folder / f"{how}-{name}.txt"
            truth.write_text("\n".join(lines) + "\n" + after if after else "\n".join(lines[:-7]))
            yield f"{how}, a text {name}", [*votes, "-s", "mv", "--truth", truth], [truth]
    scores = folder / "scores.json"
    draw = random.Random(10)
    scores.write_text(json.dumps({n: {f"label {draw.randrange(6)}": round(draw.random(), 3) for _ in range(2)} for n in names}))
    yield "scores of labels", [*votes, "-s", "plantnet:ai-strategy=fixed", "--ai-scores", scores], [scores]
    rows = sides["authors"][1]
    for name, text in (("a short row", "observation 1"), ("an open quote", '"observation 1,user 1'), ("a second header", "observation,user")):
        wrong = write_rows(folder / f"{name}.csv", "observation,user", rows)
        wrong.write_text(wrong.read_text() + text + "\n" + "".join(f"{k},{v}\n" for k, v in rows[:3000]))
        yield f"authors with {name}", [*votes, "-s", "plantnet", "--authors", wrong], []
    twice = write_as(folder, "twice", "csv", *sides["authors"])
    missing = write_as(folder, "missing", "jsonl", *sides["truth"])
    missing.write_text(missing.read_text().replace('"label"', '"lable"', 1))
    yield "strict", [*votes, "-s", "plantnet", "--authors", twice, "--strict"], []
    yield "two that are wrong", [*votes, "-s", "plantnet", "--authors", wrong, "--truth", missing], []


def check_side_files(folder, numbers):
    """Files and messages are those of one process, and a file is read in parts if possible."""
    n_failed = 0
    outputs = {"-o": "labels.csv", "--users": "users.csv", "--summary": "summary.json"}
    for name, arguments, in_parts in side_cases(folder):
        results = {}
        for n in (0, *numbers):
            out = folder / f"{name} {n}"
            out.mkdir()
            command = command_of_processes(n) if n else [AGGREGATE]
            verbose = ["-v"] if n and results[0][0] == 0 else []
            result = run(command, [*arguments, "--threads", 1, *verbose, *output_arguments(outputs, out)])
            said = without_words_of_mpirun(result.stderr).replace("aggregate-mpi: ", "aggregate: ").strip()
            # Notes about doubtful choices are omitted if several processes share the run.
            said = "\n".join(line for line in said.splitlines() if not line.startswith("aggregate: warning: plantnet"))
            if verbose:
                said = without_what_v_adds(said, results[0][2])
            results[n] = (result.returncode, {file.name: content(file) for file in out.iterdir()}, said)
            shared = [path for path in in_parts if f"{path} was read by {n} processes" in result.stderr]
            if n and (results[n] != results[0] or (n > 1 and results[0][0] == 0 and shared != in_parts)):
                what = ["code", "files", "messages"]
                differ = [word for word, mine, theirs in zip(what, results[n], results[0]) if mine != theirs]
                print(f"{name}, {n} processes: {differ} differ; shared: {shared}\n{results[0][2]}\n{results[n][2]}")
                n_failed += 1
    return n_failed
