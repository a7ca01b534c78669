#include "core/ordered_blocks.hpp"
#include "simulation/adversaries.hpp"
#include "simulation/platform.hpp"
#include <crowdvote/simulate.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace crowdvote {

namespace {

constexpr double kNoScore = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kObservationsInBlock = std::size_t{1} << 12;

void name_by_number(NameTable& names, std::uint64_t n) {
  for (std::uint64_t value = 0; value < n; ++value) names.intern(Name(static_cast<std::int64_t>(value)));
}

/// Observations that are concatenated to a matrix.
struct Rows {
  std::vector<VoteIndex> begin{0};
  std::vector<UserId> users;
  std::vector<LabelId> labels;

  void add(const simulation::SimulatedObservation& observation) {
    for (const simulation::SimulatedVote& vote : observation.votes) {
      users.push_back(vote.user);
      labels.push_back(vote.label);
    }
    begin.push_back(static_cast<VoteIndex>(users.size()));
  }
};

}  // namespace

CrowdData simulate(const SimulationOptions& options, const RunControl& control,
                   std::vector<LabelId>* what_really_was) {
  const simulation::Platform platform(options);
  const SimulationSizes& sizes = platform.sizes();
  const simulation::Adversaries adversaries(options.adversaries, sizes.users, sizes.species, options.seed,
                                            platform.experts());
  CrowdData data;
  name_by_number(data.observations, sizes.observations);
  name_by_number(data.users, sizes.users);
  name_by_number(data.labels, sizes.species);
  const bool has_ai = options.ai > 0;
  if (what_really_was != nullptr) what_really_was->clear();

  Rows rows;
  const auto keep = [&](const simulation::SimulatedObservation& observation) {
    rows.add(observation);
    data.author_of_observation.push_back(observation.votes.front().user);
    if (sizes.experts > 0) data.truth_of_observation.push_back(observation.expert_label);
    if (what_really_was != nullptr) what_really_was->push_back(observation.true_label);
    if (!has_ai) return;
    data.ai_label_of_observation.push_back(observation.ai_label);
    data.ai_score_of_observation.push_back(observation.ai_label == kNoLabel ? kNoScore
                                                                            : observation.ai_score);
  };
  PerSlot<std::vector<simulation::SimulatedObservation>> made(control);
  for_each_block_in_order(
      sizes.observations, kObservationsInBlock, control,
      [&](const Block& block, std::size_t slot) {
        made[slot].resize(block.end - block.begin);
        for (std::size_t i = block.begin; i < block.end; ++i) {
          platform.observe(i, made[slot][i - block.begin]);
          adversaries.change(i, made[slot][i - block.begin]);
        }
      },
      [&](const Block& block, std::size_t slot) {
        std::for_each(made[slot].begin(), made[slot].end(), keep);
        control.report({.stage = "simulate", .done = block.end, .total = sizes.observations, .detail = {}});
      });
  data.experts = platform.experts();
  data.votes = VoteMatrix(std::move(rows.begin), std::move(rows.users), std::move(rows.labels), sizes.users,
                          sizes.species);
  return data;
}

}  // namespace crowdvote
