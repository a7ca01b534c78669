#include "explanation/fixed_model.hpp"
#include <crowdvote/influence.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace crowdvote {

namespace {

/// Judges observations with all votes and without each of their votes, many at a time.
class LeaveOneOut {
 public:
  LeaveOneOut(const AggregationInput& input, const Consensus& consensus, const KnownModel& known,
              const StrategyOptions& strategy)
      : input_(input),
        consensus_(consensus),
        most_observations_(kMostCells / std::max<std::size_t>(1, input.votes.n_labels())),
        made_(input, known, strategy) {}

  void add(ObservationId i) {
    observations_.push_back(i);
    const std::size_t n = input_.votes.n_votes_of(i);
    add_without(i, n);
    for (std::size_t left_out = 0; left_out < n; ++left_out) add_without(i, left_out);
  }
  [[nodiscard]] bool is_full() const {
    return made_.n_votes() >= kMostVotes || made_.size() >= most_observations_;
  }

  /// Appends the decisive votes of the observations added since the last call.
  void judge(DecisiveVotes& found, const RunControl& control) {
    const Consensus then = made_.judge(false, control);
    std::size_t as_it_is = 0;
    for (const ObservationId i : observations_) {
      const auto differs = [&](std::size_t place) {
        return then.label[place] != consensus_.label[i] || then.valid[place] != consensus_.valid[i];
      };
      const auto users = input_.votes.users_of(i);
      // The labels of a round may come from the parameters before those that were then learnt from the
      // labels.
      for (std::size_t v = 0; v < users.size() && !differs(as_it_is); ++v) {
        const std::size_t without = as_it_is + 1 + v;
        if (differs(without)) {
          found.votes.push_back(
              {users[v], then.label[without] != consensus_.label[i], DecisiveVote::kNoWeight});
        }
      }
      found.end[i] = found.votes.size();
      as_it_is += users.size() + 1;
    }
    observations_.clear();
    made_.clear();
  }

 private:
  /// The limit on votes, and on numbers that strategies keep for labels of observations, in memory at a time.
  static constexpr std::size_t kMostVotes = std::size_t{1} << 20;
  static constexpr std::size_t kMostCells = std::size_t{1} << 23;

  /// \param left_out index of a vote; one past the last: none
  void add_without(ObservationId i, std::size_t left_out) {
    const auto users = input_.votes.users_of(i);
    const auto labels = input_.votes.labels_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) {
      if (v != left_out) made_.vote(users[v], labels[v]);
    }
    made_.end_observation(input_.ties == TieRule::random ? input_.tie_hash_of_observation[i] : 0);
  }

  const AggregationInput& input_;
  const Consensus& consensus_;
  std::size_t most_observations_;
  MadeUpObservations made_;
  std::vector<ObservationId> observations_;
};

}  // namespace

std::optional<DecisiveVotes> find_decisive_votes_by_model(const AggregationInput& input,
                                                          const Consensus& consensus,
                                                          const StrategyOptions& strategy,
                                                          const RunControl& control) {
  std::vector<std::uint32_t> rows;
  const KnownModel known = model_that_decided(input, consensus, rows);
  if (consensus.decided_by != DecidedBy::probabilities || !known) return std::nullopt;
  RunControl silent = control;
  silent.progress = {};  // these runs are internal
  const auto n = static_cast<ObservationId>(consensus.label.size());
  DecisiveVotes found{.end = std::vector<std::size_t>(n, 0), .votes = {}};
  LeaveOneOut batch(input, consensus, known, strategy);
  for (ObservationId i = 0; i < n; ++i) {
    if (input.votes.n_votes_of(i) > 0 && !is_given_label(input, consensus, i, &strategy)) batch.add(i);
    if (batch.is_full()) batch.judge(found, silent);
  }
  batch.judge(found, silent);
  for (std::size_t i = 1; i < n; ++i) found.end[i] = std::max(found.end[i], found.end[i - 1]);
  return found;
}

}  // namespace crowdvote
