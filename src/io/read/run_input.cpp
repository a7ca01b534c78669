#include <crowdvote/run_input.hpp>

#include <cstdint>
#include <vector>

namespace crowdvote {

namespace {

VoteMatrix votes_without_experts(const CrowdData& data) {
  std::vector<std::uint8_t> is_expert(data.votes.n_users(), 0);
  for (const UserId expert : data.experts) is_expert[expert] = 1;
  return data.votes.without_users(is_expert);
}

/// Hashes that do not depend on the seed; random draws are keyed by both.
std::vector<std::uint64_t> hashes_of(const NameTable& names) {
  std::vector<std::uint64_t> hashes(names.size());
  for (std::uint32_t id = 0; id < hashes.size(); ++id) hashes[id] = names.hash(id, 0);
  return hashes;
}

}  // namespace

RunInput::RunInput(const CrowdData& data, const RunInputOptions& options)
    : data_(data), ties_(options.ties), seed_(options.seed) {
  if (options.hold_out_experts) without_experts_ = votes_without_experts(data);
  if (options.ties == TieRule::random) tie_hashes_ = data.tie_hashes(options.seed);
  if (!options.draws) return;
  observation_hashes_ = hashes_of(data.observations);
  user_hashes_ = hashes_of(data.users);
  label_hashes_ = hashes_of(data.labels);
}

AggregationInput RunInput::view() const {
  AggregationInput input = data_.input();
  input.votes = votes();
  input.ties = ties_;
  input.tie_hash_of_observation = tie_hashes_;
  input.draws = {.seed = seed_,
                 .of_observation = observation_hashes_,
                 .of_user = user_hashes_,
                 .of_label = label_hashes_};
  return input;
}

}  // namespace crowdvote
