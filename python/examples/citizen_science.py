# %% [markdown]
# # Labels for a citizen-science platform
#
# People identify plants on photographs; most observations have one vote, and few users know many species. Whom to trust
# is learnt from what they found themselves and others confirmed (strategy `plantnet`).

# %%
import crowdvote

flora = "data/flora/"
sides = {"authors": flora + "authors.txt", "truth": flora + "ground_truth.txt"}
print(crowdvote.stats(flora + "votes.json"))

# %% [markdown]
# Majority vote and `plantnet` against the experts' labels.

# %%
comparison = crowdvote.compare(flora + "votes.json", ["mv", "plantnet"], **sides)
print(comparison)

# %% [markdown]
# Two labels in five are not good enough for training. A card says why, and what would change it.

# %%
result = crowdvote.aggregate(flora + "votes.json", "plantnet", **sides)
print(f"{int(result.valid.sum())} of {len(result)} observations are valid")
print(result.explain(53))

# %% [markdown]
# The files for training, and a page for the team.

# %%
result.to_csv("labels.csv", only_valid=True)
result.report("report.html", title="Flora")
