#!/usr/bin/env python3
"""Runs PlantNet from the installed peerannot package on votes and authors, for comparison in the benchmark.

    bench/peerannot_plantnet.py votes.json authors.txt
"""

import json
import sys

from peerannot.models.aggregation.plantnet import PlantNet


def main():
    with open(sys.argv[1]) as file:
        votes = json.load(file)
    n_users = 1 + max(int(user) for of in votes.values() for user in of)
    n_labels = 1 + max(label for of in votes.values() for label in of.values())
    model = PlantNet(votes, n_labels, AI="ignored", alpha=0.5, beta=0.2, authors=sys.argv[2], n_workers=n_users)
    model.run()


if __name__ == "__main__":
    main()
