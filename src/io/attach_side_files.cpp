#include "io/side_attachment.hpp"
#include "io/side_files.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Ids of a side file's names among the labels of the data, which grow by those that are used.
class LabelIds {
 public:
  LabelIds(const SideValues& side, NameTable& labels)
      : names_(side.names), labels_(labels), ids_(side.names.size(), kNoLabel) {}

  LabelId operator[](std::uint32_t name) {
    LabelId& id = ids_[name];
    if (id == kNoLabel) id = labels_.intern(names_[name]);
    return id;
  }

 private:
  const NameTable& names_;
  NameTable& labels_;
  std::vector<LabelId> ids_;
};

template <class T>
void make_room(std::vector<T>& values, std::size_t n, T none) {
  if (values.empty()) values.assign(n, none);
}

bool votes_on(const CrowdData& data, UserId user, ObservationId observation) {
  const auto users = data.votes.users_of(observation);
  return std::find(users.begin(), users.end(), user) != users.end();
}

/// The entry with the top score; of equal ones the first in name order.
const LabelScores::Entry& find_top(const SideValues& side, std::uint32_t first) {
  const auto& entries = side.scores_by_label.entries;
  const auto* top = &entries[first];
  for (std::uint32_t e = top->next; e != kNoId; e = entries[e].next) {
    const auto& entry = entries[e];
    if (entry.score > top->score ||
        (entry.score == top->score && side.names[entry.label] < side.names[top->label])) {
      top = &entry;
    }
  }
  return *top;
}

/// Of a label of the data in the chain; nothing if the chain leaves it out.
std::optional<double> score_of_label(const SideValues& side, std::uint32_t first, const Name& label) {
  const auto& entries = side.scores_by_label.entries;
  const std::uint32_t name = side.names.find(label).value_or(kNoId);
  for (std::uint32_t e = first; e != kNoId; e = entries[e].next) {
    if (entries[e].label == name) return entries[e].score;
  }
  return std::nullopt;
}

}  // namespace

void attach_authors(const SideValues& authors, CrowdData& data, const ReadOptions& options) {
  SideAttachment attachment(authors, data, options);
  make_room(data.author_of_observation, data.observations.size(), kNoUser);
  std::vector<UserId> user_of_name(authors.names.size());
  for (std::uint32_t n = 0; n < authors.names.size(); ++n) {
    user_of_name[n] = data.users.find(authors.names[n]).value_or(kNoUser);
  }
  attachment.for_each_observation([&](std::size_t v, ObservationId i) {
    const std::uint32_t name = authors.name_at(v);
    if (name == kNoId) return;
    const UserId author = user_of_name[name];
    data.author_of_observation[i] = author;
    if (author == kNoUser || !votes_on(data, author, i)) ++data.counts.authors_who_did_not_vote;
  });
  attachment.finish();
}

void attach_ai_votes(const SideValues& ai_votes, CrowdData& data, const ReadOptions& options) {
  SideAttachment attachment(ai_votes, data, options);
  make_room(data.ai_label_of_observation, data.observations.size(), kNoLabel);
  if (!ai_votes.number_of_value.empty()) {
    make_room(data.ai_score_of_observation, data.observations.size(),
              std::numeric_limits<double>::quiet_NaN());
  }
  LabelIds label_of_name(ai_votes, data.labels);
  attachment.for_each_observation([&](std::size_t v, ObservationId i) {
    const std::uint32_t name = ai_votes.name_at(v);
    if (name != kNoId) data.ai_label_of_observation[i] = label_of_name[name];
    const double score = ai_votes.number_at(v);
    if (!std::isnan(score)) data.ai_score_of_observation[i] = score;
  });
  attachment.finish();
}

void attach_ai_scores(const SideValues& ai_scores, CrowdData& data, const ReadOptions& options) {
  SideAttachment attachment(ai_scores, data, options);
  const std::size_t n = data.observations.size();
  make_room(data.ai_score_of_observation, n, std::numeric_limits<double>::quiet_NaN());
  if (!ai_scores.scores_by_label.entries.empty()) {
    make_room(data.ai_label_of_observation, n, kNoLabel);
    if (!data.truth_of_observation.empty()) {
      make_room(data.ai_score_of_truth, n, std::numeric_limits<double>::quiet_NaN());
    }
  }
  LabelIds label_of_name(ai_scores, data.labels);
  attachment.for_each_observation([&](std::size_t v, ObservationId i) {
    const std::uint32_t first = ai_scores.first_score_at(v);
    if (first == kNoId) {
      const double score = ai_scores.number_at(v);
      if (!std::isnan(score)) data.ai_score_of_observation[i] = score;
      return;
    }
    LabelId& voted = data.ai_label_of_observation[i];
    if (voted == kNoLabel) {
      const auto& top = find_top(ai_scores, first);
      voted = label_of_name[top.label];
      data.ai_score_of_observation[i] = top.score;
    } else {
      data.ai_score_of_observation[i] = score_of_label(ai_scores, first, data.labels[voted]).value_or(0.0);
    }
    const LabelId truth = data.truth_of_observation.empty() ? kNoLabel : data.truth_of_observation[i];
    if (truth == kNoLabel) return;
    const auto score = score_of_label(ai_scores, first, data.labels[truth]);
    if (score) data.ai_score_of_truth[i] = *score;
  });
  attachment.finish();
  if (data.ai_label_of_observation.empty()) {
    attachment.warn("the scores count for nothing, because no file says what the AI votes; give --ai-votes");
  }
}

void attach_truth(const SideValues& truth, CrowdData& data, const ReadOptions& options) {
  SideAttachment attachment(truth, data, options);
  make_room(data.truth_of_observation, data.observations.size(), kNoLabel);
  const std::size_t n_voted_labels = data.labels.size();
  LabelIds label_of_name(truth, data.labels);
  LabelId strange = kNoLabel;
  bool any_known = false;
  attachment.for_each_observation([&](std::size_t v, ObservationId i) {
    const std::uint32_t name = truth.name_at(v);
    if (name == kNoId) return;
    const LabelId label = label_of_name[name];
    data.truth_of_observation[i] = label;
    any_known = any_known || label < n_voted_labels;
    if (strange == kNoLabel && label >= n_voted_labels) strange = label;
  });
  attachment.finish();
  if (!any_known && strange != kNoLabel) {
    attachment.warn(
        fmt::format("nobody ever voted for any of its labels, as '{}'; are they written as in the votes?",
                    data.labels.str(strange)));
  }
}

void attach_weights(const SideValues& weights, CrowdData& data, const ReadOptions& options) {
  SideAttachment attachment(weights, data, options);
  make_room(data.weight_of_user, data.users.size(), std::numeric_limits<double>::quiet_NaN());
  attachment.for_each_user(
      [&](std::size_t v, UserId user) { data.weight_of_user[user] = weights.number_at(v); });
  attachment.finish();
}

}  // namespace crowdvote
