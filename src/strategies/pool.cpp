#include "strategies/weighted_vote.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/strategies/pool.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <atomic>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

std::vector<const StrategyInfo*> members_of(const PoolOptions& options) {
  std::vector<const StrategyInfo*> members;
  std::istringstream names(options.of);
  for (std::string name; std::getline(names, name, '+');) {
    const StrategyInfo& member = find_strategy(name);
    if (member.name() == PoolOptions::kDescription.name) {
      throw OptionError(fmt::format("'{}': a pool cannot be a member of a pool", options.of));
    }
    if (std::find(members.begin(), members.end(), &member) != members.end()) {
      throw OptionError(fmt::format("'{}': {} is named twice; leave one out", options.of, name));
    }
    members.push_back(&member);
  }
  if (members.size() < 2) {
    throw OptionError(fmt::format("'{}': a pool has at least two members, with + between them, as in {}",
                                  options.of, PoolOptions{}.of));
  }
  return members;
}

template <class InputsOf>
SideInputs union_over_members(const PoolOptions& options, const InputsOf& inputs_of) {
  SideInputs all;
  for (const StrategyInfo* const member : members_of(options)) all = all | inputs_of(*member);
  return all;
}

/// Appends the labels that either has on observation i, by rank, with the sums of their values.
void add_up(const VotesView& votes, const Probabilities& pooled, const Probabilities& member, ObservationId i,
            Probabilities& sums) {
  const auto labels = pooled.labels_of(i);
  const auto others = member.labels_of(i);
  for (std::size_t a = 0, b = 0; a < labels.size() || b < others.size();) {
    const bool takes_a =
        b == others.size() || (a < labels.size() && votes.rank_of(labels[a]) <= votes.rank_of(others[b]));
    const bool takes_b =
        a == labels.size() || (b < others.size() && votes.rank_of(others[b]) <= votes.rank_of(labels[a]));
    sums.label.push_back(takes_a ? labels[a] : others[b]);
    double& sum = sums.value.emplace_back(0.0);
    if (takes_a) sum += pooled.values_of(i)[a++];
    if (takes_b) sum += member.values_of(i)[b++];
  }
  sums.begin.push_back(sums.label.size());
}

/// The sums of the pooled probabilities and those of the next member.
Probabilities sum_of(const VotesView& votes, const Probabilities& pooled, const Probabilities& member,
                     const RunControl& control) {
  return collect_probabilities(votes.n_observations(), pooled.label.size() + member.label.size(), control,
                               [&](const Block& block, Probabilities& sums) {
                                 for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
                                   add_up(votes, pooled, member, i, sums);
                                 }
                               });
}

/// Turns the sums on an observation into means; with gold, q is 1 on the gold label.
void finish(const AggregationInput& input, double n_members, ObservationId i, Probabilities& pooled) {
  const LabelId gold = input.gold_of_observation.empty() ? kNoLabel : input.gold_of_observation[i];
  for (std::size_t j = pooled.begin[i]; j < pooled.begin[i + 1]; ++j) {
    if (gold == kNoLabel) {
      pooled.value[j] /= n_members;
    } else {
      pooled.value[j] = pooled.label[j] == gold ? 1 : 0;
    }
  }
}

/// Computes the means and chooses the labels.
void choose_labels(const AggregationInput& input, double n_members, const RunControl& control,
                   Consensus& consensus) {
  make_undefined(consensus, input.votes.n_observations(), control);
  Probabilities& pooled = *consensus.probabilities;
  std::atomic<std::size_t> n_ties{0};
  for_each_block(consensus.label.size(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    Ballot<double> ballot;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (pooled.labels_of(i).empty()) continue;
      finish(input, n_members, i, pooled);
      ballot.clear();
      for (std::size_t j = 0; j < pooled.labels_of(i).size(); ++j) {
        ballot.add(pooled.labels_of(i)[j], pooled.values_of(i)[j]);
      }
      ballot.settle();
      const Winner<double> winner = ballot.winner(input.votes, tie_break_on(input, i));
      consensus.label[i] = winner.label;
      consensus.conf[i] = consensus.acc[i] = winner.conf;
      if (winner.is_tied) ++n_ties;
    }
  });
  consensus.diagnostics.n_ties = n_ties;
  consensus.diagnostics.is_tested = false;
}

}  // namespace

SideInputs taken_inputs(const PoolOptions& options) {
  return union_over_members(options, [](const StrategyInfo& member) {
    SideInputs taken = inputs_taken_by(member.defaults);
    // In a pool, a strategy with an option for the part of the AI runs without the AI.
    if (!member.description.ai_option.empty()) taken.ai_votes = taken.ai_scores = false;
    return taken;
  });
}

SideInputs needed_inputs(const PoolOptions& options) {
  return union_over_members(options, [](const StrategyInfo& member) {
    return std::visit([](const auto& of_strategy) { return needed_inputs(of_strategy); }, member.defaults);
  });
}

Consensus run_strategy(const AggregationInput& input, const PoolOptions& options, const RunControl& control) {
  const std::vector<const StrategyInfo*> members = members_of(options);
  check_result_fits(input, control);
  AggregationInput of_members = input;
  of_members.wants_probabilities = true;
  Consensus consensus;
  for (const StrategyInfo* const member : members) {
    Consensus of_member = aggregate(of_members, member->defaults, control);
    if (!consensus.probabilities) {
      consensus.probabilities = std::move(of_member.probabilities);
    } else {
      consensus.probabilities =
          sum_of(input.votes, *consensus.probabilities, of_member.probabilities.value(), control);
    }
  }
  choose_labels(input, static_cast<double>(members.size()), control, consensus);
  consensus.decided_by = DecidedBy::probabilities;
  consensus.validity = {.theta_acc = options.theta_acc};
  return consensus;
}

}  // namespace crowdvote
