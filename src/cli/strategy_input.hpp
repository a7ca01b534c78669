#pragma once

/// What the strategies of one run work on.

#include "cli/run_options.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace crowdvote::cli {

/// The votes that take part, without those of held-out experts, and the tie rule. `data` must outlive it.
class StrategyInput {
 public:
  StrategyInput(const CrowdData& data, bool hold_out_experts, const TieOptions& ties);

  [[nodiscard]] const VoteMatrix& votes() const { return without_experts_ ? *without_experts_ : data_.votes; }
  [[nodiscard]] AggregationInput view() const;

 private:
  const CrowdData& data_;
  std::optional<VoteMatrix> without_experts_;
  TieRule ties_;
  std::vector<std::uint64_t> tie_hashes_;
};

}  // namespace crowdvote::cli
