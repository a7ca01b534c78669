"""Checks that one bad byte in the middle of a large file is located exactly, in no more time than a good run takes.

Usage: bad_byte.py AGGREGATE [MEGABYTES] [FOLDER]     (200 MB by default)

Prints a line for each format and exits with 1 if one of them fails. Each time is the minimum of three runs. A run that
ends at the bad byte does less work than a good one; a factor of 1.1 allows for noise.
"""

import gzip
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ALLOWED = 1.1


def rows(size, form, between):
    """Votes of about `size` bytes, as texts to be joined by `between`."""
    parts, length, number = [], 0, 0
    while length < size:
        part = form % (number, number * 7919 % 20011, number % 500)
        parts.append(part)
        length += len(part) + len(between)
        number += 1
    return parts


def json_file(size):
    parts = rows(size, '"%d":{"u%d":%d}', ",")
    middle = len(parts) // 2
    before = len("{") + sum(len(part) + 1 for part in parts[:middle])
    at = before + parts[middle].index("u")
    return ("{" + ",".join(parts) + "}").encode(), at, f": byte {at}: "


def lines_file(size):
    parts = rows(size, '{"task":%d,"worker":"u%d","label":%d}', "\n")
    return line_file(parts, '"u')


def csv_file(size):
    return line_file(["task,worker,label", *rows(size, "%d,u%d,%d", "\n")], ",u")


def line_file(parts, mark):
    middle = len(parts) // 2
    column = parts[middle].index(mark) + 1
    at = sum(len(part) + 1 for part in parts[:middle]) + column
    return ("\n".join(parts) + "\n").encode(), at, f":{middle + 1}:{column + 1}: "


def spoilt(data, at):
    return data[:at] + b"\xff" + data[at + 1:]


def write(path, data):
    if path.suffix == ".gz":
        with gzip.open(path, "wb", compresslevel=1) as file:
            file.write(data)
    elif path.suffix == ".zst":
        subprocess.run(["zstd", "-q", "-1", "-f", "-o", path], input=data, check=True)
    else:
        path.write_bytes(data)


def run(program, path):
    """Seconds, the exit code and the messages."""
    begin = time.perf_counter()
    done = subprocess.run([program, path, "-s", "mv", "-o", path.parent / "labels.csv"], capture_output=True, check=False)
    return time.perf_counter() - begin, done.returncode, done.stderr.decode("utf-8", "replace")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    size = int(sys.argv[2] if len(sys.argv) > 2 else 200) * 1_000_000
    packings = ["", ".gz"] + ([".zst"] if shutil.which("zstd") else [])
    failed = False
    with tempfile.TemporaryDirectory(dir=sys.argv[3] if len(sys.argv) > 3 else None) as name:
        folder = pathlib.Path(name)
        print(f"{'file':12} {'good s':>8} {'bad s':>8} {'ratio':>6}  place")
        for kind, make in [("json", json_file), ("jsonl", lines_file), ("csv", csv_file)]:
            data, at, place = make(size)
            bad_data = spoilt(data, at)
            for packing in packings:
                good, bad = folder / f"good.{kind}{packing}", folder / f"bad.{kind}{packing}"
                write(good, data)
                write(bad, bad_data)
                good_runs, bad_runs = [], []
                for _ in range(3):  # in turn, so that other work on the machine slows both
                    good_runs.append(run(program, good))
                    (folder / "labels.csv").unlink(missing_ok=True)
                    bad_runs.append(run(program, bad))
                seconds = [min(one[0] for one in runs) for runs in (good_runs, bad_runs)]
                is_exact = all(code == 3 and f"aggregate: error: {bad}{place}" in said for _, code, said in bad_runs)
                is_fine = (is_exact and all(code == 0 for _, code, _ in good_runs)
                           and seconds[1] <= ALLOWED * seconds[0] and not (folder / "labels.csv").exists())
                failed = failed or not is_fine
                said = place.strip(" :") if is_exact else bad_runs[0][2].strip()[-200:]
                print(f"{kind + packing:12} {seconds[0]:8.2f} {seconds[1]:8.2f} {seconds[1] / seconds[0]:6.2f}  {said}"
                      + ("" if is_fine else "  FAILED"), flush=True)
                good.unlink()
                bad.unlink()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
