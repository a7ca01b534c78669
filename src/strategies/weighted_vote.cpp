#include "strategies/weighted_vote.hpp"

#include "core/flat_array.hpp"
#include <crowdvote/errors.hpp>

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

}  // namespace

void check_input(const AggregationInput& input) {
  const std::size_t n_observations = input.votes.n_observations();
  check_length("author_of_observation", input.author_of_observation, n_observations);
  check_length("ai_label_of_observation", input.ai_label_of_observation, n_observations);
  check_length("ai_score_of_observation", input.ai_score_of_observation, n_observations);
  check_length("weight_of_user", input.weight_of_user, input.votes.n_users());
  if (input.ties == TieRule::lowest) return;
  if (input.tie_hash_of_observation.empty() && n_observations > 0) {
    throw OptionError("random ties need a hash of every observation (CrowdData::tie_hashes)");
  }
  check_length("tie_hash_of_observation", input.tie_hash_of_observation, n_observations);
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

void majority_vote(const AggregationInput& input, const RunControl& control, Consensus& consensus) {
  consensus.n_ties = vote_on_all<std::uint32_t>(
      input, control, [](UserId) { return 1U; },
      [&](ObservationId i, const auto& winner) { set_observation(consensus, i, winner); });
}

}  // namespace crowdvote
