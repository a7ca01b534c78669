#include "cli/narration.hpp"

#include "cli/hints.hpp"
#include "cli/messages.hpp"
#include <crowdvote/evaluation_table.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/inspection.hpp>
#include <crowdvote/read_inputs.hpp>

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

namespace crowdvote::cli {

namespace {

/// Repairs in the votes; those in other files are reported by warnings that name the file.
void tell_repairs(const ReadCounts& counts, const std::string& time_column) {
  const auto warn_if = [](std::size_t n, const std::string& sentence) {
    if (n > 0) spdlog::warn("{}", sentence);
  };
  tell_if_any(counts.abstentions, "abstention is not counted as a vote",
              "abstentions are not counted as votes");
  tell_if_any(counts.rows_left_out, "row does not meet the conditions and is ignored",
              "rows do not meet the conditions and are ignored");
  if (counts.users_left_out > 0) {
    spdlog::info("{} of {} {} ignored", count_of(counts.votes_of_users_left_out, "vote", "votes"),
                 count_of(counts.users_left_out, "user that is left out", "users that are left out"),
                 counts.votes_of_users_left_out == 1 ? "is" : "are");
  }
  tell_if_any(counts.votes_after, "vote is later than --as-of and is ignored",
              "votes are later than --as-of and are ignored");
  tell_if_any(counts.unnamed_users, "vote has no user and counts as the vote of a different user",
              "votes have no user, and each counts as the vote of a different user");
  const std::string replaced = fmt::format("{} replaced: a user's {} statement on an observation counts",
                                           count_of(counts.replaced_votes, "vote was", "votes were"),
                                           counts.repeats == Repeats::first ? "first" : "last");
  const Remedy order_by_time{time_column.empty() ? WayOut::none : WayOut::choose_time, time_column};
  warn_if(counts.replaced_votes, with_hint(replaced, order_by_time));
  warn_if(counts.repeated_observations,
          fmt::format("{} more than once in the votes; the votes are joined",
                      count_of(counts.repeated_observations, "observation occurs", "observations occur")));
  tell_if_any(counts.authors_who_did_not_vote, "observation has an author who did not vote there",
              "observations have authors who did not vote there");
}

std::string name_of(const InputFile& file) { return file.path == "-" ? "standard input" : file.path; }

/// "csv, 1,024 bytes; observation=task, user=worker, label=answer"
std::string format_of(const InputFile& file) {
  const std::string read_as = how_it_was_read(file);
  const std::string size = is_query(file.path) ? "" : fmt::format(", {} bytes", with_commas(file.bytes));
  return fmt::format("{}{}{}{}", file.format, size, read_as.empty() ? "" : "; ", read_as);
}

/// Describes several files in one line, including how they were read if that is the same for all.
void tell_votes_files(const std::vector<const InputFile*>& files, const CrowdData& data) {
  constexpr std::size_t kMostNames = 10;
  std::vector<std::string> names;
  std::vector<std::string> formats;
  std::uint64_t bytes = 0;
  std::string read_as = how_it_was_read(*files.front());
  for (const InputFile* const file : files) {
    if (names.size() < kMostNames) names.push_back(name_of(*file));
    if (std::find(formats.begin(), formats.end(), file->format) == formats.end()) {
      formats.push_back(file->format);
    }
    bytes += file->bytes;
    if (how_it_was_read(*file) != read_as) read_as.clear();
  }
  if (files.size() > kMostNames) names.push_back(fmt::format("{} more", files.size() - kMostNames));
  spdlog::info("read {} files: {} ({}, {} bytes{}{}): {}", files.size(), fmt::join(names, ", "),
               fmt::join(formats, ", "), with_commas(bytes), read_as.empty() ? "" : "; ", read_as,
               content_of_votes(data));
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
    return fmt::format("it ran into a cycle of {} states; the labels are those of one of them",
                       diagnostics.cycle_length);
  }
  return fmt::format("it was stopped after {}; --{} allows more", count_of(diagnostics.iterations(), "round"),
                     rounds_option);
}

}  // namespace

void tell_if_any(std::size_t n, std::string_view one, std::string_view several) {
  if (n > 0) spdlog::info("{}", count_of(n, one, several));
}

void tell_warnings(const std::vector<Notice>& warnings) {
  for (const Notice& warning : warnings) spdlog::warn("{}", with_hint(warning.text, warning.remedy));
}

void tell_file(const InputFile& file) { spdlog::info("read {} ({})", name_of(file), format_of(file)); }

void tell_inputs(const CrowdData& data) {
  std::vector<const InputFile*> votes;
  for (const InputFile& file : data.files) {
    if (file.role == "votes") votes.push_back(&file);
  }
  if (votes.size() > 1) tell_votes_files(votes, data);
  for (const InputFile& file : data.files) {
    const bool is_part = votes.size() > 1 && file.role == "votes";
    spdlog::log(is_part ? spdlog::level::debug : spdlog::level::info, "read {} ({}): {}", name_of(file),
                format_of(file), content_of(file, data));
  }
  for (const InputFile& file : data.files) {
    if (file.n_processes > 1)
      spdlog::debug("{} was read by {} processes, each a part", file.path, file.n_processes);
  }
  for (const NamedVote& vote : first_votes(data)) {
    spdlog::debug("a vote: user '{}' says '{}' of observation '{}'", vote.user, vote.label, vote.observation);
  }
  if (const std::size_t n = data.counts.observations_in_parts; n > 0) {
    spdlog::debug("{} brought together from the files of several processes",
                  count_of(n, "observation was", "observations were"));
  }
  tell_repairs(data.counts, time_left_alone(data));
  tell_warnings(data.warnings);
}

void tell_match(const ModelMatch& match) {
  if (match.n_users_unknown > 0) {
    spdlog::warn("{} not in the model: their {}", count_of(match.n_users_unknown, "user is", "users are"),
                 count_of(match.n_votes_of_unknown_users, "vote counts as that of a newcomer",
                          "votes count as those of newcomers"));
  }
  if (match.n_votes_left_out > 0) {
    spdlog::warn("{} not in the model: {} ignored",
                 count_of(match.n_labels_unknown, "label is", "labels are"),
                 count_of(match.n_votes_left_out, "vote for them is", "votes for them are"));
  }
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
                                             : fmt::format("--{} says how they are used", option);
  const std::vector<std::string>& files = inputs.paths.votes;
  spdlog::warn(
      "{} {} of the AI ('{}'), which {} no effect here: {}; --ai-user names another user, if '{}' is not the "
      "AI",
      files.size() == 1 ? files.front() + " holds" : "the files of votes hold", count_of(n_votes, "vote"),
      inputs.read.ai_user, n_votes == 1 ? "has" : "have", way_out, inputs.read.ai_user);
}

void tell_shares(const std::vector<std::vector<ProcessShare>>& shares) {
  const auto megabytes = [](std::uint64_t bytes) { return with_commas(bytes / 1'000'000); };
  for (std::size_t rank = 0; rank < shares.size(); ++rank) {
    const ProcessShare& share = shares[rank].front();
    spdlog::debug(
        "process {}: {} on {}, {}; peak memory {} MB at the start, {} MB after reading, {} MB after "
        "aggregating, {} MB after writing",
        rank, count_of(share.votes, "vote"), count_of(share.observations, "observation"),
        count_of(share.users, "user"), megabytes(share.peak_at_start), megabytes(share.peak_after_reading),
        megabytes(share.peak_after_aggregating), megabytes(share.peak_after_writing));
  }
}

void tell_bytes_sent(const std::vector<std::vector<std::uint64_t>>& bytes, std::size_t n_rounds) {
  for (std::size_t rank = 0; rank < bytes.size(); ++rank) {
    const std::vector<std::uint64_t>& sent = bytes[rank];
    spdlog::debug("process {}: sent {} bytes to read, {} bytes in {}", rank, with_commas(sent.front()),
                  with_commas(sent.back()), count_of(n_rounds, "round"));
  }
}

void tell_consensus(const ChosenStrategy& strategy, const Consensus& consensus, const ValidCount& valid,
                    TieRule ties) {
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
  const auto [n, n_valid] = valid;
  const std::string share = n == 0 ? "" : fmt::format(" ({})", percent_of(n_valid, n));
  const std::string tied =
      diagnostics.n_ties == 0
          ? "no ties"
          : fmt::format("{}, {} by --ties {}", count_of(diagnostics.n_ties, "tie"),
                        ties == TieRule::undefined ? "left without a label" : "decided", word_of(ties));
  spdlog::info("{}: {} of {} valid{}; {}{}", strategy.name(), with_commas(n_valid),
               count_of(n, "observation"), share, tied, how_it_ended(diagnostics));
  if (diagnostics.n_ai_votes_without_score > 0) {
    spdlog::warn("{} a score and had no effect", count_of(diagnostics.n_ai_votes_without_score,
                                                          "vote of the AI lacks", "votes of the AI lack"));
  }
  if (diagnostics.converged() == false) {
    const std::string_view option = strategy_of(strategy.options).description.rounds_option;
    spdlog::warn("{} did not converge: {}", strategy.name(), why_it_did_not_converge(diagnostics, option));
  }
}

void tell_gold_left_out(const Comparison& comparison) {
  // The same for all runs, as it follows from the data.
  const auto& evaluation = comparison.runs.front().evaluation;
  if (!evaluation || evaluation->truth_given_as_gold == 0) return;
  spdlog::info("left out: {} with a truth, given as gold",
               count_of(evaluation->truth_given_as_gold, "observation"));
}

void tell_far_below_majority(const Comparison& comparison) {
  for (const ComparedRun& run : comparison.runs) {
    const VoteAgreement& agreement = run.vote_agreement;
    if (agreement.gap() <= kWideGap) continue;
    spdlog::warn(
        "the labels of {} equal {:.1f} % of the votes on the {} with at least two votes and a label, those "
        "of mv "
        "{:.1f} %: {:.1f} points more. See whether it suits the data",
        run.spec, 100 * *agreement.share(), count_of(agreement.observations, "observation"),
        100 * *agreement.share_of_majority(), 100 * agreement.gap());
  }
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
