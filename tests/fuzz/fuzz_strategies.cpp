/// Random crowds: each strategy is compared with its slow twin where that is exact, and one thread with
/// three.

#include "fuzz/fuzz_input.hpp"
#include "strategies/crowd_builder.hpp"
#include "strategies/slow_strategies.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cmath>

namespace crowdvote::fuzz {
namespace {

/// One byte per vote, for user and label; 0 begins an observation, whose author, AI vote and gold follow in
/// the next bytes.
CrowdBuilder crowd_from(Choices& choices, std::uint32_t n_users, std::uint32_t n_labels) {
  CrowdBuilder crowd;
  std::vector<double> weights;
  for (std::uint32_t u = 0; u < n_users; ++u)
    weights.push_back(u % 3 == 2 ? kNoScore : 0.25 * choices.below(9));
  crowd.set_weights(weights);
  while (!choices.is_used_up() && crowd.observations().size() < 200) {
    const std::uint32_t author = choices.below(n_users + 1);
    AiVote ai;
    if (const std::uint32_t label = choices.below(2 * n_labels); label < n_labels) {
      ai = {label, choices.below(3) == 0 ? kNoScore : choices.byte() / 255.0};
    }
    CrowdBuilder::Votes votes;
    std::vector<bool> has_voted(n_users);
    for (std::uint8_t vote = choices.byte(); vote != 0 && !choices.is_used_up(); vote = choices.byte()) {
      const UserId user = vote % n_users;
      if (has_voted[user]) continue;
      has_voted[user] = true;
      votes.emplace_back(user, choices.below(n_labels));
    }
    crowd.observe(votes, author == n_users ? kNoUser : author, ai);
    crowd.observations().back().tie_hash = choices.byte() * 0x9E3779B97F4A7C15U;
  }
  return crowd;
}

std::string text_of(const Consensus& consensus) {
  std::string text;
  for (std::size_t i = 0; i < consensus.label.size(); ++i) {
    text += fmt::format("{} {} {:a} {:a}\n", consensus.label[i], consensus.valid[i], consensus.conf[i],
                        consensus.acc[i]);
  }
  for (const double weight : consensus.weights()) text += fmt::format("{:a} ", weight);
  return text;
}

bool has_exact_twin(const StrategyDescription& description) {
  return !description.gives.probabilities && !description.gives.objective;
}

void expect_near(double a, double b) {
  expect(a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-12 * std::max(1.0, std::abs(a)),
         "conf, acc and weights are those of the slow twin");
}

void compare_with_twin(const AggregationInput& input, const StrategyOptions& options,
                       const Consensus& found) {
  const Consensus expected = slow::aggregate(input, options);
  expect(found.label == expected.label && found.valid == expected.valid, "labels are those of the slow twin");
  for (std::size_t i = 0; i < found.label.size(); ++i) {
    expect_near(found.conf[i], expected.conf[i]);
    expect_near(found.acc[i], expected.acc[i]);
  }
  for (std::size_t u = 0; u < found.weights().size(); ++u)
    expect_near(found.weights()[u], expected.weights()[u]);
}

/// Random values for every option, within its declared range or words.
StrategyOptions options_from(Choices& choices) {
  const auto all = strategies();
  StrategyOptions options = all[choices.below(static_cast<std::uint32_t>(all.size()))].defaults;
  for (const OptionDescription& option : describe_options(options)) {
    if (option.name == "of" || choices.below(4) != 0) continue;
    std::string value = fmt::format("{}", choices.below(40) / 8.0);
    if (option.type == "INT") value = std::to_string(1 + choices.below(6));
    if (option.type == "FLAG") value = choices.yes_or_no() ? "true" : "false";
    if (option.type == "CHOICE") {
      std::string_view words = option.allowed;
      for (std::uint32_t skip = choices.below(4); skip > 0 && words.find(", ") != std::string_view::npos;
           --skip) {
        words.remove_prefix(words.find(", ") + 2);
      }
      value = words.substr(0, words.find(", "));
    }
    try {
      set_option(options, option.name, value);
    } catch (const OptionError&) {  // a value is out of range
    }
  }
  const std::string_view rounds = strategy_of(options).description.rounds_option;
  if (!rounds.empty() && !has_exact_twin(strategy_of(options).description)) set_option(options, rounds, "3");
  return options;
}

}  // namespace
}  // namespace crowdvote::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crowdvote;
  fuzz::Choices choices(data, size);
  try {
    const StrategyOptions options = fuzz::options_from(choices);
    const StrategyDescription& description = strategy_of(options).description;
    std::uint32_t n_labels = 1 + choices.below(9);
    if (description.most_labels > 0)
      n_labels = std::min(n_labels, static_cast<std::uint32_t>(description.most_labels));
    CrowdBuilder crowd = fuzz::crowd_from(choices, 1 + choices.below(12), n_labels);
    crowd.set_ties(size % 3 == 0 ? TieRule::random : TieRule::lowest);
    const Consensus found = aggregate(crowd.input(), options, {.n_threads = 1});
    if (size % 8 == 0) {
      fuzz::expect_equal("results on three threads and on one",
                         fuzz::text_of(aggregate(crowd.input(), options, {.n_threads = 3})),
                         fuzz::text_of(found));
    }
    if (fuzz::has_exact_twin(description)) fuzz::compare_with_twin(crowd.input(), options, found);
  } catch (const OptionError&) {
  }
  return 0;
}
