#include "cli/narration.hpp"

#include "cli/hints.hpp"
#include "cli/messages.hpp"
#include <crowdvote/evaluation_table.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace crowdvote::cli {

namespace {

template <class Id>
std::size_t count_known(const std::vector<Id>& ids) {
  return ids.size() - static_cast<std::size_t>(std::count(ids.begin(), ids.end(), kNoId));
}

std::size_t count_numbers(const std::vector<double>& values) {
  return static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(), [](double value) { return !std::isnan(value); }));
}

/// "; nobody voted for 2 of its labels", or nothing.
std::string labels_without_votes(const CrowdData& data, const std::vector<LabelId>& column) {
  if (data.votes.n_votes() == 0) return "";
  const std::size_t n = data.n_labels_without_votes(column);
  return n == 0 ? "" : fmt::format("; nobody voted for {} of its labels", with_commas(n));
}

/// What a file held, in words.
std::string content_of(const InputFile& file, const CrowdData& data) {
  if (file.role == "votes") {
    return fmt::format(
        "{} by {} on {}, {}", count_of(data.votes.n_votes(), "vote"), count_of(data.votes.n_users(), "user"),
        count_of(data.votes.n_observations(), "observation"), count_of(data.n_voted_labels(), "label"));
  }
  if (file.role == "authors") {
    return fmt::format("authors of {}", count_of(count_known(data.author_of_observation), "observation"));
  }
  if (file.role == "ai_votes") {
    return count_of(count_known(data.ai_label_of_observation), "vote of the AI", "votes of the AI") +
           labels_without_votes(data, data.ai_label_of_observation);
  }
  if (file.role == "ai_scores") {
    return count_of(count_numbers(data.ai_score_of_observation), "score of the AI", "scores of the AI");
  }
  if (file.role == "truth") {
    return fmt::format("the truth of {}{}", count_of(count_known(data.truth_of_observation), "observation"),
                       labels_without_votes(data, data.truth_of_observation));
  }
  if (file.role == "gold") {
    return fmt::format("gold labels of {}{}", count_of(count_known(data.gold_of_observation), "observation"),
                       labels_without_votes(data, data.gold_of_observation));
  }
  if (file.role == "experts") return count_of(data.experts.size(), "expert who voted", "experts who voted");
  return fmt::format("weights of {}", count_of(count_numbers(data.weight_of_user), "user"));
}

/// Of the votes; what was repaired in the other files stands in the warnings, with the name of the file.
void tell_repairs(const ReadCounts& counts) {
  const auto warn_if = [](std::size_t n, const std::string& sentence) {
    if (n > 0) spdlog::warn("{}", sentence);
  };
  if (counts.abstentions > 0) {
    spdlog::info("{} said no label and {} no vote", count_of(counts.abstentions, "abstention"),
                 counts.abstentions == 1 ? "is" : "are");
  }
  warn_if(counts.replaced_votes, fmt::format("{} replaced: a user's last statement on an observation counts",
                                             count_of(counts.replaced_votes, "vote was", "votes were")));
  warn_if(counts.repeated_observations,
          fmt::format("{} more than once in the votes; the votes are joined",
                      count_of(counts.repeated_observations, "observation stands", "observations stand")));
  if (counts.authors_who_did_not_vote > 0) {
    spdlog::info("{} there",
                 count_of(counts.authors_who_did_not_vote, "observation has an author who did not vote",
                          "observations have authors who did not vote"));
  }
}

std::string without_last_break(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

std::string how_it_ended(const Diagnostics& diagnostics) {
  if (diagnostics.rounds.empty()) return "";
  const std::string rounds = count_of(diagnostics.iterations(), "round");
  if (diagnostics.converged() != false) return fmt::format("; done after {}", rounds);
  if (diagnostics.stop == StopReason::cycle) {
    return fmt::format("; stopped after {} in a cycle of {}", rounds, diagnostics.cycle_length);
  }
  return fmt::format("; stopped after {}, not converged", rounds);
}

std::string why_it_did_not_converge(const Diagnostics& diagnostics, std::string_view rounds_option) {
  if (diagnostics.stop == StopReason::cycle) {
    return fmt::format("it closed a cycle of {} states; the labels are of one of them",
                       diagnostics.cycle_length);
  }
  return fmt::format("it was stopped after {}; --{} allows more", count_of(diagnostics.iterations(), "round"),
                     rounds_option);
}

}  // namespace

void tell_warnings(const std::vector<Notice>& warnings) {
  for (const Notice& warning : warnings) spdlog::warn("{}", with_hint(warning.text, warning.remedy));
}

void tell_inputs(const CrowdData& data) {
  for (const InputFile& file : data.files) {
    spdlog::info("read {} ({}, {} bytes): {}", file.path == "-" ? "standard input" : file.path, file.format,
                 with_commas(file.bytes), content_of(file, data));
  }
  tell_repairs(data.counts);
  tell_warnings(data.warnings);
}

void tell_choice(const ChosenStrategy& strategy) {
  if (!strategy.choice) return;
  spdlog::info("strategy: {}, chosen because {}; --strategy names another", strategy.name(),
               strategy.choice->reason);
  tell_warnings(strategy.choice->warnings);
}

void tell_fit(std::string_view who, const std::vector<Notice>& notices) {
  for (const Notice& notice : notices) {
    spdlog::warn("{}: {}", who, with_hint(notice.text, notice.remedy));
  }
}

void tell_experts_who_judge_themselves(const InputOptions& inputs) {
  if (!inputs.paths.experts || inputs.hold_out_experts) return;
  spdlog::warn("{}", with_hint("the experts' votes are the truth and take part in the labels too: they are "
                               "graded on themselves",
                               {WayOut::hold_out_experts, {}}));
}

void tell_advice(const StrategyOptions& options) {
  for (const Advice& advice : advice_on_strategy(options)) {
    spdlog::warn("{}. --{} sets it", advice.text, advice.option);
  }
}

void tell_ignored_ai(const CrowdData& data, const ChosenStrategy& strategy, const InputOptions& inputs) {
  const std::size_t n_votes = data.counts.ai_votes_in_votes_file;
  const std::string_view option = strategy_of(strategy.options).description.ai_option;
  if (n_votes == 0 || (!option.empty() && strategy.was_given(option))) return;
  const std::string way_out = option.empty() ? fmt::format("{} does not use an AI", strategy.name())
                                             : fmt::format("--{} says how they take part", option);
  spdlog::warn(
      "{} holds {} of the AI ('{}'), ignored here: {}; --ai-user names another user, if '{}' is none",
      inputs.paths.votes, count_of(n_votes, "vote"), inputs.read.ai_user, way_out, inputs.read.ai_user);
}

void tell_consensus(const ChosenStrategy& strategy, const Consensus& consensus, TieRule ties) {
  const Diagnostics& diagnostics = consensus.diagnostics;
  for (std::size_t r = 0; r < diagnostics.rounds.size(); ++r) {
    const RoundRecord& round = diagnostics.rounds[r];
    std::string line = fmt::format("round {}: ", r + 1);
    if (round.users_changed) {
      line += fmt::format("{}, ", count_of(*round.users_changed, "user changed", "users changed"));
    }
    line += fmt::format("{}, {} valid", count_of(round.labels_changed, "label changed", "labels changed"),
                        with_commas(round.valid));
    if (round.objective) line += fmt::format(", objective {:.10g}", *round.objective);
    if (round.largest_change) line += fmt::format(", largest change {:.3g}", *round.largest_change);
    spdlog::debug("{}", line);
  }
  const std::size_t n = consensus.label.size();
  const std::size_t valid = consensus.n_valid();
  const std::string share =
      n == 0 ? "" : fmt::format(" ({:.1f} %)", 100.0 * static_cast<double>(valid) / static_cast<double>(n));
  const std::string tied =
      diagnostics.n_ties == 0
          ? "no ties"
          : fmt::format("{}, decided by --ties {}", count_of(diagnostics.n_ties, "tie"), word_of(ties));
  spdlog::info("{}: {} of {} valid{}; {}{}", strategy.name(), with_commas(valid), count_of(n, "observation"),
               share, tied, how_it_ended(diagnostics));
  if (diagnostics.n_ai_votes_without_score > 0) {
    spdlog::warn("{} a score and took no part", count_of(diagnostics.n_ai_votes_without_score,
                                                         "vote of the AI lacks", "votes of the AI lack"));
  }
  if (diagnostics.converged() == false) {
    const std::string_view option = strategy_of(strategy.options).description.rounds_option;
    spdlog::warn("{} did not converge: {}", strategy.name(), why_it_did_not_converge(diagnostics, option));
  }
}

void tell_gold_left_out(const Comparison& comparison) {
  // The same for all runs: it follows from the data.
  const auto& evaluation = comparison.runs.front().evaluation;
  if (!evaluation || evaluation->truth_given_as_gold == 0) return;
  spdlog::info("left out: {} with a truth, given as gold",
               count_of(evaluation->truth_given_as_gold, "observation"));
}

void tell_rows_left(const Consensus& consensus, const OutputOptions& outputs) {
  const std::size_t n = outputs.only_valid ? consensus.n_valid() : consensus.label.size();
  const auto shown = outputs.rows_shown();
  if (!shown || n <= *shown) return;
  spdlog::info("... and {}: -o FILE writes all of them, --show all shows them",
               count_of(n - *shown, "more row", "more rows"));
}

void tell_grades(const Grades& grades) {
  spdlog::info("{}", without_last_break(format_evaluation(grades.evaluation)));
  spdlog::debug("{}", without_last_break(format_calibration(grades.calibration)));
}

void tell_stages(const StageClock& clock) {
  for (const Stage& stage : clock.stages()) {
    spdlog::debug("{}: {:.3f} s, peak memory {} MB", stage.name, stage.seconds,
                  with_commas(stage.peak_memory_bytes / 1'000'000));
  }
  spdlog::debug("total: {:.3f} s", clock.seconds_since_start());
}

}  // namespace crowdvote::cli
