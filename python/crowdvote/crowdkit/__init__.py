"""The categorical aggregators of crowd-kit, computed by crowdvote: change `crowdkit.aggregation` to `crowdvote.crowdkit`.

Data frames have the columns task, worker and label, as in crowd-kit. docs/from-crowd-kit.md lists what differs.
"""

from ._glad import GLAD
from ._mace import MACE
from ._models import KOS, DawidSkene, OneCoinDawidSkene
from ._shared import BaseClassificationAggregator, NotFittedError
from ._weighted import MMSR, GoldMajorityVote, MajorityVote, Wawa, ZeroBasedSkill

__all__ = [
    "MajorityVote", "Wawa", "DawidSkene", "OneCoinDawidSkene", "GLAD", "MACE", "MMSR", "KOS", "ZeroBasedSkill", "GoldMajorityVote",
    "BaseClassificationAggregator", "NotFittedError",
]
