#pragma once

#include <crowdvote/crowd_data.hpp>

#include <string>

#include <fmt/format.h>

namespace crowdvote {

/// All data that was read, as text: equal texts mean equal data. Labels are listed by rank, whatever their
/// ids.
inline std::string described(const CrowdData& data) {
  std::string text;
  const auto name = [](const Name& n) { return fmt::format("{}{}", n.is_integer() ? "#" : "", n.str()); };
  text += "users:";
  for (UserId u = 0; u < data.users.size(); ++u) text += fmt::format(" {}", name(data.users[u]));
  text += "\nlabels:";
  const VotesView votes = data.votes;
  for (const LabelId l : votes.labels_in_order()) text += fmt::format(" {}", name(data.labels[l]));
  for (ObservationId i = 0; i < data.observations.size(); ++i) {
    text += fmt::format("\n{}:", name(data.observations[i]));
    for (std::size_t v = 0; v < data.votes.n_votes_of(i); ++v) {
      text += fmt::format(" {}={}", votes.users_of(i)[v], votes.rank_of(votes.labels_of(i)[v]));
    }
    if (!data.ai_label_of_observation.empty() && data.ai_label_of_observation[i] != kNoLabel) {
      text += fmt::format(" AI={}", votes.rank_of(data.ai_label_of_observation[i]));
    }
    if (!data.author_of_observation.empty()) text += fmt::format(" author={}", data.author_of_observation[i]);
  }
  text += fmt::format("\nabstentions {}, replaced {}, repeated {}, ai {}\n", data.counts.abstentions,
                      data.counts.replaced_votes, data.counts.repeated_observations,
                      data.counts.ai_votes_in_votes_file);
  return text;
}

}  // namespace crowdvote
