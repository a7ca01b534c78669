#include "io/side_attachment.hpp"
#include "io/side_files.hpp"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Of the votes on one observation.
struct ExpertOpinion {
  LabelId label = kNoLabel;  ///< of the first expert
  bool is_contradicted = false;
};

ExpertOpinion find_opinion(const VotesView& votes, ObservationId i,
                           const std::vector<std::uint8_t>& is_expert) {
  ExpertOpinion opinion;
  const auto users = votes.users_of(i);
  const auto labels = votes.labels_of(i);
  for (std::size_t v = 0; v < users.size(); ++v) {
    if (is_expert[users[v]] == 0) continue;
    if (opinion.label == kNoLabel) opinion.label = labels[v];
    if (opinion.label != labels[v]) opinion.is_contradicted = true;
  }
  return opinion;
}

void take_truth_from_experts(CrowdData& data, SideAttachment& attachment) {
  std::vector<std::uint8_t> is_expert(data.users.size(), 0);
  for (const UserId expert : data.experts) is_expert[expert] = 1;
  data.truth_of_observation.assign(data.observations.size(), kNoLabel);
  for (ObservationId i = 0; i < data.votes.n_observations(); ++i) {
    const ExpertOpinion opinion = find_opinion(data.votes, i, is_expert);
    if (opinion.is_contradicted) {
      ++data.counts.experts_in_conflict;
    } else {
      data.truth_of_observation[i] = opinion.label;
    }
  }
  if (data.counts.experts_in_conflict > 0) {
    attachment.warn(fmt::format("its experts contradict each other on {} observation{}, which {} no truth",
                                data.counts.experts_in_conflict,
                                data.counts.experts_in_conflict == 1 ? "" : "s",
                                data.counts.experts_in_conflict == 1 ? "has" : "have"));
  }
}

}  // namespace

void attach_experts(SideValues&& experts, CrowdData& data, const ReadOptions& options,
                    const RunControl& control) {
  SideAttachment attachment(experts, data, options, control);
  std::mutex experts_mutex;
  attachment.for_each_value([&](std::size_t, UserId user) {
    const std::lock_guard lock(experts_mutex);
    data.experts.push_back(user);
  });
  std::sort(data.experts.begin(), data.experts.end());
  attachment.finish();
  if (data.truth_of_observation.empty()) take_truth_from_experts(data, attachment);
}

}  // namespace crowdvote
