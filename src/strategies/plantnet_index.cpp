#include "strategies/plantnet_index.hpp"

#include "core/parallel.hpp"
#include "strategies/weighted_vote.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

std::size_t n_voters_of(const AggregationInput& input, const AiVotes& ai, ObservationId i) {
  return input.votes.n_votes_of(i) + (ai.vote_on(i) != kNoLabel ? 1U : 0U);
}

FlatArray<ObservationId> find_shared(const AggregationInput& input, const AiVotes& ai,
                                     const RunControl& control) {
  const std::size_t n = input.votes.n_observations();
  std::vector<std::size_t> place_of_block(n_blocks(n, kBlockOfObservations) + 1, 0);
  const auto for_each_shared = [&](const auto& take) {
    for_each_block(n, kBlockOfObservations, control, [&](const Block& block, unsigned) {
      for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
        if (n_voters_of(input, ai, i) > 1) take(block.index, i);
      }
    });
  };
  for_each_shared([&](std::size_t block, ObservationId) { ++place_of_block[block + 1]; });
  std::partial_sum(place_of_block.begin(), place_of_block.end(), place_of_block.begin());
  FlatArray<ObservationId> shared(place_of_block.back());
  for_each_shared([&](std::size_t block, ObservationId i) { shared[place_of_block[block]++] = i; });
  return shared;
}

/// Votes on shared observations, by voter.
Groups gather_shared_votes(const PlantnetIndex& index, const RunControl& control) {
  const auto for_each_vote = [&](std::size_t begin, std::size_t end, const auto& emit) {
    for (std::size_t shared = begin; shared < end; ++shared) {
      index.for_each_vote_on(index.shared_observations[shared],
                             [&](const PlantnetIndex::Vote& vote) { emit(vote.voter, vote.number); });
    }
  };
  return Gatherer::gather(index.shared_observations.size(), index.n_users() + 1, for_each_vote, control);
}

/// Labels on solo observations: of voter u those that u authored in group 2 * u, the others in 2 * u + 1.
Groups gather_solo_labels(const PlantnetIndex& index, const RunControl& control) {
  const VoteMatrix& votes = index.input.votes;
  const auto for_each_label = [&](std::size_t begin, std::size_t end, const auto& emit) {
    for (auto i = static_cast<ObservationId>(begin); i < end; ++i) {
      if (n_voters_of(index.input, index.ai, i) != 1) continue;
      if (votes.n_votes_of(i) == 1) {
        const UserId user = votes.users_of(i)[0];
        emit(std::size_t{2} * user + (index.is_author(user, i) ? 0 : 1), votes.labels_of(i)[0]);
      } else {
        emit(2 * index.n_users() + 1, index.ai.vote_on(i));
      }
    }
  };
  return Gatherer::gather(votes.n_observations(), 2 * (index.n_users() + 1), for_each_label, control);
}

/// Numbers the pairs of one voter after another; scratch of one thread.
class PairNumbering {
 public:
  explicit PairNumbering(PlantnetIndex& index)
      : index_(index), pair_of_label_(std::max(index.input.votes.n_labels(), index.ai.n_labels()), kUnseen) {}

  void number_pairs_of(UserId voter, std::span<const LabelId> authored_solo,
                       std::span<const LabelId> voted_solo) {
    SoloLabels& solo = index_.solo_labels[voter];
    solo = {};
    solo.n_observations = static_cast<std::uint32_t>(authored_solo.size() + voted_solo.size());
    number_shared(voter);
    for (const LabelId label : authored_solo) add_authored_alone(label, solo);
    for (const LabelId label : voted_solo) add_voted_alone(label, solo);
    for (const LabelId label : seen_) pair_of_label_[label] = kUnseen;
    seen_.clear();
  }

 private:
  static constexpr std::uint32_t kUnseen = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint32_t kVotedAlone = kUnseen - 1;     ///< no pair: on solo observations only
  static constexpr std::uint32_t kAuthoredAlone = kUnseen - 2;  ///< the same, and authored only

  void number_shared(UserId voter) {
    const std::uint32_t begin = index_.begin[voter];
    const std::uint32_t n = index_.begin[voter + 1] - begin;
    // Reading all labels first lets the processor wait for many of them at once.
    label_at_.resize(n);
    for (std::uint32_t k = 0; k < n; ++k) label_at_[k] = index_.label_of(index_.vote_at[begin + k]);

    std::uint32_t next_pair = begin;
    for (std::uint32_t k = 0; k < n; ++k) {
      std::uint32_t& pair = pair_of(label_at_[k]);
      if (pair == kUnseen) pair = next_pair++;
      index_.pair_of[begin + k] = pair;
      index_.solo_evidence[begin + k] = no_evidence;
    }
  }

  void add_authored_alone(LabelId label, SoloLabels& solo) {
    std::uint32_t& pair = pair_of(label);
    if (pair == kUnseen) {
      pair = kAuthoredAlone;
      ++solo.authored;
    } else if (pair < kAuthoredAlone) {
      index_.solo_evidence[pair] |= right_on_own_invalid;
    }
  }

  /// REQUIRES: the labels that the voter authored alone are there.
  void add_voted_alone(LabelId label, SoloLabels& solo) {
    std::uint32_t& pair = pair_of(label);
    if (pair == kUnseen) {
      pair = kVotedAlone;
      ++solo.voted;
    } else if (pair == kAuthoredAlone) {
      pair = kVotedAlone;
      --solo.authored;
      ++solo.both;
    } else if (pair < kAuthoredAlone) {
      index_.solo_evidence[pair] |= right_on_others;
    }
  }

  std::uint32_t& pair_of(LabelId label) {
    std::uint32_t& pair = pair_of_label_[label];
    if (pair == kUnseen) seen_.push_back(label);
    return pair;
  }

  PlantnetIndex& index_;
  std::vector<std::uint32_t> pair_of_label_;
  std::vector<LabelId> seen_;
  std::vector<LabelId> label_at_;
};

}  // namespace

PlantnetIndex::PlantnetIndex(const AggregationInput& crowd, const AiVotes& ai_votes,
                             const RunControl& control)
    : input(crowd), ai(ai_votes), shared_observations(find_shared(crowd, ai_votes, control)) {
  Groups shared_votes = gather_shared_votes(*this, control);
  begin = std::move(shared_votes.begin);
  vote_at = std::move(shared_votes.values);
  pair_of = FlatArray<std::uint32_t>(vote_at.size());
  solo_evidence = FlatArray<EvidenceBits>(vote_at.size());

  const Groups solo = gather_solo_labels(*this, control);
  solo_labels = FlatArray<SoloLabels>(n_users() + 1);
  std::vector<std::optional<PairNumbering>> numbering_of_thread(control.threads());
  for_each_block(n_users() + 1, kBlockOfUsers, control, [&](const Block& block, unsigned thread) {
    auto& numbering = numbering_of_thread[thread];
    if (!numbering) numbering.emplace(*this);
    for (auto voter = static_cast<UserId>(block.begin); voter < block.end; ++voter) {
      numbering->number_pairs_of(voter, solo[std::size_t{2} * voter], solo[std::size_t{2} * voter + 1]);
    }
  });
}

}  // namespace crowdvote
