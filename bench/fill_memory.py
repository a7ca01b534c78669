#!/usr/bin/env python3
"""Takes memory in small pages, says "ready", and holds it until its standard input ends.

    bench/fill_memory.py MEGABYTES

Memory that a process has given back is a few times cheaper to take than other memory, on a virtual machine above all,
which gets memory from its host as it is first touched. Whoever starts while the filler holds what earlier processes gave
back begins as the first command of the day does.
"""

import mmap
import sys


def main():
    size = int(sys.argv[1]) << 20
    try:
        memory = mmap.mmap(-1, size)
    except OSError as error:
        sys.exit(f"fill_memory.py: {sys.argv[1]} MB: {error.strerror}")
    memory.madvise(mmap.MADV_NOHUGEPAGE)  # what is free lies in small pieces, too
    memory[:: mmap.PAGESIZE] = b"\1" * (size // mmap.PAGESIZE)
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
