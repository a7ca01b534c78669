#pragma once

/// Numbered shares and their owners, like raffle tickets: the probability of an owner is proportional to the
/// number of their shares.

#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote::simulation {

class Shares {
 public:
  Shares() = default;
  /// \param share_of the share of each owner, in any unit; these are rounded to `total` shares altogether.
  /// REQUIRES: no share is negative.
  Shares(std::span<const float> share_of, std::uint32_t total);
  /// Gives each owner exactly this many shares. REQUIRES: at most 2^32 - 1 altogether.
  explicit Shares(std::span<const std::uint32_t> n_of);

  [[nodiscard]] std::uint32_t total() const { return end_.empty() ? 0 : end_.back(); }
  /// REQUIRES: share < total().
  [[nodiscard]] std::uint32_t owner(std::uint32_t share) const;

 private:
  void make_guide();

  std::vector<std::uint32_t> end_;    ///< the shares of owner o end before end_[o]
  std::vector<std::uint32_t> guide_;  ///< the owner of every width_-th share, where the search begins
  std::uint32_t width_ = 1;
};

}  // namespace crowdvote::simulation
