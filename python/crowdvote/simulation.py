"""Data sets with a known truth."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Dict, List, Mapping, Optional

from . import _control_of, _core


class Simulation:
    """A folder with the files of a simulated crowd.

    Attributes
    ----------
    folder : str
    votes, truth : str
        Paths of the votes and of the truth of every observation.
    authors, ai_votes, ai_scores, experts, adversaries : str or None
        Paths of those that were written.
    counts : dict
        votes, several_votes, disagreements, expert_observations.
    """

    def __init__(self, folder: str, counts: Mapping[str, int], temporary: Any = None):
        self._temporary = temporary  # goes with this object, and the folder with it
        self.folder = folder
        self.counts = dict(counts)
        self.votes = os.path.join(folder, "votes.json")
        self.truth = self._path("truth_all.txt") or self._path("ground_truth.txt")
        self.ground_truth = self._path("ground_truth.txt")
        self.authors = self._path("authors.txt")
        self.ai_votes = self._path("ai_votes.json")
        self.ai_scores = self._path("ai_scores.json")
        self.experts = self._path("experts.txt")
        self.adversaries = self._path("adversaries.csv")

    def _path(self, name: str) -> Optional[str]:
        path = os.path.join(self.folder, name)
        return path if os.path.exists(path) else None

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {count:,}" for name, count in self.counts.items())
        return f"Simulation({self.folder!r}: {counts})"


def simulate(
    folder: Any = None,
    preset: str = "platform",
    *,
    adversaries: Optional[Mapping[str, float]] = None,
    threads: Optional[int] = None,
    memory_limit: Any = None,
    progress: Any = False,
    **options: Any,
) -> Simulation:
    control = _control_of(threads, memory_limit, progress)
    temporary = tempfile.TemporaryDirectory(prefix="crowdvote-") if folder is None else None
    folder = os.fspath(folder) if temporary is None else temporary.name
    counts = _core.simulate(folder, preset, options, dict(adversaries or {}), control)
    return Simulation(folder, counts, temporary)


def options(preset: str = "platform") -> List[Dict[str, str]]:
    """The options of a preset: name, type, default, allowed and help of each."""
    return [dict(zip(("name", "type", "default", "allowed", "help"), option)) for option in _core.simulation_options(preset)]


def _describe(preset: str) -> str:
    return "\n".join(f"    {option['name']} ({option['type']}, {option['allowed']}, default {option['default']}): {option['help']}."
                     for option in options(preset))


simulate.__doc__ = f"""Writes a data set like that of a citizen-science platform, or of a plain crowd, with known truth.

    Parameters
    ----------
    folder : path, optional
        Made if it does not exist; left out, it is temporary and is removed with the Simulation. The files are those of `aggregate simulate` (docs/simulation.md), byte for byte.
    preset : {{"platform", "crowd"}}, default "platform"
    adversaries : dict, optional
        Shares of the users that are puppets, colluders or spammers, as in {{"puppets": 0.01}}.
    threads, memory_limit, progress
        As in `crowdvote.aggregate`.
    **options
        Options of the preset, listed below.

    Returns
    -------
    Simulation

    Options of platform
    -------------------
{_describe("platform")}

    Options of crowd
    ----------------
{_describe("crowd")}
    """
