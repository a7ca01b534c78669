#include "cli/narration.hpp"

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

/// What a file held, in words.
std::string content_of(const InputFile& file, const CrowdData& data) {
  if (file.role == "votes") {
    return fmt::format(
        "{} by {} on {}, {}", count_of(data.votes.n_votes(), "vote"), count_of(data.votes.n_users(), "user"),
        count_of(data.votes.n_observations(), "observation"), count_of(data.labels.size(), "label"));
  }
  if (file.role == "authors") {
    return fmt::format("authors of {}", count_of(count_known(data.author_of_observation), "observation"));
  }
  if (file.role == "ai_votes") {
    return count_of(count_known(data.ai_label_of_observation), "vote of the AI", "votes of the AI");
  }
  if (file.role == "ai_scores") {
    return count_of(count_numbers(data.ai_score_of_observation), "score of the AI", "scores of the AI");
  }
  if (file.role == "truth") {
    return fmt::format("the truth of {}", count_of(count_known(data.truth_of_observation), "observation"));
  }
  if (file.role == "experts") return count_of(data.experts.size(), "expert who voted", "experts who voted");
  return fmt::format("weights of {}", count_of(count_numbers(data.weight_of_user), "user"));
}

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
  warn_if(counts.unknown_observations,
          fmt::format("{} about observations that the votes do not have, left out",
                      count_of(counts.unknown_observations, "line of the side files is",
                               "lines of the side files are")));
  warn_if(counts.unknown_users, fmt::format("{} by the files of experts or weights never voted",
                                            count_of(counts.unknown_users, "user named", "users named")));
  warn_if(counts.replaced_side_values,
          fmt::format("{} by a later line of the same file",
                      count_of(counts.replaced_side_values, "value of the side files was replaced",
                               "values of the side files were replaced")));
  warn_if(counts.experts_in_conflict,
          fmt::format(
              "{} that contradict each other: no truth there",
              count_of(counts.experts_in_conflict, "observation has experts", "observations have experts")));
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

std::string how_it_ended(const Consensus& consensus) {
  if (consensus.iterations == 0) return "";
  const std::string rounds = count_of(static_cast<std::size_t>(consensus.iterations), "round");
  if (consensus.converged) return fmt::format("; done after {}", rounds);
  if (consensus.cycle_length > 0) {
    return fmt::format("; stopped after {} in a cycle of {}", rounds, consensus.cycle_length);
  }
  return fmt::format("; stopped after {}, not converged", rounds);
}

}  // namespace

void tell_inputs(const CrowdData& data) {
  for (const InputFile& file : data.files) {
    spdlog::info("read {} ({}, {} bytes): {}", file.path == "-" ? "standard input" : file.path, file.format,
                 with_commas(file.bytes), content_of(file, data));
  }
  tell_repairs(data.counts);
  for (const std::string& warning : data.warnings) spdlog::warn("{}", warning);
}

void tell_consensus(std::string_view strategy, const Consensus& consensus, const StrategyInput& input,
                    TieRule ties) {
  for (std::size_t r = 0; r < consensus.rounds.size(); ++r) {
    const RoundRecord& round = consensus.rounds[r];
    spdlog::debug(
        "round {}: {}, {}, {} valid", r + 1, count_of(round.users_changed, "user changed", "users changed"),
        count_of(round.labels_changed, "label changed", "labels changed"), with_commas(round.valid));
  }
  const std::size_t n = input.votes().n_observations();
  const std::size_t valid = consensus.n_valid();
  const std::string share =
      n == 0 ? "" : fmt::format(" ({:.1f} %)", 100.0 * static_cast<double>(valid) / static_cast<double>(n));
  const std::string tied =
      consensus.n_ties == 0
          ? "no ties"
          : fmt::format("{}, decided by --ties {}", count_of(consensus.n_ties, "tie"), word_of(ties));
  spdlog::info("{}: {} of {} valid{}; {}{}", strategy, with_commas(valid), count_of(n, "observation"), share,
               tied, how_it_ended(consensus));
  if (consensus.n_ai_votes_without_score > 0) {
    spdlog::warn("{} a score and took no part",
                 count_of(consensus.n_ai_votes_without_score, "vote of the AI has", "votes of the AI lack"));
  }
  if (!consensus.converged) {
    spdlog::warn("{} did not converge: {}", strategy,
                 consensus.cycle_length > 0
                     ? fmt::format("it closed a cycle of {} states; the labels are of one of them",
                                   consensus.cycle_length)
                     : fmt::format("it was stopped after {} rounds; --max-iterations allows more",
                                   consensus.iterations));
  }
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
