"""The programs, and runs of them."""

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
    # More processes than cores give way to each other.
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    # One machine: a start that does not look for networks takes half the time.
    "OMPI_MCA_pml": "ob1",
    "OMPI_MCA_btl": "self,vader",
    # Where one fails, all have ended together before mpirun takes notice: it need not wait for them, twice for seconds.
    "OMPI_MCA_odls_base_sigkill_timeout": "0",
}
# Time to remove unfinished files, on a busy machine, before what cannot be caught.
PATIENT = ENVIRONMENT | {"OMPI_MCA_odls_base_sigkill_timeout": "3"}
VOLATILE = ("seconds", "peak_memory_bytes", "peak_memory_bytes_after")

# Its mpiexec calls itself OpenRTE.
IS_OPEN_MPI = "open-mpi.org" in subprocess.run([MPIRUN, "--version"], capture_output=True, text=True).stdout


def command_of_processes(n, program=(AGGREGATE_MPI,)):
    return [MPIRUN, *(["--oversubscribe"] if IS_OPEN_MPI else []), "-n", str(n), *program]


def without_words_of_mpirun(text):
    """What the processes said: mpirun says behind it that one has failed."""
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
    """Those of the job. With MPICH, a process stands between the job and them."""
    text = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True).stdout
    parent, name = {}, {}
    for process, of, *words in (line.split(maxsplit=2) for line in text.splitlines()):
        parent[int(process)], name[int(process)] = int(of), words[0] if words else ""

    def is_below(process):
        return process in parent and (parent[process] == job.pid or is_below(parent[process]))

    return [process for process in parent if name[process].startswith(AGGREGATE_MPI) and is_below(process)]
