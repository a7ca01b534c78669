#pragma once

/// The agreement of pairs of users. Partners are users with a common observation.

#include "core/flat_array.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace crowdvote {

/// The number of users that a thread takes at a time if each is compared with all of its partners.
inline constexpr std::size_t kBlockOfComparedUsers = 64;

/// The covariances C_uv = K/(K-1) * (share of common observations on which u and v agree) - 1/(K-1): a
/// symmetric users x users matrix, stored for the pairs of partners.
class UserAgreement {
 public:
  /// Throws MemoryError if the pairs do not fit; their number is known before memory is taken.
  /// \param n_labels K, at least 2
  UserAgreement(const AggregationInput& input, std::size_t n_labels, const RunControl& control);

  [[nodiscard]] std::size_t n_users() const { return begin_.size() - 1; }
  /// The partners of the user, in ascending order.
  [[nodiscard]] std::span<const UserId> partners_of(UserId user) const {
    return {partner_.data() + begin_[user], partner_.data() + begin_[user + 1]};
  }
  /// C_uv for the partners, in their order.
  [[nodiscard]] std::span<const double> covariances_of(UserId user) const {
    return {covariance_.data() + begin_[user], covariance_.data() + begin_[user + 1]};
  }

  /// An eigenvector of C for its largest eigenvalue, of length 1 and with a sum that is not negative. By the
  /// Lanczos method with full reorthogonalisation, restarted from the best vector so far.
  /// \param start one value per user, not all of them 0
  [[nodiscard]] std::vector<double> top_eigenvector(std::span<const double> start,
                                                    const RunControl& control) const;

 private:
  void multiply(std::span<const double> x, std::span<double> product, const RunControl& control) const;

  std::vector<std::size_t> begin_;  ///< by user
  FlatArray<UserId> partner_;
  FlatArray<double> covariance_;
};

}  // namespace crowdvote
