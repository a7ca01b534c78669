#include "report/condense_models.hpp"

#include "report/first_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace crowdvote {

namespace {

/// The smallest value that at least this share of the values does not exceed. REQUIRES: there is at least
/// one.
double quantile(const std::vector<double>& sorted, double level) {
  const auto rank = static_cast<std::size_t>(std::ceil(level * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

/// Pairs of different labels, most frequent first; equally frequent ones in the order of the labels.
std::vector<ConfusedLabels> most_confused(const std::vector<ConfusedLabels>& pairs, const VotesView& votes,
                                          std::size_t most) {
  std::vector<ConfusedLabels> different;
  std::copy_if(pairs.begin(), pairs.end(), std::back_inserter(different),
               [](const ConfusedLabels& pair) { return pair.truth != pair.label && pair.count > 0; });
  const auto end = different.begin() + static_cast<std::ptrdiff_t>(std::min(most, different.size()));
  std::partial_sort(different.begin(), end, different.end(),
                    [&](const ConfusedLabels& a, const ConfusedLabels& b) {
                      if (a.count != b.count) return a.count > b.count;
                      if (a.truth != b.truth) return votes.rank_of(a.truth) < votes.rank_of(b.truth);
                      return votes.rank_of(a.label) < votes.rank_of(b.label);
                    });
  different.erase(end, different.end());
  return different;
}

/// Indexes of the entries by truth, in the order of the users.
struct EntriesByTruth {
  std::vector<std::size_t> begin;
  std::vector<std::size_t> entry;

  EntriesByTruth(const Confusion& confusion, std::size_t n_labels)
      : begin(n_labels + 1, 0), entry(confusion.entries.size()) {
    for (const Confusion::Entry& one : confusion.entries) ++begin[one.truth + 1U];
    for (std::size_t k = 0; k < n_labels; ++k) begin[k + 1] += begin[k];
    std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
    for (std::size_t e = 0; e < entry.size(); ++e) entry[next[confusion.entries[e].truth]++] = e;
  }
};

/// The expected votes of all users together, by truth.
std::vector<ConfusedLabels> sum_over_users(const Confusion& confusion, std::size_t n_labels) {
  const EntriesByTruth by_truth(confusion, n_labels);
  std::vector<ConfusedLabels> sums;
  std::vector<double> count(n_labels, 0.0);
  std::vector<LabelId> labels;  // labels that have a count
  for (LabelId truth = 0; truth < n_labels; ++truth) {
    double total = 0;
    for (std::size_t e = by_truth.begin[truth]; e < by_truth.begin[truth + 1U]; ++e) {
      const Confusion::Entry& one = confusion.entries[by_truth.entry[e]];
      if (count[one.label] == 0) labels.push_back(one.label);
      count[one.label] += one.count;
      total += one.count;
    }
    for (const LabelId label : labels) {
      sums.push_back({truth, label, count[label], count[label] / total});
      count[label] = 0;
    }
    labels.clear();
  }
  return sums;
}

/// The labels that are confused most, supplemented by the most frequent ones, in their order.
std::vector<LabelId> labels_to_show(const std::vector<ConfusedLabels>& sums,
                                    const std::vector<ConfusedLabels>& confused, const VotesView& votes) {
  std::vector<LabelId> labels;
  const auto add = [&](LabelId label) {
    if (labels.size() == kReportConfusionLabels) return;
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
  };
  for (const ConfusedLabels& pair : confused) {
    add(pair.truth);
    add(pair.label);
  }
  std::vector<ConfusedLabels> right;
  std::copy_if(sums.begin(), sums.end(), std::back_inserter(right),
               [](const ConfusedLabels& pair) { return pair.truth == pair.label; });
  std::sort(right.begin(), right.end(), [&](const ConfusedLabels& a, const ConfusedLabels& b) {
    return a.count != b.count ? a.count > b.count : votes.rank_of(a.truth) < votes.rank_of(b.truth);
  });
  for (const ConfusedLabels& one : right) add(one.truth);
  std::sort(labels.begin(), labels.end(),
            [&](LabelId a, LabelId b) { return votes.rank_of(a) < votes.rank_of(b); });
  return labels;
}

ConfusionTable empty_table(UserId user, const std::vector<LabelId>& labels) {
  const std::vector<double> none(labels.size() * labels.size(), 0.0);
  return {.user = user, .labels = labels, .chance = none, .count = none};
}

/// Does nothing unless the table has both labels.
void set_cell(ConfusionTable& table, LabelId truth, LabelId label, double chance, double count) {
  const auto row = std::find(table.labels.begin(), table.labels.end(), truth);
  const auto column = std::find(table.labels.begin(), table.labels.end(), label);
  if (row == table.labels.end() || column == table.labels.end()) return;
  const auto place = static_cast<std::size_t>((row - table.labels.begin()) * std::ssize(table.labels) +
                                              (column - table.labels.begin()));
  table.chance[place] = chance;
  table.count[place] = count;
}

double entropy_of(std::span<const double> probabilities) {
  double entropy = 0;
  for (const double q : probabilities) {
    if (q > 0) entropy -= q * std::log2(q);
  }
  return std::max(entropy, 0.0);
}

}  // namespace

std::vector<SkillSpread> spread_of_skills(std::span<const double> skill,
                                          std::span<const std::uint32_t> votes_of_user) {
  std::array<std::vector<double>, std::numeric_limits<std::uint32_t>::digits + 1> skills;
  std::array<SkillSpread, skills.size()> spreads;
  for (std::size_t u = 0; u < std::min(skill.size(), votes_of_user.size()); ++u) {
    if (std::isnan(skill[u]) || votes_of_user[u] == 0) continue;
    const auto bin = static_cast<std::size_t>(std::bit_width(votes_of_user[u]));
    SkillSpread& spread = spreads[bin];
    spread.least_votes =
        skills[bin].empty() ? votes_of_user[u] : std::min<std::size_t>(spread.least_votes, votes_of_user[u]);
    spread.most_votes = std::max<std::size_t>(spread.most_votes, votes_of_user[u]);
    skills[bin].push_back(skill[u]);
  }
  std::vector<SkillSpread> result;
  for (std::size_t bin = 0; bin < skills.size(); ++bin) {
    std::vector<double>& sorted = skills[bin];
    if (sorted.empty()) continue;
    std::sort(sorted.begin(), sorted.end());
    SkillSpread& spread = result.emplace_back(spreads[bin]);
    spread.users = sorted.size();
    spread.low = quantile(sorted, 0.05);
    spread.lower_quartile = quantile(sorted, 0.25);
    spread.median = quantile(sorted, 0.5);
    spread.upper_quartile = quantile(sorted, 0.75);
    spread.high = quantile(sorted, 0.95);
  }
  return result;
}

std::vector<ConfusedLabels> find_confused_labels(const RunOutcome& outcome, const CrowdData& data,
                                                 std::size_t most) {
  if (data.truth_of_observation.empty()) return {};
  const VotesView& votes = outcome.input.votes;
  const EvaluationSets sets =
      find_evaluation_sets(data.votes, data.truth_of_observation, data.gold_of_observation);
  std::vector<std::size_t> n_of_truth(data.labels.size(), 0);
  std::vector<std::pair<LabelId, LabelId>> wrong;
  for (ObservationId i = 0; i < data.truth_of_observation.size(); ++i) {
    if (!sets.contains(i, 0) || votes.n_votes_of(i) == 0) continue;
    const LabelId truth = data.truth_of_observation[i];
    const LabelId label = outcome.consensus.label[i];
    ++n_of_truth[truth];
    if (label != kNoLabel && label != truth) wrong.emplace_back(truth, label);
  }
  std::sort(wrong.begin(), wrong.end());
  std::vector<ConfusedLabels> pairs;
  for (const auto& [truth, label] : wrong) {
    if (pairs.empty() || pairs.back().truth != truth || pairs.back().label != label) {
      pairs.push_back({.truth = truth, .label = label});
    }
    ++pairs.back().count;
  }
  for (ConfusedLabels& pair : pairs) pair.share = pair.count / static_cast<double>(n_of_truth[pair.truth]);
  return most_confused(pairs, votes, most);
}

void condense_confusion(ReportRun& run, const RunOutcome& outcome, const CrowdData& data,
                        std::span<const std::uint32_t> votes_of_user) {
  if (!outcome.consensus.confusion || outcome.consensus.confusion->entries.empty()) return;
  const Confusion& confusion = *outcome.consensus.confusion;
  const VotesView& votes = outcome.input.votes;
  const std::vector<ConfusedLabels> sums = sum_over_users(confusion, data.labels.size());
  run.confused_by_users = most_confused(sums, votes, kReportConfusedLabels);
  const std::vector<LabelId> labels = labels_to_show(sums, run.confused_by_users, votes);

  ConfusionTable& of_all = run.confusion.emplace_back(empty_table(kNoUser, labels));
  for (const ConfusedLabels& sum : sums) set_cell(of_all, sum.truth, sum.label, sum.share, sum.count);

  FirstRows most_active(kReportConfusionUsers);
  for (UserId u = 0; u + 1U < confusion.begin.size() && u < votes_of_user.size(); ++u) {
    if (confusion.begin[u] < confusion.begin[u + 1U]) most_active.offer(votes_of_user[u], u);
  }
  for (const auto& [n_votes, user] : most_active.sorted()) {
    ConfusionTable& of_user = run.confusion.emplace_back(empty_table(user, labels));
    for (std::size_t e = confusion.begin[user]; e < confusion.begin[user + 1U]; ++e) {
      const Confusion::Entry& one = confusion.entries[e];
      set_cell(of_user, one.truth, one.label, one.probability, one.count);
    }
  }
}

std::vector<DifficultObservation> find_difficult_observations(const RunOutcome& outcome, std::size_t most) {
  const Consensus& consensus = outcome.consensus;
  const auto difficulty = consensus.observations.values<double>(kDifficultyColumn);
  if (difficulty.empty() && !consensus.probabilities) return {};
  const auto entropy_on = [&](ObservationId i) { return entropy_of(consensus.probabilities->values_of(i)); };
  FirstRows first(most);
  for (ObservationId i = 0; i < consensus.label.size(); ++i) {
    if (outcome.input.votes.n_votes_of(i) == 0) continue;
    if (difficulty.empty()) {
      const double entropy = entropy_on(i);
      if (entropy > kEpsilon) first.offer(entropy, i);
    } else if (!std::isnan(difficulty[i])) {
      first.offer(difficulty[i], i);
    }
  }
  std::vector<DifficultObservation> rows;
  for (const auto& [score, i] : first.sorted()) {
    DifficultObservation& row = rows.emplace_back();
    row.observation = i;
    row.label = consensus.label[i];
    row.acc = consensus.acc[i];
    if (!difficulty.empty()) row.difficulty = difficulty[i];
    if (consensus.probabilities) row.entropy = entropy_on(i);
    row.votes = outcome.input.votes.n_votes_of(i);
  }
  return rows;
}

}  // namespace crowdvote
