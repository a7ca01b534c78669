#include <crowdvote/run_input.hpp>

namespace crowdvote {

namespace {

VoteMatrix votes_without_experts(const CrowdData& data) {
  std::vector<std::uint8_t> is_expert(data.votes.n_users(), 0);
  for (const UserId expert : data.experts) is_expert[expert] = 1;
  return data.votes.without_users(is_expert);
}

}  // namespace

RunInput::RunInput(const CrowdData& data, const RunInputOptions& options) : data_(data), ties_(options.ties) {
  if (options.hold_out_experts) without_experts_ = votes_without_experts(data);
  if (options.ties == TieRule::random) tie_hashes_ = data.tie_hashes(options.seed);
}

AggregationInput RunInput::view() const {
  AggregationInput input = data_.input();
  input.votes = votes();
  input.ties = ties_;
  input.tie_hash_of_observation = tie_hashes_;
  return input;
}

}  // namespace crowdvote
