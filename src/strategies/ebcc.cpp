#include "core/flat_array.hpp"
#include "core/parallel.hpp"
#include "strategies/confusion_cells.hpp"
#include "strategies/draws.hpp"
#include "strategies/posterior_model.hpp"
#include "strategies/special_functions.hpp"
#include "strategies/user_tables.hpp"
#include <crowdvote/strategies/ebcc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

constexpr std::size_t kSubtypes = 10;  ///< M
constexpr double kRightPrior = 4;
constexpr double kWrongPrior = 1;
constexpr double kSubtypePrior = 0.1 / kSubtypes;

/// Small, because one user takes as long as hundreds of observations.
constexpr std::size_t kUsersInBlock = 32;
constexpr std::size_t kObservationsInBlock = 4096;

/// Without the tables of the users, whose memory is checked separately, when their size is known.
constexpr Truths::BytesNeeded kBytesOfEbcc{.strategy = "ebcc",
                                           .per_place = (kSubtypes + 1) * sizeof(double),
                                           .per_vote = 8 * sizeof(std::uint32_t),
                                           .per_user = 8 * sizeof(std::uint32_t),
                                           .knows_voted = false};

double prior_of(LabelId truth, LabelId label) { return truth == label ? kRightPrior : kWrongPrior; }

/// ln B(a) = sum ln Gamma(a) - ln Gamma(sum a)
double log_beta(const double* a, std::size_t n) {
  double sum = 0;
  double sum_of_logs = 0;
  for (std::size_t j = 0; j < n; ++j) {
    sum += a[j];
    sum_of_logs += log_gamma(a[j]);
  }

  return sum_of_logs - log_gamma(sum);
}

/// The current restart and the best one so far. Formulas and symbols are as in the header.
///
/// The subtypes of a label are stored side by side: each place of an observation (see Truths) and each cell
/// of a user (see ConfusionCells) has kSubtypes consecutive values.
class EbccModel {
 public:
  using Statistics = PosteriorChange;

  /// Throws MemoryError.
  EbccModel(const AggregationInput& input, const EbccOptions& options, const RunControl& control)
      : input_(input),
        control_(control),
        theta_acc_(options.theta_acc),
        truths_(input, Support::all, kBytesOfEbcc, control),
        cells_(input, truths_, control, ConfusionCells::Counted::all),
        totals_(control) {
    constexpr std::size_t kBytesOfCell = (2 * kSubtypes + 1) * sizeof(double);
    control.check_memory("the tables of the users of ebcc", cells_.size() * kBytesOfCell);
    z_ = FlatArray<double>(truths_.n_places() * kSubtypes);
    mu_ = FlatArray<double>(cells_.size() * kSubtypes);
    log_theta_ = FlatArray<double>(cells_.size() * kSubtypes);
    nu_.resize(n_labels());
    eta_.resize(n_rows());
    log_rows_.resize(n_rows());
    sums_of_block_.resize(n_blocks(n_items(), kObservationsInBlock) * n_rows());
    set_class_prior(options.class_prior);
  }

  /// Discards everything except the best restart so far, and starts again.
  void start(int restart) {
    posterior_ = std::make_unique<Posterior>(input_, truths_, theta_acc_, control_);
    for_each_block(n_items(), kObservationsInBlock, control_, [&](const Block& block, unsigned) {
      double* const sums = sums_of(block);
      std::fill_n(sums, n_rows(), 0.0);
      for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
        if (!truths_.takes_part(i)) continue;
        double* const z = z_.data() + truths_.begin(i) * kSubtypes;
        draw_start(i, restart, z);
        for (std::size_t row = 0; row < n_rows(); ++row) sums[row] += z[row];
      }
    });
  }

  /// The ELBO, except for terms that are the same in every restart. REQUIRES: at least one round has been
  /// run.
  [[nodiscard]] double lower_bound() {
    double bound = log_beta(nu_.data(), nu_.size());
    for (std::size_t k = 0; k < n_labels(); ++k) bound += log_beta(eta_.data() + k * kSubtypes, kSubtypes);
    const auto add_user = [&](UserId user, double& sum, unsigned thread) {
      if (cells_.n_labels_of(user) == 0) return;
      std::vector<double>& totals = totals_[thread];
      totals.assign(n_rows(), prior_total());
      cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
        const double* const mu = mu_.data() + std::size_t{cell} * kSubtypes;
        for (std::size_t m = 0; m < kSubtypes; ++m) {
          totals[truth * kSubtypes + m] += mu[m] - prior_of(truth, label);
          sum += log_gamma(mu[m]);
        }
      });
      for (const double total : totals) sum -= log_gamma(total);
    };
    const auto add_observation = [&](ObservationId i, double& sum, unsigned) {
      const double* const end = z_.data() + truths_.begin(i + 1) * kSubtypes;
      for (const double* z = z_.data() + truths_.begin(i) * kSubtypes; z != end; ++z) {
        if (*z > 0) sum -= *z * std::log(*z);
      }
    };
    bound = sum_over_blocks(input_.votes.n_users(), kUsersInBlock, bound, control_, add_user);
    return sum_over_blocks(n_items(), kObservationsInBlock, bound, control_, add_observation);
  }

  /// Makes this restart the best so far. It cannot be continued afterwards.
  void keep() {
    best_.theta.resize(cells_.size());
    count_labels();
    count_votes();
    best_.skills = skills_of(cells_, kUsersInBlock, control_, [this](UserId user, unsigned thread) {
      add_priors(user, totals_[thread]);
      return take_means(user, totals_[thread]);
    });
    best_.posterior = std::move(posterior_);
  }

  /// Moves the best restart to the consensus; the model is empty afterwards. REQUIRES: keep() was called.
  void finish(Consensus& consensus) {
    FlatArray<double> counts(cells_.size());
    cells_.count(best_.posterior->data(), counts.data(), control_);
    report_tables(
        input_, cells_, counts.data(), std::move(best_.skills), control_,
        [this](CellIndex cell) { return best_.theta[cell]; }, consensus);
    best_.posterior->move_to(consensus, control_);
  }

  // For run_rounds.
  [[nodiscard]] std::size_t n_labels() const { return truths_.n_labels(); }
  [[nodiscard]] std::size_t n_items() const { return input_.votes.n_observations(); }
  [[nodiscard]] static std::size_t block_size() { return kObservationsInBlock; }
  void begin_round(std::size_t number) { posterior_->begin_round(number); }
  void update(const RunControl& control) {
    change_ = {};
    count_labels();
    take_expected_logs_of_labels();
    count_votes();
    for_each_block(input_.votes.n_users(), kUsersInBlock, control, [&](const Block& block, unsigned thread) {
      std::vector<double>& totals = totals_[thread];
      for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
        if (cells_.n_labels_of(u) == 0) continue;
        add_priors(u, totals);
        for (double& total : totals) total = digamma(total);
        cells_.for_each_cell(u, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId) {
          const std::size_t first = std::size_t{cell} * kSubtypes;
          for (std::size_t m = 0; m < kSubtypes; ++m) {
            log_theta_[first + m] = digamma(mu_[first + m]) - totals[truth * kSubtypes + m];
          }
        });
      }
    });
  }

  Statistics examine(const Block& block) {
    PosteriorChange change;
    double* const sums = sums_of(block);
    std::fill_n(sums, n_rows(), 0.0);
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!truths_.takes_part(i)) continue;
      double* const z = z_.data() + truths_.begin(i) * kSubtypes;
      look_at(i, z);
      for (std::size_t row = 0; row < n_rows(); ++row) sums[row] += z[row];
      if (posterior_->is_open(i)) {
        const auto sum_of_subtypes = [z](std::size_t k) {
          const double sum = std::accumulate(z + k * kSubtypes, z + (k + 1) * kSubtypes, 0.0);
          return std::min(1.0, sum);  // rounding may exceed 1
        };
        posterior_->put(i, sum_of_subtypes, change);
      }
      if (posterior_->is_valid(i)) ++change.n_valid;
    }
    return change;
  }

  void merge(const Statistics& statistics) { change_.merge(statistics); }
  [[nodiscard]] RoundOutcome end_round() const { return {.record = change_.by_largest_change()}; }

 private:
  [[nodiscard]] std::size_t n_rows() const { return n_labels() * kSubtypes; }
  /// The sum of the priors of a user's votes over l, for each row.
  [[nodiscard]] double prior_total() const {
    return kRightPrior + static_cast<double>(n_labels() - 1) * kWrongPrior;
  }

  /// The n_rows() sums over the observations of a block.
  [[nodiscard]] double* sums_of(const Block& block) { return sums_of_block_.data() + block.index * n_rows(); }

  void set_class_prior(ClassPrior prior) {
    class_prior_.assign(n_labels(), prior == ClassPrior::uniform ? 1.0 : 0.0);
    if (prior == ClassPrior::uniform) return;
    for (ObservationId i = 0; i < n_items(); ++i) {
      for (const LabelId label : input_.votes.labels_of(i)) {
        class_prior_[truths_.number_of(label)] += 1 / static_cast<double>(input_.votes.n_votes_of(i));
      }
    }
  }

  void draw_start(ObservationId i, int restart, double* z) const {
    const DrawKeys& keys = input_.draws;
    for (LabelId k = 0; k < n_labels(); ++k, z += kSubtypes) {
      std::fill_n(z, kSubtypes, 0.0);
      const double q = posterior_->of(i)[k];
      if (q <= 0) continue;
      const std::uint64_t label_key = draw_key(keys.of_label, truths_.label_of(k));
      double sum = 0;
      for (std::size_t m = 0; m < kSubtypes; ++m) {
        CounterRandom random(keys.seed, restart, draw_key(keys.of_observation, i), label_key, m);
        sum += z[m] = -std::log(1 - random.uniform());
      }
      for (std::size_t m = 0; m < kSubtypes; ++m) z[m] *= q / sum;
    }
  }

  /// Computes the new z of an observation.
  void look_at(ObservationId i, double* z) const {
    std::copy(log_rows_.begin(), log_rows_.end(), z);
    const AllLabels<std::size_t> labels{n_labels()};
    for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
      cells_.for_each_of_vote(labels, i, v, log_theta_.data(), kSubtypes,
                              [&](std::size_t k, std::size_t cell) {
                                const double* const log_theta = log_theta_.data() + cell * kSubtypes;
                                for (std::size_t m = 0; m < kSubtypes; ++m)
                                  z[k * kSubtypes + m] += log_theta[m];
                              });
    }
    double* first = z;
    double* last = z + n_rows();
    const PlaceIndex gold = truths_.gold_place(i);
    if (gold != kNoPlace) {
      first = z + (gold - truths_.begin(i)) * kSubtypes;
      std::fill(z, first, 0.0);
      std::fill(first + kSubtypes, last, 0.0);
      last = first + kSubtypes;
    }
    const double top = *std::max_element(first, last);
    double sum = 0;
    for (double* x = first; x != last; ++x) sum += * x = std::exp(*x - top);
    for (double* x = first; x != last; ++x) *x /= sum;
  }

  /// Computes nu and eta from the sums of the blocks.
  void count_labels() {
    std::fill(eta_.begin(), eta_.end(), 0.0);
    for (std::size_t first = 0; first < sums_of_block_.size(); first += n_rows()) {
      for (std::size_t row = 0; row < n_rows(); ++row) eta_[row] += sums_of_block_[first + row];
    }
    for (std::size_t k = 0; k < n_labels(); ++k) {
      double* const eta = eta_.data() + k * kSubtypes;
      nu_[k] = std::accumulate(eta, eta + kSubtypes, class_prior_[k]);
      for (std::size_t m = 0; m < kSubtypes; ++m) eta[m] += kSubtypePrior;
    }
  }

  void take_expected_logs_of_labels() {
    const double of_all = digamma(std::accumulate(nu_.begin(), nu_.end(), 0.0));
    for (std::size_t k = 0; k < n_labels(); ++k) {
      const double* const eta = eta_.data() + k * kSubtypes;
      const double log_tau = digamma(nu_[k]) - of_all;
      const double of_label = digamma(std::accumulate(eta, eta + kSubtypes, 0.0));
      for (std::size_t m = 0; m < kSubtypes; ++m) {
        log_rows_[k * kSubtypes + m] = log_tau + digamma(eta[m]) - of_label;
      }
    }
  }

  /// Stores the expected votes of all users in mu_.
  void count_votes() { cells_.count_side_by_side(z_.data(), kSubtypes, mu_.data(), control_); }

  /// Turns a user's expected votes into mu, and stores the sums of mu over l in `totals`, by row.
  void add_priors(UserId user, std::vector<double>& totals) {
    totals.assign(n_rows(), prior_total());
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
      double* const mu = mu_.data() + std::size_t{cell} * kSubtypes;
      double* const total = totals.data() + truth * kSubtypes;
      for (std::size_t m = 0; m < kSubtypes; ++m) {
        total[m] += mu[m];
        mu[m] += prior_of(truth, label);
      }
    });
  }

  /// Stores the posterior means of theta over the subtypes in the best restart; returns the skill.
  [[nodiscard]] double take_means(UserId user, const std::vector<double>& totals) {
    const double nu_total = std::accumulate(nu_.begin(), nu_.end(), 0.0);
    const auto mean = [&](LabelId truth, const auto& mu_of) {
      double sum = 0;
      double sum_of_eta = 0;
      for (std::size_t m = 0; m < kSubtypes; ++m) {
        const std::size_t row = truth * kSubtypes + m;
        sum += eta_[row] * mu_of(m) / totals[row];
        sum_of_eta += eta_[row];
      }
      return sum / sum_of_eta;
    };
    double skill = 0;
    for (LabelId k = 0; k < n_labels(); ++k) {
      skill += nu_[k] / nu_total * mean(k, [](std::size_t) { return kRightPrior; });
    }
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
      const double* const mu = mu_.data() + std::size_t{cell} * kSubtypes;
      best_.theta[cell] = mean(truth, [mu](std::size_t m) { return mu[m]; });
      if (truth != label) return;
      // The user voted for this label: these votes count in addition to the prior.
      skill += nu_[truth] / nu_total * mean(truth, [mu](std::size_t m) { return mu[m] - kRightPrior; });
    });
    return skill;
  }

  const AggregationInput& input_;
  const RunControl& control_;
  double theta_acc_;
  Truths truths_;
  ConfusionCells cells_;
  std::vector<double> class_prior_;  ///< nu0

  FlatArray<double> z_;           ///< by place and subtype
  FlatArray<double> mu_;          ///< by cell and subtype
  FlatArray<double> log_theta_;   ///< expected logarithm of theta, likewise
  std::vector<double> nu_;        ///< by label
  std::vector<double> eta_;       ///< by row (label and subtype)
  std::vector<double> log_rows_;  ///< expected ln tau + ln pi, by row
  std::vector<double> sums_of_block_;
  PerThread<std::vector<double>> totals_;
  std::unique_ptr<Posterior> posterior_;
  PosteriorChange change_;

  struct Best {
    std::unique_ptr<Posterior> posterior;
    std::vector<double> theta;  ///< by cell
    std::vector<double> skills;
  };
  Best best_;
};

}  // namespace

Consensus run_strategy(const AggregationInput& input, const EbccOptions& options, const RunControl& control) {
  EbccModel model(input, options, control);
  const int n_restarts = model.n_labels() > 1 ? options.restarts : 1;
  double largest_bound = -std::numeric_limits<double>::infinity();
  Diagnostics diagnostics;
  for (int restart = 0; restart < n_restarts; ++restart) {
    model.start(restart);
    Diagnostics of_restart = run_learning(model, options.max_iterations, options.tolerance, input, control);
    const double bound = n_restarts > 1 ? model.lower_bound() : 0;
    if (bound <= largest_bound) continue;
    largest_bound = bound;
    diagnostics = std::move(of_restart);
    model.keep();
  }

  Consensus consensus;
  consensus.diagnostics = std::move(diagnostics);
  model.finish(consensus);
  return consensus;
}

}  // namespace crowdvote
