"""Slow, obvious versions of the strategies, written line by line over dictionaries, to compare results with.

Votes are {observation: {user: label}}, authors {observation: user}, the AI's votes {observation: label}. Every strategy
returns {observation: label or None} and {observation: is valid}.
"""

import math

THETA_CONF, THETA_ACC, THETA_SCORE = 2.0, 0.7, 0.7
GAMMA, CREDIT, AI_WEIGHT, EPSILON = math.log(2.1), 0.1, 1.7, 1e-9


def weigh(votes, w, ai_label=None):
    """The weight of each label with votes, including the AI's."""
    conf = {}
    for user, vote in votes.items():
        conf[vote] = conf.get(vote, 0.0) + w[user]
    if ai_label is not None:
        conf[ai_label] = conf.get(ai_label, 0.0) + AI_WEIGHT
    return conf


def winner(conf):
    """The label with the greatest weight; among tied labels, the lowest."""
    top = max(conf.values())
    return min(k for k, c in conf.items() if c >= top - EPSILON * max(1.0, top))


def equal_weights(votes_of):
    return {user: 1.0 for votes in votes_of.values() for user in votes}


def weighted_vote(votes_of, w):
    label = {i: winner(weigh(votes, w)) if votes else None for i, votes in votes_of.items()}
    return label, {i: label[i] is not None for i in votes_of}


def mv(votes_of):
    return weighted_vote(votes_of, equal_weights(votes_of))


def twothird(votes_of):
    label, valid = mv(votes_of)
    for i, votes in votes_of.items():
        agreeing = sum(vote == label[i] for vote in votes.values())
        if len(votes) < 2 or 3 * agreeing < 2 * len(votes):
            label[i], valid[i] = None, False
    return label, valid


def wawa(votes_of):
    label, _ = mv(votes_of)
    n_votes, n_right = {}, {}
    for i, votes in votes_of.items():
        for user, vote in votes.items():
            n_votes[user] = n_votes.get(user, 0) + 1
            n_right[user] = n_right.get(user, 0) + (vote == label[i])
    return weighted_vote(votes_of, {user: n_right[user] / n_votes[user] for user in n_votes})


def f(n):
    return n**0.5 - n**0.2 + GAMMA


def judge(votes_of, w, ai_of):
    """Labels, and whether each passes both thresholds."""
    label, valid = {}, {}
    for i, votes in votes_of.items():
        conf = weigh(votes, w, ai_of.get(i))
        label[i] = winner(conf) if conf else None
        valid[i] = bool(conf) and (
            conf[label[i]] > THETA_CONF + EPSILON and conf[label[i]] / sum(conf.values()) > THETA_ACC + EPSILON
        )
    return label, valid


def plantnet(votes_of, author_of, ai_of=None, max_iterations=100):
    """ai_of: the label of each observation that the AI votes for, with its fixed weight."""
    ai_of = ai_of or {}
    users = {user for votes in votes_of.values() for user in votes}
    w = dict.fromkeys(users, GAMMA)
    label, valid = judge(votes_of, w, ai_of)
    state = None
    for _ in range(max_iterations):
        authored = {user: set() for user in users}
        voted = {user: set() for user in users}
        for i, votes in votes_of.items():
            for user, vote in votes.items():
                if vote != label[i]:
                    continue
                if author_of.get(i) != user:
                    voted[user].add(vote)
                elif valid[i]:
                    authored[user].add(vote)
        n = {u: math.floor(len(authored[u]) + CREDIT * len(voted[u] - authored[u]) + 0.5 + EPSILON) for u in users}
        w = {u: f(n[u]) for u in users}
        label, valid = judge(votes_of, w, ai_of)
        if state == (n, label, valid):
            break
        state = (n, label, valid)
    return label, valid


def plantnet_confident(votes_of, author_of, ai_of, score_of):
    confident = {i: label for i, label in ai_of.items() if score_of.get(i, -1.0) >= THETA_SCORE - EPSILON}
    return plantnet(votes_of, author_of, confident)
