#include "io/read/judged_part.hpp"

#include <crowdvote/calibration.hpp>
#include <crowdvote/compare.hpp>
#include <crowdvote/exchange.hpp>

#include <cstddef>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// The judged observations of this process, and after gather() those of all. Grading needs only the weights
/// of votes, not their users, so each vote is given a user of its own.
class JudgedPart {
 public:
  JudgedPart(const CrowdData& data, const AggregationInput& input, const Consensus& consensus)
      : data_(data), input_(input), consensus_(consensus) {
    for (ObservationId i = 0; i < data.truth_of_observation.size(); ++i) {
      if (data.truth_of_observation[i] != kNoLabel) add(i);
    }
  }

  void gather(Exchange& processes) {
    const auto gather_column = [&](auto& column) {
      const auto of_processes = gather_values_at_first(processes, column);
      column.clear();
      for (const auto& values : of_processes) column.insert(column.end(), values.begin(), values.end());
    };
    gather_column(truth_);
    gather_column(label_);
    gather_column(conf_);
    gather_column(acc_);
    gather_column(valid_);
    gather_column(ai_label_);
    gather_column(ai_score_);
    gather_column(ai_score_of_truth_);
    gather_column(gold_);
    gather_column(tie_hash_);
    gather_column(n_votes_);
    gather_column(weight_);
    gather_column(labels_);
    gather_column(n_probabilities_);
    gather_column(probability_label_);
    gather_column(probability_);
  }

  [[nodiscard]] Grades grade(std::uint64_t seed, const RunControl& control) const {
    const std::vector<VoteIndex> begin = begins<VoteIndex>(n_votes_);
    std::vector<UserId> user(labels_.size());
    std::iota(user.begin(), user.end(), UserId{0});
    AggregationInput input = input_;
    input.users = nullptr;
    input.votes = {begin, user, labels_, user.size(), input_.votes.n_labels(), input_.votes.label_rank()};
    input.author_of_observation = {};
    input.weight_of_user = {};
    input.ai_label_of_observation = ai_label_;
    input.ai_score_of_observation = ai_score_;
    input.gold_of_observation = gold_;
    input.tie_hash_of_observation = tie_hash_;
    const Consensus consensus = consensus_of_part();
    const EvaluationSets sets = find_evaluation_sets(input.votes, truth_, gold_);
    const GradedLabels graded{.label = consensus.label,
                              .valid = consensus.valid,
                              .truth = truth_,
                              .sets = sets,
                              .n_labels = data_.labels.size(),
                              .votes = input.votes,
                              .label_rank = input.votes.label_rank()};
    CalibrationReport calibration = measure_calibration(consensus, input, graded, ai_score_of_truth_);
    return {.evaluation = evaluate_consensus(input, consensus, graded, {.seed = seed}, control),
            .calibration = std::move(calibration)};
  }

 private:
  template <class Index>
  static std::vector<Index> begins(const std::vector<std::uint32_t>& lengths) {
    std::vector<Index> begin{0};
    for (const std::uint32_t length : lengths) begin.push_back(begin.back() + length);
    return begin;
  }

  void add(ObservationId i) {
    const auto add_if_known = [i](auto& column, const auto& values) {
      if (!values.empty()) column.push_back(values[i]);
    };
    truth_.push_back(data_.truth_of_observation[i]);
    label_.push_back(consensus_.label[i]);
    conf_.push_back(consensus_.conf[i]);
    acc_.push_back(consensus_.acc[i]);
    valid_.push_back(consensus_.valid[i]);
    add_if_known(ai_label_, input_.ai_label_of_observation);
    add_if_known(ai_score_, input_.ai_score_of_observation);
    add_if_known(ai_score_of_truth_, data_.ai_score_of_truth);
    add_if_known(gold_, input_.gold_of_observation);
    add_if_known(tie_hash_, input_.tie_hash_of_observation);
    n_votes_.push_back(static_cast<std::uint32_t>(input_.votes.n_votes_of(i)));
    const auto users = input_.votes.users_of(i);
    const auto labels = input_.votes.labels_of(i);
    const std::span<const double> weights = consensus_.weights();
    for (const UserId user : users) {
      if (!weights.empty()) weight_.push_back(weights[user]);
    }
    labels_.insert(labels_.end(), labels.begin(), labels.end());
    if (!consensus_.probabilities) return;
    const auto candidates = consensus_.probabilities->labels_of(i);
    const auto values = consensus_.probabilities->values_of(i);
    n_probabilities_.push_back(static_cast<std::uint32_t>(values.size()));
    probability_label_.insert(probability_label_.end(), candidates.begin(), candidates.end());
    probability_.insert(probability_.end(), values.begin(), values.end());
  }

  [[nodiscard]] Consensus consensus_of_part() const {
    Consensus consensus;
    consensus.label = label_;
    consensus.conf = conf_;
    consensus.acc = acc_;
    consensus.valid = valid_;
    consensus.validity = consensus_.validity;
    consensus.undefined_unless_valid = consensus_.undefined_unless_valid;
    consensus.decided_by = consensus_.decided_by;
    consensus.ai = consensus_.ai;
    for (const NamedColumn& column : consensus_.users.columns) {
      if (column.name != kWeightColumn) continue;
      std::vector<double> weights = weight_;
      if (consensus_.ai_is_user) weights.push_back(consensus_.weights().back());
      consensus.users.add(column.name, column.help, std::move(weights));
    }
    consensus.ai_is_user = consensus_.ai_is_user;
    if (consensus_.probabilities) {
      consensus.probabilities = Probabilities{
          .begin = begins<std::size_t>(n_probabilities_), .label = probability_label_, .value = probability_};
    }
    return consensus;
  }

  const CrowdData& data_;
  const AggregationInput& input_;
  const Consensus& consensus_;
  std::vector<LabelId> truth_;
  std::vector<LabelId> label_;
  std::vector<double> conf_;
  std::vector<double> acc_;
  std::vector<std::uint8_t> valid_;
  std::vector<LabelId> ai_label_;
  std::vector<double> ai_score_;
  std::vector<double> ai_score_of_truth_;
  std::vector<LabelId> gold_;
  std::vector<std::uint64_t> tie_hash_;
  std::vector<std::uint32_t> n_votes_;
  std::vector<double> weight_;  ///< by vote
  std::vector<LabelId> labels_;
  std::vector<std::uint32_t> n_probabilities_;
  std::vector<LabelId> probability_label_;
  std::vector<double> probability_;
};

}  // namespace

std::optional<Grades> grade_judged(const CrowdData& data, const AggregationInput& input,
                                   const Consensus& consensus, std::uint64_t seed,
                                   const RunControl& control) {
  JudgedPart part(data, input, consensus);
  part.gather(*control.processes);
  if (!is_first_process(control)) return std::nullopt;
  RunControl alone = control;
  alone.processes = nullptr;
  return part.grade(seed, alone);
}

}  // namespace crowdvote
