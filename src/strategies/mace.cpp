#include "strategies/draws.hpp"
#include "strategies/factors.hpp"
#include "strategies/known_users.hpp"
#include "strategies/label_groups.hpp"
#include "strategies/posterior_model.hpp"
#include "strategies/special_functions.hpp"
#include "strategies/user_side.hpp"
#include <crowdvote/strategies/mace.hpp>

#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace crowdvote {

namespace {

/// A gain is (s + kappa) / s, where s is hardly below 1e-10 of the number of votes.
constexpr std::size_t kMostGainsOfGroups = 12;

constexpr double kKnowingPrior = 0.5;
constexpr double kHabitPrior = 10;
constexpr double kRandomSpread = 1.5;  ///< random starts are uniform in [1, 1 + this]

/// With restarts there are two models at a time: the best so far and the one that is learnt.
constexpr Truths::BytesNeeded bytes_of_mace(bool with_restarts) {
  const double n_models = with_restarts ? 2 : 1;
  return {.strategy = "mace",
          .per_place = (n_models - 1) * sizeof(double),
          .per_vote = 8 * sizeof(std::uint32_t) + n_models * 4 * sizeof(double),
          .per_user = sizeof(double) + sizeof(std::uint32_t)};
}

/// One start and its rounds. Formulas and symbols are as in the header; a group is (user, voted label).
class MaceModel {
 public:
  struct Statistics {
    PosteriorChange change;
    double log_likelihood = 0;  ///< of open observations, without the terms common to all their labels
  };

  /// \param restart 0 is the neutral start; a known model replaces all starts
  MaceModel(const AggregationInput& input, const Truths& truths, UserSide& users, const LabelGroups& groups,
            double theta_acc, int restart, const RunControl& control)
      : input_(input),
        truths_(truths),
        users_(users),
        groups_(groups),
        control_(control),
        posterior_(input, truths, theta_acc, control),
        prior_(truths.n_labels(), 1.0),
        right_(groups.size()),
        habit_votes_(groups.size()),
        gain_(groups.size()),
        knowing_(groups.size()) {
    if (input.known) {
      learn([this](UserId user) { return take_known_user(user); });
      return;
    }
    learn([&](UserId user) { return restart == 0 ? start_neutrally(user) : start_at_random(user, restart); });
    examine_all(*this, control);
  }

  [[nodiscard]] std::size_t n_labels() const { return truths_.n_labels(); }
  [[nodiscard]] std::size_t n_items() const { return input_.votes.n_observations(); }
  [[nodiscard]] static std::size_t block_size() { return kBlockOfObservations; }
  void begin_round(std::size_t number) { posterior_.begin_round(number); }

  void update(const RunControl& control) {
    groups_.count_right(users_.bring(posterior_), right_.data(), control);
    learn([this](UserId user) { return learn_user(user); });
  }

  Statistics examine(const Block& block) {
    if (users_.is_shared()) return examine_by(block, BroughtGains{users_, truths_, kMostGainsOfGroups});
    return examine_by(block, GainFactors{truths_.place_of_vote(), truths_, groups_.of_votes(), gain_.data(),
                                         kMostGainsOfGroups});
  }

  void merge(const Statistics& statistics) {
    change_.merge(statistics.change);
    log_likelihood_ += statistics.log_likelihood;
  }

  [[nodiscard]] RoundOutcome end_round() const {
    RoundRecord record = change_.by_largest_change();
    record.objective = log_likelihood_;
    return {.record = record};
  }

  [[nodiscard]] double log_likelihood() const { return log_likelihood_; }
  [[nodiscard]] Posterior& posterior() { return posterior_; }

  /// To be called after the rounds: skills and model are those of the last probabilities.
  void finish() { groups_.count_right(users_.bring(posterior_), right_.data(), control_); }

  [[nodiscard]] std::vector<double> skills() const {
    std::vector<double> skills(users_.input().votes.n_users(), std::numeric_limits<double>::quiet_NaN());
    for (UserId u = 0; u < skills.size(); ++u) {
      double n_votes = 0;
      double n_knowing = 0;
      for (GroupIndex group = groups_.begin(u); group < groups_.end(u); ++group) {
        n_votes += groups_.n_votes(group);
        n_knowing += expected_knowing(group);
      }
      if (n_votes > 0) skills[u] = (kKnowingPrior + n_knowing) / (2 * kKnowingPrior + n_votes);
    }
    return users_.at_observations(skills);
  }

  /// The model. Its cells are, for each label that a user voted for, the knowing votes and the votes from
  /// habit, which have no truth.
  [[nodiscard]] LearntModel learnt() const {
    LearntModel model = model_of_values(skills(), 0.5);
    model.labels = truths_.labels();
    model.begin.push_back(0);
    for (UserId u = 0; u < input_.votes.n_users(); ++u) {
      for (GroupIndex group = groups_.begin(u); group < groups_.end(u); ++group) {
        model.cells.push_back({groups_.label(group), groups_.label(group), expected_knowing(group)});
      }
      for (GroupIndex group = groups_.begin(u); group < groups_.end(u); ++group) {
        model.cells.push_back(
            {kNoLabel, groups_.label(group), groups_.n_votes(group) - expected_knowing(group)});
      }
      model.begin.push_back(model.cells.size());
    }
    model.begin.push_back(model.cells.size());
    return model;
  }

 private:
  template <class Factors>
  Statistics examine_by(const Block& block, const Factors& factors) {
    Statistics statistics;
    with_labels(truths_, [&](auto labels) {
      FactorStep step(input_.votes, labels, factors, posterior_);
      LogOfProduct product;
      for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
        if (!truths_.takes_part(i)) continue;
        if (posterior_.is_open(i)) step.template learn<true>(i, prior_.data(), product, statistics.change);
        if (posterior_.is_valid(i)) ++statistics.change.n_valid;
      }
      statistics.log_likelihood = product.logarithm();
    });
    return statistics;
  }

  /// The expected number of knowing votes of a group, from the last right_.
  [[nodiscard]] double expected_knowing(GroupIndex group) const { return right_[group] * knowing_[group]; }

  /// Computes new parameters of all users; make(user) returns the part of the log likelihood common to all
  /// labels.
  template <class Make>
  void learn(const Make& make) {
    change_ = {};
    const auto n_observations = static_cast<double>(truths_.n_observations());
    log_likelihood_ = sum_over_users(users_.input().votes.n_users(),
                                     -n_observations * std::log(static_cast<double>(n_labels())), control_,
                                     [&](UserId user, double& sum, unsigned) { sum += make(user); });
    if (!users_.is_shared()) return;
    users_.spread(false, [this](ObservationId /*i*/, VoteIndex v, std::span<double> value) {
      value[0] = gain_[groups_.of_votes()[v]];
    });
  }

  /// \param log_habit ln of sigma_u xi_u(l)
  double set_group(GroupIndex group, double log_habit, double kappa) {
    const double habit = std::exp(log_habit);
    gain_[group] = (habit + kappa) / habit;
    knowing_[group] = kappa / (habit + kappa);
    const std::uint32_t n_sure = groups_.n_sure(group);
    return groups_.n_votes(group) * log_habit + (n_sure == 0 ? 0 : n_sure * std::log(gain_[group]));
  }

  double start_neutrally(UserId user) {
    const double log_habit = std::log(0.5 / static_cast<double>(n_labels()));
    double sum = 0;
    for (GroupIndex group = groups_.begin(user); group < groups_.end(user); ++group) {
      sum += set_group(group, log_habit, 0.5);
    }
    return sum;
  }

  double start_at_random(UserId user, int restart) {
    const DrawKeys& keys = users_.input().draws;
    const std::uint64_t key = draw_key(keys.of_user, user);
    CounterRandom random(keys.seed, restart, key);
    const double sigma = 1 + kRandomSpread * random.uniform();
    const double kappa = 1 + kRandomSpread * random.uniform();
    const auto xi = [&](LabelId number) {
      CounterRandom of_label(keys.seed, restart, key, draw_key(keys.of_label, truths_.label_of(number)));
      return 1 + kRandomSpread * of_label.uniform();
    };
    double sum_of_xi = 0;
    for (LabelId number = 0; number < n_labels(); ++number) sum_of_xi += xi(number);
    double sum = 0;
    for (GroupIndex group = groups_.begin(user); group < groups_.end(user); ++group) {
      const double log_habit = std::log(sigma / (sigma + kappa) * xi(groups_.label(group)) / sum_of_xi);
      sum += set_group(group, log_habit, kappa / (sigma + kappa));
    }
    return sum;
  }

  double learn_user(UserId user) {
    double a = kKnowingPrior;
    double b = kKnowingPrior;
    for (GroupIndex group = groups_.begin(user); group < groups_.end(user); ++group) {
      const double knowing = expected_knowing(group);
      const double from_habit = groups_.n_votes(group) - knowing;
      a += from_habit;
      b += knowing;
      habit_votes_[group] = kHabitPrior + from_habit;
    }
    return set_user(user, a, b);
  }

  double take_known_user(UserId user) {
    const auto known = cells_of(input_.known, user);
    double a = kKnowingPrior;
    double b = kKnowingPrior;
    for (const LearntModel::Cell& cell : known) (cell.truth == kNoLabel ? a : b) += cell.votes;
    for (GroupIndex group = groups_.begin(user); group < groups_.end(user); ++group) {
      habit_votes_[group] = kHabitPrior + votes_in(known, kNoLabel, groups_.label(group));
    }
    return set_user(user, a, b);
  }

  /// Sets the parameters from a, b and h, which is stored in place of ln s. Returns the part of the log
  /// likelihood common to all labels.
  double set_user(UserId user, double a, double b) {
    const double of_all = digamma(a + b);
    const double log_sigma = digamma(a) - of_all;
    const double kappa = std::exp(digamma(b) - of_all);
    const double of_total = digamma(kHabitPrior * static_cast<double>(n_labels()) + a - kKnowingPrior);
    double sum = 0;
    for (GroupIndex group = groups_.begin(user); group < groups_.end(user); ++group) {
      sum += set_group(group, log_sigma + digamma(habit_votes_[group]) - of_total, kappa);
    }
    return sum;
  }

  const AggregationInput& input_;
  const Truths& truths_;
  UserSide& users_;
  const LabelGroups& groups_;
  const RunControl& control_;
  Posterior posterior_;
  std::vector<double> prior_;      ///< uniform
  FlatArray<double> right_;        ///< expected votes that are right, by group
  FlatArray<double> habit_votes_;  ///< expected votes from habit plus their prior, by group
  FlatArray<double> gain_;         ///< (s + kappa) / s, by group
  FlatArray<double> knowing_;      ///< kappa / (s + kappa)
  PosteriorChange change_;
  double log_likelihood_ = 0;
};

}  // namespace

Consensus run_strategy(const AggregationInput& input, const MaceOptions& options, const RunControl& control) {
  const Truths truths(input, options.support, bytes_of_mace(options.restarts > 0), control);
  UserSide users(input, truths, control);
  const LabelGroups groups(users.input(), users.truths(), control);
  std::unique_ptr<MaceModel> best;
  Consensus consensus;
  const int n_restarts = input.known ? 0 : options.restarts;
  for (int restart = 0; restart <= n_restarts; ++restart) {
    auto model =
        std::make_unique<MaceModel>(input, truths, users, groups, options.theta_acc, restart, control);
    Diagnostics diagnostics = run_learning(*model, options.max_iterations, options.tolerance, input, control);
    model->finish();
    if (best && model->log_likelihood() <= best->log_likelihood()) continue;
    best = std::move(model);
    consensus.diagnostics = std::move(diagnostics);
  }
  if (input.wants_model) consensus.model = best->learnt();
  if (input.known) {
    report_known_users(input, kSkillColumn, consensus);
  } else {
    consensus.users.add(kSkillColumn, "Chance that a vote of the user is a knowing one", best->skills());
  }
  best->posterior().move_to(consensus, control);
  return consensus;
}

}  // namespace crowdvote
