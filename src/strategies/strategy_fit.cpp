#include "strategies/weighted_vote.hpp"
#include <crowdvote/memory.hpp>
#include <crowdvote/strategy_fit.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

constexpr std::size_t kVotesPerLabel = 20;
/// If fewer than one in this many observations have two votes, agreement says nothing about most users.
constexpr std::size_t kOneIn = 10;

/// A percentage as "99.8 %" or "0.012 %"; 100 or 0 only if that is exact.
std::string percent(std::size_t part, std::size_t whole) {
  if (whole == 0) return "0 %";
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part == whole) return "all";
  if (part > 0 && share < 0.1) return fmt::format("{:.2g} %", share);
  return fmt::format("{:.1f} %", std::min(share, 99.9));
}

std::size_t median_votes(const VotesView& votes) {
  std::vector<std::uint32_t> votes_of = votes.votes_per_user();
  std::erase(votes_of, 0U);
  if (votes_of.empty()) return 0;
  const auto median = votes_of.begin() + static_cast<std::ptrdiff_t>((votes_of.size() - 1) / 2);
  std::nth_element(votes_of.begin(), median, votes_of.end());
  return *median;
}

bool mostly_has_two_votes(const VotesShape& shape) {
  return shape.with_two_votes > 0 && 2 * shape.with_two_votes >= shape.observations;
}

std::string two_votes_in_words(const VotesShape& shape) {
  if (shape.with_two_votes == 0) return "no observation has two votes";
  return fmt::format("{} of the observations have two votes or more",
                     percent(shape.with_two_votes, shape.observations));
}

/// Whether several users voted and all of them got the same weight.
bool weighs_all_alike(const VotesView& votes, std::span<const double> weights) {
  if (weights.empty() || votes.n_votes() == 0) return false;
  const UserId first = votes.user_of_vote().front();
  bool are_several = false;
  for (const UserId user : votes.user_of_vote()) {
    if (std::abs(weights[user] - weights[first]) > kEpsilon) return false;
    are_several = are_several || user != first;
  }
  return are_several;
}

bool has_thresholds(const ValidityRule& rule) {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  return rule.theta_conf > kNone || rule.theta_acc > kNone;
}

/// The shape without labels and users, whose counts need the votes themselves.
VotesShape shape_of_observations(const AggregationInput& input) {
  const VotesView& votes = input.votes;
  VotesShape shape;
  shape.votes = votes.n_votes();
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const std::size_t n = votes.n_votes_of(i);
    shape.observations += n > 0 ? 1U : 0U;
    shape.with_two_votes += n > 1 ? 1U : 0U;
  }
  const std::span<const UserId> authors = input.author_of_observation;
  for (ObservationId i = 0; i < authors.size(); ++i) {
    shape.with_author += authors[i] != kNoUser && votes.n_votes_of(i) > 0 ? 1U : 0U;
  }
  return shape;
}

/// Replaces a model whose probabilities of every label on each observation would not fit.
void make_it_fit(StrategyChoice& choice, const VotesShape& shape, std::uint64_t memory) {
  constexpr double kBytesOfLabel = 16;  // per observation and label: a probability and what belongs to it
  constexpr double kBytesOfVote = 100;  // per vote in mace with the labels voted on each observation
  constexpr double kBytesOfObservation = 50;
  constexpr double kMostProbabilities = kNoId;
  const auto n_observations = static_cast<double>(shape.observations);
  const double room = memory == 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(memory);
  const double n_probabilities = n_observations * static_cast<double>(shape.labels);
  if (n_probabilities < kMostProbabilities && n_probabilities * kBytesOfLabel <= room) return;
  const auto in_gb = [](double bytes) { return fmt::format("{:.3g} GB", bytes / 1e9); };
  choice.reason +=
      fmt::format("; {} would take about {} for {} labels on each of {} observations", choice.strategy,
                  in_gb(n_probabilities * kBytesOfLabel), shape.labels, shape.observations);
  const double voted = static_cast<double>(shape.votes) * kBytesOfVote + n_observations * kBytesOfObservation;
  if (voted <= room) {
    choice.reason += ", so only labels that were voted for there can be true (support voted)";
    choice.strategy = "mace";
    choice.options = {{"support", "voted"}};
  } else {
    choice.reason += fmt::format(", and mace {} for those voted for there: more than the {} that are left",
                                 in_gb(voted), in_gb(room));
    choice.strategy = "mv";
  }
}

}  // namespace

VotesShape shape_of(const AggregationInput& input) {
  VotesShape shape = shape_of_observations(input);
  shape.labels = count_voted_labels(input.votes);
  shape.votes_of_median_user = median_votes(input.votes);
  return shape;
}

StrategyChoice choose_strategy(const VotesShape& shape, std::uint64_t memory) {
  if (shape.with_author > 0) {
    return {.strategy = "plantnet",
            .reason = fmt::format("authors are known for {} of the observations",
                                  percent(shape.with_author, shape.observations))};
  }
  if (!mostly_has_two_votes(shape)) {
    return {.strategy = "mv",
            .reason = two_votes_in_words(shape),
            .warnings = {{"single votes cannot be judged: where an observation has one vote, its label is "
                          "that vote. Users "
                          "can be told apart where the authors of the observations are known",
                          {WayOut::give_authors}}}};
  }
  const bool fills_tables = shape.votes_of_median_user >= kVotesPerLabel * shape.labels;
  const double votes_per_label =
      static_cast<double>(shape.votes_of_median_user) / static_cast<double>(shape.labels);
  StrategyChoice choice{
      .strategy = fills_tables ? "dawid-skene" : "mace",
      .reason = fmt::format("{}, and the median user has {:.1f} votes per label ({})",
                            two_votes_in_words(shape), std::floor(votes_per_label * 10) / 10,
                            fills_tables ? fmt::format("{} or more", kVotesPerLabel)
                                         : fmt::format("fewer than {}", kVotesPerLabel))};
  make_it_fit(choice, shape, memory);
  return choice;
}

StrategyChoice choose_strategy(const VotesShape& shape, const RunControl& control) {
  if (control.memory_limit == 0) return choose_strategy(shape);
  const std::uint64_t held = resident_memory();
  return choose_strategy(shape, control.memory_limit > held ? control.memory_limit - held : 1);
}

std::vector<Notice> notices_of_fit(const AggregationInput& input, const StrategyOptions& options,
                                   const Consensus& consensus) {
  const StrategyDescription& description = strategy_of(options).description;
  const VotesShape shape = shape_of_observations(input);
  if (shape.observations == 0) return {};
  std::vector<std::string> facts;
  const bool misses_authors = inputs_taken_by(options).authors && shape.with_author == 0;
  if (misses_authors) {
    facts.emplace_back("it learns from who made each observation, and no author is known");
  }
  if (description.learns_from_agreement && kOneIn * shape.with_two_votes < shape.observations) {
    facts.push_back(fmt::format("it learns from several votes on one observation, and {}{}",
                                shape.with_two_votes == 0 ? "" : "only ", two_votes_in_words(shape)));
  }
  const bool learns_weights = description.gives.weight && !description.takes.weights;
  if (learns_weights && weighs_all_alike(input.votes, consensus.weights())) {
    facts.push_back(fmt::format("all users have the same weight, so this is a majority vote{}",
                                has_thresholds(consensus.validity) ? " with thresholds" : ""));
  }
  if (facts.empty()) return {};
  const std::string_view better = choose_strategy(shape_of(input)).strategy;
  Remedy remedy{misses_authors ? WayOut::give_authors : WayOut::choose_strategy};
  if (better != description.name) remedy.value = better;
  if (!misses_authors && remedy.value.empty()) remedy = {};
  return {{fmt::format("{}", fmt::join(facts, "; ")), remedy}};
}

}  // namespace crowdvote
