#!/usr/bin/env python3
"""All processes write one file together: it has the bytes of aggregate, or it is not written at all.

Usage: check_outputs.py AGGREGATE AGGREGATE_MPI MPIRUN SOURCE [NUMBERS]
    NUMBERS   of processes, as in 2,5; 1,2,3,5 if not given
"""

import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

from processes import AGGREGATE, AGGREGATE_MPI, IS_OPEN_MPI, PATIENT, command_of_processes, output_arguments, processes_of, rank_of, run

NUMBERS = [int(word) for word in (sys.argv[5] if len(sys.argv) > 5 else "1,2,3,5").split(",")]


def write_crowd(folder):
    """Four files with 30,000 observations: more rows than a block, and no process begins at the start of a block."""
    draw = random.Random(8)
    paths = []
    for part in range(4):
        paths.append(folder / f"votes-{part}.csv")
        with paths[-1].open("w") as file:
            file.write("observation,user,label\n")
            for observation in range(part * 7500, (part + 1) * 7500):
                for _ in range(draw.choice((1, 2, 3))):
                    user = int(20000 * draw.random() ** 2)
                    file.write(f"o{observation},u{user},{draw.randrange(300)}\n")
    return paths


def compare(name, arguments, outputs, folder, numbers, program=(AGGREGATE_MPI,)):
    """`outputs` maps options to names of files."""
    alone, shared = folder / "alone", folder / "shared"
    n_failed = 0
    for out in (alone, shared):
        out.mkdir(exist_ok=True)

    result = run([AGGREGATE], [*arguments, *output_arguments(outputs, alone), "--threads", 1])
    assert result.returncode == 0, f"{name}: {result.stderr}"
    for n in numbers:
        result = run(command_of_processes(n, program), [*arguments, *output_arguments(outputs, shared), "--threads", 1 + n % 2])
        expected = {path.name: path.read_bytes() for path in alone.iterdir()}
        found = {path.name: path.read_bytes() for path in shared.iterdir()}
        if result.returncode != 0 or found.keys() != expected.keys():
            print(f"{name}, {n} processes: ended with {result.returncode}, wrote {sorted(found)}\n{result.stderr}")
            n_failed += 1
        for file in found.keys() & expected.keys():
            if found[file] != expected[file]:
                print(f"{name}, {n} processes: {file} differs")
                n_failed += 1
        for path in shared.iterdir():
            path.unlink()
    for path in alone.iterdir():
        path.unlink()
    return n_failed


def check_same_bytes(folder, votes):
    n_failed = 0
    for ending in ("csv", "tsv", "json", "jsonl", "csv.gz", "jsonl.gz", "json.gz", "csv.zst"):
        outputs = {"-o": f"labels.{ending}", "--users": f"users.{ending}", "--probabilities": f"p.{ending}"}
        n_failed += compare(ending, [*votes, "-s", "mv"], outputs, folder, NUMBERS)
    outputs = {"-o": "labels.npy", "--users": "users.csv.gz", "--probabilities": "p.npy"}
    n_failed += compare("arrays", [*votes, "-s", "mv"], outputs, folder, NUMBERS)
    outputs = {"-o": "labels.json.gz", "--probabilities": "p.csv"}
    n_failed += compare("rows left out", [*votes, "-s", "mv:min-votes=3", "--only-valid"], outputs, folder, NUMBERS)
    # There is more text than may be kept until its position is known, so some of it is made twice; with little memory,
    # all of it is.
    wide = [*votes, "-s", "mv", "--min-probability", 0]
    n_failed += compare("much text", wide, {"-o": "labels.csv", "--probabilities": "p.npy"}, folder, NUMBERS[-1:])
    n_failed += compare("little memory", [*votes, "-s", "mv", "--memory-limit", "48MB"], {"-o": "labels.csv.gz"}, folder, NUMBERS[-1:])
    few = folder / "few.csv"
    few.write_text("observation,user,label\na,u,x\nb,u,y\na,v,x\n")
    n_failed += compare("fewer observations than processes", [few, "-s", "mv"], {"-o": "labels.csv.gz"}, folder, NUMBERS)
    return n_failed


def check_seen_by_first(folder, votes):
    """A folder that only the first process can see: the rows are sent to it, and it writes them."""
    if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"]).returncode != 0:
        return 0
    hides = folder / "hides.sh"
    hides.write_text(
        'rank=${OMPI_COMM_WORLD_RANK:-$PMI_RANK}\nif [ "$rank" = 0 ]; then exec "$@"; fi\n'
        f'exec unshare -m sh -c \'mount -t tmpfs none "{folder}/shared" && exec "$@"\' sh "$@"\n')
    outputs = {"-o": "labels.csv.gz", "--users": "users.json"}
    program = ("sh", str(hides), AGGREGATE_MPI)
    return compare("a folder of the first", [*votes, "-s", "mv"], outputs, folder, (3,), program)


def bytes_written_by(process):
    text = pathlib.Path(f"/proc/{process}/io").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("wchar:")).split()[1])


def has_failed_well(name, job, text, out, words):
    left = sorted(path.name for path in out.iterdir())
    if job.returncode == 4 and words in text and text.count("error: cannot write") == 1 and not left:
        return True
    print(f"{name}: ended with {job.returncode}, left {left}\n{text}")
    return False


def check_no_folder(folder, votes):
    n_failed = 0
    for output in ("missing/labels.csv", "../few.csv/labels.csv"):
        out = folder / "no-folder"
        out.mkdir(exist_ok=True)
        job = run(command_of_processes(3), [*votes, "-s", "mv", "-o", out / output, "--summary", out / "s.json"])
        n_failed += not has_failed_well(output, job, job.stderr, out, "labels.csv")
    if os.geteuid() != 0:  # root may write everywhere
        out.chmod(0o555)
        job = run(command_of_processes(3), [*votes, "-s", "mv", "-o", out / "labels.csv"])
        n_failed += not has_failed_well("a folder that is not writable", job, job.stderr, out, "labels.csv")
        out.chmod(0o755)
    return n_failed


def check_full(folder, votes, output, n_bytes):
    """Sets a limit on file sizes, as if the disk were full, once all processes run and one waits for votes: MPI
    needs larger files to start."""
    out = folder / f"full-{output}-{n_bytes}"
    out.mkdir()
    pipe = folder / f"pipe-{output}-{n_bytes}.csv"
    os.mkfifo(pipe)
    job = subprocess.Popen(
        [*command_of_processes(3), *map(str, votes), str(pipe), "-s", "mv", "-o", str(out / output), "--summary", str(out / "s.json")],
        env=PATIENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        with pipe.open("w") as late:
            for process in processes_of(job):
                resource.prlimit(process, resource.RLIMIT_FSIZE, (n_bytes, n_bytes))
            late.write("observation,user,label\nlast,u,1\n")
        text = job.communicate(timeout=60)[1].decode()
    finally:
        job.kill()
    return not has_failed_well(f"{output}, no more than {n_bytes} bytes", job, text, out, output)


def check_failures(folder, votes):
    n_failed = check_no_folder(folder, votes)
    # The file takes about 900 kB. At first, one process has room for its rows but another has not; then, none has.
    n_failed += check_full(folder, votes, "labels.csv", 700_000)
    n_failed += check_full(folder, votes, "labels.csv", 100_000)
    n_failed += check_full(folder, votes, "labels.csv.gz", 150_000)
    return n_failed


def check_killed(folder, votes, rank):
    """Kills a process after all have written their rows of the labels, while the run waits for the reader of a pipe. No
    file may be published, and none may be left."""
    out = folder / f"killed-{rank}"
    out.mkdir()
    pipe = folder / f"pipe-{rank}.json"
    os.mkfifo(pipe)
    job = subprocess.Popen(
        [*command_of_processes(3), *map(str, votes), "-s", "mv", "-o", str(out / "labels.csv"), "--probabilities", str(pipe)],
        env=PATIENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        with pipe.open("rb") as unread:
            unread.read(1)  # the probabilities are written once the labels are on the disk
            processes = {rank_of(process): process for process in processes_of(job)}
            n_bytes = sum(path.stat().st_size for path in out.iterdir())
            n_written = [bytes_written_by(processes[r]) for r in range(3)]
            os.kill(processes[rank], signal.SIGKILL)
            text = job.communicate(timeout=30)[1].decode()
    finally:
        job.kill()
    left = [path.name for path in out.iterdir() if path.name == "labels.csv" or (IS_OPEN_MPI and rank != 0)]
    # Each process has written its share, possibly together with other data.
    have_all_written = n_bytes > 500_000 and all(n > n_bytes / 8 for n in n_written)
    if job.returncode != 0 and not left and have_all_written:
        return 0
    print(f"process {rank} killed: ended with {job.returncode}, left {left}, written {n_written} of {n_bytes}\n{text}")
    return 1


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        votes = write_crowd(folder)
        n_failed = check_same_bytes(folder, votes)
        n_failed += check_seen_by_first(folder, votes)
        n_failed += check_failures(folder, votes)
        n_failed += sum(check_killed(folder, votes, rank) for rank in (0, 2))
    print("all as it must be" if n_failed == 0 else f"{n_failed} failures")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
