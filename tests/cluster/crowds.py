"""Generates the votes, and the files beside them, for the checks."""

import json
import random


def write_rows(path, header, rows):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def few_votes(folder):
    return write_rows(folder / "few.csv", "observation,user,label", [("a", "u", "x"), ("b", "u", "y")])


def random_crowd(folder, seed, n_observations, n_files):
    """Votes in several files, with observations that occur in more than one file, repeats, abstentions and ties."""
    draw = random.Random(seed)
    n_users = max(3, n_observations // 6)
    rows = []
    for observation in range(n_observations):
        truth = draw.randrange(6)
        for _ in range(draw.choice((1, 1, 2, 2, 3, 5))):
            label = truth if draw.random() < 0.7 else draw.randrange(7)
            rows.append((f"o{observation}", f"u{int(n_users * draw.random() ** 2)}", "" if label == 6 else f"l{label}"))
    rows += draw.sample(rows, len(rows) // 20)
    late = rows[: len(rows) // 30]
    draw.shuffle(late)
    rows += late
    paths = []
    for part in range(n_files):
        path = folder / f"votes-{seed}-{part}.csv"
        lines = [",".join(row) for row in rows[part * len(rows) // n_files : (part + 1) * len(rows) // n_files]]
        path.write_text("\n".join(["observation,user,label", *lines]) + "\n")
        paths.append(path)
    observations = [f"o{i}" for i in range(n_observations)]
    sides = {
        "authors": {o: f"u{draw.randrange(n_users + 2)}" for o in observations[::2]},
        "truth": {o: f"l{draw.randrange(8)}" for o in observations[::3]} | {"nowhere": "l1"},
        "ai_votes": {o: f"l{draw.randrange(7)}" for o in observations if draw.random() < 0.6},
        "weights": {f"u{u}": round(3 * draw.random(), 3) for u in range(0, n_users, 2)},
    }
    sides["ai_scores"] = {o: round(draw.random(), 3) for o in sides["ai_votes"]}
    for name, values in sides.items():
        sides[name] = folder / f"{name}-{seed}.json"
        sides[name].write_text(json.dumps(values))
    return paths, sides


def scattered_crowd(folder):
    """Four files split by user, so that most files have part of every observation; one observation is only in the first
    and the last."""
    draw = random.Random(4)
    observations = [f"o{i}" for i in range(200)]
    paths = []
    for part in range(4):
        rows = [
            (o, f"p{part}u{draw.randrange(9)}", f"l{draw.randrange(5)}", draw.randrange(1000), draw.choice(("yes", "no", "no")))
            for o in draw.sample(observations, 150)
        ]
        if part in (0, 3):
            rows.append(("first and last", "p0u0", f"l{part}", 7, "no"))
        rows += [("everywhere", f"p{part}u{u}", f"l{(u + part) % 5}", 5, "no") for u in range(3)]
        rows += [("everywhere", "p0u1", f"l{part}", 9 - part, "yes")]
        paths.append(write_rows(folder / f"scattered-{part}.csv", "observation,user,label,time,author", rows))
    keys = [*draw.sample(observations, 120), "first and last", "everywhere", "nowhere", "nor here"]
    draw.shuffle(keys)
    sides = {
        "truth": [(o, draw.choice(("new1", "l1", "l2", "new2", "l3", "new3"))) for o in keys + keys[:9]],
        "gold": [(o, draw.choice(("gold1", "l1", "gold2"))) for o in keys[::7]],
        "ai": [(o, draw.choice(("l1", "l2", "ai1", "ai2")), round(draw.random(), 2)) for o in keys[::2]],
    }
    users = [f"p{part}u{u}" for part in range(4) for u in range(9)]
    sides["weights"] = [(u, round(3 * draw.random(), 2)) for u in [*draw.sample(users, 20), "nobody", "p0u1", "p3u2", "p0u1"]]
    sides["authors"] = [(o, draw.choice([*users, "stranger"])) for o in keys]
    headers = {
        "truth": "observation,label",
        "gold": "observation,label",
        "ai": "observation,label,score",
        "weights": "user,weight",
        "authors": "observation,user",
    }
    return paths, {name: write_rows(folder / f"scattered-{name}.csv", headers[name], rows) for name, rows in sides.items()}


def numbered_crowd(folder, name, order):
    """Observations named 0, 1, 2, ... in this order, and files with one line for each of them."""
    draw = random.Random(5)
    rows = [(o, f"u{draw.randrange(30)}", f"l{draw.randrange(4)}") for o in order for _ in range(draw.choice((1, 2, 4)))]
    paths = [
        write_rows(folder / f"{name}-{part}.csv", "observation,user,label", rows[part * len(rows) // 3 : (part + 1) * len(rows) // 3])
        for part in range(3)
    ]
    sides = {
        "authors": [f"u{draw.randrange(32)}" for _ in order],
        "truth": [draw.choice(("l1", "l2", "t1", "t2", "-1")) for _ in order],
        "ai_votes": [draw.choice(("l0", "a1", "l3", "a2")) for _ in order],
        "ai_scores": [f"{draw.random():.3f}" for _ in order],
    }
    for side, lines in sides.items():
        sides[side] = folder / f"{name}-{side}.txt"
        sides[side].write_text("\n".join(lines) + "\n")
    scores = {o: {f"l{draw.randrange(6)}": round(draw.random(), 2) for _ in range(2)} for o in sorted(order)}
    sides["label_scores"] = folder / f"{name}-scores.json"
    sides["label_scores"].write_text(json.dumps(scores))
    return paths, sides
