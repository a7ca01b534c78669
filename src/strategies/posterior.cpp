#include "strategies/posterior.hpp"

#include "core/parallel.hpp"
#include "strategies/weighted_vote.hpp"

#include <atomic>
#include <cmath>
#include <utility>

namespace crowdvote {

Posterior::Posterior(const AggregationInput& input, const Truths& truths, double theta_acc,
                     const RunControl& control)
    : input_(input),
      truths_(truths),
      rule_{.theta_acc = theta_acc},
      winner_(input.votes.n_observations()),
      label_changes_(input) {
  reserve_on_huge_pages(q_, truths.n_places());
  q_.assign(truths.n_places(), 0.0);
  const auto place_of_vote = truths.place_of_vote();
  for_each_block(winner_.size(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!truths.takes_part(i)) continue;
      const PlaceIndex gold = truths.gold_place(i);
      if (gold != kNoPlace) {
        q_[gold] = 1;
      } else {
        const double share = 1 / static_cast<double>(input.votes.n_votes_of(i));
        for (VoteIndex v = input.votes.votes_begin(i); v < input.votes.votes_end(i); ++v) {
          q_[place_of_vote[v]] += share;
        }
      }
      winner_[i] = winner_on(i).place;
    }
  });
}

Posterior::Choice Posterior::winner_on(ObservationId i) const {
  const std::span<const double> q = of(i);
  const double top = *std::max_element(q.begin(), q.end());
  const double least = top - kEpsilon * std::max(1.0, top);
  const auto is_tied = [least](double x) { return x >= least; };
  auto chosen = std::find_if(q.begin(), q.end(), is_tied);
  const auto n_tied = static_cast<std::size_t>(std::count_if(chosen, q.end(), is_tied));
  const TieBreak tie_break = tie_break_on(input_, i);
  if (tie_break.rule == TieRule::random) {
    for (std::size_t skip = tie_break.hash % n_tied; skip > 0; --skip) {
      chosen = std::find_if(chosen + 1, q.end(), is_tied);
    }
  }
  return {truths_.begin(i) + static_cast<PlaceIndex>(chosen - q.begin()), n_tied > 1};
}

double Posterior::set(ObservationId i, std::span<double> log_q, PosteriorChange& change) {
  double* const q = q_.data() + truths_.begin(i);
  const double top = *std::max_element(log_q.begin(), log_q.end());
  double sum = 0;
  double sum_of_logs = 0;  // of exp(x) x, for the entropy: ln sum - (sum of exp(x) x) / sum
  const double weight_without_votes = std::exp(-top);  // for log_q = 0, which many labels have
  for (double& x : log_q) {
    const double weight = x == 0 ? weight_without_votes : std::exp(x - top);
    if (weight > 0) sum_of_logs += weight * (x - top);
    sum += x = weight;
  }
  const double log_sum = std::log(sum);
  for (std::size_t j = 0; j < log_q.size(); ++j) {
    const double now = log_q[j] / sum;
    change.largest_change = std::max(change.largest_change, std::abs(now - q[j]));
    q[j] = now;
  }
  change.entropy += log_sum - sum_of_logs / sum;
  choose(i, winner_on(i).place, change);
  return top + log_sum;
}

void Posterior::harden(ObservationId i) {
  std::fill(q_.data() + truths_.begin(i), q_.data() + truths_.begin(i + 1), 0.0);
  q_[winner_[i]] = 1;
}

void Posterior::move_to(Consensus& consensus, const RunControl& control) {
  const std::size_t n = winner_.size();
  make_undefined(consensus, n, control);
  Probabilities probabilities;
  reserve_on_huge_pages(probabilities.begin, n + 1);
  reserve_on_huge_pages(probabilities.label, truths_.n_places());
  probabilities.begin.resize(n + 1);
  probabilities.label.resize(truths_.n_places());
  std::atomic<std::size_t> n_ties{0};
  for_each_block(n, kBlockOfObservations, control, [&](const Block& block, unsigned) {
    std::size_t n_ties_of_block = 0;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      probabilities.begin[i + 1] = truths_.begin(i + 1);
      if (!truths_.takes_part(i)) continue;
      const Choice winner = winner_on(i);
      n_ties_of_block += winner.is_tied ? 1U : 0U;
      consensus.label[i] = truths_.label_of(truths_.number_at(i, winner.place));
      consensus.conf[i] = consensus.acc[i] = q_[winner.place];
      for (PlaceIndex place = truths_.begin(i); place < truths_.begin(i + 1); ++place) {
        probabilities.label[place] = truths_.label_of(truths_.number_at(i, place));
      }
    }
    n_ties += n_ties_of_block;
  });
  probabilities.value = std::exchange(q_, {});
  consensus.probabilities = std::move(probabilities);
  consensus.decided_by = DecidedBy::probabilities;
  consensus.validity = rule_;
  label_changes_.move_to(consensus.diagnostics);
  consensus.diagnostics.n_ties = sum_over_processes(control, n_ties);
}

}  // namespace crowdvote
