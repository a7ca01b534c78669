#pragma once

/// The driver of strategies that go in rounds: start, stop, cycles, cancellation, progress and the objective
/// are here once.
///
/// A model has parameters that all observations share (weights of users, say) and values of each observation
/// (labels, probabilities). A round makes the parameters anew from what the blocks of observations said of
/// them, and then looks at every block again:
///
///     examine all blocks                                    the start
///     repeat
///         update()                                          parameters from the merged statistics
///         for each block: merge(examine(block))             statistics of a block; merged in the order of blocks
///         end_round()                                       what changed
///     until a stop
///
/// Blocks are fixed ranges, examined on all threads and merged in their order, so results do not depend on
/// the number of threads. `Statistics` is plain data that refers to nothing: the statistics of a block may as
/// well come from another process.

#include "core/ordered_blocks.hpp"
#include "core/parallel.hpp"
#include "strategies/state_history.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

/// What a round did.
struct RoundOutcome {
  RoundRecord record;
  bool is_fixed_point = false;                      ///< the next round would change nothing
  bool is_close_enough = false;                     ///< a test of the model's own ends the rounds
  std::optional<Fingerprint> state = std::nullopt;  ///< of the whole model, where a state may come back
};

template <class Model>
concept RoundModel = requires(Model model, const Block& block, typename Model::Statistics statistics,
                              const RunControl& control) {
  { model.n_items() } -> std::convertible_to<std::size_t>;  ///< that the blocks are cut from
  { model.block_size() } -> std::convertible_to<std::size_t>;
  {model.update(control)};
  { model.examine(block) } -> std::same_as<typename Model::Statistics>;  ///< called from several threads
  {model.merge(statistics)};
  { model.end_round() } -> std::same_as<RoundOutcome>;
};

struct RoundLimits {
  std::size_t most_rounds = 100;
  bool is_prescribed = false;  ///< the method is that many rounds, and does not promise to come to rest
  /// Stops where the objective gains less than this per vote over the round before, or where no probability
  /// changed by as much. 0 tests nothing.
  double tolerance = 0;
  std::size_t n_votes = 0;  ///< for the tolerance of the objective
  bool follows_labels =
      false;  ///< fill Diagnostics::last_changed_round, by item, where the model tells labels
};

/// A model that tells of each item a number that differs where its label does.
template <class Model>
concept TellsLabels = requires(const Model& model, std::size_t item) {
  { model.label_mark(item) } -> std::convertible_to<std::uint32_t>;
};

/// In which round the labels of a model last changed.
template <class Model>
class LabelFollower {
 public:
  /// Views the model, after the start.
  LabelFollower(const Model& model, const RunControl& control) : model_(model), control_(control) {
    last_changed_.assign(model.n_items(), 0);
    mark_.resize(model.n_items());
    note(0);
  }
  /// To be called after each round.
  void note(std::uint32_t round) {
    for_each_block(mark_.size(), model_.block_size(), control_, [&](const Block& block, unsigned) {
      for (std::size_t item = block.begin; item < block.end; ++item) {
        const std::uint32_t mark = model_.label_mark(item);
        if (mark != mark_[item]) last_changed_[item] = round;
        mark_[item] = mark;
      }
    });
  }
  [[nodiscard]] std::vector<std::uint32_t> take() { return std::move(last_changed_); }

 private:
  const Model& model_;
  const RunControl& control_;
  std::vector<std::uint32_t> last_changed_;
  std::vector<std::uint32_t> mark_;
};

/// For progress, as in "812 users changed".
inline std::string what_changed(const RoundRecord& record) {
  const std::size_t n = record.users_changed ? *record.users_changed : record.labels_changed;
  return fmt::format("{} {}{} changed", n, record.users_changed ? "user" : "label", n == 1 ? "" : "s");
}

template <RoundModel Model>
void examine_all(Model& model, const RunControl& control) {
  PerSlot<std::optional<typename Model::Statistics>> statistics(control);
  for_each_block_in_order(
      model.n_items(), model.block_size(), control,
      [&](const Block& block, std::size_t slot) { statistics[slot] = model.examine(block); },
      [&](const Block& /*block*/, std::size_t slot) { model.merge(*statistics[slot]); });
}

/// Whether what a round changed is below the tolerance.
inline bool is_within_tolerance(const RoundRecord& now, const std::optional<double>& objective_before,
                                const RoundLimits& limits) {
  if (limits.tolerance <= 0) return false;
  if (now.largest_change) return *now.largest_change < limits.tolerance;
  if (!now.objective || !objective_before) return false;
  const double gain = (*now.objective - *objective_before) / static_cast<double>(limits.n_votes);
  return gain < limits.tolerance;
}

/// The rounds after the start, up to a stop; the last state is the model's. Throws Cancelled.
template <RoundModel Model>
Diagnostics run_rounds(Model& model, const RoundLimits& limits, const RunControl& control) {
  Diagnostics diagnostics;
  StateHistory history;
  history.add(Fingerprint{});
  diagnostics.stop = StopReason::round_limit;
  std::optional<double> objective;
  std::optional<LabelFollower<Model>> follower;
  if constexpr (TellsLabels<Model>) {
    if (limits.follows_labels) follower.emplace(model, control);
  }
  while (diagnostics.rounds.size() < limits.most_rounds) {
    control.throw_if_cancelled();
    model.update(control);
    examine_all(model, control);
    const RoundOutcome outcome = model.end_round();
    const RoundRecord& record = diagnostics.rounds.emplace_back(outcome.record);
    if constexpr (TellsLabels<Model>) {
      if (follower) follower->note(static_cast<std::uint32_t>(diagnostics.rounds.size()));
    }
    control.report({"aggregate", diagnostics.rounds.size(), limits.is_prescribed ? limits.most_rounds : 0,
                    what_changed(record)});
    if (outcome.is_fixed_point) {
      diagnostics.stop = StopReason::fixed_point;
      break;
    }
    if (outcome.is_close_enough || is_within_tolerance(record, objective, limits)) {
      diagnostics.stop = StopReason::tolerance;
      break;
    }
    objective = record.objective;
    const auto rounds_ago = outcome.state ? history.add(*outcome.state) : std::nullopt;
    if (rounds_ago) {
      diagnostics.stop = StopReason::cycle;
      diagnostics.cycle_length = *rounds_ago;
      break;
    }
  }
  if (follower) diagnostics.last_changed_round = follower->take();
  const bool tests_something = limits.tolerance > 0 || !limits.is_prescribed;
  diagnostics.is_tested = tests_something;
  return diagnostics;
}

}  // namespace crowdvote
