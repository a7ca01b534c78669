#include "evaluation/share.hpp"
#include <crowdvote/exchange.hpp>
#include <crowdvote/shared_users.hpp>
#include <crowdvote/vote_agreement.hpp>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>

namespace crowdvote {

std::optional<double> VoteAgreement::share() const { return crowdvote::share(agreeing, votes); }

std::optional<double> VoteAgreement::share_of_majority() const {
  return crowdvote::share(agreeing_with_majority, votes);
}

double VoteAgreement::gap() const {
  return crowdvote::share(agreeing_with_majority - agreeing, votes).value_or(0);
}

VoteAgreement measure_vote_agreement(const VotesView& votes, std::span<const LabelId> label,
                                     std::span<const LabelId> gold) {
  assert(label.size() == votes.n_observations());
  VoteAgreement result;
  std::vector<std::uint32_t> count(votes.n_labels(), 0);  // set back to zero after each observation
  for (ObservationId i = 0; i < label.size(); ++i) {
    const auto labels = votes.labels_of(i);
    if (labels.size() < 2 || label[i] == kNoLabel) continue;
    if (!gold.empty() && gold[i] != kNoLabel) continue;
    std::uint32_t top = 0;
    for (const LabelId k : labels) top = std::max(top, ++count[k]);
    ++result.observations;
    result.votes += labels.size();
    result.agreeing += count[label[i]];
    result.agreeing_with_majority += top;
    for (const LabelId k : labels) count[k] = 0;
  }
  return result;
}

std::vector<double> agreement_of_users(const VotesView& votes, std::span<const LabelId> label,
                                       const SharedUsers* users_of_processes) {
  assert(label.size() == votes.n_observations());
  std::vector<std::uint32_t> n_agreeing(votes.n_users(), 0);
  for (ObservationId i = 0; i < label.size(); ++i) {
    const auto users = votes.users_of(i);
    const auto labels = votes.labels_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) n_agreeing[users[v]] += labels[v] == label[i] ? 1U : 0U;
  }
  std::vector<std::uint32_t> n_votes = votes.votes_per_user();
  sum_of_users(users_of_processes, std::span(n_agreeing));
  sum_of_users(users_of_processes, std::span(n_votes));
  std::vector<double> agreement(votes.n_users(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t u = 0; u < agreement.size(); ++u) {
    if (n_votes[u] != 0) agreement[u] = static_cast<double>(n_agreeing[u]) / n_votes[u];
  }
  return agreement;
}

double agreement_of_labels(std::span<const LabelId> vote, std::span<const LabelId> label,
                           const RunControl& control) {
  assert(vote.size() == label.size());
  std::size_t n_votes = 0;
  std::size_t n_agreeing = 0;
  for (std::size_t i = 0; i < vote.size(); ++i) {
    if (vote[i] == kNoLabel) continue;
    ++n_votes;
    n_agreeing += vote[i] == label[i] ? 1U : 0U;
  }
  n_agreeing = sum_over_processes(control, n_agreeing);
  n_votes = sum_over_processes(control, n_votes);
  return share(n_agreeing, n_votes).value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace crowdvote
