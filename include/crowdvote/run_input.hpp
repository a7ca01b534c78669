#pragma once

/// The input of the strategies of one run.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace crowdvote {

struct RunInputOptions {
  bool hold_out_experts = false;  ///< leave the votes of CrowdData::experts out
  TieRule ties = TieRule::lowest;
  std::uint64_t seed = 0;  ///< seed of ties that are decided at random, and of draws
  bool draws = false;      ///< a strategy draws at random (StrategyDescription::draws): hash the names
};

/// The votes that take part and all other inputs. `data` must outlive it and must not be moved.
class RunInput {
 public:
  RunInput(const CrowdData& data, const RunInputOptions& options);

  /// The votes that take part. Valid as long as this object exists and is not moved.
  [[nodiscard]] VotesView votes() const {
    return without_experts_ ? without_experts_->view() : data_.votes.view();
  }
  /// The input of a strategy. Valid as long as this object exists and is not moved.
  [[nodiscard]] AggregationInput view() const;

 private:
  const CrowdData& data_;
  std::optional<VoteMatrix> without_experts_;
  TieRule ties_;
  std::vector<std::uint64_t> tie_hashes_;
  std::uint64_t seed_;
  std::vector<std::uint64_t> observation_hashes_;  ///< this and the next two: empty unless `draws`
  std::vector<std::uint64_t> user_hashes_;
  std::vector<std::uint64_t> label_hashes_;
};

}  // namespace crowdvote
