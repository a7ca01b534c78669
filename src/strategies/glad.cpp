#include "strategies/glad_model.hpp"
#include "strategies/known_users.hpp"
#include "strategies/posterior_model.hpp"
#include <crowdvote/strategies/glad.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

constexpr Truths::BytesNeeded kBytesOfGlad{.strategy = "glad",
                                           .per_vote = sizeof(double) + 4 * sizeof(std::uint32_t),
                                           .per_user = 9 * sizeof(double) + sizeof(std::uint32_t),
                                           .per_observation = 7 * sizeof(double)};

class GladModel : public PosteriorModel {
 public:
  GladModel(const AggregationInput& input, const GladOptions& options, double gradient_tolerance,
            const RunControl& control)
      : PosteriorModel(input, options.support, kBytesOfGlad, options.theta_acc, control),
        gradient_tolerance_(gradient_tolerance),
        maximum_(std::in_place, input, truths_, control),
        log_others_(std::log(static_cast<double>(n_labels()) - 1)) {
    if (!input.known) return;
    // b is not known for any observation, and stays at the mean of its prior.
    const std::vector<double> abilities = values_of_users(input);
    for (UserId u = 0; u < abilities.size(); ++u) maximum_->set_a(u, abilities[u]);
  }

  void update(const RunControl& /*control*/) { change_ = {}; }

  Statistics examine(const Block& block) {
    PosteriorChange change;
    // ln logistic(z) - ln (logistic(-z) / (K - 1)) = z + ln(K - 1); terms common to all labels are left out.
    posterior_.learn_by_votes(block, change, [this](ObservationId i, VoteIndex v) {
      return maximum_->strength(input_.votes.user_of_vote()[v], i) + log_others_;
    });
    return change;
  }

  [[nodiscard]] RoundOutcome end_round() {
    const double value = maximum_->find(posterior_.data(), gradient_tolerance_);
    return {.record = change_.by_objective(value + change_.entropy)};
  }

  [[nodiscard]] std::vector<double> skills() const {
    std::vector<double> skills(input_.votes.n_users(), kNone);
    for (const UserId user : input_.votes.user_of_vote()) skills[user] = maximum_->a(user);
    return skills;
  }
  [[nodiscard]] std::vector<double> difficulties() const {
    std::vector<double> difficulties(n_items(), kNone);
    for (ObservationId i = 0; i < n_items(); ++i) {
      if (input_.votes.n_votes_of(i) > 0) difficulties[i] = std::exp(-maximum_->b(i));
    }
    return difficulties;
  }

  /// A newcomer has the mean of the prior of a.
  [[nodiscard]] LearntModel learnt() const {
    LearntModel model = model_of_values(skills(), 1);
    model.labels = truths_.labels();
    return model;
  }

  /// To be called when the parameters have been read: the optimiser takes more memory than they do.
  void drop_parameters() { maximum_.reset(); }

 private:
  double gradient_tolerance_;
  std::optional<GladMaximum> maximum_;
  double log_others_;  ///< ln(K - 1)
};

}  // namespace

Consensus run_glad(const AggregationInput& input, const GladOptions& options, double gradient_tolerance,
                   const RunControl& control) {
  GladModel model(input, options, gradient_tolerance, control);
  Consensus consensus;
  consensus.diagnostics = run_learning(model, options.max_iterations, options.tolerance, input, control);
  consensus.users.add(kSkillColumn, "Ability a; negative if more often wrong than right", model.skills());
  if (input.wants_model) consensus.model = model.learnt();
  if (!input.known) {
    consensus.observations.add(kDifficultyColumn, "Difficulty e^-b", model.difficulties());
  }
  model.drop_parameters();
  model.posterior().move_to(consensus, control);
  return consensus;
}

Consensus run_strategy(const AggregationInput& input, const GladOptions& options, const RunControl& control) {
  return run_glad(input, options, kGladGradientTolerance, control);
}

}  // namespace crowdvote
