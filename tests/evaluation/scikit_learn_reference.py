#!/usr/bin/env python3
"""Macro precision and recall by scikit-learn, the reference of evaluate_test.cpp.

The cases are drawn with the same small generator as in the test (linear congruential, Knuth's MMIX constants, upper 31
bits), so the two sides only need to agree on seeds and sizes.
Usage: scikit_learn_reference.py > scikit_learn_reference.inc       (needs python3-sklearn)
"""

import sys

import sklearn
from sklearn.metrics import precision_score, recall_score

NO_LABEL = -1
# seed, observations, classes, percent of right labels, percent of invalid ones
CASES = [(1, 20, 3, 80, 0), (2, 50, 5, 60, 20), (3, 500, 40, 70, 30), (4, 2000, 900, 55, 10), (5, 300, 300, 5, 60)]


def draws(seed):
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 33


def case(seed, n, n_classes, percent_right, percent_invalid):
    random = draws(seed)
    truth, predicted = [], []
    for _ in range(n):
        k = next(random) % n_classes
        is_right = next(random) % 100 < percent_right
        other = next(random) % n_classes
        is_invalid = next(random) % 100 < percent_invalid
        truth.append(k)
        predicted.append(NO_LABEL if is_invalid else k if is_right else other)
    return truth, predicted


def main():
    print(f"// Made by scikit_learn_reference.py with scikit-learn {sklearn.__version__}; do not edit.")
    print("// seed, observations, classes, percent right, percent invalid, macro precision, macro recall")
    for parameters in CASES:
        truth, predicted = case(*parameters)
        classes = sorted((set(truth) | set(predicted)) - {NO_LABEL})
        figures = [
            score(truth, predicted, labels=classes, average="macro", zero_division=0)
            for score in (precision_score, recall_score)
        ]
        print("{" + ", ".join(map(str, parameters)) + ", " + ", ".join(map(repr, map(float, figures))) + "},")


if __name__ == "__main__":
    sys.exit(main())
