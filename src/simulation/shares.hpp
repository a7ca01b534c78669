#pragma once

/// Numbered shares and who owns them, as raffle tickets: the chance of an owner is their number of shares.

#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote::simulation {

class Shares {
 public:
  Shares() = default;
  /// \param share_of what each owner has, in any unit; they are rounded to `total` shares in all.
  /// REQUIRES: no share is negative.
  Shares(std::span<const float> share_of, std::uint32_t total);
  /// Exactly this many each. REQUIRES: 2^32 - 1 in all at most.
  explicit Shares(std::span<const std::uint32_t> n_of);

  [[nodiscard]] std::uint32_t total() const { return end_.empty() ? 0 : end_.back(); }
  /// REQUIRES: share < total().
  [[nodiscard]] std::uint32_t owner(std::uint32_t share) const;

 private:
  void make_guide();

  std::vector<std::uint32_t> end_;    ///< the shares of owner o end before end_[o]
  std::vector<std::uint32_t> guide_;  ///< the owner of every width_-th share: where to begin to look
  std::uint32_t width_ = 1;
};

}  // namespace crowdvote::simulation
