#pragma once

/// Crowds for tests of the probabilistic strategies: one set of votes, as seen by the slow twins and by the
/// library, and a comparison of their results.

#include "strategies/slow_models.hpp"
#include <crowdvote/consensus.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote {

class ModelCrowd {
 public:
  explicit ModelCrowd(slow::Crowd crowd);

  [[nodiscard]] const slow::Crowd& crowd() const { return crowd_; }
  /// Valid during the lifetime of this object.
  [[nodiscard]] AggregationInput input() const;
  /// Renumbers the labels in the same order of ranks: label l gets the id new_id[l].
  void renumber_labels(const std::vector<LabelId>& new_id);

 private:
  slow::Crowd crowd_;
  std::vector<VoteIndex> begin_;
  std::vector<UserId> users_;
  std::vector<LabelId> labels_;
  std::vector<LabelId> gold_;
  std::vector<LabelId> rank_;
  std::vector<std::uint64_t> label_hash_;
  std::vector<std::size_t> scores_begin_;
  std::vector<LabelId> scored_labels_;
  std::vector<double> scores_;
};

struct ModelShape {
  std::size_t n_observations = 30;
  std::size_t n_users = 8;
  std::size_t n_labels = 3;
  double n_voted = 0.5;  ///< share of the users who vote on an observation
  double n_right = 0.7;  ///< share of the votes for its truth
  double n_gold = 0;     ///< share of the observations with gold, some of it without a vote
  bool ties_at_random = false;
};

[[nodiscard]] slow::Crowd random_model_crowd(std::uint64_t seed, const ModelShape& shape = {});

/// Gives the crowd hashes of names, which are the keys of random draws.
void give_names(slow::Crowd& crowd);

/// The shapes on which every model is tested, each with a name.
[[nodiscard]] std::vector<std::pair<std::string, ModelShape>> model_shapes();

/// Calls `check` for each support with crowds of each shape, made with this number of seeds.
void with_model_crowds(std::uint64_t n_seeds, const std::function<void(const ModelCrowd&, Support)>& check);

/// Calls `check` with one crowd of each shape.
void with_each_shape(const std::function<void(const ModelCrowd&)>& check);

/// Compares labels, probabilities, users, tables and rounds. Numbers may differ by `tolerance`, as a relative
/// difference if they are above 1.
void expect_equals_twin(const Consensus& found, const slow::Result& expected, double tolerance = 1e-9);

}  // namespace crowdvote
