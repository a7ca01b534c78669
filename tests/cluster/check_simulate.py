"""A simulated data set that processes generate in shares is the same as that of one process."""

from processes import AGGREGATE, command_of_processes, run

CASES = {
    # More than one turn of two processes, and a turn that ends inside a block.
    "platform": ["--observations", "140000", "--seed", "3", "--no-table"],
    "small": ["--observations", "300", "--no-table", "--ai", "0"],
    "crowd": ["--preset", "crowd", "--observations", "70000", "--users", "500", "--votes", "2", "--adversaries", "puppets:0.1"],
}


def check_simulate(folder, numbers):
    n_failed = 0
    for name, options in CASES.items():
        alone = run([AGGREGATE], ["simulate", folder / name, *options])
        assert alone.returncode == 0, alone.stderr
        expected = {path.name: path.read_bytes() for path in (folder / name).iterdir()}
        for n in numbers:
            out = folder / f"{name}-{n}"
            shared = run(command_of_processes(n), ["simulate", out, *options, "--threads", 1 + n % 2])
            said = shared.stderr.replace(str(out), str(folder / name))
            found = {path.name: path.read_bytes() for path in out.iterdir()} if out.exists() else {}
            differ = [file for file in expected.keys() | found.keys() if expected.get(file) != found.get(file)]
            if shared.returncode != 0 or differ or said != alone.stderr:
                print(f"{name}, {n} processes: ended with {shared.returncode}; {differ} differ\n{alone.stderr}\n{shared.stderr}")
                n_failed += 1
    refused = run(command_of_processes(2), ["simulate", folder / "refused", "--observations", "300"])
    if refused.returncode != 2 or refused.stderr.count("--no-table") != 1 or (folder / "refused").exists():
        print(f"a table of figures is not refused: {refused.stderr}")
        n_failed += 1
    return n_failed
