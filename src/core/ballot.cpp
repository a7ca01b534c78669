#include "core/flat_array.hpp"
#include <crowdvote/ballot.hpp>

#include <cmath>

namespace crowdvote {

template <class Weight>
void Ballot<Weight>::make_room(std::size_t n_candidates) {
  grow_on_huge_pages(candidates_, n_candidates - candidates_.size());
}
template void Ballot<double>::make_room(std::size_t);
template void Ballot<std::uint32_t>::make_room(std::size_t);

std::size_t AiVotes::count_votes_without_score() const {
  if (!vote() || part_.lowest_score == -std::numeric_limits<double>::infinity()) return 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < label_.size(); ++i) {
    n += label_[i] != kNoLabel && std::isnan(score_[i]) ? 1U : 0U;
  }
  return n;
}

Ballot<double>& Ballots::on(ObservationId i) {
  ballot_.clear();
  if (consensus_.decided_by == DecidedBy::probabilities) {
    const auto labels = consensus_.probabilities->labels_of(i);
    const auto values = consensus_.probabilities->values_of(i);
    for (std::size_t k = 0; k < labels.size(); ++k) ballot_.add(labels[k], values[k]);
  } else {
    const auto users = votes_.users_of(i);
    const auto labels = votes_.labels_of(i);
    ballot_.expect(users.size() + 1);
    for (std::size_t v = 0; v < users.size(); ++v) ballot_.add(labels[v], weight_of(users[v]));
    if (ai_.vote_on(i) != kNoLabel) ballot_.add(ai_.vote_on(i), ai_.weight());
  }
  ballot_.settle();
  return ballot_;
}

Standing Ballots::standing_of_several(ObservationId i) {
  Ballot<double>& ballot = on(i);
  if (ballot.candidates().size() < 2) return {};
  const Winner<double> best = ballot.winner(votes_, {});
  ballot.drop(consensus_.label[i] == kNoLabel ? best.label : consensus_.label[i]);
  const Winner<double> second = ballot.winner(votes_, {});
  return {best.is_tied, best.is_tied || second.conf > 0 ? second.label : kNoLabel};
}

}  // namespace crowdvote
