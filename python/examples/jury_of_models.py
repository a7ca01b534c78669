# %% [markdown]
# # A jury of language models
#
# Eight models answer the same yes-or-no questions. Two of them are little better than chance, and nobody knows which.
# Dawid and Skene's model learns how each of them errs, from their agreement alone.

# %%
import numpy as np

import crowdvote

random = np.random.default_rng(7)
n_questions, skill = 2000, np.array([0.92, 0.88, 0.85, 0.8, 0.75, 0.7, 0.55, 0.52])
truth = random.integers(2, size=n_questions)
is_right = random.random((n_questions, len(skill))) < skill
answers = np.where(is_right, truth[:, None], 1 - truth[:, None])

# %% [markdown]
# A wide array goes in as it is: a row per question, a column per model, -1 where a model did not answer.

# %%
answers[random.random(answers.shape) < 0.1] = -1
for strategy in ("mv", "dawid-skene", "mace"):
    result = crowdvote.aggregate(answers, strategy)
    print(f"{strategy:12} {np.mean(result.labels == truth):.3f}")

# %% [markdown]
# What was learnt of each model, and how sure each label is.

# %%
result = crowdvote.aggregate(answers, "dawid-skene")
for model, learnt in enumerate(result.users["skill"]):
    print(f"model {model}: skill {learnt:.2f}, in truth {skill[model]:.2f}")
doubtful = np.flatnonzero(result.acc < 0.6)
print(f"{len(doubtful)} answers are less than 60 % sure, as that to question {doubtful[0]}")
