#include "strategies/weighted_vote.hpp"

#include "core/flat_array.hpp"
#include "core/ordered_blocks.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

namespace crowdvote {

namespace {

template <class Value>
void check_length(std::string_view name, std::span<const Value> values, std::size_t length) {
  if (values.empty() || values.size() == length) return;
  throw std::invalid_argument(
      fmt::format("{} has {} entries, expected {} or none", name, values.size(), length));
}

void check_label_scores(const LabelScores& scores, std::size_t n_observations) {
  if (scores.empty()) return;
  check_length("ai_scores_of_labels.begin", scores.begin, n_observations + 1);
  const std::size_t n = scores.begin.back();
  if (scores.label.size() == n && scores.score.size() == n) return;
  throw std::invalid_argument(fmt::format("ai_scores_of_labels has {} labels and {} scores, expected {}",
                                          scores.label.size(), scores.score.size(), n));
}

void check_known_model(const KnownModel& known, std::size_t n_users) {
  if (!known) return;
  const LearntModel& learnt = *known.learnt;
  if (known.row_of_user.size() != n_users) {
    throw std::invalid_argument(
        fmt::format("known.row_of_user has {} entries, expected {}", known.row_of_user.size(), n_users));
  }
  if (learnt.value.empty()) throw std::invalid_argument("known.learnt has no row for users it does not know");
  check_length("known.learnt.begin", std::span(learnt.begin), learnt.value.size() + 1);
  check_length("known.learnt.prior", std::span(learnt.prior), learnt.labels.size());
  check_length("known.labels", known.labels, learnt.labels.size());
}

}  // namespace

void check_input(const AggregationInput& input) {
  const std::size_t n_observations = input.votes.n_observations();
  check_length("author_of_observation", input.author_of_observation, n_observations);
  check_length("ai_label_of_observation", input.ai_label_of_observation, n_observations);
  check_length("ai_score_of_observation", input.ai_score_of_observation, n_observations);
  check_label_scores(input.ai_scores_of_labels, n_observations);
  check_length("gold_of_observation", input.gold_of_observation, n_observations);
  check_length("weight_of_user", input.weight_of_user, input.votes.n_users());
  check_known_model(input.known, input.votes.n_users());
  check_length("draws.of_observation", input.draws.of_observation, n_observations);
  check_length("draws.of_user", input.draws.of_user, input.votes.n_users());
  check_length("draws.of_label", input.draws.of_label, input.votes.n_labels());
  if (input.ties != TieRule::random) return;
  if (input.tie_hash_of_observation.empty() && n_observations > 0) {
    throw OptionError("random ties need a hash of every observation");
  }
  check_length("tie_hash_of_observation", input.tie_hash_of_observation, n_observations);
}

std::size_t count_voted_labels(const VotesView& votes, const RunControl& control) {
  std::vector<std::uint32_t> occurs(votes.n_labels(), 0);
  for (const LabelId label : votes.label_of_vote()) occurs[label] = 1;
  sum_over_processes(control, std::span(occurs));
  return static_cast<std::size_t>(occurs.size()) -
         static_cast<std::size_t>(std::count(occurs.begin(), occurs.end(), 0U));
}

std::vector<double> sums_of_all_blocks(const std::vector<double>& mine, Exchange& processes) {
  const auto all = gather_values(processes, mine);
  std::size_t n = 0;
  for (const auto& of_process : all) n += of_process.size();
  std::vector<double> sums(n);
  for (std::size_t b = 0; b < n; ++b) sums[b] = all[b % processes.size()][b / processes.size()];
  return sums;
}

void fill_columns(std::initializer_list<std::function<void()>> fill_column, const RunControl& control) {
  for_each_block(fill_column.size(), 1, control,
                 [&](const Block& column, unsigned) { fill_column.begin()[column.index](); });
}

void make_undefined(Consensus& consensus, std::size_t n_observations, const RunControl& control) {
  reserve_on_huge_pages(consensus.label, n_observations);
  reserve_on_huge_pages(consensus.valid, n_observations);
  reserve_on_huge_pages(consensus.conf, n_observations);
  reserve_on_huge_pages(consensus.acc, n_observations);
  fill_columns({[&] { consensus.conf.assign(n_observations, 0.0); },
                [&] { consensus.acc.assign(n_observations, 0.0); },
                [&] { consensus.label.assign(n_observations, kNoLabel); },
                [&] { consensus.valid.assign(n_observations, 0); }},
               control);
}

void leave_ties_undefined(const AggregationInput& input, const RunControl& control, Consensus& consensus) {
  std::atomic<std::size_t> n_ties{0};
  for_each_block(consensus.label.size(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    Ballots ballots(input, consensus);
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (consensus.label[i] == kNoLabel || !ballots.standing_on(i).is_tied) continue;
      consensus.label[i] = kNoLabel;
      consensus.conf[i] = consensus.acc[i] = 0;
      ++n_ties;
    }
  });
  consensus.diagnostics.n_ties = sum_over_processes(control, n_ties);
}

void judge_validity(const VotesView& votes, const RunControl& control, Consensus& consensus) {
  for_each_block(consensus.label.size(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    // Copies and spans, because to the compiler a written byte could alias any object.
    const ValidityRule rule = consensus.validity;
    const std::span<const LabelId> label(consensus.label);
    const std::span<const double> conf(consensus.conf);
    const std::span<const double> acc(consensus.acc);
    const std::span<std::uint8_t> valid(consensus.valid);
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      const bool is_defined = label[i] != kNoLabel;
      valid[i] = static_cast<std::uint8_t>(static_cast<int>(rule.holds(conf[i], acc[i])) &
                                           static_cast<int>(is_defined));
    }
    if (rule.min_votes == 0) return;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (votes.n_votes_of(i) < rule.min_votes) valid[i] = 0;
    }
  });
}

namespace {

/// Replaces a ballot whose weights are all 0 by one in which each vote counts as 1.
void count_if_weightless(const AggregationInput& input, ObservationId i, Ballot<double>& ballot) {
  if (ballot.total() > 0) return;
  ballot.clear();
  for (const LabelId label : input.votes.labels_of(i)) ballot.add(label, 1);
  ballot.settle();
}

/// The shares of one ballot, by label rank.
void append_shares(const VotesView& votes, const Ballot<double>& ballot, Probabilities& shares) {
  const std::size_t first = shares.label.size();
  for (const auto& candidate : ballot.candidates()) shares.label.push_back(candidate.label);
  std::sort(shares.label.begin() + static_cast<std::ptrdiff_t>(first), shares.label.end(),
            [&](LabelId a, LabelId b) { return votes.rank_of(a) < votes.rank_of(b); });
  for (std::size_t k = first; k < shares.label.size(); ++k) {
    shares.value.push_back(ballot.weight_of(shares.label[k]) / ballot.total());
  }
  shares.begin.push_back(shares.label.size());
}

/// The shares of all ballots; throws MemoryError if they do not fit.
template <class Append>
Probabilities collect_shares(const AggregationInput& input, const RunControl& control, const Append& append) {
  const std::size_t n = input.votes.n_observations();
  const std::size_t most = input.votes.n_votes() + n;
  constexpr std::size_t kBytesOfShare = sizeof(LabelId) + sizeof(double);
  control.check_memory("making probabilities of the votes", n * sizeof(std::size_t) + most * kBytesOfShare);
  return collect_probabilities(n, most, control, append);
}

}  // namespace

Probabilities collect_probabilities(std::size_t n, std::size_t most_entries, const RunControl& control,
                                    const std::function<void(const Block&, Probabilities&)>& append) {
  Probabilities all{.begin = {0}, .label = {}, .value = {}};
  all.begin.reserve(n + 1);
  all.label.reserve(most_entries);
  all.value.reserve(most_entries);
  PerSlot<Probabilities> of_block(control);
  const auto make = [&](const Block& block, std::size_t slot) {
    of_block[slot] = {};
    append(block, of_block[slot]);
  };
  const auto join = [&](const Block& /*block*/, std::size_t slot) {
    const Probabilities& next = of_block[slot];
    const std::size_t before = all.label.size();
    for (const std::size_t end : next.begin) all.begin.push_back(before + end);
    all.label.insert(all.label.end(), next.label.begin(), next.label.end());
    all.value.insert(all.value.end(), next.value.begin(), next.value.end());
  };
  for_each_block_in_order(n, kBlockOfObservations, control, make, join);
  return all;
}

void take_shares_for_probabilities(const AggregationInput& input, const RunControl& control,
                                   Consensus& consensus) {
  consensus.probabilities = collect_shares(input, control, [&](const Block& block, Probabilities& shares) {
    Ballots ballots(input, consensus);
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      Ballot<double>& ballot = ballots.on(i);
      count_if_weightless(input, i, ballot);
      append_shares(input.votes, ballot, shares);
    }
  });
}

void decide_by_shares(const AggregationInput& input, std::span<const LabelId> gold,
                      const CastVotes& cast_votes, const RunControl& control, Consensus& consensus) {
  make_undefined(consensus, input.votes.n_observations(), control);
  std::atomic<std::size_t> n_ties{0};
  const auto decide = [&](ObservationId i, Ballot<double>& ballot) {
    ballot.clear();
    const bool is_gold = !gold.empty() && gold[i] != kNoLabel;
    if (is_gold) {
      ballot.add(gold[i], 1);
    } else {
      cast_votes(i, ballot);
    }
    ballot.settle();
    const bool weighs_something = ballot.total() > 0;
    count_if_weightless(input, i, ballot);
    if (ballot.candidates().empty()) return;
    const Winner<double> winner = ballot.winner(input.votes, tie_break_on(input, i));
    set_observation(consensus, i, winner);
    if (!weighs_something) consensus.conf[i] = 0;
    if (winner.is_tied) ++n_ties;
  };
  consensus.probabilities = collect_shares(input, control, [&](const Block& block, Probabilities& shares) {
    Ballot<double> ballot;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      decide(i, ballot);
      append_shares(input.votes, ballot, shares);
    }
  });
  consensus.decided_by = DecidedBy::probabilities;
  consensus.diagnostics.n_ties = sum_over_processes(control, n_ties);
}

CastVotes cast_with_weights_of_users(const AggregationInput& input, std::span<const double> weight_of_user) {
  return [&votes = input.votes, weight_of_user](ObservationId i, Ballot<double>& ballot) {
    const auto users = votes.users_of(i);
    const auto labels = votes.labels_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) ballot.add(labels[v], weight_of_user[users[v]]);
  };
}

}  // namespace crowdvote
