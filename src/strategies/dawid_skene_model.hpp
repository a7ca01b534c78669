#pragma once

/// The rounds of dawid-skene, for the strategies that build on it, and its E step with a model that was
/// learnt before.

#include "strategies/confusion_cells.hpp"
#include "strategies/posterior_model.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategies/dawid_skene.hpp>

#include <string_view>
#include <vector>

namespace crowdvote {

/// Formulas and symbols as in crowdvote/strategies/dawid_skene.hpp.
class DawidSkeneModel : public LabelSharesModel {
 public:
  /// Computes the start, or takes the parameters of the known model. Refers to all arguments. Throws
  /// MemoryError.
  /// \param strategy name of the strategy, for messages
  DawidSkeneModel(const AggregationInput& input, const DawidSkeneOptions& options, const RunControl& control,
                  std::string_view strategy = DawidSkeneOptions::kDescription.name);

  /// Runs rounds until a stop, or only the E step with a known model.
  [[nodiscard]] Diagnostics run();

  Statistics examine(const Block& block);
  [[nodiscard]] RoundOutcome end_round();

  /// theta_u(k, l) of a cell.
  [[nodiscard]] double theta(CellIndex cell) const { return theta_[cell]; }
  [[nodiscard]] const ConfusionCells& cells() const { return cells_; }
  [[nodiscard]] const Truths& truths() const { return truths_; }
  /// Fills the users' skills and the confusion, and the model if it is wanted; with a known model, only the
  /// skills.
  void report_users(Consensus& consensus);

 private:
  struct RowScratch {
    std::vector<double> sum;      ///< by row: sum over the cells of a user
    std::vector<double> n_cells;  ///< by row
    std::vector<double> gain;     ///< by cell: logarithm of the ratio of theta to the previous one
  };

  [[nodiscard]] std::vector<double> skills() const;
  [[nodiscard]] LearntModel learnt(const std::vector<double>& skills) const;
  void take_known_parameters();
  /// Returns the expected log likelihood of labels and votes; if `relative`, minus that of the uncertain ones
  /// under the previous parameters.
  double learn_parameters(bool relative);
  /// The contribution of one user.
  double learn_user(UserId user, bool relative, RowScratch& rows);

  const DawidSkeneOptions& options_;
  ConfusionCells cells_;
  FlatArray<double> counts_;  ///< c, by cell
  FlatArray<double> theta_;   ///< by cell
  PerThread<RowScratch> scratch_;
};

}  // namespace crowdvote
