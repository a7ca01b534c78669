"""Outputs with %r in their names: one part per process."""

import gzip
import hashlib
import json
import os
import subprocess
import time

from crowds import few_votes, random_crowd
from processes import AGGREGATE, ENVIRONMENT, command_of_processes, run


def joined(paths, kind):
    """The content of the parts, joined in order; tables keep one header."""
    if kind == "csv.gz":
        texts = [gzip.decompress(path.read_bytes()) for path in paths]
        return texts[0] + b"".join(text[text.index(b"\n") + 1 :] for text in texts[1:])
    if kind == "jsonl":
        return b"".join(path.read_bytes() for path in paths)
    return {key: value for path in paths for key, value in json.loads(path.read_text()).items()}


def check_part_files(out, name, n, kind, expected):
    """The manifest lists the parts, which are those of all processes, and describes their content."""
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


def check_joined_parts(folder, numbers):
    """Joined together, the parts are what one process writes."""
    votes, _ = random_crowd(folder, 4, 900, 3)
    for n in numbers:
        for kind in ("csv.gz", "jsonl", "json"):
            out = folder / f"parts-{n}-{kind}"
            out.mkdir()
            outputs = [("-o", "l"), ("--probabilities", "p")]
            options = [*votes, "-s", "mv:min-votes=2", "--only-valid"]
            alone = run([AGGREGATE], [*options, *(w for o, name in outputs for w in (o, out / f"{name}.{kind}"))])
            assert alone.returncode == 0, alone.stderr
            for _ in range(2):  # the second time, over the files of the first
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
    """If a part cannot be published, the parts of the other processes are withdrawn, and the files they replaced are
    restored."""
    out = folder / "unplaced"
    out.mkdir()
    (out / "l-00000.csv").write_text("as it was\n")
    pipe = folder / "late.csv"
    os.mkfifo(pipe)
    job = subprocess.Popen([*command_of_processes(3), few_votes(folder), pipe, "-s", "mv", "-o", out / "l-%r.csv"],
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


def check_parts(folder, numbers):
    return check_joined_parts(folder, numbers) + check_parts_all_or_none(folder)
