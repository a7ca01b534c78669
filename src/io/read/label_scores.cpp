#include "io/read/label_scores.hpp"

#include "io/names/label_spellings.hpp"
#include "io/read/shared_labels.hpp"
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

constexpr std::size_t kBlockOfObservations = std::size_t{1} << 14;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Score {
  std::uint32_t label;  ///< a reference into the names of the values
  double score;
};

/// Adds a score; returns false if it replaces an earlier score of the same label.
bool put(std::vector<Score>& scores, const Score& added) {
  for (Score& score : scores) {
    if (score.label != added.label) continue;
    score.score = added.score;
    return false;
  }
  scores.push_back(added);
  return true;
}

/// Values sorted by id; values of the same id stay in the order of the file.
class ValuesInOrder {
 public:
  ValuesInOrder(const Values& values, const KeyIds& ids) : ids_(ids), order_(ids.n_values()) {
    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    const auto is_before = [&](std::uint32_t a, std::uint32_t b) { return ids[a] < ids[b]; };
    if (values.scores_are_joined && !std::is_sorted(order_.begin(), order_.end(), is_before)) {
      std::stable_sort(order_.begin(), order_.end(), is_before);
    }
  }

  /// Calls use(id, values) for each id that has values, from several threads.
  template <class Use>
  void for_each_id(const RunControl& control, const Use& use) const {
    for_each_block(order_.size(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
      for (std::size_t at = block.begin; at < block.end;) {
        const std::uint32_t id = ids_[order_[at]];
        std::size_t end = at + 1;
        // Values of one id are handled in the block in which they begin.
        const bool begins_before = at > 0 && id != kNoId && ids_[order_[at - 1]] == id;
        while (end < order_.size() && id != kNoId && ids_[order_[end]] == id) ++end;
        if (!begins_before && id != kNoId) use(id, std::span(order_).subspan(at, end - at));
        at = end;
      }
    });
  }

 private:
  const KeyIds& ids_;
  std::vector<std::uint32_t> order_;
};

/// Calls use(s) for each score of the values, in the order of the file.
template <class Use>
void for_each_score(const Values& values, std::span<const std::uint32_t> places, const Use& use) {
  for (const std::uint32_t v : places) {
    if (!values.has_scores(v)) continue;
    for (std::size_t s = values.scores_begin[v]; s < values.scores_end(v); ++s) use(s);
  }
}

/// If spellings are folded, gives all spellings of one label in the scores the reference of the first
/// spelling. Returns the references by folded spelling.
std::unordered_map<std::string, std::uint32_t> join_score_labels(Values& values, const NameFold& by) {
  std::unordered_map<std::string, std::uint32_t> reference_of_fold;
  if (!by.any()) return reference_of_fold;
  std::unordered_map<std::uint32_t, std::uint32_t> joined;
  for (std::uint32_t& label : values.score_labels) {
    const auto [known, is_new] = joined.try_emplace(label, label);
    if (is_new) {
      known->second =
          reference_of_fold.try_emplace(fold(values.names.name(label).str(), by), label).first->second;
    }
    label = known->second;
  }
  return reference_of_fold;
}

/// The label with the highest score; among equal scores, the first by name.
const Score& top_of(const std::vector<Score>& scores, const Values& values) {
  return *std::max_element(scores.begin(), scores.end(), [&](const Score& a, const Score& b) {
    if (a.score != b.score) return a.score < b.score;
    return values.names.name(b.label) < values.names.name(a.label);
  });
}

/// All scores; assigns ids to their labels. REQUIRES: all spellings of a label share one reference
/// \param integers the labels of data.labels that are integers
LabelScoresOfAi by_observation(Values& values, const ValuesInOrder& in_order, LabelFinder& finder,
                               IntegerIds& integers, const CrowdData& data, const RunControl& control) {
  std::vector<LabelId> label_of_score = values.score_labels;
  integers.resolve(label_of_score, data.labels, values.names,
                   [&](const Name& name) { return finder.find(name); });
  const auto for_each_observation = [&](const auto& use) {
    in_order.for_each_id(control, [&](ObservationId i, std::span<const std::uint32_t> places) {
      thread_local std::vector<Score> scores;
      scores.clear();
      for_each_score(values, places, [&](std::size_t s) {
        put(scores, {label_of_score[s], values.scores[s]});
      });
      use(i, std::span<const Score>(scores));
    });
  };
  LabelScoresOfAi all;
  all.begin.assign(data.observations.size() + 1, 0);
  for_each_observation(
      [&](ObservationId i, std::span<const Score> scores) { all.begin[i + 1] = scores.size(); });
  std::partial_sum(all.begin.begin(), all.begin.end(), all.begin.begin());
  all.label.resize(all.begin.back());
  all.score.resize(all.begin.back());
  for_each_observation([&](ObservationId i, std::span<const Score> scores) {
    for (std::size_t s = 0; s < scores.size(); ++s) {
      all.label[all.begin[i] + s] = scores[s].label;
      all.score[all.begin[i] + s] = scores[s].score;
    }
  });
  return all;
}

}  // namespace

std::size_t attach_label_scores(Values& values, const KeyIds& ids, CrowdData& data, const NameFold& fold_by,
                                bool keeps_all, const RunControl& control) {
  const auto reference_of_fold = join_score_labels(values, fold_by);
  const std::size_t n = data.observations.size();
  if (data.ai_label_of_observation.empty()) data.ai_label_of_observation.assign(n, kNoLabel);
  if (!data.truth_of_observation.empty()) data.ai_score_of_truth.resize(n, kNone);

  std::atomic<std::size_t> n_replaced{0};
  const auto gather = [&](std::span<const std::uint32_t> places, std::vector<Score>& scores) {
    scores.clear();
    for_each_score(values, places, [&](std::size_t s) {
      if (!put(scores, {values.score_labels[s], values.scores[s]})) ++n_replaced;
    });
    return !scores.empty();
  };

  // The votes come first, so that their labels have ids.
  const ValuesInOrder in_order(values, ids);
  std::vector<std::uint32_t> top_label(n, kNoReference);
  in_order.for_each_id(control, [&](ObservationId i, std::span<const std::uint32_t> places) {
    thread_local std::vector<Score> scores;
    if (!gather(places, scores) || data.ai_label_of_observation[i] != kNoLabel) return;
    const Score& top = top_of(scores, values);
    top_label[i] = top.label;
    data.ai_score_of_observation[i] = top.score;
  });
  values.names.forget_ids();
  const std::size_t n_known_labels = data.labels.size();
  IntegerIds integers;
  LabelFinder finder(data.labels, fold_by);
  integers.resolve(top_label, data.labels, values.names, [&](const Name& name) { return finder.find(name); });
  number_labels_alike(data.labels, n_known_labels, control, [&](const auto& take) {
    const std::uint64_t n_before = data.shared ? data.shared->observations_before : 0;
    for (ObservationId i = 0; i < n; ++i) take(n_before + i, top_label[i]);
  });
  for (ObservationId i = 0; i < n; ++i) {
    if (top_label[i] != kNoLabel) data.ai_label_of_observation[i] = top_label[i];
  }
  if (keeps_all) data.ai_scores_of_labels = by_observation(values, in_order, finder, integers, data, control);

  std::vector<std::uint32_t> reference_of_label(data.labels.size());
  for (LabelId label = 0; label < data.labels.size(); ++label) {
    if (!fold_by.any()) {
      reference_of_label[label] = values.names.find(data.labels[label]);
      continue;
    }
    const auto known = reference_of_fold.find(fold(data.labels.str(label), fold_by));
    reference_of_label[label] = known == reference_of_fold.end() ? kNoReference : known->second;
  }
  const auto score_of = [&](std::span<const std::uint32_t> places, LabelId label, double none) {
    const std::uint32_t reference = reference_of_label[label];
    double score = none;
    for_each_score(values, places, [&](std::size_t s) {
      if (values.score_labels[s] == reference) score = values.scores[s];
    });
    return score;
  };
  in_order.for_each_id(control, [&](ObservationId i, std::span<const std::uint32_t> places) {
    const bool any =
        std::any_of(places.begin(), places.end(), [&](std::uint32_t v) { return values.has_scores(v); });
    if (!any) return;
    if (top_label[i] == kNoLabel) {
      data.ai_score_of_observation[i] = score_of(places, data.ai_label_of_observation[i], 0.0);
    }
    const LabelId truth = data.truth_of_observation.empty() ? kNoLabel : data.truth_of_observation[i];
    if (truth != kNoLabel) data.ai_score_of_truth[i] = score_of(places, truth, kNone);
  });
  return sum_over_processes(control, n_replaced);
}

LabelScoresOfAi all_label_scores(Values& values, const KeyIds& ids, CrowdData& data, const NameFold& fold_by,
                                 const RunControl& control) {
  join_score_labels(values, fold_by);
  values.names.forget_ids();
  LabelFinder finder(data.labels, fold_by);
  IntegerIds integers;
  return by_observation(values, ValuesInOrder(values, ids), finder, integers, data, control);
}

}  // namespace crowdvote
