"""Runs that are refused, and runs in which a process fails or is killed: all processes end, and no file appears."""

import os
import signal
import subprocess
import time

from crowds import few_votes, random_crowd
from processes import AGGREGATE, FLORA, IS_OPEN_MPI, PATIENT, command_of_processes, processes_of, rank_of, run


def check_refused(folder, arguments, code, words, n=2, stdin=None):
    """The run ends with the code, prints the words once and leaves no file."""
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
    good = few_votes(folder)
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


OUTPUTS = ("labels.csv", "summary.json")
OLD = b"of an earlier run"
MEGABYTE = 1_000_000


def check_killed(folder, when, arguments, rank, is_in_the_middle):
    """If a process is killed, the others end as well, and the files of an earlier run are kept. The process is killed
    once is_in_the_middle(folder of outputs, messages so far) is true."""
    out = folder / f"killed-{when}-{rank}"
    out.mkdir()
    for name in OUTPUTS:
        (out / name).write_bytes(OLD)
    messages = folder / f"messages-{when}-{rank}"
    with messages.open("w") as errors:
        job = subprocess.Popen(
            [*command_of_processes(3), *arguments, "-v", "-o", out / "labels.csv", "--summary", out / "summary.json"],
            env=PATIENT, stdout=subprocess.DEVNULL, stderr=errors)
    try:
        deadline = time.time() + 30
        processes = []
        while time.time() < deadline and job.poll() is None:
            if len(processes) < 3:
                processes = processes_of(job)
            elif is_in_the_middle(out, messages.read_text()):
                break
            time.sleep(0.005)
        os.kill(next(process for process in processes if rank_of(process) == rank), signal.SIGKILL)
        job.wait(timeout=30)
    finally:
        job.kill()
    are_old = all((out / name).read_bytes() == OLD for name in OUTPUTS)
    # A process killed by signal 9 leaves its unfinished files behind; the others remove theirs, unless mpirun kills
    # them with the same signal, as that of MPICH does.
    parts = [path.name for path in out.iterdir() if path.name not in OUTPUTS]
    is_clean = not parts or rank == 0 or not IS_OPEN_MPI
    is_named_as_told = all(name.startswith(".") and name.endswith(".part") for name in parts)
    text = messages.read_text()
    is_told = "signal 9" in text and "rank" in text or not IS_OPEN_MPI  # MPICH reports it on standard output
    if job.returncode != 0 and is_told and are_old and is_clean and is_named_as_told:
        return 0
    print(f"process {rank} killed {when}: ended with {job.returncode}; old files stay: {are_old}; left {parts}\n{text}")
    return 1


def has_unfinished_file(out, _):
    return any(path.name.endswith(".part") for path in out.iterdir())


def is_after_reading(_, messages):
    """-v shows the first votes once everything has been read; endless rounds follow."""
    if "a vote: " not in messages:
        return False
    time.sleep(0.5)
    return True


def has_unfinished_rows(out, _):
    """Each process writes at the positions of its rows, so the file reaches its full length before all have written."""
    return any(path.stat().st_size > MEGABYTE for path in out.glob(".labels.csv*.part"))


def check_all_killed(folder):
    pipe = folder / "pipe.csv"
    os.mkfifo(pipe)  # nobody writes to it, so the process that reads it waits
    reading = [few_votes(folder), pipe, "-s", "mv"]
    votes, _ = random_crowd(folder, 3, 20000, 3)
    rounds = [*votes, "-s", "dawid-skene:tolerance=0,max-iterations=100000"]
    many = folder / "many"
    made = run([AGGREGATE], ["simulate", many, "--observations", 1_000_000, "--no-table", "--ai", 0])
    assert made.returncode == 0, made.stderr
    n_failed = 0
    for rank in (0, 2):
        n_failed += check_killed(folder, "reading", reading, rank, has_unfinished_file)
        n_failed += check_killed(folder, "in a round", rounds, rank, is_after_reading)
        n_failed += check_killed(folder, "writing", [many / "votes.json", "-s", "mv"], rank, has_unfinished_rows)
    return n_failed


def check_failures(folder, _):
    return check_refusals(folder) + check_all_killed(folder)
