#pragma once

/// Functions shared by the slow twins: the labels in use, the start, softmax, labels from probabilities.

#include "core/counter_random.hpp"
#include "strategies/slow_models.hpp"

#include <cmath>
#include <functional>
#include <string>

namespace crowdvote::slow {

inline constexpr double kFloor = 1e-10;

/// A crowd whose labels are renumbered 0..K-1, in their order and without unused ones.
struct Setting {
  explicit Setting(const Crowd& crowd, Support support = Support::all, bool labels_of_ai = false);

  const Crowd& crowd;
  std::size_t K = 0;
  std::vector<LabelId> label_of;            ///< by k
  std::vector<Vote> votes;                  ///< with k as label
  std::vector<std::vector<Vote>> votes_on;  ///< by observation
  std::vector<std::vector<Vote>> votes_by;  ///< by user
  std::vector<LabelId> gold;                ///< k, or kNoLabel
  std::vector<std::vector<bool>> allowed;   ///< labels that q_i runs over
  std::vector<bool> takes_part;             ///< whether it has a vote or gold
  double N = 0;                             ///< number of observations that take part

  [[nodiscard]] std::uint64_t observation_key(ObservationId i) const;
  [[nodiscard]] std::uint64_t user_key(UserId u) const;
  [[nodiscard]] std::uint64_t label_key(std::size_t k) const;

  /// Shares of the votes, without gold.
  [[nodiscard]] Table shares() const;
  /// Shares of the votes, with 1 for gold.
  [[nodiscard]] Table start() const;
  /// q_i ~ exp(log_q_i) over the allowed labels; gold is fixed.
  [[nodiscard]] Table normalised(const Table& log_q) const;
  [[nodiscard]] Row class_shares(const Table& q) const;
  /// c_u(k, l) for each user.
  [[nodiscard]] std::vector<Table> counts(const Table& q) const;
  /// The label with the greatest weight among `candidates`; counts ties in n_ties.
  [[nodiscard]] LabelId choose(ObservationId i, const Row& weight, const std::vector<LabelId>& candidates,
                               std::size_t& n_ties) const;
  [[nodiscard]] std::vector<LabelId> all_labels() const;

  /// Fills label, q, conf, acc and agreement, with the original labels.
  void finish_with_probabilities(const Table& q, Result& result) const;
  /// The weighted vote in which vote v has the weight weight_of(v). If `clamp`, gold takes precedence.
  void finish_with_weights(const std::function<double(const Vote&)>& weight_of, bool clamp,
                           Result& result) const;
  /// The winner of the weighted vote on i, as k.
  [[nodiscard]] LabelId weighted_vote(ObservationId i, const std::function<double(const Vote&)>& weight_of,
                                      std::size_t& n_ties) const;
  /// The same table with rows and columns for the original labels.
  [[nodiscard]] Table spread(const Table& truth_by_label) const;

 private:
  void fill_agreement(Result& result) const;
  [[nodiscard]] Row conf_of_labels(ObservationId i,
                                   const std::function<double(const Vote&)>& weight_of) const;
};

[[nodiscard]] Table zeros(std::size_t n_rows, std::size_t n_columns);
[[nodiscard]] double entropy(const Table& q);
[[nodiscard]] double largest_change(const Table& a, const Table& b);

/// E ln of a variable with a Dirichlet distribution, and its mean.
[[nodiscard]] Row expected_log(const Row& a);
[[nodiscard]] Row mean_of_dirichlet(const Row& a);

/// skill_u = sum_k p_k theta_u(k, k), and the tables with the original labels.
void report_tables(const Setting& s, const Row& p, const std::vector<Table>& theta, const Table& q,
                   Result& result);

/// Records the objective of a round; returns true if EM has to stop.
[[nodiscard]] bool em_stops(double objective, double tolerance, std::size_t n_votes, Result& result);
/// Records the largest change of a round; returns true if variational Bayes has to stop.
[[nodiscard]] bool change_stops(double change, double tolerance, Result& result);

}  // namespace crowdvote::slow
