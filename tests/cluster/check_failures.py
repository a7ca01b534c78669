"""What is refused, and what happens where a process fails or is killed: all end, and no file appears."""

import os
import signal
import subprocess
import time

from crowds import few_votes, random_crowd
from processes import FLORA, IS_OPEN_MPI, PATIENT, command_of_processes, processes_of, rank_of, run


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


def check_killed(folder, when, arguments, rank, is_in_the_middle):
    """A process that is killed ends the others, and no file appears. is_in_the_middle(folder of outputs, messages so far)"""
    out = folder / f"killed-{when}-{rank}"
    out.mkdir()
    messages = folder / f"messages-{when}-{rank}"
    with messages.open("w") as errors:
        job = subprocess.Popen(
            [*command_of_processes(3), *arguments, "-v", "-o", out / "labels.csv", "--summary", out / "summary.json"],
            env=PATIENT, stdout=subprocess.DEVNULL, stderr=errors)
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
    reading = [few_votes(folder), pipe, "-s", "mv"]
    votes, _ = random_crowd(folder, 3, 20000, 3)
    rounds = [*votes, "-s", "dawid-skene:tolerance=0,max-iterations=100000"]
    n_failed = 0
    for rank in (0, 2):
        n_failed += check_killed(folder, "reading", reading, rank, lambda out, text: any(out.iterdir()))
        n_failed += check_killed(folder, "in a round", rounds, rank, is_after_reading)
    return n_failed


def check_failures(folder, _):
    return check_refusals(folder) + check_all_killed(folder)
