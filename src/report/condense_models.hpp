#pragma once

/// The data shown about strategies that model how users err.

#include <crowdvote/report.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// Users in bins whose numbers of votes have the same number of binary digits. \param skill NaN: unknown
[[nodiscard]] std::vector<SkillSpread> spread_of_skills(std::span<const double> skill,
                                                        std::span<const std::uint32_t> votes_of_user);

/// Pairs of the truth and a different label that was chosen, over the graded observations.
[[nodiscard]] std::vector<ConfusedLabels> find_confused_labels(const RunOutcome& outcome,
                                                               const CrowdData& data, std::size_t most);

/// Adds the same for votes, and tables of probabilities, from Consensus::confusion, to the run.
void condense_confusion(ReportRun& run, const RunOutcome& outcome, const CrowdData& data,
                        std::span<const std::uint32_t> votes_of_user);

/// The `most` observations with the highest difficulty or entropy.
[[nodiscard]] std::vector<DifficultObservation> find_difficult_observations(const RunOutcome& outcome,
                                                                            std::size_t most);

}  // namespace crowdvote
