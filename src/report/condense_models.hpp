#pragma once

/// What is shown of strategies that model how users err.

#include <crowdvote/report.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// Users in bins whose numbers of votes have as many binary digits. \param skill NaN: none
[[nodiscard]] std::vector<SkillSpread> spread_of_skills(std::span<const double> skill,
                                                        std::span<const std::uint32_t> votes_of_user);

/// Pairs of a truth and another label that was chosen, over the observations that are graded.
[[nodiscard]] std::vector<ConfusedLabels> find_confused_labels(const RunOutcome& outcome,
                                                               const CrowdData& data, std::size_t most);

/// The same of votes, and tables of chances, from Consensus::confusion, into the run.
void condense_confusion(ReportRun& run, const RunOutcome& outcome, const CrowdData& data,
                        std::span<const std::uint32_t> votes_of_user);

/// The `most` observations of the highest difficulty or entropy.
[[nodiscard]] std::vector<DifficultObservation> find_difficult_observations(const RunOutcome& outcome,
                                                                            std::size_t most);

}  // namespace crowdvote
