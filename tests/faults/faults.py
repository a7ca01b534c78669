"""Makes the n-th call of each kind fail in the program, for every n, and checks what is left; then runs the program
where it lacks something. Usage: faults.py AGGREGATE SHIM [-k WORDS] [--full]

After each run, every output is whole, and either old or new. All are new after success; after a failure all are old, or
the message names those that were replaced. Only SIGKILL leaves temporary files behind. The exit code and the message
are those of docs/command-line.md. docs/reliability.md describes the cases.
"""

import argparse
import concurrent.futures
import errno
import gzip
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile


def zstd_frame(text):
    """A frame with one raw block and no checksum, according to RFC 8878."""
    return struct.pack("<IBI", 0xFD2FB528, 0b1010_0000, len(text)) + struct.pack("<I", len(text) << 3 | 1)[:3] + text


N_USERS, N_OBSERVATIONS = 7, 30
VOTES = "task,worker,label\n" + "".join(
    f"{task},u{user},{(task * user) % 3 if user % 3 else task % 2}\n"
    for task in range(N_OBSERVATIONS) for user in range(N_USERS))
INPUTS = {
    "votes.csv": VOTES,
    "truth.csv": "observation,label\n" + "".join(f"{task},{task % 2}\n" for task in range(N_OBSERVATIONS)),
    "labels.csv": "observation,label\n" + "".join(f"{task},{task % 3}\n" for task in range(N_OBSERVATIONS)),
    "votes.csv.gz": gzip.compress(VOTES.encode(), mtime=0),
    "votes.jsonl.zst": zstd_frame("".join(f'{{"task": {task}, "worker": "u{user}", "label": {task % 3}}}\n'
                                          for task in range(9) for user in range(N_USERS)).encode()),
    "baseline.json": json.dumps({"options": {"strategy": "wawa"}, "counts": {"observations": 9, "valid": 9}}),
    "votes.json": json.dumps({task: {f"u{user}": task % 3 for user in range(N_USERS)} for task in range(9)}),
}
OLD = b"old\n"
DONE, BAD_DATA, FILE_ERROR = 0, 3, 4

# The arguments and the outputs of each job; all outputs exist before the run, except those in a new folder.
JOBS = {
    "main": (["votes.csv", "-q", "-s", "dawid-skene", "-o", "l.csv", "--users", "u.csv", "--summary", "s.json", "--report",
              "r.html", "--probabilities", "p.csv.gz", "--explanations", "e.csv", "--save-model", "m.json"],
             ["l.csv", "u.csv", "s.json", "r.html", "p.csv.gz", "e.csv", "m.json"]),
    "main_that_talks": (["votes.csv", "-s", "mv", "--truth", "truth.csv", "-o", "l.csv", "--users", "u.csv"],
                        ["l.csv", "u.csv"]),
    "main_to_standard_output": (["votes.csv", "-q", "-s", "mv", "--users", "u.csv"], ["u.csv"]),
    "stats": (["stats", "votes.csv", "-q", "-o", "stats.json"], ["stats.json"]),
    "compare": (["compare", "votes.csv", "mv", "wawa", "-q", "--truth", "truth.csv", "-o", "c.csv", "--report", "r.html"],
                ["c.csv", "r.html"]),
    "evaluate": (["evaluate", "labels.csv", "-q", "--truth", "truth.csv", "-o", "e.json", "--summary", "s.json"],
                 ["e.json", "s.json"]),
    "simulate": (["simulate", "made", "--observations", "20", "--users", "10", "--no-table", "-q"], []),
    "simulate_with_table": (["simulate", "made", "--observations", "20", "--users", "10"], []),
    "convert": (["convert", "votes.json", "-q", "-o", "v.jsonl.zst"], ["v.jsonl.zst"]),
    "convert_packed": (["convert", "votes.jsonl.zst", "-q", "--anonymise", "--salt-file", "truth.csv", "-o", "v.csv.gz"],
                       ["v.csv.gz"]),
    "explain": (["explain", "votes.csv.gz", "3", "--refit", "-s", "dawid-skene", "-q", "-o", "e.json"], ["e.json"]),
    "inspect": (["inspect", "votes.csv.gz", "-q", "-o", "i.json"], ["i.json"]),
    "charts": (["votes.json", "-q", "-s", "wawa", "-o", "l.csv", "--charts", "new/charts", "--baseline", "baseline.json"],
               ["l.csv"]),
}

# What happens instead of each kind of call. Files that are read can shrink, grow or end early.
FAULTS = {
    "open": [errno.EMFILE, errno.EACCES, "kill"],
    "read": [errno.EIO, errno.EINTR, "short", "end", "shrink", "grow", "kill"],
    "write": [errno.ENOSPC, errno.EIO, errno.EINTR, "short", "kill"],
    "fsync": [errno.EIO, errno.ENOSPC, "kill"],
    "rename": [errno.EACCES, errno.ENOSPC, errno.EINVAL, "kill"],
    "close": [errno.EIO, "kill"],
    "malloc": [errno.ENOMEM, "kill"],
}
PASSES_UNNOTICED = {errno.EINTR, "short"}
ALL_ALLOCATIONS = 50  # each of the first and of the last, when the outputs are in place; a sample of the rest

Failure = str


class Folder:
    """A new folder with the inputs, and with the outputs of an earlier run."""

    def __init__(self, outputs, inputs=INPUTS, parent=None):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="faults.", dir=parent))
        for name, text in inputs.items():
            (self.path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        for name in outputs:
            (self.path / name).write_bytes(OLD)
        for file in (self.path, *self.path.iterdir()):
            file.chmod(0o777)  # for runs as another user

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def contents(self):
        return {str(file.relative_to(self.path)): file.read_bytes()
                for file in sorted(self.path.rglob("*")) if file.is_file()}

    def folders(self):
        return [file.name for file in self.path.rglob("*") if file.is_dir()]


class Tester:
    def __init__(self, program, shim, is_full):
        self.program, self.shim, self.is_full = os.path.abspath(program), os.path.abspath(shim), is_full
        self.good, self.counts, self.changing = {}, {}, set()

    def run(self, folder, arguments, environment=None, program=None, **options):
        return subprocess.run([*(program or [self.program]), *arguments], cwd=folder.path,
                              env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
                              **dict(dict(stdin=subprocess.DEVNULL, capture_output=True, timeout=60), **options))

    def with_shim(self, **faults):
        return {"LD_PRELOAD": self.shim, **{f"FAULT_{key.upper()}": str(value) for key, value in faults.items()}}

    def learn(self, job):
        """Records what the job writes if nothing fails, and how many calls of each kind it makes."""
        runs = [self.run_unharmed(job) for _ in range(2)]
        self.changing |= {name for name, content in runs[0].items() if content != runs[1][name]}
        self.good[job] = {name: self.shape(name, content) for name, content in runs[0].items()}

    def run_unharmed(self, job):
        arguments, outputs = JOBS[job]
        with Folder(outputs) as folder:
            run = self.run(folder, arguments, self.with_shim(counts=folder.path / "counts"))
            assert run.returncode == DONE, f"{job}: {run.stderr.decode()}"
            lines = (folder.path / "counts").read_text().splitlines()
            self.counts[job] = {call: int(n) for call, n in (line.split() for line in lines)}
            (folder.path / "counts").unlink()
            return {**folder.contents(), "standard output": run.stdout}

    def shape(self, name, content):
        """The part of the content that is the same in every run: some files contain times and sizes of memory."""
        if name not in self.changing:
            return content
        return re.sub(rb"(under )?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?", b"#", content)

    def cases(self, job):
        """Yields (call, action, n, whether all later calls fail too)."""
        for call, actions in FAULTS.items():
            for n in self.places(call, self.counts[job][call]):
                for action in actions:
                    yield call, action, n, False
                if call != "close":
                    yield call, actions[0], n, True

    def places(self, call, count):
        if call != "malloc" or count <= ALL_ALLOCATIONS:
            return range(1, count + 1)
        last = set(range(max(1, count - ALL_ALLOCATIONS), count + 1))
        if self.is_full:
            every = set(range(1, min(count, 400) + 1))
            return sorted(every | last | set(range(400, count + 1, max(1, count // 400))))
        later = {ALL_ALLOCATIONS}
        while max(later) < count:  # a geometric sample, 15 % apart
            later.add(int(max(later) * 1.15) + 1)
        return sorted(set(range(1, ALL_ALLOCATIONS + 1)) | last | {n for n in later if n <= count})

    def inject(self, job, case) -> Failure:
        call, action, n, is_for_ever = case
        arguments, outputs = JOBS[job]
        faults = dict(call=call, at=n, action=action, **(dict(ever=1) if is_for_ever else {}))
        with Folder(outputs) as folder:
            try:
                run = self.run(folder, arguments, self.with_shim(**faults))
            except subprocess.TimeoutExpired:
                return "does not end within a minute"
            return self.judge(job, run, folder, case)

    def judge(self, job, run, folder, case) -> Failure:
        call, action, _, _ = case
        said = run.stderr.decode(errors="replace")
        after = folder.contents()
        leftover = [name for name in after if name.endswith(".part")]
        outputs = set(JOBS[job][1]) | {name for name in self.good[job] if name not in INPUTS and name != "standard output"}
        grew = action == "grow" and run.returncode == DONE  # it grew before the program opened it
        old, new = set(), set()
        for name in sorted(outputs):
            if after.get(name) == (OLD if name in JOBS[job][1] else None):
                old.add(name)
            elif grew and after.get(name):
                new.add(name)
            elif name in after and self.shape(name, after[name]) == self.good[job][name]:
                new.add(name)
            else:
                return f"{name} is neither old nor new: {after.get(name, b'')[:60]}; exit code {run.returncode}"
        unknown = set(after) - outputs - set(INPUTS) - set(leftover)
        if unknown:
            return f"leaves {unknown}"
        if action == "kill" and run.returncode == -signal.SIGKILL:
            return ""
        if leftover:
            return f"leaves {leftover}"
        if run.returncode == DONE:
            if old:
                return f"exit code 0, but {old} are old"
            if not grew and self.shape("standard output", run.stdout) != self.good[job]["standard output"]:
                return "exit code 0, but another standard output"
            return ""
        allowed = {FILE_ERROR, BAD_DATA} if action in ("end", "shrink", "grow") else {FILE_ERROR}
        if run.returncode not in allowed or action in PASSES_UNNOTICED:
            return f"exit code {run.returncode}: {said[:200]}"
        if not re.search("^aggregate: error: .+", said, re.MULTILINE):
            return f"exit code {run.returncode} without a message: '{said[:200]}'"
        if new and "Already replaced" not in said:
            return f"exit code {run.returncode}; new: {new}, old: {old}; {said[:200]}"
        if folder.folders() and not new:
            return f"leaves the folders {folder.folders()}"
        return ""


def systematic(tester, words):
    for job in JOBS:
        tester.learn(job)
    work = [(job, case) for job in JOBS for case in tester.cases(job) if not words or words in f"{job} {case}"]
    n_failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (job, case), failure in zip(work, pool.map(lambda one: tester.inject(*one), work)):
            if failure:
                n_failed += 1
                call, action, n, is_for_ever = case
                text = errno.errorcode.get(action, action)
                print(f"FAILED {job}: {call} {n}{' and all later' if is_for_ever else ''}, {text}: {failure}")
    for job in JOBS:
        n = sum(one[0] == job for one in work)
        print(f"{job}: {n} runs; calls: " + ", ".join(f"{n} {call}" for call, n in tester.counts[job].items()))
    return len(work), n_failed


MAIN, MAIN_OUTPUTS = JOBS["main"]
AS_NOBODY = 65534
MANY_VOTES = "task,worker,label\n" + "".join(f"{i},u{i % 99},{i % 17}\n" for i in range(300_000))


def ends_well(run, folder, outputs):
    """Success, or an error with a message and all outputs unchanged; nothing else is left."""
    after, said = folder.contents(), run.stderr.decode(errors="replace")
    if run.returncode not in (DONE, FILE_ERROR):
        return f"exit code {run.returncode}: {said[:200]}"
    if run.returncode == FILE_ERROR and "aggregate: error: " not in said:
        return f"no message: '{said[:200]}'"
    is_old = [after.get(name) == OLD for name in outputs]
    if any(is_old) if run.returncode == DONE else not all(is_old):
        return f"exit code {run.returncode}, old: {is_old}"
    leftover = [name for name in after if name.endswith(".part")]
    if run.returncode == FILE_ERROR:
        leftover += folder.folders()
    return f"leaves {leftover}" if leftover else ""


def limits(kind, values, **options):
    """Runs under a system limit; the smaller limits may be too small to start any program."""
    def test(tester):
        for value in values:
            with Folder(MAIN_OUTPUTS, {**INPUTS, "votes.csv": MANY_VOTES} if kind == resource.RLIMIT_AS else INPUTS) as folder:
                def restrict():
                    resource.setrlimit(kind, (value, value))
                run = tester.run(folder, MAIN, preexec_fn=restrict, **options)
                if b"error while loading shared libraries" in run.stderr:
                    continue
                yield str(value), ends_well(run, folder, MAIN_OUTPUTS)
    return test


def closed_descriptors(tester):
    for closed in [(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)]:
        with Folder(MAIN_OUTPUTS) as folder:
            shell = "exec \"$@\" " + " ".join(f"{number}{'<' if number == 0 else '>'}&-" for number in closed)
            run = tester.run(folder, MAIN, program=["sh", "-c", shell, "sh", tester.program])
            after = folder.contents()
            same = [tester.shape(name, after[name]) == tester.good["main"][name] for name in MAIN_OUTPUTS]
            yield str(closed), "" if run.returncode == DONE and all(same) else f"exit code {run.returncode}, {same}"


def full_devices(tester):
    for job, (arguments, outputs) in JOBS.items():
        with Folder(outputs) as folder, open("/dev/full", "wb") as full:
            run = tester.run(folder, arguments, stdout=full, stderr=subprocess.PIPE, capture_output=False)
            yield f"{job}, standard output", ends_well(run, folder, outputs)
            run = tester.run(folder, arguments, stderr=full, stdout=subprocess.DEVNULL, capture_output=False)
            yield f"{job}, standard error", "" if run.returncode == DONE else f"exit code {run.returncode}"


def in_namespace(tester, folder, mount, arguments, **options):
    return tester.run(folder, arguments, program=["unshare", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh",
                                                  tester.program], **options)


def can_mount():
    return subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/proc"], capture_output=True).returncode == 0


def full_disk(tester):
    if not can_mount():
        return
    for kilobytes in range(16, 480, 32):
        with Folder([]) as folder:
            look = ('mkdir disk && mount -t tmpfs -o size=%dk none disk && cd disk && cp ../*.csv . && printf "old\\n" > l.csv && '
                    'cp l.csv u.csv && "$@"; code=$?; ls -A; cat l.csv u.csv; exit $code' % kilobytes)
            run = tester.run(folder, ["votes.csv", "-q", "-s", "mv", "-o", "l.csv", "--users", "u.csv", "--report", "r.html"],
                             program=["unshare", "--mount", "sh", "-c", look, "sh", tester.program])
            if b"cp: " in run.stderr:
                continue
            is_old = run.stdout.endswith(b"\nold\nold\n") and b"r.html" not in run.stdout
            failure = "" if run.returncode == (FILE_ERROR if is_old else DONE) else f"exit code {run.returncode}: {run.stderr}"
            yield f"{kilobytes} kB", f"leaves {run.stdout[:200]}" if b".part" in run.stdout else failure


def no_proc(tester):
    if not can_mount():
        return
    for job, (arguments, outputs) in JOBS.items():
        with Folder(outputs) as folder:
            run = in_namespace(tester, folder, "mount -t tmpfs none /proc", arguments)
            yield job, ends_well(run, folder, outputs) or ("" if run.returncode == DONE else run.stderr.decode())


def locales(tester):
    """The output has the same bytes in every locale; locales that the system lacks are generated."""
    with tempfile.TemporaryDirectory() as made:
        for locale, charset in [("tr_TR", "UTF-8"), ("de_DE", "UTF-8"), ("de_DE", "ISO-8859-1"), ("ja_JP", "EUC-JP")]:
            name = f"{locale}.{charset}"
            subprocess.run(["localedef", "-c", "-i", locale, "-f", charset, f"{made}/{name}"], capture_output=True)
        for name in ["C", "POSIX", "no_SUCH", *sorted(os.listdir(made))]:
            with Folder(MAIN_OUTPUTS) as folder:
                run = tester.run(folder, MAIN, {"LC_ALL": name, "LANG": name, "LOCPATH": made})
                after = folder.contents()
                other = [file for file in MAIN_OUTPUTS if tester.shape(file, after[file]) != tester.good["main"][file]]
                yield name, f"exit code {run.returncode}, {other}" if run.returncode != DONE or other else ""


MB = 1 << 20
SURROUNDINGS = {
    "limit of memory (ulimit -v)": limits(resource.RLIMIT_AS, [n * MB for n in (*range(12, 100, 4), 150, 200, 400)]),
    "limit of descriptors (ulimit -n)": limits(resource.RLIMIT_NOFILE, range(3, 20)),
    "limit of file size (ulimit -f)": limits(resource.RLIMIT_FSIZE, [0, 1, 100, 1000, 2000, 4000, 10_000, 100_000, 10 * MB]),
    "limit of processes (ulimit -u)": limits(resource.RLIMIT_NPROC, [0, 1], **({"user": AS_NOBODY} if os.geteuid() == 0 else {})),
    "closed descriptors": closed_descriptors,
    "/dev/full": full_devices,
    "full disk": full_disk,
    "no /proc": no_proc,
    "locale": locales,
}


def surroundings(tester, words):
    n_runs = n_failed = 0
    for name, test in SURROUNDINGS.items():
        if words not in name:
            continue
        results = list(test(tester))
        for case, failure in results:
            if failure:
                print(f"FAILED {name}: {case}: {failure}")
        n_runs += len(results)
        n_failed += sum(bool(failure) for _, failure in results)
        print(f"{name}: {f'{len(results)} runs' if results else 'skipped, it needs the rights of an administrator'}")
    return n_runs, n_failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("shim")
    parser.add_argument("-k", dest="words", default="", help="only cases whose description contains these words")
    parser.add_argument("--full", action="store_true", default="CROWDVOTE_ALL_FAULTS" in os.environ,
                        help="more of the allocations; also by CROWDVOTE_ALL_FAULTS in the environment")
    options = parser.parse_args()
    tester = Tester(options.program, options.shim, options.full)
    n_faults, n_wrong = systematic(tester, options.words)
    n_runs, n_failed = surroundings(tester, options.words)
    print(f"{n_faults} faults, {n_wrong} with a wrong end; {n_runs} runs that lacked something, {n_failed} with a wrong end")
    return 1 if n_wrong or n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
