"""The messages of the first process cover all processes: they are those of aggregate."""

from crowds import write_rows
from processes import AGGREGATE, command_of_processes, run


def message_cases(folder):
    """Yields (words of an expected message, arguments); the strategy is mv unless the arguments name another."""
    first = write_rows(folder / "first.csv", "task,worker,label", [("t1", "ann", "x"), ("t2", "bob", "y")])
    second = write_rows(folder / "second.csv", "task,worker,label", [("t3", "ann", "z"), ("t3", "bob", "z")])
    truth = write_rows(folder / "truth.csv", "task,truth", [("t1", "x"), ("t2", "w"), ("t3", "z")])
    yield "nobody voted for 1 of its labels", [first, second, "--truth", truth]
    strange = write_rows(folder / "strange.csv", "task,truth", [("T9", "x"), ("t3", "z"), ("t8", "z"), ("t1", "w"), ("t3", "y")])
    yield "'T9', 't8'", [first, second, "--truth", strange]
    yield "none of the file's ids is in them", [first, second, "--truth", write_rows(folder / "foreign.csv", "task,truth", [("t9", "x")])]
    lines = folder / "lines.txt"
    lines.write_text("x\ny\n")
    yield "the votes have 3 observations", [first, second, "--truth", lines]

    def names(*of_files):
        """Files with votes on observations with these names."""
        for number, observations in enumerate(of_files):
            rows = [(o, f"worker{number}", "yes") for o in observations]
            yield write_rows(folder / f"names-{len(of_files)}-{number}.csv", "observation,user,label", rows)

    yield "differs from another only in case", list(names(["Rosa", "tree"], ["oak", "rosa"]))
    yield "spelled another way", list(names(["1", "x y"], ["2.0", "007"], ["1.0", "2"]))
    yield "begin or end with a blank", list(names([" a", "b"], ["c"], ["d "], ["e", " f "]))
    yield "as if the name were missing", list(names(["a", "b"], ["c"], ["d"], ["e"], ["n/a", "NULL"]))
    joined = write_rows(folder / "joined.csv", "observation,user,label", [("t1", "cy", "x"), ("observation", "user", "label")])
    yield "repeat", [first, joined]
    writers = [write_rows(folder / f"{user}.csv", "observation,user,label", [(user + "s", user, "yes")]) for user in ("Ann", "bob", "ann", "gold")]
    yield "1 user differs from another only in case", writers
    yield "may hold the true labels: 'gold'", writers
    beside = ["--weights", write_rows(folder / "weights.csv", "user,weight", [("Ann", 2), ("nobody", 1), ("gold", 1), ("Ann", 3)])]
    yield "as 'nobody'", [*writers, *beside, "-s", "wmv"]
    beside = ["--authors", write_rows(folder / "by.csv", "observation,user", [("Anns", "gold"), ("bobs", "bob"), ("golds", "nobody")])]
    yield "authors of 2 observations", [*writers, *beside, "-s", "plantnet"]
    rounded = [str(10**17 + 1000 * k) for k in range(6)]
    yield "1.00", list(names(rounded[:3], rounded[3:], ["1.00E+09"]))
    yield "observations", list(names(rounded[:1], rounded[1:2], rounded[2:3], rounded[3:4], rounded[4:5], rounded[5:]))


def check_messages(folder, _):
    n_failed = 0
    for words, files in message_cases(folder):
        arguments = [*files, *([] if "-s" in files else ["-s", "mv"]), "-o", folder / "l.csv"]
        # Notes about doubtful choices, which follow a run, are omitted if several processes share it.
        lines = run([AGGREGATE], arguments).stderr.replace("aggregate: ", "aggregate-mpi: ").splitlines(keepends=True)
        expected = "".join(line for line in lines if not line.startswith("aggregate-mpi: warning: plantnet: "))
        assert words in expected, f"'{words}' is not in: {expected}"
        for n in (2, 3):
            found = run(command_of_processes(n), arguments).stderr
            if found.startswith(expected):  # mpirun may add that a process failed
                continue
            print(f"messages of {n} processes differ:\n{expected}\n{found}")
            n_failed += 1
    return n_failed
