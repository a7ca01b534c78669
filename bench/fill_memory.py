#!/usr/bin/env python3
"""Takes memory in small pages, prints "ready" and holds the memory until standard input ends.

    bench/fill_memory.py MEGABYTES

Memory that another process has released is several times cheaper to obtain than other memory, above all on a virtual
machine, which gets memory from its host when it is first touched. A program that starts while the filler holds the
memory released by earlier processes has the same conditions as the first command of the day.
"""

import mmap
import sys


def main():
    size = int(sys.argv[1]) << 20
    try:
        memory = mmap.mmap(-1, size)
    except OSError as error:
        sys.exit(f"fill_memory.py: {sys.argv[1]} MB: {error.strerror}")
    memory.madvise(mmap.MADV_NOHUGEPAGE)  # because free memory consists of small pieces, too
    memory[:: mmap.PAGESIZE] = b"\1" * (size // mmap.PAGESIZE)
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
