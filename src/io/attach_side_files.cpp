#include "io/side_attachment.hpp"
#include "io/side_files.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <tsl/robin_set.h>

namespace crowdvote {

namespace {

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
        (entry.score == top->score && side.name(entry.label) < side.name(top->label))) {
      top = &entry;
    }
  }
  return *top;
}

/// kNoReference if the values have no such name.
std::uint32_t find_reference(const SideValues& side, const Name& name) {
  if (is_own_reference(name)) return static_cast<std::uint32_t>(name.value());
  const auto number = side.names.find(name);
  return number ? kNumbered | *number : kNoReference;
}

/// Of a label of the data in the chain; nothing if the chain leaves it out.
std::optional<double> score_of_label(const SideValues& side, std::uint32_t first, const Name& label) {
  const auto& entries = side.scores_by_label.entries;
  const std::uint32_t reference = find_reference(side, label);
  for (std::uint32_t e = first; e != kNoId; e = entries[e].next) {
    if (entries[e].label == reference) return entries[e].score;
  }
  return std::nullopt;
}

/// Adds the labels that a side file says on known observations to those of the data, where they are new, and
/// knows the ids of all. `for_each_label(use)` calls use(reference) for each of them, on several threads.
template <class ForEachLabel>
ReferenceIds add_labels(const SideValues& side, NameTable& labels, const ForEachLabel& for_each_label) {
  ReferenceIds ids(labels, side.names);
  tsl::robin_set<std::uint32_t> new_references;
  std::mutex new_references_mutex;
  for_each_label([&](std::uint32_t reference) {
    if (ids[reference] != kNoLabel) return;
    const std::lock_guard lock(new_references_mutex);
    new_references.insert(reference);
  });
  std::vector<std::uint32_t> in_order(new_references.begin(), new_references.end());
  std::sort(in_order.begin(), in_order.end());
  for (const std::uint32_t reference : in_order) ids.learn(reference, labels.intern(side.name(reference)));
  return ids;
}

/// The same for values that are labels.
ReferenceIds add_labels(const SideValues& side, const SideAttachment& attachment, NameTable& labels) {
  return add_labels(side, labels, [&](const auto& use) {
    attachment.for_each_value([&](std::size_t v, ObservationId) {
      if (side.name_at(v) != kNoReference) use(side.name_at(v));
    });
  });
}

/// The AI's votes, where nothing else says them, its scores, and those of the truths.
void attach_scores_by_label(const SideValues& ai_scores, const SideAttachment& attachment, CrowdData& data) {
  const std::size_t n = data.observations.size();
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (data.ai_label_of_observation.empty()) data.ai_label_of_observation.assign(n, kNoLabel);
  if (!data.truth_of_observation.empty()) data.ai_score_of_truth.resize(n, kNone);

  const auto needs_vote = [&](std::size_t v, ObservationId i) {
    return ai_scores.first_score_at(v) != kNoId && data.ai_label_of_observation[i] == kNoLabel;
  };
  const ReferenceIds labels = add_labels(ai_scores, data.labels, [&](const auto& use) {
    attachment.for_each_value([&](std::size_t v, ObservationId i) {
      if (needs_vote(v, i)) use(find_top(ai_scores, ai_scores.first_score_at(v)).label);
    });
  });
  attachment.for_each_value([&](std::size_t v, ObservationId i) {
    const std::uint32_t first = ai_scores.first_score_at(v);
    if (first == kNoId) return;
    LabelId& voted = data.ai_label_of_observation[i];
    if (needs_vote(v, i)) {
      const auto& top = find_top(ai_scores, first);
      voted = labels[top.label];
      data.ai_score_of_observation[i] = top.score;
    } else {
      data.ai_score_of_observation[i] = score_of_label(ai_scores, first, data.labels[voted]).value_or(0.0);
    }
    const LabelId truth = data.truth_of_observation.empty() ? kNoLabel : data.truth_of_observation[i];
    if (truth == kNoLabel) return;
    const auto score = score_of_label(ai_scores, first, data.labels[truth]);
    if (score) data.ai_score_of_truth[i] = *score;
  });
}

}  // namespace

void attach_authors(SideValues&& authors, CrowdData& data, const ReadOptions& options,
                    const RunControl& control) {
  SideAttachment attachment(authors, data, options, control);
  const ReferenceIds users(data.users, authors.names);
  std::atomic<std::size_t> n_absent{0};
  attachment.put_names(authors.name_of_value, data.author_of_observation, users,
                       [&](UserId author, ObservationId i) {
                         if (author == kNoUser || !votes_on(data, author, i)) ++n_absent;
                       });
  data.counts.authors_who_did_not_vote += n_absent;
  attachment.finish();
}

void attach_ai_votes(SideValues&& ai_votes, CrowdData& data, const ReadOptions& options,
                     const RunControl& control) {
  SideAttachment attachment(ai_votes, data, options, control);
  const ReferenceIds labels = add_labels(ai_votes, attachment, data.labels);
  attachment.put_names(ai_votes.name_of_value, data.ai_label_of_observation, labels);
  if (!ai_votes.number_of_value.empty()) {
    attachment.put_numbers(ai_votes.number_of_value, data.ai_score_of_observation);
  }
  attachment.finish();
}

void attach_ai_scores(SideValues&& ai_scores, CrowdData& data, const ReadOptions& options,
                      const RunControl& control) {
  SideAttachment attachment(ai_scores, data, options, control);
  attachment.put_numbers(ai_scores.number_of_value, data.ai_score_of_observation);
  if (!ai_scores.scores_by_label.entries.empty()) {
    attach_scores_by_label(ai_scores, attachment, data);
  }
  attachment.finish();
  if (data.ai_label_of_observation.empty()) {
    attachment.warn("the scores count for nothing, because no file says what the AI votes; give --ai-votes");
  }
}

void attach_truth(SideValues&& truth, CrowdData& data, const ReadOptions& options,
                  const RunControl& control) {
  SideAttachment attachment(truth, data, options, control);
  const auto n_voted_labels = static_cast<LabelId>(data.labels.size());
  const ReferenceIds labels = add_labels(truth, attachment, data.labels);
  std::atomic<bool> any_known{false};
  attachment.put_names(truth.name_of_value, data.truth_of_observation, labels,
                       [&](LabelId label, ObservationId) {
                         if (label < n_voted_labels && !any_known) any_known = true;
                       });
  attachment.finish();
  if (!any_known && data.labels.size() > n_voted_labels) {
    attachment.warn(
        fmt::format("nobody ever voted for any of its labels, as '{}'; are they written as in the votes?",
                    data.labels.str(n_voted_labels)));
  }
}

void attach_weights(SideValues&& weights, CrowdData& data, const ReadOptions& options,
                    const RunControl& control) {
  SideAttachment attachment(weights, data, options, control);
  attachment.put_numbers(weights.number_of_value, data.weight_of_user);
  attachment.finish();
}

}  // namespace crowdvote
