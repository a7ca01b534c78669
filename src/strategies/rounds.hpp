#pragma once

/// The driver of strategies that work in rounds: start, stop, cycles, cancellation, progress and the
/// objective.
///
/// A model has parameters that all observations share (such as weights of users) and values of each
/// observation (labels, probabilities). A round computes the parameters anew from the statistics of the
/// blocks of observations, and then examines every block again:
///
///     examine all blocks                                    the start
///     repeat
///         begin_round(number)                               numbered from 1
///         update()                                          parameters from the merged statistics
///         for each block: merge(examine(block))             statistics, merged in the order of blocks
///         end_round()                                       what changed
///     until a stop
///
/// Blocks are fixed ranges, examined on all threads and merged in their order, so results do not depend on
/// the number of threads. `Statistics` is plain data without references, because the statistics of a block
/// may also come from another process.

#include "core/ordered_blocks.hpp"
#include "strategies/state_history.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/run_control.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

/// The outcome of a round.
struct RoundOutcome {
  RoundRecord record;
  bool is_fixed_point = false;                      ///< the next round would change nothing
  bool is_close_enough = false;                     ///< a test of the model's own ends the rounds
  std::optional<Fingerprint> state = std::nullopt;  ///< of the whole model, if a state can recur
};

template <class Model>
concept RoundModel = requires(Model model, const Block& block, typename Model::Statistics statistics,
                              const RunControl& control) {
  { model.n_items() } -> std::convertible_to<std::size_t>;  ///< number of items, divided into blocks
  { model.block_size() } -> std::convertible_to<std::size_t>;
  {model.begin_round(std::size_t{})};
  {model.update(control)};
  { model.examine(block) } -> std::same_as<typename Model::Statistics>;  ///< called from several threads
  {model.merge(statistics)};
  { model.end_round() } -> std::same_as<RoundOutcome>;
};

struct RoundLimits {
  std::size_t most_rounds = 100;
  bool is_prescribed = false;  ///< the method prescribes that many rounds, and need not converge
  /// Stop if the objective gains less than this per vote over the previous round, or if every probability
  /// changes by less. 0: no test.
  double tolerance = 0;
  std::size_t n_votes = 0;  ///< for the tolerance of the objective
};

/// The changes of a round as text for progress, as in "812 users changed".
inline std::string what_changed(const RoundRecord& record) {
  const std::size_t n = record.users_changed ? *record.users_changed : record.labels_changed;
  return fmt::format("{} {}{} changed", n, record.users_changed ? "user" : "label", n == 1 ? "" : "s");
}

/// Merges the statistics of the blocks of all processes, in their order; each process sends those of its
/// blocks to all.
template <RoundModel Model>
void examine_all_of_processes(Model& model, const RunControl& control) {
  using Statistics = typename Model::Statistics;
  constexpr bool kIsPlain = std::is_trivially_copyable_v<Statistics>;
  PerSlot<std::optional<Statistics>> statistics(control);
  std::vector<std::conditional_t<kIsPlain, Statistics, double>> of_blocks;
  for_each_block_in_order(
      model.n_items(), model.block_size(), control,
      [&](const Block& block, std::size_t slot) { statistics[slot] = model.examine(block); },
      [&](const Block& /*block*/, std::size_t slot) {
        if constexpr (kIsPlain) {
          of_blocks.push_back(*statistics[slot]);
        } else {
          model.append_numbers(*statistics[slot], of_blocks);
        }
      });
  for (const auto& of_process : gather_values(*control.processes, of_blocks)) {
    if constexpr (kIsPlain) {
      for (const Statistics& of_block : of_process) model.merge(of_block);
    } else {
      for (std::span<const double> rest(of_process); !rest.empty(); rest = rest.subspan(model.n_numbers())) {
        model.merge(model.statistics_of(rest));
      }
    }
  }
}

template <RoundModel Model>
void examine_all(Model& model, const RunControl& control) {
  using Statistics = typename Model::Statistics;
  if constexpr (std::is_trivially_copyable_v<Statistics> || requires { model.n_numbers(); }) {
    if (control.processes != nullptr) return examine_all_of_processes(model, control);
  }
  PerSlot<std::optional<typename Model::Statistics>> statistics(control);
  for_each_block_in_order(
      model.n_items(), model.block_size(), control,
      [&](const Block& block, std::size_t slot) { statistics[slot] = model.examine(block); },
      [&](const Block& /*block*/, std::size_t slot) { model.merge(*statistics[slot]); });
}

/// Whether the changes of a round are below the tolerance.
inline bool is_within_tolerance(const RoundRecord& now, const std::optional<double>& objective_before,
                                const RoundLimits& limits) {
  if (limits.tolerance <= 0) return false;
  if (now.largest_change) return *now.largest_change < limits.tolerance;
  if (!now.objective || !objective_before) return false;
  const double gain = (*now.objective - *objective_before) / static_cast<double>(limits.n_votes);
  return gain < limits.tolerance;
}

/// Runs the rounds after the start, up to a stop; the model is then in the last state. Throws Cancelled.
template <RoundModel Model>
Diagnostics run_rounds(Model& model, const RoundLimits& limits, const RunControl& control) {
  Diagnostics diagnostics;
  StateHistory history;
  history.add(Fingerprint{});
  diagnostics.stop = StopReason::round_limit;
  std::optional<double> objective;
  while (diagnostics.rounds.size() < limits.most_rounds) {
    control.throw_if_cancelled();
    model.begin_round(diagnostics.rounds.size() + 1);
    model.update(control);
    examine_all(model, control);
    const RoundOutcome outcome = model.end_round();
    const RoundRecord& record = diagnostics.rounds.emplace_back(outcome.record);
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
  const bool tests_something = limits.tolerance > 0 || !limits.is_prescribed;
  diagnostics.is_tested = tests_something;
  return diagnostics;
}

}  // namespace crowdvote
