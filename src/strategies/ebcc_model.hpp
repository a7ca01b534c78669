#pragma once

/// One restart of ebcc at a time, and the best so far. Formulas and symbols as in
/// crowdvote/strategies/ebcc.hpp.
///
/// The subtypes of a label stand side by side: what is known of a place of an observation (see Truths), or of
/// a cell of a user (see ConfusionCells), has kSubtypes values in a row.

#include "core/flat_array.hpp"
#include "core/parallel.hpp"
#include "strategies/confusion_cells.hpp"
#include "strategies/posterior.hpp"
#include "strategies/rounds.hpp"
#include "strategies/truths.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategies/ebcc.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace crowdvote {

class EbccModel {
 public:
  static constexpr std::size_t kSubtypes = 10;  ///< M
  using Statistics = PosteriorChange;

  /// Throws MemoryError.
  EbccModel(const AggregationInput& input, const EbccOptions& options, const RunControl& control);

  /// Forgets all but the best so far, and starts anew.
  void start(int restart);
  /// The ELBO, but for terms that are the same in every restart. REQUIRES: a round has been made.
  [[nodiscard]] double lower_bound();
  /// Makes this restart the best so far. It cannot go on.
  void keep();
  /// What was kept. REQUIRES: something was; the model is empty afterwards.
  void finish(Consensus& consensus);

  // For run_rounds.
  [[nodiscard]] std::size_t n_labels() const { return truths_.n_labels(); }
  [[nodiscard]] std::size_t n_items() const { return input_.votes.n_observations(); }
  [[nodiscard]] static std::size_t block_size();
  void update(const RunControl& control);
  Statistics examine(const Block& block);
  void merge(const Statistics& statistics) { change_.merge(statistics); }
  [[nodiscard]] RoundOutcome end_round() const;

 private:
  [[nodiscard]] std::size_t n_rows() const { return n_labels() * kSubtypes; }
  /// The n_rows() sums over the observations of a block.
  [[nodiscard]] double* sums_of(const Block& block) { return sums_of_block_.data() + block.index * n_rows(); }

  void set_class_prior(ClassPrior prior);
  void draw_start(ObservationId i, int restart, double* z) const;
  void look_at(ObservationId i, double* z) const;
  void count_labels();
  void take_expected_logs_of_labels();
  /// mu of a user and, in `totals`, its sums over l by row.
  void count_votes(UserId user, std::vector<double>& totals);
  [[nodiscard]] double take_means(UserId user, const std::vector<double>& totals);

  const AggregationInput& input_;
  const RunControl& control_;
  double theta_acc_;
  Truths truths_;
  ConfusionCells cells_;
  std::vector<double> class_prior_;  ///< nu0

  FlatArray<double> z_;           ///< by place and subtype
  FlatArray<double> mu_;          ///< by cell and subtype
  FlatArray<double> log_theta_;   ///< expected logarithm of theta, likewise
  std::vector<double> nu_;        ///< by label
  std::vector<double> eta_;       ///< by row, which is a label with a subtype
  std::vector<double> log_rows_;  ///< expected ln tau + ln pi, by row
  std::vector<double> sums_of_block_;
  std::vector<double> bound_of_block_;
  PerThread<std::vector<double>> totals_;
  std::unique_ptr<Posterior> posterior_;
  PosteriorChange change_;

  struct Best {
    std::unique_ptr<Posterior> posterior;
    std::vector<double> theta;  ///< by cell
    std::vector<double> skills;
  };
  Best best_;
};

}  // namespace crowdvote
