#pragma once

/// Slow, obvious versions of every probabilistic strategy: dense tables of observations x labels, one thread,
/// written from the definitions alone. The library's strategies are tested against them.
///
/// Random draws. A draw is a CounterRandom whose key is (seed, what the draw belongs to), where observations,
/// users and labels are represented by a 64-bit hash of their *names* (`NameTable::hash(id, 0)`), so that
/// neither the order of the file nor threads matter. Without hashes an id is represented by mix_bits(id).
/// The keys, in this order, and what is drawn from them:
///
///     mace    (seed, restart, user)                          sigma_u, then kappa_u: 1 + 1.5 uniform
///             (seed, restart, user, label)                   xi_u(label): 1 + 1.5 uniform
///     ebcc    (seed, restart, observation, label, m)         -ln(1 - uniform), normalised over m
///     kos     (seed, observation, user)                      U, then V: sqrt(-2 ln(1 - U)) cos(2 pi V)
///     m-msr   (seed, user)                                   a_u, then b_u: 1 - uniform
///
/// Restarts count from 0. In mace restart 0 is the neutral start, which draws nothing.

#include <crowdvote/ids.hpp>
#include <crowdvote/support.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace crowdvote::slow {

using Row = std::vector<double>;
using Table = std::vector<Row>;

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Vote {
  ObservationId observation;
  UserId user;
  LabelId label;
};

struct Crowd {
  std::size_t n_observations = 0;
  std::size_t n_users = 0;
  std::size_t n_labels = 0;        ///< labels with an id; some may occur neither in votes nor in gold
  std::vector<Vote> votes = {};    ///< at most one per user and observation
  std::vector<LabelId> gold = {};  ///< by observation, kNoLabel: none; empty: none at all
  Table ai_scores = {};            ///< crowdlab: observations x labels, NaN where a label has no score

  bool ties_at_random = false;               ///< otherwise the lowest tied label wins
  std::vector<std::uint64_t> tie_hash = {};  ///< by observation, for random ties

  std::uint64_t seed = 0;
  std::vector<std::uint64_t> observation_hash = {};  ///< of the names; empty: mix_bits(id)
  std::vector<std::uint64_t> user_hash = {};
  std::vector<std::uint64_t> label_hash = {};
};

struct Result {
  std::vector<LabelId> label;  ///< kNoLabel: neither votes nor gold
  Table q;                     ///< observations x labels; all zero without a label
  Row conf;
  Row acc;
  std::size_t n_ties = 0;

  Row agreement;             ///< share of a user's votes equal to the label; NaN without votes
  Row skill;                 ///< NaN for a user without one; empty if the strategy has none
  Row weight;                ///< the same
  std::vector<Table> theta;  ///< by user: truth x label; empty where the strategy has none
  std::vector<Table> count;  ///< by user: expected votes, without priors
  Row difficulty;            ///< glad, by observation; NaN without votes

  int rounds = 0;
  std::optional<bool> converged;  ///< empty if nothing was tested
  Row progress;      ///< each round: the objective (EM), the log likelihood (mace) or the largest change of q
  double bound = 0;  ///< of the start that was kept: the log likelihood of mace, the ELBO of ebcc
};

struct DawidSkene {
  int max_iterations = 100;
  double tolerance = 1e-5;
  double smoothing = 0;
  bool hard = false;
  Support support = Support::all;
};
struct OneCoin {
  int max_iterations = 100;
  double tolerance = 1e-5;
  Support support = Support::all;
};
struct Ibcc {
  int max_iterations = 500;
  double tolerance = 1e-4;
  double prior_right = 4;
  double prior_wrong = 1;
  Support support = Support::all;
};
struct Mace {
  int max_iterations = 50;
  double tolerance = 0;
  int restarts = 0;
  Support support = Support::all;
};
struct Glad {
  int max_iterations = 100;
  double tolerance = 1e-5;
  double gradient_tolerance = 1e-5;
  Support support = Support::all;
};
struct Ebcc {
  int max_iterations = 500;
  double tolerance = 1e-3;
  int restarts = 40;
  bool uniform_class_prior = false;
};

[[nodiscard]] Result dawid_skene(const Crowd& crowd, const DawidSkene& options = {});
[[nodiscard]] Result one_coin(const Crowd& crowd, const OneCoin& options = {});
[[nodiscard]] Result ibcc(const Crowd& crowd, const Ibcc& options = {});
[[nodiscard]] Result ebcc(const Crowd& crowd, const Ebcc& options = {});
[[nodiscard]] Result mace(const Crowd& crowd, const Mace& options = {});
[[nodiscard]] Result glad(const Crowd& crowd, const Glad& options = {});
[[nodiscard]] Result zero_based_skill(const Crowd& crowd, int n_rounds = 100);
[[nodiscard]] Result gold_mv(const Crowd& crowd, double default_weight = 0.5);
[[nodiscard]] Result wds(const Crowd& crowd, const DawidSkene& options = {});
[[nodiscard]] Result bwa(const Crowd& crowd);
[[nodiscard]] Result crowdlab(const Crowd& crowd);
[[nodiscard]] Result kos(const Crowd& crowd);
[[nodiscard]] Result m_msr(const Crowd& crowd);
/// The mean of the probabilities of other results.
[[nodiscard]] Result pool(const Crowd& crowd, const std::vector<Result>& results);

}  // namespace crowdvote::slow
