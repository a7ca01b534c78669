#include "strategies/agreement_model.hpp"
#include "strategies/known_users.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/zero_based_skill.hpp>

#include <algorithm>
#include <limits>
#include <vector>

#include <Eigen/Core>

namespace crowdvote {

namespace {

constexpr std::size_t kRoundsToHalveTheRate = 20;
constexpr double kHeadStart = 1e-5;  ///< excess of the first skill over chance

/// Starts with a vote by the skills; a round computes skills from the last vote and then votes again.
class ZeroBasedSkillModel : public AgreementModel {
 public:
  ZeroBasedSkillModel(const AggregationInput& input, double first_skill)
      : AgreementModel(input),
        label_(input.votes.n_observations(), kNoLabel),
        skill_(Eigen::ArrayXd::Constant(n_votes_.size(), first_skill)) {}

  void update(const RunControl& control) {
    if (++n_rounds_ % kRoundsToHalveTheRate == 0) rate_ /= 2;
    const Eigen::ArrayXd before = skill_;
    skill_ = (n_votes_ > 0).select(skill_ + rate_ * (agreement() - skill_), skill_).eval();
    forget_agreement(before, skill_, control);
  }

  Statistics examine(const Block& block) {
    Statistics statistics;
    Ballot<std::uint32_t> counts;
    const auto receive = [&](ObservationId i, const Winner<double>& by_skill) {
      const LabelId label = by_skill.total > 0 ? by_skill.label : majority_on(i, counts);
      if (label_[i] != label) {
        ++statistics.labels_changed;
        label_changes_.note(i);
      }
      ++statistics.n_labelled;
      label_[i] = label;
    };
    vote_on_block<double>(input_, block, WeightOfUser(skills()), kNoExtraVote<double>, receive);
    count_disagreements(label_, block);
    return statistics;
  }

  /// Never a fixed point: skills continue to change when labels do not.
  [[nodiscard]] RoundOutcome end_round() const { return {.record = round_}; }

  [[nodiscard]] std::span<const double> skills() const { return {skill_.data(), input_.votes.n_users()}; }
  /// NaN for users without votes.
  [[nodiscard]] std::vector<double> skills_of_voters() const {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const Eigen::ArrayXd skill =
        (n_votes_ > 0).select(skill_, Eigen::ArrayXd::Constant(skill_.size(), kNone));
    return {skill.begin(), skill.end()};
  }

 private:
  [[nodiscard]] LabelId majority_on(ObservationId i, Ballot<std::uint32_t>& counts) const {
    return vote_on(
               input_, i, [](UserId) { return 1U; }, ExtraVote<std::uint32_t>{}, counts)
        .label;
  }

  std::vector<LabelId> label_;
  Eigen::ArrayXd skill_;  ///< by user
  double rate_ = 1;
  std::size_t n_rounds_ = 0;
};

Diagnostics run_zero_based_skill(ZeroBasedSkillModel& model, std::size_t n_labels, int rounds,
                                 const RunControl& control) {
  if (n_labels <= 1) return {.rounds = {}, .is_tested = false};
  examine_all(model, control);
  return run_rounds(model, {.most_rounds = static_cast<std::size_t>(rounds), .is_prescribed = true}, control);
}

/// The vote by the skills, which are also written to the users' columns.
void decide_by_skills(const AggregationInput& input, const std::vector<double>& skills,
                      const RunControl& control, Consensus& consensus) {
  decide_by_shares(input, {}, cast_with_weights_of_users(input, skills), control, consensus);
  for (const std::string_view name : {kWeightColumn, kSkillColumn}) {
    consensus.users.add(name, "Mean of the user's agreement with the vote over the last rounds", skills);
  }
}

}  // namespace

Consensus run_strategy(const AggregationInput& input, const ZeroBasedSkillOptions& options,
                       const RunControl& control) {
  const std::size_t n_labels = count_voted_labels(input.votes, control);
  constexpr std::size_t kBytesOfUser = 2 * sizeof(int) + 5 * sizeof(double);  // counts, skills and columns
  check_result_fits(input, control,
                    input.votes.n_users() * kBytesOfUser + input.votes.n_observations() * sizeof(LabelId));
  const double chance = 1 / static_cast<double>(std::max<std::size_t>(n_labels, 1));
  Consensus consensus;
  if (input.known) {
    consensus.diagnostics.is_tested = false;
    decide_by_skills(input, values_of_users(input), control, consensus);
    return consensus;
  }
  ZeroBasedSkillModel model(input, chance + kHeadStart);
  consensus.diagnostics = run_zero_based_skill(model, n_labels, options.rounds, control);
  decide_by_skills(input, model.skills_of_voters(), control, consensus);
  model.label_changes().move_to(consensus.diagnostics);
  if (input.wants_model) consensus.model = model_of_values(model.skills_of_voters(), chance + kHeadStart);
  return consensus;
}

}  // namespace crowdvote
