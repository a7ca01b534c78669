#pragma once

/// The rounds of dawid-skene, for the strategies that build on it, and its E step by a model that was learnt
/// before.

#include "strategies/confusion_cells.hpp"
#include "strategies/posterior_model.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategies/dawid_skene.hpp>

#include <cmath>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Formulas and symbols as in crowdvote/strategies/dawid_skene.hpp.
class DawidSkeneModel : public LabelSharesModel {
 public:
  /// Makes the start, or takes the parameters of the known model. Refers to all arguments. Throws
  /// MemoryError.
  /// \param strategy whose model it is, for messages
  DawidSkeneModel(const AggregationInput& input, const DawidSkeneOptions& options, const RunControl& control,
                  std::string_view strategy = DawidSkeneOptions::kDescription.name);

  /// Rounds up to a stop; the E step alone by a known model.
  [[nodiscard]] Diagnostics run();

  Statistics examine(const Block& block);
  [[nodiscard]] RoundOutcome end_round();

  /// theta_u(k, l) of a cell.
  [[nodiscard]] double theta(CellIndex cell) const { return std::exp(log_theta_[cell]); }
  [[nodiscard]] const ConfusionCells& cells() const { return cells_; }
  [[nodiscard]] const Truths& truths() const { return truths_; }
  /// Fills the users' skills and the confusion, and the model if it is wanted; of a known model the skills
  /// alone.
  void report_users(Consensus& consensus) const;

 private:
  struct RowScratch {
    std::vector<double> sum;      ///< by row, of the cells of a user
    std::vector<double> n_cells;  ///< by row
  };

  [[nodiscard]] std::vector<double> skills() const;
  [[nodiscard]] LearntModel learnt(const std::vector<double>& skills) const;
  void take_known_parameters();
  /// Returns the expected log likelihood of labels and votes.
  double learn_parameters();
  /// Returns the expected log likelihood of the user's votes.
  double learn_user(UserId user, RowScratch& rows);

  const DawidSkeneOptions& options_;
  ConfusionCells cells_;
  FlatArray<double> log_theta_;
  PerThread<RowScratch> scratch_;
};

}  // namespace crowdvote
