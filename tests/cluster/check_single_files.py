"""A single file, which several processes read in parts if the parts are right."""

import json
import random

from processes import AGGREGATE, command_of_processes, content, output_arguments, run, without_words_of_mpirun


def rows_of_one_file():
    draw = random.Random(6)
    for observation in range(12000):
        for _ in range(draw.choice((1, 2, 2, 3))):
            yield f"o{observation}", f"u{int(900 * draw.random() ** 2)}", f"l{draw.randrange(5)}"


def write_single_files(folder):
    """Yields (path, further options, whether processes share it)."""
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
    # If there is a message about a row, or the file may be a table, the files are read again as a whole.
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


def without_what_v_adds(text, expected):
    """The lines occur in this order; other lines that -v prints between them are ignored, unless they are warnings."""
    ahead = expected.splitlines()
    kept = []
    for line in text.splitlines():
        if ahead and line == ahead[0]:
            kept.append(ahead.pop(0))
        elif "warning" in line or "error" in line:
            kept.append(line)
    return "\n".join(kept)


def check_single_files(folder, numbers):
    """Files and messages are those of one process."""
    n_failed = 0
    outputs = {"-o": "labels.csv", "--users": "users.csv", "--summary": "summary.json"}

    def run_with_outputs(command, name, arguments):
        out = folder / name
        out.mkdir()
        result = run(command, [*arguments, *output_arguments(outputs, out)])
        return result, {path.name: content(path) for path in out.iterdir()}

    for path, options, shares in write_single_files(folder):
        arguments = [path, *options, "-s", "mv", "--threads", 1]
        alone, expected = run_with_outputs([AGGREGATE], f"{path.name} alone", arguments)
        for n in numbers:
            # A failure is reported in the same way with or without -v.
            verbose = ["-v"] if alone.returncode == 0 else []
            shared, found = run_with_outputs(command_of_processes(n), f"{path.name} by {n}", [*arguments, *verbose])
            said = without_words_of_mpirun(shared.stderr).replace("aggregate-mpi: ", "aggregate: ").strip()
            if verbose:
                said = without_what_v_adds(said, alone.stderr)
            has_shared = f"was read by {n} processes" in shared.stderr
            is_shared = shares and n > 1
            if (shared.returncode, found, said, has_shared) == (alone.returncode, expected, alone.stderr.strip(), is_shared):
                continue
            print(f"{path.name}, {n} processes: ended with {shared.returncode}, {alone.returncode} expected; files are "
                  f"{'the same' if found == expected else 'different'}; shared: {has_shared}\n{alone.stderr}\n{shared.stderr}")
            n_failed += 1
    return n_failed
