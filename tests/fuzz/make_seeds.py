#!/usr/bin/env python3
"""Writes the seeds of a fuzz target into a folder: small files of every kind in the project, each preceded by the bytes
that choose the options; random bytes for targets that generate their data; and inputs that once exposed a fault
(regressions/).

    tests/fuzz/make_seeds.py votes build/seeds/votes
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_BYTES = 4096

VOTES = [
    b'{"0": {"ann": 1, "bob": 2}, "1": {"ann": "-1", "bob": null}}',
    b'{"observation": "a", "user": "u", "label": "x"}\n{"observation": "b", "user": "u", "label": ["y"]}\n',
    b'[{"item": 1, "worker": 2, "answer": true}, {"item": 1, "worker": 3, "answer": 0.5}]',
    b'{"tasks": [{"id": 7, "annotations": [{"user": "u", "label": "x"}]}]}',
    b"observation,user,label\n1,2,3\n\"a\"\"b\",u,\"x\ny\"\n",
    b"sep=;\ntask;worker;label\n1;2;3\n",
    b"item\tcoder\tcategory\ttime\n1\tu\tx\t2024-01-01T00:00:00Z\n",
    b"id,ann,bob\n1,x,y\n2,,x\n",
    b"\xef\xbb\xbfobservation,user,label\r\n1,2,3\r\n",
    "observation,user,label\n1,2,3\n".encode("utf-16"),
]
SIDE_FILES = [
    b"0\n-1\nann\n",
    b'{"0": "oak", "1": null}',
    b'{"0": {"oak": 0.5, "ash": 0.25}}',
    b"observation,label,score\n0,oak,0.5\n",
    b"user,weight\nann,0.5\nbob,2\n",
    b'{"observation": "0", "label": "oak"}\n',
]
SPECS = ["mv", "plantnet:alpha=0.5,ai-strategy=user", "dawid-skene:hard", "pool:of=mv+mace", "MACE:restarts=3"]
TOML = ['votes = "v.csv"\nstrict = true\nwhere = ["a=b"]\n', "[where]\na = 'b'\ntheta-conf = 1e999\n"]


def small_files(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.stat().st_size <= MOST_BYTES:
                yield path.read_bytes()


def bad_inputs():
    """The files of tests/bad_input."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, ROOT / "tests" / "bad_input" / "check.py", "--write", folder], check=True,
                       stdout=subprocess.DEVNULL)
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and path.stat().st_size <= MOST_BYTES:
                yield path.read_bytes()


def random_bytes(seed, n):
    source = random.Random(seed)
    return [bytes(source.randrange(256) for _ in range(source.randrange(20, 600))) for _ in range(n)]


def seeds_of(target):
    if target == "votes":
        texts = VOTES + list(small_files("data/worked_example", "tests/data", "tests/golden"))
        seeds = [bytes([form, 0, 0, flags]) + text for text in texts for form in (0, 1) for flags in (0, 16)]
        return seeds + [bytes(4) + text for text in bad_inputs()]
    if target == "side_files":
        texts = SIDE_FILES + list(small_files("data/worked_example", "tests/data"))
        return [bytes([role, 0]) + text for text in texts for role in range(7)]
    if target == "earlier_results":
        texts = SIDE_FILES + list(small_files("tests/data", "tests/golden"))
        return [bytes([kind]) + text for text in texts for kind in range(4)]
    if target == "options":
        return [b"\1" + spec.encode() for spec in SPECS] + [b"\0" + text.encode() for text in TOML]
    return random_bytes(target, 100)


def main():
    target, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds_of(target)):
        (folder / f"seed-{number:04}").write_bytes(seed[:MOST_BYTES])
    for path in sorted((Path(__file__).parent / "regressions" / target).glob("*")):
        (folder / f"regression-{path.name}").write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
