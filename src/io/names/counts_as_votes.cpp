#include "io/names/counts_as_votes.hpp"

#include "io/names/names_alone.hpp"
#include "io/names/odd_labels.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace crowdvote {

namespace {

/// Counts are small; labels that are numbers, such as those of species, may be large.
bool are_small_numbers(const NameTable& labels) {
  constexpr std::int64_t kLargest = 10'000;
  if (labels.size() < 2 || !labels.all_integers()) return false;
  for (LabelId label = 0; label < labels.size(); ++label) {
    if (labels[label].value() < 0 || labels[label].value() > kLargest) return false;
  }
  return true;
}

bool are_words_for_answers(const NameTable& users) {
  for (UserId user = 0; user < users.size(); ++user) {
    if (users[user].is_integer() || !is_word_for_answer(users[user].text())) return false;
  }
  return true;
}

/// Whether the numbers of each observation have the same sum, as counts of a fixed number of judgements do.
bool have_same_sum(const CrowdData& data) {
  constexpr std::size_t kFewObservations = 4;
  const VotesView votes = data.votes.view();
  std::int64_t sum_of_all = -1;
  std::size_t n_observations = 0;
  bool any_has_several = false;
  bool any_agree = false;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    if (labels.empty()) continue;
    std::int64_t sum = 0;
    for (const LabelId label : labels) sum += data.labels[label].value();
    if (sum_of_all >= 0 && sum != sum_of_all) return false;
    sum_of_all = sum;
    ++n_observations;
    any_has_several = any_has_several || labels.size() > 1;
    any_agree =
        any_agree || (labels.size() > 1 && std::count(labels.begin(), labels.end(), labels.front()) > 1);
  }
  if (n_observations < 2 || !any_has_several || sum_of_all < 2) return false;
  return n_observations >= kFewObservations || (!any_agree && sum_of_all > 2);
}

/// Whether there are few names and all of them are words, which is usual for labels and rare for a crowd.
bool may_be_labels(const NameTable& users) {
  constexpr std::size_t kMost = 10;
  if (users.size() > kMost) return false;
  for (UserId user = 0; user < users.size(); ++user) {
    if (users.str(user).find_first_of("0123456789") != std::string::npos) return false;
  }
  return true;
}

/// Compares how many pairs of users on one observation agree with how many pairs of arbitrary votes would;
/// true if the z-score is very low.
bool agree_less_than_by_chance(const CrowdData& data) {
  constexpr double kFewestPairs = 3.0;
  const double most = may_be_labels(data.users) ? -1.6 : -4.0;
  const VotesView votes = data.votes.view();
  std::vector<double> n_votes_for(data.labels.size(), 0.0);
  for (const LabelId label : votes.label_of_vote()) ++n_votes_for[label];
  double expected = 0.0;
  const auto n_votes = static_cast<double>(votes.n_votes());
  for (const double n : n_votes_for) expected += n / n_votes * (n / n_votes);
  double n_pairs = 0.0;
  double n_agree = 0.0;
  double n_independent = 0.0;  // in the pairs of one observation
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    for (std::size_t a = 0; a < labels.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) n_agree += labels[a] == labels[b] ? 1.0 : 0.0;
    }
    const auto n = static_cast<double>(labels.size());
    n_pairs += n * (n - 1.0) / 2.0;
    n_independent += std::max(0.0, n - 1.0);
  }
  if (n_pairs < kFewestPairs) return false;
  const double deviation = std::sqrt(expected * (1.0 - expected) / n_independent);
  return deviation > 0.0 && (n_agree / n_pairs - expected) / deviation < most;
}

}  // namespace

std::vector<Finding> find_counts(const CrowdData& data) {
  constexpr std::size_t kMostUsers = 50;
  const bool may_be_counts =
      data.users.size() > 1 && data.users.size() <= kMostUsers && are_small_numbers(data.labels);
  if (!may_be_counts) return {};
  if (!are_words_for_answers(data.users) && !have_same_sum(data) && !agree_less_than_by_chance(data))
    return {};
  Finding finding{.kind = Finding::Kind::counts_as_votes, .of = "users", .remedy = {WayOut::read_counts}};
  for (UserId user = 0; user < data.users.size(); ++user)
    add_example(finding, in_quotes(data.users.str(user)));
  return {std::move(finding)};
}

}  // namespace crowdvote
