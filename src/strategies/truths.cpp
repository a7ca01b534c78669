#include "strategies/truths.hpp"

#include "core/parallel.hpp"
#include "strategies/group_sort.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace crowdvote {

namespace {

LabelId gold_of(const AggregationInput& input, ObservationId i) {
  return input.gold_of_observation.empty() ? kNoLabel : input.gold_of_observation[i];
}

}  // namespace

Truths::Truths(const AggregationInput& input, Support support, const BytesNeeded& bytes,
               const RunControl& control, std::span<const LabelId> more_labels)
    : support_(support) {
  number_labels(input, more_labels, control);
  if (!input.known.labels.empty() && !std::equal(label_of_number_.begin(), label_of_number_.end(),
                                                 input.known.labels.begin(), input.known.labels.end())) {
    throw std::invalid_argument("the labels in use are not those of the model, in their order");
  }
  find_begins(input, control);
  check_memory(input, bytes, control);
  find_places(input, control);
}

void Truths::number_labels(const AggregationInput& input, std::span<const LabelId> more_labels,
                           const RunControl& control) {
  number_of_label_.assign(input.votes.n_labels(), kNoLabel);
  for (const LabelId label : input.votes.label_of_vote()) number_of_label_[label] = 0;
  for (const LabelId label : more_labels) number_of_label_[label] = 0;
  for (const LabelId label : input.known.labels) number_of_label_[label] = 0;
  for (const LabelId label : input.gold_of_observation) {
    if (label != kNoLabel) number_of_label_[label] = 0;
  }
  if (control.processes != nullptr) {
    std::vector<std::uint32_t> is_used(number_of_label_.size());
    for (std::size_t k = 0; k < is_used.size(); ++k) is_used[k] = number_of_label_[k] == kNoLabel ? 0 : 1;
    control.processes->sum(std::span(is_used));
    for (std::size_t k = 0; k < is_used.size(); ++k) number_of_label_[k] = is_used[k] == 0 ? kNoLabel : 0;
  }
  for (const LabelId label : input.votes.labels_in_order()) {
    if (number_of_label_[label] == kNoLabel) continue;
    number_of_label_[label] = static_cast<LabelId>(label_of_number_.size());
    label_of_number_.push_back(label);
  }
}

void Truths::list_voted(const AggregationInput& input, ObservationId i, std::vector<LabelId>& numbers) const {
  numbers.clear();
  for (const LabelId label : input.votes.labels_of(i)) numbers.push_back(number_of_label_[label]);
  const LabelId gold = gold_of(input, i);
  if (gold != kNoLabel) numbers.push_back(number_of_label_[gold]);
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

void Truths::find_begins(const AggregationInput& input, const RunControl& control) {
  const std::size_t n = input.votes.n_observations();
  begin_ = FlatArray<PlaceIndex>(n + 1);
  for_each_block(n, kBlockOfObservations, control, [&](const Block& block, unsigned) {
    std::vector<LabelId> numbers;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      list_voted(input, i, numbers);
      begin_[i + 1] = static_cast<PlaceIndex>(numbers.size());
    }
  });
  begin_[0] = 0;
  for (ObservationId i = 0; i < n; ++i) {
    const std::size_t n_voted = begin_[i + 1];
    n_labelled_ += n_voted > 0 ? 1U : 0U;
    n_places_voted_ += n_voted;
    n_places_of_votes_voted_ += n_voted * input.votes.n_votes_of(i);
    if (n_voted > 0) n_places_ += holds_all() ? n_labels() : n_voted;
    begin_[i + 1] = static_cast<PlaceIndex>(n_places_);
  }
  n_labelled_ = sum_over_processes(control, n_labelled_);
}

Truths Truths::of_rows(const VotesView& votes, std::span<const PlaceIndex> begin,
                       std::span<const LabelId> numbers, std::span<const PlaceIndex> gold_places) const {
  const auto copy = [](const auto& from, auto& into) {
    into = std::decay_t<decltype(into)>(from.size());
    std::copy(from.begin(), from.end(), into.begin());
  };
  Truths rows;
  rows.support_ = support_;
  rows.label_of_number_ = label_of_number_;
  rows.number_of_label_ = number_of_label_;
  rows.n_labelled_ = n_labelled_;
  rows.n_places_ = begin.back();
  copy(begin, rows.begin_);
  copy(gold_places, rows.gold_place_);
  if (!holds_all()) copy(numbers, rows.number_of_place_);
  rows.place_of_vote_ = FlatArray<PlaceIndex>(votes.n_votes());
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
      rows.place_of_vote_[v] = rows.place_of(i, number_of_label_[votes.label_of_vote()[v]]);
    }
  }
  return rows;
}

void Truths::check_memory(const AggregationInput& input, const BytesNeeded& bytes,
                          const RunControl& control) const {
  const auto n_votes = static_cast<double>(input.votes.n_votes());
  const auto bytes_for = [&](std::size_t n_places, double n_places_of_votes) {
    const double of_places =
        static_cast<double>(n_places) * (sizeof(double) + sizeof(LabelId) + bytes.per_place);
    const double of_votes =
        n_votes * (2 * sizeof(VoteIndex) + bytes.per_vote) + n_places_of_votes * bytes.per_place_of_vote;
    const double of_users = static_cast<double>(input.votes.n_users()) * bytes.per_user;
    const double of_observations =
        static_cast<double>(input.votes.n_observations()) *
        (kBytesOfObservation + 3 * sizeof(PlaceIndex) + sizeof(std::size_t) + bytes.per_observation);
    return of_places + of_votes + of_users + of_observations;
  };
  const double with_voted = bytes_for(n_places_voted_, static_cast<double>(n_places_of_votes_voted_));
  // If all labels are possible, all votes of a user for a label share the same parameters.
  const auto n_labels_in_use = static_cast<double>(n_labels());
  const double n_tables = std::min(n_votes, static_cast<double>(input.votes.n_users()) * n_labels_in_use);
  const double needed = holds_all() ? bytes_for(n_places_, n_tables * n_labels_in_use) : with_voted;
  std::string work = fmt::format("{} with the labels voted on each observation", bytes.strategy);
  if (holds_all()) {
    work =
        fmt::format("{} with {} labels on each of {} observations", bytes.strategy, n_labels(), n_labelled_);
  }
  if (holds_all() && bytes.knows_voted) {
    work += fmt::format(" (with the labels voted there alone, support voted, it takes about {:.1f} GB)",
                        with_voted / 1e9);
  }
  control.check_memory(work, static_cast<std::uint64_t>(needed));
  if (n_places_ >= kNoPlace) {
    throw std::length_error(fmt::format("{}: {} probabilities are too many, at most {} are possible", work,
                                        n_places_, kNoPlace - 1));
  }
}

PlaceIndex Truths::place_of(ObservationId i, LabelId number) const {
  if (holds_all()) return begin_[i] + number;
  const LabelId* const first = number_of_place_.data() + begin_[i];
  const LabelId* const last = number_of_place_.data() + begin_[i + 1];
  return begin_[i] + static_cast<PlaceIndex>(std::lower_bound(first, last, number) - first);
}

void Truths::find_places(const AggregationInput& input, const RunControl& control) {
  const VotesView& votes = input.votes;
  const std::size_t n = votes.n_observations();
  if (!holds_all()) number_of_place_ = FlatArray<LabelId>(n_places_);
  place_of_vote_ = FlatArray<PlaceIndex>(votes.n_votes());
  if (!input.gold_of_observation.empty()) gold_place_ = FlatArray<PlaceIndex>(n);
  for_each_block(n, kBlockOfObservations, control, [&](const Block& block, unsigned) {
    std::vector<LabelId> numbers;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!holds_all()) {
        list_voted(input, i, numbers);
        std::copy(numbers.begin(), numbers.end(), number_of_place_.data() + begin_[i]);
      }
      for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
        place_of_vote_[v] = place_of(i, number_of_label_[votes.label_of_vote()[v]]);
      }
      if (gold_place_.size() == 0) continue;
      const LabelId gold = gold_of(input, i);
      gold_place_[i] = gold == kNoLabel ? kNoPlace : place_of(i, number_of_label_[gold]);
    }
  });
}

FlatArray<ObservationId> observations_of_votes(const VotesView& votes) {
  FlatArray<ObservationId> observation_of_vote(votes.n_votes());
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    std::fill(observation_of_vote.data() + votes.votes_begin(i),
              observation_of_vote.data() + votes.votes_end(i), i);
  }
  return observation_of_vote;
}

VotesByUser::VotesByUser(const AggregationInput& input, const RunControl& control) {
  struct VoteOfUser {
    UserId group;
    VoteIndex vote;
  };
  const VotesView& votes = input.votes;
  const auto for_each_vote = [&](std::size_t from, std::size_t to, const auto& emit) {
    for (auto v = static_cast<VoteIndex>(from); v < to; ++v) emit(VoteOfUser{votes.user_of_vote()[v], v});
  };
  const GroupSort<VoteOfUser> sorted(votes.n_votes(), for_each_vote, control);
  vote = FlatArray<VoteIndex>(sorted.size());
  begin = sorted.gather(
      votes.n_users(), [&](const VoteOfUser& item, std::size_t place) { vote[place] = item.vote; }, control);
  const auto comes_first = [&](VoteIndex a, VoteIndex b) {
    const LabelId rank_a = votes.rank_of(votes.label_of_vote()[a]);
    const LabelId rank_b = votes.rank_of(votes.label_of_vote()[b]);
    return rank_a != rank_b ? rank_a < rank_b : a < b;
  };
  for_each_block(votes.n_users(), kBlockOfUsers, control, [&](const Block& block, unsigned) {
    for (std::size_t u = block.begin; u < block.end; ++u) {
      std::sort(vote.data() + begin[u], vote.data() + begin[u + 1], comes_first);
    }
  });
}

}  // namespace crowdvote
