"""Compares the files of several processes with those of one at the size of Pl@ntNet; CROWDVOTE_LARGE_OBSERVATIONS sets
the number of observations, and without it nothing is run."""

import os

from processes import AGGREGATE, command_of_processes, content, output_arguments, run


def check_large(folder, numbers):
    n_observations = os.environ.get("CROWDVOTE_LARGE_OBSERVATIONS")
    if n_observations is None:
        return 0
    data = folder / "platform"
    made = run([AGGREGATE], ["simulate", data, "--observations", n_observations, "--no-table"])
    assert made.returncode == 0, made.stderr
    beside = ["--authors", data / "authors.txt", "--truth", data / "ground_truth.txt", "--ai-votes", data / "ai_votes.json",
              "--ai-scores", data / "ai_scores.json"]
    outputs = {"-o": "labels.csv", "--users": "users.csv", "--summary": "summary.json"}
    n_failed = 0
    for strategy in ("plantnet:ai-strategy=confident", "one-coin:support=voted,max-iterations=3"):
        files = {}
        for n in (0, *numbers):
            out = folder / f"{strategy} {n}"
            out.mkdir()
            arguments = [data / "votes.json", "-s", strategy, *(beside if strategy.startswith("plantnet") else beside[2:4]), "--threads", 1]
            result = run(command_of_processes(n) if n else [AGGREGATE], [*arguments, *output_arguments(outputs, out)])
            assert result.returncode == 0, result.stderr
            found = {name: content(out / name) for name in outputs.values()}
            for name in outputs.values():
                (out / name).unlink()
            files = files or found
            differ = [name for name in found if found[name] != files[name]]
            if differ:
                print(f"{n_observations} observations, {strategy}, {n} processes: {', '.join(differ)} differ")
                n_failed += 1
    return n_failed
