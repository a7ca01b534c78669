#include "strategies/plantnet_index.hpp"

#include "core/parallel.hpp"
#include "strategies/group_sort.hpp"
#include "strategies/plantnet_owners.hpp"
#include "strategies/weighted_vote.hpp"

#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace crowdvote {

namespace {

/// An AI that objects to the only vote counts as a voter, because the validity does not depend on the voter
/// alone.
std::size_t n_voters_of(const AggregationInput& input, const AiVotes& ai, ObservationId i) {
  const std::size_t n_votes = input.votes.n_votes_of(i);
  const bool has_ai = n_votes == 1
                          ? ai.vote_on(i) != kNoLabel || ai.objection_to(input.votes.labels_of(i)[0], i) > 0
                          : ai.vote_on(i) != kNoLabel;
  return n_votes + (has_ai ? 1U : 0U);
}

/// Finds the shared observations and numbers the votes on them. Blocks are counted first, so that the
/// beginning of each is known.
void number_votes(PlantnetIndex& index, const RunControl& control) {
  struct Begin {
    std::size_t shared = 0;
    std::uint32_t vote = 0;
  };
  const AggregationInput& input = index.input;
  const std::size_t n = input.votes.n_observations();
  std::vector<Begin> begin_of_block(n_blocks(n, kBlockOfObservations) + 1);
  const auto for_each_shared = [&](const auto& take) {
    for_each_block(n, kBlockOfObservations, control, [&](const Block& block, unsigned) {
      for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
        if (n_voters_of(input, index.ai, i) > 1) take(block.index, i);
      }
    });
  };
  const auto pass = [&](Begin& next, ObservationId i) {
    ++next.shared;
    next.vote += static_cast<std::uint32_t>(input.votes.n_votes_of(i));
  };
  for_each_shared([&](std::size_t block, ObservationId i) { pass(begin_of_block[block + 1], i); });
  for (std::size_t block = 1; block < begin_of_block.size(); ++block) {
    begin_of_block[block].shared += begin_of_block[block - 1].shared;
    begin_of_block[block].vote += begin_of_block[block - 1].vote;
  }
  const Begin end = begin_of_block.back();
  index.shared_observations = FlatArray<ObservationId>(end.shared);
  index.first_vote = FlatArray<std::uint32_t>(end.shared + 1);
  index.first_vote[end.shared] = end.vote;
  for_each_shared([&](std::size_t block, ObservationId i) {
    Begin& next = begin_of_block[block];
    index.shared_observations[next.shared] = i;
    index.first_vote[next.shared] = next.vote;
    pass(next, i);
  });
}

struct SharedVote {
  std::uint32_t group;  ///< the voter
  SharedId shared;
  std::uint32_t number;
  LabelId label;
};

/// Gives votes their places. pair_of temporarily contains labels.
void place_votes(PlantnetIndex& index, const RunControl& control) {
  const auto for_each_vote = [&](std::size_t begin, std::size_t end, const auto& emit) {
    for (auto shared = static_cast<SharedId>(begin); shared < end; ++shared) {
      std::uint32_t number = index.first_vote[shared];
      index.for_each_vote_on(index.shared_observations[shared], [&](UserId voter, LabelId label) {
        emit(SharedVote{voter, shared, number++, label});
      });
    }
  };
  const GroupSort<SharedVote> votes(index.n_shared(), for_each_vote, control);
  index.place_of_vote = FlatArray<Place>(votes.size());
  index.observation_at = FlatArray<SharedId>(votes.size());
  index.voters.pair_of = FlatArray<Place>(votes.size());
  const auto put = [&](const SharedVote& vote, Place place) {
    index.place_of_vote[vote.number] = place;
    index.observation_at[place] = vote.shared;
    index.voters.pair_of[place] = vote.label;
  };
  index.begin = votes.gather(index.n_users() + 1, put, control);
}

/// Bytes at the peak of a run, which is reached while placing the votes, gathering the solo labels, in the
/// rounds, or with the result, when the index is already freed.
std::size_t peak_bytes(const PlantnetIndex& index) {
  const std::size_t n_observations = index.input.votes.n_observations();
  const std::size_t n_voters = index.n_users() + 1;
  const std::size_t n_shared = index.n_shared();
  const std::size_t n_votes = index.first_vote[n_shared];
  const std::size_t n_solo = n_observations - n_shared;  // an upper bound: some have no vote

  constexpr std::size_t kIdsOfVote = sizeof(Place) + sizeof(SharedId) + sizeof(Place);
  constexpr std::size_t kIdsOfShared = sizeof(ObservationId) + sizeof(std::uint32_t);
  constexpr std::size_t kVerdict = sizeof(LabelId) + sizeof(std::uint8_t);
  constexpr std::size_t kWhatIsLearnt = sizeof(double) + 3 * sizeof(std::uint32_t);
  const std::size_t ids = n_votes * kIdsOfVote + n_shared * kIdsOfShared + n_voters * sizeof(Place);
  const std::size_t placing = ids + n_votes * sizeof(SharedVote);
  const std::size_t gathering =
      ids + n_solo * (sizeof(PlantnetSoloVote) + sizeof(LabelId)) + n_voters * 2 * sizeof(std::uint32_t);
  const std::size_t rounds = ids + n_votes * 3 * sizeof(EvidenceBits) + n_shared * kVerdict +
                             n_voters * (sizeof(SoloLabels) + kWhatIsLearnt + 2 * sizeof(std::uint8_t));
  const std::size_t result = n_observations * kBytesOfObservation + n_voters * kWhatIsLearnt;
  return std::max({placing, gathering, rounds, result});
}

/// Labels on solo observations: those of voter u on authored observations in group 2 * u, the others in 2 * u
/// + 1.
PlantnetSoloVotes gather_solo_labels(const PlantnetIndex& index, const RunControl& control) {
  const VotesView& votes = index.input.votes;
  const auto for_each_vote = [&](std::size_t begin, std::size_t end, const auto& emit) {
    for (auto i = static_cast<ObservationId>(begin); i < end; ++i) {
      if (n_voters_of(index.input, index.ai, i) != 1) continue;
      if (votes.n_votes_of(i) == 1) {
        const UserId user = votes.users_of(i)[0];
        emit(PlantnetSoloVote{2 * user + (index.is_author(user, i) ? 0U : 1U), votes.labels_of(i)[0]});
      } else {
        emit(PlantnetSoloVote{2 * index.ai_voter() + 1, index.ai.vote_on(i)});
      }
    }
  };
  const GroupSort<PlantnetSoloVote> solo_votes(votes.n_observations(), for_each_vote, control);
  PlantnetSoloVotes solo;
  solo.label = FlatArray<LabelId>(solo_votes.size());
  solo.begin = solo_votes.gather(
      2 * (index.n_users() + 1),
      [&](const PlantnetSoloVote& vote, std::uint32_t place) { solo.label[place] = vote.label; }, control);
  return solo;
}

/// Numbers the pairs, voter by voter; scratch memory of one thread.
class PairNumbering {
 public:
  PairNumbering(PlantnetVoters& voters, std::size_t n_labels)
      : voters_(voters), pair_of_label_(n_labels, kUnseen) {}

  void number_pairs_of(UserId voter, std::span<const LabelId> authored_solo,
                       std::span<const LabelId> voted_solo) {
    SoloLabels& solo = voters_.solo_labels[voter];
    solo = {};
    solo.n_observations = static_cast<std::uint32_t>(authored_solo.size() + voted_solo.size());
    number_shared(voter);
    for (const LabelId label : authored_solo) add_authored_alone(label, solo);
    for (const LabelId label : voted_solo) add_voted_alone(label, solo);
    for (const LabelId label : seen_) pair_of_label_[label] = kUnseen;
    seen_.clear();
  }

 private:
  static constexpr Place kUnseen = std::numeric_limits<Place>::max();
  static constexpr Place kVotedAlone = kUnseen - 1;     ///< not a pair: on solo observations only
  static constexpr Place kAuthoredAlone = kUnseen - 2;  ///< the same, on authored ones only

  void number_shared(UserId voter) {
    Place next_pair = voters_.begin[voter];
    for (Place place = voters_.begin[voter]; place < voters_.begin[voter + 1]; ++place) {
      const LabelId label = voters_.pair_of[place];
      Place& pair = pair_of(label);
      if (pair == kUnseen) pair = next_pair++;
      voters_.pair_of[place] = pair;
      voters_.solo_evidence[place] = no_evidence;
    }
  }

  void add_authored_alone(LabelId label, SoloLabels& solo) {
    Place& pair = pair_of(label);
    if (pair == kUnseen) {
      pair = kAuthoredAlone;
      ++solo.authored;
    } else if (pair < kAuthoredAlone) {
      voters_.solo_evidence[pair] |= right_on_own_invalid;
    }
  }

  /// REQUIRES: the labels on the voter's own solo observations were added before.
  void add_voted_alone(LabelId label, SoloLabels& solo) {
    Place& pair = pair_of(label);
    if (pair == kUnseen) {
      pair = kVotedAlone;
      ++solo.voted;
    } else if (pair == kAuthoredAlone) {
      pair = kVotedAlone;
      --solo.authored;
      ++solo.both;
    } else if (pair < kAuthoredAlone) {
      voters_.solo_evidence[pair] |= right_on_others;
    }
  }

  Place& pair_of(LabelId label) {
    Place& pair = pair_of_label_[label];
    if (pair == kUnseen) seen_.push_back(label);
    return pair;
  }

  PlantnetVoters& voters_;
  std::vector<Place> pair_of_label_;
  std::vector<LabelId> seen_;
};

}  // namespace

PlantnetIndex::PlantnetIndex(const AggregationInput& crowd, const AiVotes& ai_votes, bool learns,
                             const RunControl& control)
    : input(crowd), ai(ai_votes), ai_learns(learns) {
  number_votes(*this, control);
  control.check_memory("aggregating with plantnet", peak_bytes(*this));
  place_votes(*this, control);
  PlantnetSoloVotes solo = gather_solo_labels(*this, control);
  if (control.processes == nullptr) {
    voters.begin = FlatArray<Place>(begin.size());
    std::copy(begin.begin(), begin.end(), voters.begin.begin());
  } else {
    hand_votes_to_owners(*this, solo, control);
  }
  voters.solo_evidence = FlatArray<EvidenceBits>(voters.n_places());
  voters.solo_labels = FlatArray<SoloLabels>(voters.n_voters());

  PerThread<std::optional<PairNumbering>> numbering_of_thread(control);
  for_each_block(voters.n_voters(), kBlockOfUsers, control, [&](const Block& block, unsigned thread) {
    auto& numbering = numbering_of_thread[thread];
    if (!numbering) numbering.emplace(voters, input.votes.n_labels());
    for (auto voter = static_cast<UserId>(block.begin); voter < block.end; ++voter) {
      numbering->number_pairs_of(voter, solo[std::size_t{2} * voter], solo[std::size_t{2} * voter + 1]);
    }
  });
}

}  // namespace crowdvote
