#include "strategies/plantnet_index.hpp"

#include "core/parallel.hpp"
#include "strategies/weighted_vote.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace crowdvote {

namespace {

constexpr std::size_t kBlockOfUsers = 4096;

std::vector<ObservationId> find_shared(const VoteMatrix& votes, const AiVotes& ai) {
  const auto n_observations = static_cast<ObservationId>(votes.n_observations());
  std::vector<ObservationId> shared;
  for (ObservationId i = 0; i < n_observations; ++i) {
    const std::size_t n_voters = votes.n_votes_of(i) + (ai.vote_on(i) != kNoLabel ? 1U : 0U);
    if (n_voters > 1) shared.push_back(i);
  }
  return shared;
}

/// Votes on shared observations, by user.
Groups gather_shared_votes(const VoteMatrix& votes, const std::vector<ObservationId>& shared,
                           const RunControl& control) {
  const auto for_each_vote = [&](const auto& emit) {
    for (const ObservationId i : shared) {
      for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) emit(votes.user_of_vote()[v], v);
    }
  };
  return gather(votes.n_users(), for_each_vote, control);
}

/// Labels on solo observations: of user u those that u authored in group 2 * u, the others in 2 * u + 1.
Groups gather_solo_labels(const AggregationInput& input, const AiVotes& ai, const RunControl& control) {
  const VoteMatrix& votes = input.votes;
  const auto for_each_label = [&](const auto& emit) {
    for (ObservationId i = 0; i < votes.n_observations(); ++i) {
      if (votes.n_votes_of(i) != 1 || ai.vote_on(i) != kNoLabel) continue;
      const UserId user = votes.users_of(i)[0];
      const bool is_author = !input.author_of_observation.empty() && input.author_of_observation[i] == user;
      emit(std::size_t{2} * user + (is_author ? 0 : 1), votes.labels_of(i)[0]);
    }
  };
  return gather(2 * votes.n_users(), for_each_label, control);
}

/// Numbers the pairs of one user after another; scratch of one thread.
class PairNumbering {
 public:
  PairNumbering(const VoteMatrix& votes, PlantnetIndex& index)
      : votes_(votes), index_(index), place_of_label_(votes.n_labels(), kUnseen) {}

  void number_pairs_of(UserId user, std::span<const std::uint32_t> shared_votes) {
    PairId next = index_.pair_begin[user];
    for (const VoteIndex v : shared_votes) {
      PairId& place = place_of(votes_.label_of_vote()[v]);
      if (place == kUnseen) place = next++;
      index_.pair_of_vote[v] = place;
    }
  }

  void add_authored_alone(UserId user, std::span<const std::uint32_t> labels) {
    for (const LabelId label : labels) {
      PairId& place = place_of(label);
      if (place == kUnseen) {
        place = kAuthoredAlone;
        ++index_.solo_labels[user].authored;
      } else if (place < kAuthoredAlone) {
        index_.solo_evidence[place] |= authored_alone;
      }
    }
  }

  /// REQUIRES: the labels that the user authored alone are there.
  void add_voted_alone(UserId user, std::span<const std::uint32_t> labels) {
    for (const LabelId label : labels) {
      PairId& place = place_of(label);
      if (place == kUnseen) {
        place = kVotedAlone;
        ++index_.solo_labels[user].voted;
      } else if (place == kAuthoredAlone) {
        place = kVotedAlone;
        --index_.solo_labels[user].authored;
        ++index_.solo_labels[user].both;
      } else if (place < kAuthoredAlone) {
        index_.solo_evidence[place] |= voted_alone;
      }
    }
  }

  void forget_labels() {
    for (const LabelId label : seen_) place_of_label_[label] = kUnseen;
    seen_.clear();
  }

 private:
  static constexpr PairId kUnseen = std::numeric_limits<PairId>::max();
  static constexpr PairId kVotedAlone = kUnseen - 1;     ///< no pair: on solo observations only
  static constexpr PairId kAuthoredAlone = kUnseen - 2;  ///< the same, and by its author only

  PairId& place_of(LabelId label) {
    PairId& place = place_of_label_[label];
    if (place == kUnseen) seen_.push_back(label);
    return place;
  }

  const VoteMatrix& votes_;
  PlantnetIndex& index_;
  std::vector<PairId> place_of_label_;
  std::vector<LabelId> seen_;
};

std::size_t count_ai_labels(const AggregationInput& input, const AiVotes& ai) {
  if (!ai.learns()) return 0;
  LabelId most = 0;
  for (const LabelId label : input.ai_label_of_observation) {
    if (label != kNoLabel) most = std::max(most, label + 1);
  }
  return most;
}

/// What the AI says on observations where nobody else votes.
void add_ai_alone(PlantnetIndex& index) {
  const VoteMatrix& votes = index.input.votes;
  const AiVotes& ai = index.ai;
  if (!ai.votes()) return;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    if (votes.n_votes_of(i) > 0 || ai.vote_on(i) == kNoLabel) continue;
    ++index.solo_labels[index.ai_voter()].n_observations;
    if (ai.learns()) index.solo_evidence[index.pair_begin[index.ai_voter()] + ai.vote_on(i)] |= voted_alone;
  }
}

}  // namespace

PlantnetIndex::PlantnetIndex(const AggregationInput& crowd, const AiVotes& ai_votes,
                             const RunControl& control)
    : input(crowd), ai(ai_votes), shared_observations(find_shared(crowd.votes, ai_votes)) {
  const VoteMatrix& votes = input.votes;
  Groups shared_votes = gather_shared_votes(votes, shared_observations, control);
  const Groups solo = gather_solo_labels(input, ai, control);

  pair_begin = std::move(shared_votes.begin);
  pair_begin[ai_voter() + 1] = pair_begin[ai_voter()] + static_cast<PairId>(count_ai_labels(input, ai));
  pair_of_vote.resize(static_cast<Eigen::Index>(votes.n_votes()));
  solo_evidence.resize(pair_begin[ai_voter() + 1], no_solo_evidence);
  solo_labels.resize(votes.n_users() + 1);

  std::vector<std::optional<PairNumbering>> numbering_of_thread(control.threads());
  for_each_block(votes.n_users(), kBlockOfUsers, control, [&](const Block& block, unsigned thread) {
    auto& numbering = numbering_of_thread[thread];
    if (!numbering) numbering.emplace(votes, *this);
    for (auto user = static_cast<UserId>(block.begin); user < block.end; ++user) {
      const std::uint32_t* const shared = shared_votes.values.data();
      const auto authored = solo[std::size_t{2} * user];
      const auto voted = solo[std::size_t{2} * user + 1];
      numbering->number_pairs_of(user, {shared + pair_begin[user], shared + pair_begin[user + 1]});
      numbering->add_authored_alone(user, authored);
      numbering->add_voted_alone(user, voted);
      numbering->forget_labels();
      solo_labels[user].n_observations = static_cast<std::uint32_t>(authored.size() + voted.size());
    }
  });
  add_ai_alone(*this);
}

}  // namespace crowdvote
