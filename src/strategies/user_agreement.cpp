#include "strategies/user_agreement.hpp"

#include "core/parallel.hpp"
#include "strategies/truths.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Dense>
#include <fmt/format.h>

namespace crowdvote {

namespace {

/// The counts of a thread for one user at a time; common = 0 means that no common observation was found so
/// far.
struct PartnerCounts {
  std::vector<std::uint32_t> common;
  std::vector<std::uint32_t> agreed;
  std::vector<UserId> partners;

  void clear(std::size_t n_users) {
    common.resize(n_users, 0);
    agreed.resize(n_users, 0);
    for (const UserId partner : partners) common[partner] = agreed[partner] = 0;
    partners.clear();
  }
};

class PartnerSearch {
 public:
  PartnerSearch(const AggregationInput& input, const RunControl& control)
      : votes_(input.votes), by_user_(input, control), observation_of_vote_(observations_of_votes(votes_)) {}

  void count(UserId user, PartnerCounts& counts) const {
    counts.clear(votes_.n_users());
    for (const VoteIndex own : by_user_.of(user)) {
      const ObservationId i = observation_of_vote_[own];
      for (VoteIndex v = votes_.votes_begin(i); v < votes_.votes_end(i); ++v) {
        const UserId other = votes_.user_of_vote()[v];
        if (other == user) continue;
        if (counts.common[other]++ == 0) counts.partners.push_back(other);
        counts.agreed[other] += votes_.label_of_vote()[v] == votes_.label_of_vote()[own] ? 1U : 0U;
      }
    }
  }

 private:
  VotesView votes_;
  VotesByUser by_user_;
  FlatArray<ObservationId> observation_of_vote_;
};

}  // namespace

UserAgreement::UserAgreement(const AggregationInput& input, std::size_t n_labels, const RunControl& control)
    : begin_(input.votes.n_users() + 1, 0) {
  const PartnerSearch search(input, control);
  PerThread<PartnerCounts> counts(control);
  for_each_block(n_users(), kBlockOfComparedUsers, control, [&](const Block& block, unsigned thread) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      search.count(u, counts[thread]);
      begin_[u + 1] = counts[thread].partners.size();
    }
  });
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  control.check_memory(fmt::format("comparing {} pairs of {} users", begin_.back() / 2, n_users()),
                       begin_.back() * (sizeof(UserId) + sizeof(double)));

  partner_ = FlatArray<UserId>(begin_.back());
  covariance_ = FlatArray<double>(begin_.back());
  const auto K = static_cast<double>(n_labels);
  for_each_block(n_users(), kBlockOfComparedUsers, control, [&](const Block& block, unsigned thread) {
    PartnerCounts& of_user = counts[thread];
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      search.count(u, of_user);
      UserId* const first = partner_.data() + begin_[u];
      UserId* const last = std::copy(of_user.partners.begin(), of_user.partners.end(), first);
      std::sort(first, last);
      for (std::size_t pair = begin_[u]; pair < begin_[u + 1]; ++pair) {
        const UserId partner = partner_[pair];
        covariance_[pair] = K / (K - 1) * of_user.agreed[partner] / of_user.common[partner] - 1 / (K - 1);
      }
    }
  });
}

void UserAgreement::multiply(std::span<const double> x, std::span<double> product,
                             const RunControl& control) const {
  for_each_block(n_users(), kBlockOfComparedUsers, control, [&](const Block& block, unsigned) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      double sum = 0;
      for (std::size_t pair = begin_[u]; pair < begin_[u + 1]; ++pair) {
        sum += covariance_[pair] * x[partner_[pair]];
      }
      product[u] = sum;
    }
  });
}

std::vector<double> UserAgreement::top_eigenvector(std::span<const double> start,
                                                   const RunControl& control) const {
  constexpr Eigen::Index kMostVectors = 128;
  constexpr int kMostRestarts = 100;
  constexpr double kExact = 1e-14;  // of the scale of C
  const auto n = static_cast<Eigen::Index>(n_users());
  const Eigen::Index most = std::min(n, kMostVectors);
  Eigen::MatrixXd basis(n, most);
  Eigen::VectorXd diagonal(most);
  Eigen::VectorXd beside(most);
  Eigen::VectorXd w(n);
  Eigen::VectorXd top = Eigen::Map<const Eigen::VectorXd>(start.data(), n);
  double scale = 0;
  for (int restart = 0; restart < kMostRestarts; ++restart) {
    basis.col(0) = top.normalized();
    Eigen::Index size = 0;
    while (size < most) {
      const Eigen::Index j = size++;
      multiply({basis.col(j).data(), n_users()}, {w.data(), n_users()}, control);
      diagonal(j) = basis.col(j).dot(w);
      for (int pass = 0; pass < 2; ++pass) {  // a single pass loses digits by cancellation
        w -= basis.leftCols(size) * (basis.leftCols(size).transpose() * w);
      }
      beside(j) = w.norm();
      scale = std::max({scale, std::abs(diagonal(j)), beside(j)});
      if (beside(j) <= kExact * scale) break;  // the Krylov space of the start is exhausted
      if (size < most) basis.col(size) = w / beside(j);
    }
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(diagonal.head(size), beside.head(size - 1));
    const Eigen::VectorXd y = solver.eigenvectors().col(size - 1);
    top = (basis.leftCols(size) * y).normalized();
    if (size == n || beside(size - 1) * std::abs(y(size - 1)) <= kExact * scale) break;
  }
  if (top.sum() < 0) top = -top;
  return {top.data(), top.data() + n};
}

}  // namespace crowdvote
