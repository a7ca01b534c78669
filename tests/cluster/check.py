#!/usr/bin/env python3
"""Checks that aggregate-mpi writes the same bytes as aggregate for any number of processes, and all outputs or none.

Usage: check.py AGGREGATE AGGREGATE_MPI MPIRUN SOURCE_FOLDER [NUMBERS [CHECKS]]
    NUMBERS   of processes, as in 2,5; 1,2,3,5 if not given
    CHECKS    which to run, as in bytes,parts; all if not given
"""

import pathlib
import sys
import tempfile
import time

from check_bytes import check_same_bytes
from check_failures import check_failures
from check_large import check_large
from check_messages import check_messages
from check_parts import check_parts
from check_side_files import check_side_files
from check_simulate import check_simulate
from check_single_files import check_single_files

CHECKS = {
    "failures": check_failures,
    "messages": check_messages,
    "single_files": check_single_files,
    "side_files": check_side_files,
    "simulate": check_simulate,
    "parts": check_parts,
    "bytes": check_same_bytes,
    "large": check_large,
}


def main():
    numbers = [int(word) for word in (sys.argv[5] if len(sys.argv) > 5 else "1,2,3,5").split(",")]
    names = sys.argv[6].split(",") if len(sys.argv) > 6 else CHECKS
    n_failed = 0
    for name in names:
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            n_failed += CHECKS[name](pathlib.Path(folder), numbers)
        print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    print("all as it must be" if n_failed == 0 else f"{n_failed} failures")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
