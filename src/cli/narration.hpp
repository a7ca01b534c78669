#pragma once

/// What a run reports on standard error: what was read, what was repaired, and the results.

#include "cli/input_options.hpp"
#include "cli/output_options.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include "cli/strategy_flags.hpp"
#include <crowdvote/compare.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/grade.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace crowdvote::cli {

/// Describes the files and their content, with a sentence about everything that was repaired or left out.
void tell_inputs(const CrowdData& data);

/// Describes a file and how it was read.
void tell_file(const InputFile& file);

/// Reports a number unless it is 0. \param one, several what follows the number, such as "vote is too late"
void tell_if_any(std::size_t n, std::string_view one, std::string_view several);

/// Reports warnings together with their remedies.
void tell_warnings(const std::vector<Notice>& warnings);

/// Reports which strategy was chosen because of the data, and why; nothing if it was named.
void tell_choice(const ChosenStrategy& strategy);

/// Warns of what a strategy could not do with the votes. \param who its name, or several separated by commas
void tell_fit(std::string_view who, const std::vector<Notice>& notices);

/// Warns if experts take part in the labels against which they are judged.
void tell_experts_who_judge_themselves(const InputOptions& inputs);

/// Reports users and labels that the model does not know.
void tell_match(const ModelMatch& match);

/// Warns of options that are allowed but unusual.
void tell_advice(const StrategyOptions& options);

/// Warns of an AI that was found among the votes and is ignored.
void tell_ignored_ai(const CrowdData& data, const ChosenStrategy& strategy, const InputOptions& inputs);

/// The share of one of several processes, and its peak memory so far, in bytes.
struct ProcessShare {
  std::uint64_t votes;
  std::uint64_t observations;
  std::uint64_t users;
  std::uint64_t peak_at_start;
  std::uint64_t peak_after_reading;
  std::uint64_t peak_after_aggregating;
  std::uint64_t peak_after_writing;
};
void tell_shares(const std::vector<std::vector<ProcessShare>>& shares);

/// How much each process has sent to the others. \param bytes by process: until everything was read, and for
/// the strategy
void tell_bytes_sent(const std::vector<std::vector<std::uint64_t>>& bytes, std::size_t n_rounds);

/// Reports the share of valid labels, ties and rounds; with -v each round.
struct ValidCount {
  std::size_t n_observations;
  std::size_t n_valid;
};
/// \param valid totals over all processes that share the run
void tell_consensus(const ChosenStrategy& strategy, const Consensus& consensus, const ValidCount& valid,
                    TieRule ties);

/// Reports how many observations a comparison does not judge because their label was given as gold.
void tell_gold_left_out(const Comparison& comparison);

/// Warns of strategies whose labels agree with far fewer votes than those of the majority.
void tell_far_below_majority(const Comparison& comparison);

/// Reports how many rows of labels follow those that were shown.
void tell_rows_left(const Consensus& consensus, const OutputOptions& outputs);

/// Reports the metrics; with -v also whether acc, conf and scores are calibrated.
void tell_grades(const Grades& grades);

/// With -v: reports seconds and memory.
void tell_stages(const StageClock& clock);

}  // namespace crowdvote::cli
