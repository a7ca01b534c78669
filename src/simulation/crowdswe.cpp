#include "evaluation/share.hpp"
#include "evaluation/text_table.hpp"
#include "simulation/published.hpp"
#include <crowdvote/crowdswe.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/profile.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Runs strategies on one data set and collects figures.
class CrowdsweComparison {
 public:
  CrowdsweComparison(const CrowdData& data, const RunControl& control)
      : data_(data),
        control_(control),
        has_truth_(!data.truth_of_observation.empty()),
        sets_(has_truth_ ? find_evaluation_sets(data.votes, data.truth_of_observation) : EvaluationSets{}) {}

  void add(std::string name, std::optional<double> published, std::optional<double> found) {
    figures_.push_back({std::move(name), published, found});
  }

  void add_shape() {
    const VotesView votes = data_.votes;
    const Agreement agreement = measure_agreement(votes);
    const std::vector<std::uint32_t> votes_per_user = votes.votes_per_user();
    const auto n_once =
        static_cast<std::size_t>(std::count(votes_per_user.begin(), votes_per_user.end(), 1U));
    add("votes an observation", kCrowdSwe.votes / kCrowdSwe.observations,
        share(votes.n_votes(), votes.n_observations()));
    add("observations a user", kCrowdSwe.observations / kCrowdSwe.users,
        share(votes.n_observations(), votes.n_users()));
    add("observations with two votes or more", kCrowdSwe.several_votes,
        share(agreement.with_two_votes, votes.n_observations()));
    add("observations with a disagreement", kCrowdSwe.disagreements,
        share(agreement.with_disagreement, votes.n_observations()));
    add("users who voted once", kCrowdSwe.users_once, share(n_once, votes.n_users()));
  }

  void add_strategy(const PublishedStrategy& published) {
    const Consensus consensus = aggregate(data_.input(), parse_strategy(published.strategy), control_);
    if (published.self_validating_users) {
      const auto flags = consensus.users.values<std::uint8_t>(kSelfValidatingColumn);
      const auto n = std::count(flags.begin(), flags.end(), std::uint8_t{1});
      add(fmt::format("{}: users who validate alone", published.strategy), *published.self_validating_users,
          share(static_cast<std::size_t>(n), flags.size()));
    }
    add(fmt::format("{}: valid observations", published.strategy), published.valid,
        share(consensus.n_valid(), consensus.valid.size()));
    add_accuracies(published, consensus);
  }

  [[nodiscard]] std::vector<ComparedFigure> figures() && { return std::move(figures_); }

 private:
  void add_accuracies(const PublishedStrategy& published, const Consensus& consensus) {
    Evaluation evaluation;
    if (has_truth_) {
      evaluation = evaluate(consensus.label, consensus.valid, data_.votes, data_.truth_of_observation, sets_,
                            data_.labels.size());
    }
    const auto& [expert, several, disagreement] = evaluation.subsets;
    if (!has_subset_figures_) {
      has_subset_figures_ = true;
      add("expert subset: with two votes or more", kCrowdSwe.expert_several_votes,
          share(several.n, expert.n));
      add("... of these, with a disagreement", kCrowdSwe.expert_disagreements,
          share(disagreement.n, several.n));
    }
    if (published.expert_accuracy) {
      add(fmt::format("{}: accuracy, expert", published.strategy), *published.expert_accuracy,
          expert.accuracy);
    }
    add(fmt::format("{}: accuracy, disagreement", published.strategy), published.accuracy,
        disagreement.accuracy);
    // The label of an invalid observation may be right.
    if (published.label_accuracy || disagreement.label_accuracy != disagreement.accuracy) {
      add(fmt::format("{}: label accuracy, disagreement", published.strategy), published.label_accuracy,
          disagreement.label_accuracy);
    }
  }

  const CrowdData& data_;
  const RunControl& control_;
  bool has_truth_;
  bool has_subset_figures_ = false;
  EvaluationSets sets_;
  std::vector<ComparedFigure> figures_;
};

}  // namespace

std::vector<ComparedFigure> compare_with_crowdswe(const CrowdData& data, const RunControl& control) {
  CrowdsweComparison comparison(data, control);
  comparison.add_shape();
  for (const PublishedStrategy& published : kPublishedStrategies) comparison.add_strategy(published);
  const bool has_ai = !data.ai_label_of_observation.empty() && !data.ai_score_of_observation.empty();
  for (const PublishedStrategy& published : kPublishedAiStrategies) {
    if (has_ai) comparison.add_strategy(published);
  }
  return std::move(comparison).figures();
}

namespace {

std::string three_digits(std::optional<double> figure) {
  return figure ? fmt::format("{:.3f}", *figure) : "-";
}

}  // namespace

std::string comparison_text(const std::vector<ComparedFigure>& figures) {
  TextTable table({"figure", "published", "found"});
  for (const ComparedFigure& figure : figures) {
    table.add_row({figure.name, three_digits(figure.published), three_digits(figure.found)});
  }
  return table.text();
}

}  // namespace crowdvote
