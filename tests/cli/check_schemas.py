"""Validates the program's output against docs/schemas. Usage: check_schemas.py AGGREGATE SOURCE_FOLDER"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # of RefResolver, the only resolver that Debian 12 has
from jsonschema import Draft202012Validator, RefResolver  # noqa: E402

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
VOTES, TRUTH, AUTHORS = "votes.csv", ["--truth", "truth.csv"], ["--authors", "authors.csv"]
AI = ["--ai-votes", "ai.csv", "--ai-scores", "scores.csv"]
JSON = ["--format", "json"]
OUT = "out.json"

# A schema, the arguments of a run, and whether the run writes OUT; otherwise its standard output is the document.
RUNS = [
    ("summary", [VOTES, "-s", "mv", "--summary", OUT], True),
    ("summary", [VOTES, "-s", "one-coin", *TRUTH, "--summary", OUT, "--probabilities", "p.csv"], True),
    ("summary", [VOTES, "-s", "plantnet:ai-strategy=confident", *AUTHORS, *AI, *TRUTH, "--summary", OUT], True),
    ("summary", [VOTES, *TRUTH, "--abstain", "9", "--ties", "random", "--fold", "case", "--summary", OUT], True),
    ("model", [VOTES, "-s", "dawid-skene", "--save-model", OUT], True),
    ("model", [VOTES, "-s", "mace", "--save-model", OUT], True),
    ("model", [VOTES, "-s", "wawa", "--save-model", OUT], True),
    ("evaluation", ["evaluate", "labels.csv", "--votes", VOTES, *TRUTH, *JSON], False),
    ("evaluation", ["evaluate", "labels.csv", *TRUTH, "-o", OUT], True),
    ("evaluation", ["evaluate", "labels.csv", *TRUTH, "-o", "t.txt", "--summary", OUT], True),
    ("comparison", ["compare", VOTES, "mv", "one-coin", *TRUTH, *JSON], False),
    ("comparison", ["compare", VOTES, "mv", "-o", OUT], True),
    ("stats", ["stats", VOTES, *AUTHORS, *JSON], False),
    ("stats", ["stats", VOTES, "--scale", "interval", "-o", OUT], True),
    ("explanation", ["explain", VOTES, "0", "8", "-s", "plantnet", *AUTHORS, *AI[:2], "--ai-strategy", "user", *JSON], False),
    ("explanation", ["explain", VOTES, "3", "-s", "one-coin", "--refit", "-o", OUT], True),
    ("influence", ["explain", VOTES, "--user", "ann", "--user", "bob", "-s", "plantnet", *AUTHORS, *JSON], False),
    ("influence", ["explain", VOTES, "--user", "7", "-s", "mace", "-o", OUT], True),
    ("influence", ["explain", VOTES, "--most", "influential", "-s", "plantnet", *AUTHORS, *AI[:2], "--ai-strategy", "user",
                   *JSON], False),
    ("influence", ["explain", VOTES, "--most", "contested", "-s", "twothird", *JSON], False),
    ("influence", ["explain", VOTES, "--most", "contested", "-s", "dawid-skene", "--rows", "3", *JSON], False),
    ("copying", ["stats", "copies.csv", "-o", "t.txt", "--copies", OUT], True),
    ("inspection", ["inspect", VOTES, *AUTHORS, *AI, *TRUTH, *JSON], False),
    ("inspection", ["inspect", "odd.csv", "-o", OUT], True),
    ("strategies", ["strategies", *JSON], False),
    ("strategies", ["strategies", "glad", *JSON], False),
]

# Runs that fail or warn: each line that they write to standard error is a document.
FAILURES = [["bad.json"], ["bad.csv"], ["no_such_file.json"], [VOTES, "--no-such-option"], ["odd.csv"]]

VOTES_BY_OBSERVATION = ["111", "112", "222", "221", "133", "333", "331", "1 2", "  3", "123"]
TRUE_LABELS = "1122333231"
USERS = ["ann", "bob", "7"]


def column(name, values):
    return f"task,{name}\n" + "".join(f"{i},{value}\n" for i, value in enumerate(values))


FILES = {
    "votes.csv": "task,worker,label\n" + "".join(
        f"{i},{user},{label}\n"
        for i, labels in enumerate(VOTES_BY_OBSERVATION)
        for user, label in zip(USERS, labels) if label != " "),
    "truth.csv": column("label", TRUE_LABELS),
    "authors.csv": column("worker", (USERS[i % 3] for i in range(10))),
    "ai.csv": column("label", "1122313231"),
    "scores.csv": column("score", (0.9 - i / 20 for i in range(10))),
    "copies.csv": "task,worker,label\n" + "".join(
        f"{i},{user},{label}\n"
        for i in range(60)
        for user, label in zip(["ann", "ben", "cem", "dia", "eva", "zoe"],
                               [i * i % 7, i * i % 7, i * 5 % 7, i * i * i % 5, (i // 3) % 7, 9])),
    "odd.csv": "task,worker,label\n1,ann,NA\n1,bob,cat\n1,bob,dog\n",
    "bad.csv": "task,worker,label\n1,ann\n",
    "bad.json": '{"1": {"ann": {}}}',
}


def undescribed(schema, place):
    """The places of properties without a description, in the schema or in the schemas to which it refers."""
    if isinstance(schema, list):
        for part in schema:
            yield from undescribed(part, place)
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key == "properties" and "if" not in place and "else" not in place:
            for name, part in value.items():
                if "description" not in part and "$ref" not in part:
                    yield f"{place}/{name}"
        yield from undescribed(value, f"{place}/{key}")


def main():
    schemas = {path.name: json.loads(path.read_text()) for path in (SOURCE / "docs/schemas").iterdir()}
    validators, n_faults = {}, 0
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        resolver = RefResolver(name, schema, store=schemas)
        validators[name.removesuffix(".schema.json")] = Draft202012Validator(schema, resolver=resolver)
        for place in undescribed(schema, name):
            print(f"{place} has no description")
            n_faults += 1

    seen = set()

    def check(name, document, run):
        nonlocal n_faults
        seen.add(name)
        for error in validators[name].iter_errors(document):
            print(f"{' '.join(run)}: {name}: {error.json_path}: {error.message}")
            n_faults += 1
        spoilt = copy.deepcopy(document)
        (spoilt[0] if isinstance(spoilt, list) else spoilt)["a key of nobody"] = 1
        if validators[name].is_valid(spoilt):
            print(f"{name} allows any key")
            n_faults += 1

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, text in FILES.items():
            (folder / name).write_text(text)

        def run(arguments):
            return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=120)

        run([VOTES, "-o", "labels.csv", "-s", "mv"]).check_returncode()
        for name, arguments, writes_file in RUNS:
            result = run([*arguments, "-q"] if arguments[0] != "strategies" else arguments)
            if result.returncode != 0:
                print(f"{' '.join(arguments)}: {result.stderr}")
                n_faults += 1
                continue
            check(name, json.loads((folder / OUT).read_text() if writes_file else result.stdout), arguments)
        for arguments in FAILURES:
            lines = run([*arguments, "--errors", "json"]).stderr.splitlines()
            messages = [json.loads(line) for line in lines if line.startswith("{")]
            if not messages:
                print(f"{' '.join(arguments)}: no message")
                n_faults += 1
            for message in messages:
                check("errors", message, arguments)

    for name in validators.keys() - seen:
        print(f"no run is checked against {name}")
        n_faults += 1
    sys.exit(1 if n_faults else 0)


main()
