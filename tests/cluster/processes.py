"""The programs, and how they are run."""

import json
import os
import pathlib
import re
import subprocess
import sys

AGGREGATE, AGGREGATE_MPI, MPIRUN, SOURCE = sys.argv[1:5]
FLORA = pathlib.Path(SOURCE) / "data/flora"
ENVIRONMENT = os.environ | {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    # If there are more processes than cores, they yield to each other.
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    # On a single machine, starting without a search for networks takes half the time.
    "OMPI_MCA_pml": "ob1",
    "OMPI_MCA_btl": "self,vader",
    # If one process fails, all have ended before mpirun notices, so it need not wait for them: it would do so twice,
    # for seconds each time.
    "OMPI_MCA_odls_base_sigkill_timeout": "0",
}
# On a busy machine, gives processes time to remove unfinished files before a signal that they cannot catch.
PATIENT = ENVIRONMENT | {"OMPI_MCA_odls_base_sigkill_timeout": "3"}
VOLATILE = ("seconds", "peak_memory_bytes", "peak_memory_bytes_after")

# The mpiexec of Open MPI calls itself OpenRTE, but names this address.
IS_OPEN_MPI = "open-mpi.org" in subprocess.run([MPIRUN, "--version"], capture_output=True, text=True).stdout


def command_of_processes(n, program=(AGGREGATE_MPI,)):
    return [MPIRUN, *(["--oversubscribe"] if IS_OPEN_MPI else []), "-n", str(n), *program]


def without_words_of_mpirun(text):
    """The output of the processes, without the message that mpirun appends about the failure."""
    return re.split(r"\n(?:-{20}|={20}|\n)", text + "\n\n", maxsplit=1)[0]


def run(command, arguments, **options):
    return subprocess.run([*command, *map(str, arguments)], env=ENVIRONMENT, capture_output=True, text=True, timeout=300, **options)


def output_arguments(outputs, folder):
    return [word for option, name in outputs.items() for word in (option, folder / name)]


def content(path):
    if path.name != "summary.json":
        return path.read_bytes()
    summary = json.loads(path.read_text())
    return {key: value for key, value in summary.items() if key not in VOLATILE}


def rank_of(process):
    words = pathlib.Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    return int(next(word for word in words if word.startswith((b"OMPI_COMM_WORLD_RANK=", b"PMI_RANK="))).split(b"=")[1])


def processes_of(job):
    """The processes of the job. With MPICH, there is another process between them and the job."""
    text = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True).stdout
    parent, name = {}, {}
    for process, of, *words in (line.split(maxsplit=2) for line in text.splitlines()):
        parent[int(process)], name[int(process)] = int(of), words[0] if words else ""

    def is_below(process):
        return process in parent and (parent[process] == job.pid or is_below(parent[process]))

    return [process for process in parent if name[process].startswith(AGGREGATE_MPI) and is_below(process)]
