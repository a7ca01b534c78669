#pragma once

#include <crowdvote/evaluate.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <random>
#include <vector>

namespace crowdvote::testing_support {

/// Arbitrary votes, truths and labels, for properties that hold in all cases.
struct RandomLabels {
  VoteMatrix votes;
  std::vector<LabelId> truth;
  std::vector<LabelId> label;
  std::vector<std::uint8_t> valid;
  std::size_t n_labels;
};

inline RandomLabels random_labels(unsigned seed, std::size_t n_observations, LabelId n_labels) {
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  const UserId n_users = 6;
  VoteMatrixBuilder builder;
  RandomLabels r;
  r.n_labels = n_labels;
  for (ObservationId i = 0; i < n_observations; ++i) {
    builder.add_observation(i);
    const LabelId usual = below(n_labels);
    const UserId n_voters = below(4);
    for (UserId u = 0; u < n_voters; ++u) {
      builder.add_statement(i, u, below(3) == 0 ? below(n_labels) : usual);
    }
    r.truth.push_back(below(4) == 0 ? kNoLabel : usual);
    r.label.push_back(below(5) == 0 ? kNoLabel : below(3) == 0 ? below(n_labels) : usual);
    r.valid.push_back(r.label.back() != kNoLabel && below(4) != 0 ? 1 : 0);
  }
  r.votes = builder.finish(n_users, n_labels).votes;
  return r;
}

}  // namespace crowdvote::testing_support
