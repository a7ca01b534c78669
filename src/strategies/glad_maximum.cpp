#include "strategies/glad_maximum.hpp"

#include "strategies/special_functions.hpp"
#include "strategies/weighted_vote.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

namespace crowdvote {

namespace {

constexpr double kMostDamping = 1e12;
constexpr double kLeastDamping = 0.1;
constexpr double kRounding = 1e-12;  ///< relative error of Q, a sum over the votes
constexpr std::size_t kBlock = 4096;
constexpr std::size_t kVotesAtOnce = 512;
constexpr double kManyFactors = 1e50;    ///< above this, the logarithm of their product is taken
constexpr double kLeastExponent = -700;  ///< exp of it is negligible compared with 1
constexpr int kMostIterations = 1000;

/// See GladMaximum::VotesAtOnce. The pointers are parameters, so that the compiler knows that they do not
/// alias.
void evaluate_votes(const double* __restrict z, const double* __restrict minus,
                    const double* __restrict right, double* __restrict d, double* __restrict w,
                    double* __restrict value, double* __restrict factor, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    const double t = exp_in_loop(minus[j]);
    const double larger = 1 / (1 + t);                         // logistic(|z|)
    const double p = 0.5 + std::copysign(larger - 0.5, z[j]);  // logistic(z)
    d[j] = right[j] - p;
    w[j] = larger * (t * larger);
    value[j] = right[j] * z[j] - 0.5 * (z[j] + std::abs(z[j]));
    factor[j] = 1 + t;
  }
}

/// The observations of votes, which must be queried in ascending order.
class ObservationOfVote {
 public:
  explicit ObservationOfVote(const VotesView& votes) : votes_(votes) {}
  ObservationId of(VoteIndex v) {
    while (votes_.votes_end(observation_) <= v) ++observation_;
    return observation_;
  }

 private:
  VotesView votes_;
  ObservationId observation_ = 0;
};

}  // namespace

GladMaximum::GladMaximum(const AggregationInput& input, const Truths& truths, const RunControl& control)
    : input_(input),
      truths_(truths),
      control_(control),
      sums_(
          input.votes, [](ObservationId, VoteIndex) { return true; },
          [&](ObservationId, VoteIndex v) {
            return VoteSums::Item{input.votes.user_of_vote()[v], v};
          },
          control),
      slope_(input.votes.n_votes()),
      bend_(input.votes.n_votes()),
      mixed_(input.votes.n_votes()),
      at_once_(control),
      log_others_(std::log(static_cast<double>(truths.n_labels()) - 1)) {
  const std::size_t n_of_users = input.votes.n_users();
  const std::size_t n_of_observations = input.votes.n_observations();
  for (Values* const values :
       {&a_, &gradient_a_, &curvature_a_, &step_a_, &residual_, &direction_, &product_, &diagonal_}) {
    values->assign(n_of_users, 1.0);
  }
  for (Values* const values : {&b_, &gradient_b_, &curvature_b_, &inverse_b_, &of_observation_}) {
    values->assign(n_of_observations, 1.0);
  }
  ease_.assign(n_of_observations, std::exp(1.0));
}

template <class Value>
double GladMaximum::sum(std::size_t n, const Value& value) {
  return sum_over_blocks(n, kBlock, 0, control_,
                         [&](std::uint32_t j, double& total, unsigned) { total += value(j); });
}

double GladMaximum::find(const double* q, double gradient_tolerance) {
  q_ = q;
  double value = evaluate();
  double gradient = largest_gradient();
  double damping = 0;
  enum class Found { better, level, worse };
  const auto try_step = [&](Curvature curvature, double damping_of_step) {
    // Newton's method converges only as fast as its steps are accurate.
    if (!solve(curvature, damping_of_step, std::min(0.03, gradient))) {
      if (curvature == Curvature::expected) evaluate();
      return Found::worse;
    }
    move(1);
    const double next_value = evaluate();
    const double next_gradient = largest_gradient();
    const double least = value - kRounding * std::abs(value);
    if (next_value > value || (next_value >= least && next_gradient < gradient / 2)) {
      value = next_value;
      gradient = next_gradient;
      return Found::better;
    }
    move(-1);
    value = evaluate();
    return next_value >= least ? Found::level : Found::worse;
  };
  while (gradient > gradient_tolerance && damping <= kMostDamping) {
    control_.throw_if_cancelled();
    Found found = try_step(Curvature::observed, 0);
    if (found == Found::worse) {
      found = try_step(Curvature::expected, damping);
      damping = found == Found::worse     ? std::max(4 * damping, kLeastDamping)
                : damping > kLeastDamping ? damping / 4
                                          : 0;
    }
    if (found == Found::level) break;  // Q cannot rise in double precision
  }
  return value;
}

double GladMaximum::evaluate() {
  Values values(n_blocks(n_observations(), kBlock));
  for_each_block(n_observations(), kBlock, control_, [&](const Block& block, unsigned thread) {
    values[block.index] = evaluate_observations(block, at_once_[thread]);
  });
  const double of_observations = std::accumulate(values.begin(), values.end(), 0.0);
  return of_observations + evaluate_users();
}

void GladMaximum::VotesAtOnce::resize(std::size_t n) {
  for (Values* const values : {&z, &minus, &right, &d, &w, &value, &factor}) {
    if (values->size() < n) values->resize(n);
  }
}

void GladMaximum::VotesAtOnce::evaluate(std::size_t n) {
  evaluate_votes(z.data(), minus.data(), right.data(), d.data(), w.data(), value.data(), factor.data(), n);
}

/// A vote adds q z - max(z, 0) - ln(1 + exp(-|z|)) - (1 - q) ln(K - 1) to Q, where q = q_i(y).
double GladMaximum::evaluate_observations(const Block& block, VotesAtOnce& at_once) {
  const VotesView& votes = input_.votes;
  double sum = 0;
  LogOfProduct factors;
  for (auto first = static_cast<ObservationId>(block.begin); first < block.end;) {
    const VoteIndex begin = votes.votes_begin(first);
    ObservationId last = first + 1;
    while (last < block.end && votes.votes_end(last) - begin <= kVotesAtOnce) ++last;
    const std::size_t n = votes.votes_begin(last) - begin;
    at_once.resize(n);
    for (ObservationId i = first; i < last; ++i) {
      const double e = ease_[i] = std::exp(b_[i]);
      for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
        const double z = at_once.z[v - begin] = a_[votes.user_of_vote()[v]] * e;
        at_once.minus[v - begin] = std::max(-std::abs(z), kLeastExponent);
        at_once.right[v - begin] = q_[truths_.place_of_vote()[v]];
      }
    }
    at_once.evaluate(n);
    for (ObservationId i = first; i < last; ++i) sum += take_votes(i, begin, at_once, factors);
    first = last;
  }
  return sum - factors.logarithm();
}

double GladMaximum::take_votes(ObservationId i, VoteIndex begin, const VotesAtOnce& at_once,
                               LogOfProduct& factors) {
  const double e = ease_[i];
  double gradient = 1 - b_[i];
  double curvature = 1;
  double sum = -(b_[i] - 1) * (b_[i] - 1) / 2;
  double product = 1;
  const VoteIndex own = input_.votes.votes_begin(i);
  const std::size_t n = input_.votes.n_votes_of(i);
  const double* const __restrict z_of = at_once.z.data() + (own - begin);
  const double* const __restrict d_of = at_once.d.data() + (own - begin);
  const double* const __restrict w_of = at_once.w.data() + (own - begin);
  const double* const __restrict value_of = at_once.value.data() + (own - begin);
  const double* const __restrict factor_of = at_once.factor.data() + (own - begin);
  const double* const __restrict right_of = at_once.right.data() + (own - begin);
  double* const __restrict slope_of = slope_.data() + own;
  float* const __restrict bend_of = bend_.data() + own;
  float* const __restrict mixed_of = mixed_.data() + own;
  for (std::size_t j = 0; j < n; ++j) {
    const double dz = d_of[j] * z_of[j];
    const double we = w_of[j] * e;
    const double de = d_of[j] * e;
    sum += value_of[j] - (1 - right_of[j]) * log_others_;
    gradient += dz;
    curvature += w_of[j] * z_of[j] * z_of[j] - dz;
    slope_of[j] = de;
    bend_of[j] = static_cast<float>(we * e);
    mixed_of[j] = static_cast<float>(we * z_of[j] - de);
    product *= factor_of[j];
    if (product > kManyFactors) {
      factors.multiply(product);
      product = 1;
    }
  }
  factors.multiply(product);
  gradient_b_[i] = gradient;
  curvature_b_[i] = curvature;
  return sum;
}

double GladMaximum::evaluate_users() {
  sums_.add_up(
      control_,
      [&](UserId first, UserId last) {
        for (UserId u = first; u < last; ++u) {
          gradient_a_[u] = 1 - a_[u];
          curvature_a_[u] = 1;
        }
        return [this](VoteSums::Item item) {
          gradient_a_[item.target] += slope_[item.source];
          curvature_a_[item.target] += double{bend_[item.source]};
        };
      },
      [](VoteSums::Item) {});
  return sum(n_users(), [&](UserId user) { return -(a_[user] - 1) * (a_[user] - 1) / 2; });
}

bool GladMaximum::choose(Curvature curvature, double damping) {
  damping_ = damping;
  if (curvature == Curvature::expected) {
    for_each_block(mixed_.size(), kBlock, control_, [&](const Block& block, unsigned) {
      for (std::size_t v = block.begin; v < block.end; ++v) mixed_[v] += static_cast<float>(slope_[v]);
    });
  }
  std::atomic<bool> is_positive{true};
  for_each_block(n_observations(), kBlock, control_, [&](const Block& block, unsigned) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      // gradient_b_ = 1 - b + the sum of d z
      const double sum_of_dz = curvature == Curvature::expected ? gradient_b_[i] - (1 - b_[i]) : 0;
      const double of_observation = (curvature_b_[i] + sum_of_dz) * (1 + damping);
      if (!(of_observation > 0)) is_positive = false;
      inverse_b_[i] = 1 / of_observation;
    }
  });
  return is_positive;
}

bool GladMaximum::solve(Curvature curvature, double damping, double accuracy) {
  if (!choose(curvature, damping) || !find_diagonal()) return false;
  std::fill(step_a_.begin(), step_a_.end(), 0.0);
  eliminate(step_a_, true);
  sum_from_observations(product_);
  for (std::size_t u = 0; u < n_users(); ++u) residual_[u] = gradient_a_[u] - product_[u];
  if (!solve_for_users(accuracy)) return false;
  eliminate(step_a_, true);
  return true;
}

bool GladMaximum::solve_for_users(double accuracy) {
  const auto preconditioned = [&](UserId user) { return residual_[user] / diagonal_[user]; };
  const auto square = [&](UserId user) { return residual_[user] * preconditioned(user); };
  double squares = sum(n_users(), square);
  const double enough = squares * accuracy * accuracy;
  std::fill(direction_.begin(), direction_.end(), 0.0);
  double ratio = 0;
  for (int iteration = 0; iteration < kMostIterations && squares > enough; ++iteration) {
    sum(n_users(),
        [&](UserId user) { return direction_[user] = preconditioned(user) + ratio * direction_[user]; });
    eliminate(direction_, false);
    sum_from_observations(product_);
    const double bend = sum(n_users(), [&](UserId user) {
      product_[user] += curvature_a_[user] * (1 + damping_) * direction_[user];
      return direction_[user] * product_[user];
    });
    if (!(bend > 0)) return false;
    const double length = squares / bend;
    const double before = squares;
    squares = sum(n_users(), [&](UserId user) {
      step_a_[user] += length * direction_[user];
      residual_[user] -= length * product_[user];
      return square(user);
    });
    ratio = squares / before;
  }
  return true;
}

void GladMaximum::eliminate(const Values& x, bool with_gradient) {
  for_each_block(n_observations(), kBlock, control_, [&](const Block& block, unsigned) {
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      double sum_of_votes = with_gradient ? gradient_b_[i] : 0;
      for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
        sum_of_votes -= double{mixed_[v]} * x[input_.votes.user_of_vote()[v]];
      }
      of_observation_[i] = sum_of_votes * inverse_b_[i];
    }
  });
}

bool GladMaximum::find_diagonal() {
  sums_.add_up(
      control_,
      [&](UserId first, UserId last) {
        for (UserId u = first; u < last; ++u) diagonal_[u] = curvature_a_[u] * (1 + damping_);
        return [this, observation = ObservationOfVote(input_.votes)](VoteSums::Item item) mutable {
          const double h = mixed_[item.source];
          diagonal_[item.target] -= h * h * inverse_b_[observation.of(item.source)];
        };
      },
      [](VoteSums::Item) {});
  return std::all_of(diagonal_.begin(), diagonal_.end(), [](double diagonal) { return diagonal > 0; });
}

void GladMaximum::sum_from_observations(Values& sums) {
  sums_.add_up(
      control_,
      [&](UserId first, UserId last) {
        std::fill(sums.data() + first, sums.data() + last, 0.0);
        return [this, &sums, observation = ObservationOfVote(input_.votes)](VoteSums::Item item) mutable {
          sums[item.target] += double{mixed_[item.source]} * of_observation_[observation.of(item.source)];
        };
      },
      [](VoteSums::Item) {});
}

void GladMaximum::move(double factor) {
  for (std::size_t u = 0; u < a_.size(); ++u) a_[u] += factor * step_a_[u];
  for (std::size_t i = 0; i < b_.size(); ++i) b_[i] += factor * of_observation_[i];
}

double GladMaximum::largest_gradient() const {
  double largest = 0;
  for (const double g : gradient_a_) largest = std::max(largest, std::abs(g));
  for (const double g : gradient_b_) largest = std::max(largest, std::abs(g));
  return largest;
}

}  // namespace crowdvote
