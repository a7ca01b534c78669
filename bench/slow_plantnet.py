"""plantnet, slow and obvious: the method line by line over dictionaries. The benchmark compares answers with it."""

import json
import math

THETA_CONF, THETA_ACC, GAMMA, CREDIT, EPSILON = 2.0, 0.7, math.log(2.1), 0.1, 1e-9


def weight(n):
    return n**0.5 - n**0.2 + GAMMA


def judge(votes_of, w):
    """Labels, validity: the weighted majority vote, ties to the lowest label."""
    label, valid = {}, {}
    for observation, votes in votes_of.items():
        if not votes:
            label[observation], valid[observation] = None, False
            continue
        conf = {}
        for user, vote in votes.items():
            conf[vote] = conf.get(vote, 0.0) + w[user]
        top = max(conf.values())
        best = min(k for k, c in conf.items() if c >= top - EPSILON * max(1.0, top))
        label[observation] = best
        valid[observation] = (
            conf[best] > THETA_CONF + EPSILON and conf[best] / sum(conf.values()) > THETA_ACC + EPSILON
        )
    return label, valid


def plantnet(votes_of, author_of, max_iterations=100):
    users = {user for votes in votes_of.values() for user in votes}
    w = dict.fromkeys(users, GAMMA)
    label, valid = judge(votes_of, w)
    state = None
    for _ in range(max_iterations):
        authored = {user: set() for user in users}
        voted = {user: set() for user in users}
        for observation, votes in votes_of.items():
            for user, vote in votes.items():
                if vote != label[observation]:
                    continue
                if author_of.get(observation) != user:
                    voted[user].add(vote)
                elif valid[observation]:
                    authored[user].add(vote)
        n = {u: math.floor(len(authored[u]) + CREDIT * len(voted[u] - authored[u]) + 0.5 + EPSILON) for u in users}
        w = {u: weight(n[u]) for u in users}
        label, valid = judge(votes_of, w)
        if state == (n, label, valid):
            break
        state = (n, label, valid)
    return label, valid


def load(votes_path, authors_path):
    with open(votes_path) as file:
        votes_of = json.load(file)
    with open(authors_path) as file:
        author_of = dict(zip(votes_of, (line.strip() for line in file)))
    return votes_of, author_of
