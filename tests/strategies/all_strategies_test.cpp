/// Properties of every strategy in the table, on random crowds.

#include "strategies/crowd_builder.hpp"
#include "strategies/slow_strategies.hpp"
#include "support/estimates.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// Every strategy with its default options, and with options that exercise other paths.
std::vector<std::string> specs() {
  const std::map<std::string_view, std::vector<std::string>> more{
      {"mv", {"min-votes=2", "min-votes=3,min-share=0.6"}},
      {"wmv",
       {"default-weight=1", "default-weight=0.5,theta-conf=1,theta-acc=0.5", "theta-conf=1.5,inclusive",
        "theta-acc=0.6,inclusive"}},
      {"wawa", {"rounds=2", "rounds=7"}},
      {"gold-mv", {"default-weight=0", "default-weight=2"}},
      {"zero-based-skill", {"rounds=1"}},
      {"dawid-skene", {"hard", "smoothing=0.1", "theta-acc=0.9,support=voted"}},
      {"wds", {"hard,theta-acc=0.9", "support=voted"}},
      {"one-coin", {"support=voted"}},
      {"ibcc", {"support=voted"}},
      {"mace", {"support=voted", "restarts=2", "tolerance=0.001"}},
      {"glad", {"support=voted"}},
      {"ebcc", {"class-prior=uniform"}},
      {"crowdlab", {"theta-acc=0.6"}},
      {"plantnet",
       {"inclusive",
        "theta-conf=1,theta-acc=0.5",
        "vote-credit=1",
        "vote-credit=0.35,theta-conf=1.4",
        "max-iterations=1",
        "theta-conf=0.7,vote-credit=0.5",
        "gamma=0,theta-conf=0,theta-acc=0,inclusive",
        "alpha=0,beta=0",
        "alpha=1,beta=0.3,theta-conf=0.5",
        "theta-acc=1,inclusive",
        "ai-strategy=user",
        "ai-strategy=user,vote-credit=0.5,theta-conf=1",
        "ai-strategy=user,penalty=accuracy,theta-conf=0.9",
        "ai-strategy=fixed",
        "ai-strategy=fixed,ai-weight=0.8,theta-conf=1",
        "ai-strategy=invalidate",
        "ai-strategy=invalidate,theta-conf=1,theta-acc=0.5",
        "ai-strategy=confident",
        "ai-strategy=confident,theta-score=0.3,theta-conf=1",
        "weight-function=linear,theta-conf=2",
        "weight-function=sqrt,theta-conf=1.5",
        "weight-function=power075,theta-conf=1.5",
        "weight-function=square,theta-conf=1",
        "weight-function=log,theta-conf=1,vote-credit=1",
        "weight-function=linear",
        "penalty=difference,theta-conf=1,vote-credit=0.5",
        "penalty=ratio,theta-conf=1,vote-credit=0.5",
        "penalty=accuracy,theta-conf=1,vote-credit=0.5",
        "penalty=difference,theta-conf=0.7,theta-acc=0.4",
        "penalty=ratio,ai-strategy=fixed,theta-conf=1",
        "penalty=difference,ai-strategy=user,theta-conf=0.7"}}};
  std::vector<std::string> all;
  for (const StrategyInfo& strategy : strategies()) {
    all.emplace_back(strategy.name());
    if (!more.contains(strategy.name())) continue;
    for (const std::string& options : more.at(strategy.name())) {
      all.push_back(std::string(strategy.name()) + ":" + options);
    }
  }
  return all;
}

const StrategyDescription& description_of(const std::string& spec) {
  return strategy_of(parse_strategy(spec)).description;
}

/// Models are compared with their slow twins in separate tests.
bool is_model(const std::string& spec) {
  const StrategyOutputs& gives = description_of(spec).gives;
  return gives.probabilities || gives.objective;
}

/// Models run for a few rounds only: if they have no clear optimum, rounding errors grow from round to round.
/// They also restart only as often as a test has time for.
StrategyOptions options_of(const std::string& spec) {
  StrategyOptions options = parse_strategy(spec);
  const std::string_view rounds_option = description_of(spec).rounds_option;
  if (is_model(spec) && !rounds_option.empty()) set_option(options, rounds_option, "5");
  if (auto* const ebcc = std::get_if<EbccOptions>(&options)) ebcc->restarts = 2;
  if (auto* const pool = std::get_if<PoolOptions>(&options)) pool->of = "mv+gold-mv";
  return options;
}

/// A random crowd with no more labels than the strategy supports.
CrowdBuilder crowd_for(const std::string& spec, std::uint64_t seed, CrowdShape shape = {}) {
  const auto most = static_cast<std::uint32_t>(description_of(spec).most_labels);
  if (most > 0) shape.n_labels = std::min(shape.n_labels, most);
  return random_crowd(seed, shape);
}

Consensus run(CrowdBuilder& crowd, const std::string& spec, unsigned n_threads = 1) {
  return aggregate(crowd.input(), options_of(spec), {.n_threads = n_threads});
}

template <class Values>
void expect_near(const Values& found, const Values& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t j = 0; j < found.size(); ++j) {
    if (std::isnan(expected[j])) {
      EXPECT_TRUE(std::isnan(found[j])) << "at " << j;
    } else {
      EXPECT_NEAR(found[j], expected[j], 1e-12) << "at " << j;
    }
  }
}

/// Includes the AI's row.
void expect_same_users(const Consensus& found, const Consensus& expected) {
  ASSERT_EQ(found.ai_is_user, expected.ai_is_user);
  expect_near(found.weights(), expected.weights());
  for (const char* const name : {"species_authored", "species_voted", "n_species"}) {
    EXPECT_EQ(counts_of(found, name), counts_of(expected, name)) << name;
    if (found.ai_is_user) {
      EXPECT_EQ(ai_count_of(found, name), ai_count_of(expected, name)) << name;
    }
  }
}

class EveryStrategy : public testing::TestWithParam<std::string> {};

/// Small crowds with much disagreement, so that every path is taken often.
std::vector<CrowdShape> shapes() {
  return {{.n_observations = 6, .n_users = 3, .n_labels = 2, .most_votes = 3, .n_right = 0.3},
          {.n_observations = 30, .n_users = 8, .n_labels = 4, .most_votes = 6, .n_right = 0.5},
          {.n_observations = 200, .n_users = 12, .n_labels = 30, .most_votes = 4, .n_right = 0.8},
          {.n_observations = 20, .n_users = 60, .n_labels = 50, .most_votes = 60, .n_right = 0.2}};
}

TEST_P(EveryStrategy, equals_the_slow_version) {
  if (is_model(GetParam())) {
    GTEST_SKIP() << "models are compared with their slow twins in tests of their own";
  }
  for (const CrowdShape& shape : shapes()) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      SCOPED_TRACE(testing::Message()
                   << GetParam() << ", seed " << seed << ", " << shape.n_observations << " observations");
      CrowdBuilder crowd = crowd_for(GetParam(), seed, shape);
      crowd.set_ties(seed % 2 == 0 ? TieRule::lowest : TieRule::random);
      const Consensus found = run(crowd, GetParam());
      const Consensus expected = slow::aggregate(crowd.input(), parse_strategy(GetParam()));
      ASSERT_EQ(found.label, expected.label);
      ASSERT_EQ(found.valid, expected.valid);
      expect_near(found.conf, expected.conf);
      expect_near(found.acc, expected.acc);
      expect_same_users(found, expected);
      EXPECT_EQ(found.diagnostics.n_ties, expected.diagnostics.n_ties);
      EXPECT_EQ(found.diagnostics.n_ai_votes_without_score, expected.diagnostics.n_ai_votes_without_score);
      EXPECT_EQ(found.diagnostics.iterations(), expected.diagnostics.iterations());
      EXPECT_EQ(found.diagnostics.converged(), expected.diagnostics.converged());
      EXPECT_EQ(found.diagnostics.cycle_length, expected.diagnostics.cycle_length);
      if (HasFatalFailure() || HasNonfatalFailure()) return;
    }
  }
}

/// Compares bits, not values: -0 differs from 0.
void expect_identical(const Consensus& a, const Consensus& b) {
  const auto bits_equal = [](std::span<const double> x, std::span<const double> y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](double left, double right) {
      return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
    });
  };
  EXPECT_EQ(a.label, b.label);
  EXPECT_EQ(a.valid, b.valid);
  EXPECT_TRUE(bits_equal(a.conf, b.conf));
  EXPECT_TRUE(bits_equal(a.acc, b.acc));
  EXPECT_TRUE(bits_equal(a.weights(), b.weights()));
  ASSERT_EQ(a.users.columns.size(), b.users.columns.size());
  for (std::size_t c = 0; c < a.users.columns.size(); ++c) {
    const auto* const numbers = std::get_if<std::vector<double>>(&a.users.columns[c].values);
    if (numbers != nullptr) {  // NaN is not equal to itself
      EXPECT_TRUE(bits_equal(*numbers, b.users.values<double>(a.users.columns[c].name)));
    } else {
      EXPECT_EQ(a.users.columns[c].values, b.users.columns[c].values) << a.users.columns[c].name;
    }
  }
  ASSERT_EQ(a.probabilities.has_value(), b.probabilities.has_value());
  if (a.probabilities) {
    EXPECT_TRUE(bits_equal(a.probabilities->value, b.probabilities->value));
  }
  EXPECT_TRUE(bits_equal(a.observations.values<double>(kDifficultyColumn),
                         b.observations.values<double>(kDifficultyColumn)));
  EXPECT_EQ(a.diagnostics.n_ties, b.diagnostics.n_ties);
  EXPECT_EQ(a.diagnostics.iterations(), b.diagnostics.iterations());
  ASSERT_EQ(a.diagnostics.rounds.size(), b.diagnostics.rounds.size());
  for (std::size_t r = 0; r < a.diagnostics.rounds.size(); ++r) {
    EXPECT_EQ(a.diagnostics.rounds[r].users_changed, b.diagnostics.rounds[r].users_changed);
    EXPECT_EQ(a.diagnostics.rounds[r].labels_changed, b.diagnostics.rounds[r].labels_changed);
    EXPECT_EQ(a.diagnostics.rounds[r].valid, b.diagnostics.rounds[r].valid);
    EXPECT_EQ(a.diagnostics.rounds[r].objective, b.diagnostics.rounds[r].objective);
  }
}

TEST_P(EveryStrategy, gives_the_same_bits_on_any_number_of_threads) {
  // More observations than the largest block of them, and more users than a block.
  const CrowdShape votes{
      .n_observations = 40'000, .n_users = 3'000, .n_labels = 300, .most_votes = 6, .n_right = 0.8};
  const CrowdShape models{
      .n_observations = 70'000, .n_users = 1'500, .n_labels = 3, .most_votes = 4, .n_right = 0.8};
  CrowdBuilder crowd = crowd_for(GetParam(), 7, is_model(GetParam()) ? models : votes);
  crowd.set_ties(TieRule::random);
  const Consensus on_one = run(crowd, GetParam(), 1);
  expect_identical(on_one, run(crowd, GetParam(), 2));
  expect_identical(on_one, run(crowd, GetParam(), 8));
}

/// The crowd with renumbered users, and with observations and their votes in a different order. place[i] is
/// the new position of observation i.
CrowdBuilder rearranged(CrowdBuilder& crowd, std::mt19937_64& random, std::vector<std::size_t>& place) {
  const std::size_t n_users = crowd.weights().size();
  std::vector<UserId> new_user(n_users);
  std::iota(new_user.begin(), new_user.end(), 0U);
  std::shuffle(new_user.begin(), new_user.end(), random);
  place.resize(crowd.observations().size());
  std::iota(place.begin(), place.end(), 0U);
  std::shuffle(place.begin(), place.end(), random);

  CrowdBuilder other;
  other.observations().resize(place.size());
  for (std::size_t i = 0; i < place.size(); ++i) {
    auto observation = crowd.observations()[i];
    std::shuffle(observation.votes.begin(), observation.votes.end(), random);
    for (auto& [user, label] : observation.votes) user = new_user[user];
    if (observation.author != kNoUser) observation.author = new_user[observation.author];
    other.observations()[place[i]] = observation;
  }
  other.weights().resize(n_users);
  other.user_hashes().resize(n_users);
  for (UserId u = 0; u < n_users; ++u) {
    other.weights()[new_user[u]] = crowd.weights()[u];
    other.user_hashes()[new_user[u]] = crowd.user_hashes()[u];
  }
  return other;
}

TEST_P(EveryStrategy, labels_do_not_depend_on_the_names_of_users_or_the_order_of_votes) {
  std::mt19937_64 random(3);
  for (const TieRule ties : {TieRule::lowest, TieRule::random}) {
    for (std::uint64_t seed = 100; seed < 120; ++seed) {
      CrowdBuilder crowd = crowd_for(GetParam(), seed);
      std::vector<std::size_t> place;
      CrowdBuilder other = rearranged(crowd, random, place);
      crowd.set_ties(ties);
      other.set_ties(ties);
      const Consensus before = run(crowd, GetParam());
      const Consensus after = run(other, GetParam());
      for (std::size_t i = 0; i < place.size(); ++i) {
        ASSERT_EQ(before.label[i], after.label[place[i]]) << GetParam() << ", seed " << seed;
        ASSERT_EQ(before.valid[i], after.valid[place[i]]);
      }
    }
  }
}

/// The label with the greatest weight, of tied ones the lowest; kNoLabel if there are no labels.
LabelId best_of(const std::map<LabelId, double>& weight) {
  double top = 0;
  for (const auto& [label, w] : weight) top = std::max(top, w);
  for (const auto& [label, w] : weight) {
    if (w >= top - 1e-9 * std::max(1.0, top)) return label;
  }
  return kNoLabel;
}

TEST_P(EveryStrategy, undefined_ties_take_labels_away_and_change_nothing_else) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CrowdBuilder crowd =
        crowd_for(GetParam(), seed, {.n_users = 5, .n_labels = 3, .most_votes = 4, .n_right = 0.4});
    const Consensus lowest = run(crowd, GetParam());
    crowd.set_ties(TieRule::undefined);
    const Consensus found = run(crowd, GetParam());
    Ballots ballots(crowd.input(), lowest);
    std::size_t n_ties = 0;
    for (ObservationId i = 0; i < lowest.label.size(); ++i) {
      const Standing standing = ballots.standing_on(i);
      std::map<LabelId, double> weight;
      for (const auto& candidate : ballots.on(i).candidates()) weight[candidate.label] = candidate.weight;
      const LabelId label = lowest.label[i] == kNoLabel ? best_of(weight) : lowest.label[i];
      const double top = label == kNoLabel ? 0 : weight.at(label);
      weight.erase(label);
      const LabelId second = best_of(weight);
      const bool is_tied = second != kNoLabel && weight.at(second) >= top - 1e-9 * std::max(1.0, top);
      EXPECT_EQ(standing.is_tied, is_tied);
      EXPECT_EQ(standing.runner_up,
                second != kNoLabel && (is_tied || weight.at(second) > 0) ? second : kNoLabel);

      const bool is_taken = is_tied && lowest.label[i] != kNoLabel;
      n_ties += is_taken ? 1U : 0U;
      EXPECT_EQ(found.label[i], is_taken ? kNoLabel : lowest.label[i]);
      EXPECT_EQ(found.valid[i], is_taken ? 0 : lowest.valid[i]);
      EXPECT_EQ(found.conf[i], is_taken ? 0 : lowest.conf[i]);
      EXPECT_EQ(found.acc[i], is_taken ? 0 : lowest.acc[i]);
    }
    EXPECT_EQ(found.diagnostics.n_ties, n_ties);
    // Weights may differ by slightly more than the tolerance even if their shares do not.
    if (lowest.decided_by == DecidedBy::votes) {
      EXPECT_EQ(lowest.diagnostics.n_ties, n_ties);
    }
    EXPECT_EQ(found.diagnostics.iterations(), lowest.diagnostics.iterations());
    expect_same_users(found, lowest);
    if (HasFailure()) {
      FAIL() << GetParam() << ", seed " << seed;
    }
  }
}

TEST_P(EveryStrategy, observations_without_votes_have_no_label_and_are_not_valid) {
  CrowdBuilder crowd;
  crowd.observe({});
  crowd.observe({{0, 1}, {1, 1}, {2, 1}}, 0, {.label = 1, .score = 1});
  crowd.observe({}, 2);
  const Consensus consensus = run(crowd, GetParam());
  for (const std::size_t i : {0U, 2U}) {
    EXPECT_EQ(consensus.label[i], kNoLabel);
    EXPECT_EQ(consensus.valid[i], 0);
    EXPECT_EQ(consensus.conf[i], 0);
    EXPECT_EQ(consensus.acc[i], 0);
  }
  EXPECT_EQ(consensus.label[1], 1U);
}

/// Holds for strategies that decide by votes: a model of how users err may rightly change a label on which
/// all agree.
TEST_P(EveryStrategy, a_unanimous_observation_keeps_its_label) {
  std::size_t n_unanimous = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    CrowdBuilder crowd = crowd_for(GetParam(), seed, {.n_observations = 60, .most_votes = 3, .n_right = 0.7});
    for (auto& observation : crowd.observations()) observation.ai = {.label = kNoLabel, .score = kNoScore};
    const Consensus consensus = run(crowd, GetParam());
    if (consensus.decided_by == DecidedBy::probabilities) GTEST_SKIP() << "decided by a model";
    for (std::size_t i = 0; i < consensus.label.size(); ++i) {
      const auto& votes = crowd.observations()[i].votes;
      const auto is_first = [&](const auto& vote) { return vote.second == votes[0].second; };
      if (votes.empty() || !std::all_of(votes.begin(), votes.end(), is_first)) continue;
      // All weights may be 0, so that no label leads; twothird leaves a single vote undefined.
      if (consensus.label[i] == kNoLabel || consensus.conf[i] == 0) continue;
      EXPECT_EQ(consensus.label[i], votes[0].second);
      ++n_unanimous;
    }
  }
  EXPECT_GT(n_unanimous, 20U);
}

TEST_P(EveryStrategy, takes_a_crowd_of_nothing) {
  CrowdBuilder crowd;
  const Consensus consensus = run(crowd, GetParam());
  EXPECT_TRUE(consensus.label.empty());
  EXPECT_EQ(consensus.n_valid(), 0U);
}

TEST_P(EveryStrategy, random_ties_need_hashes) {
  CrowdBuilder crowd = crowd_for(GetParam(), 1);
  AggregationInput input = crowd.input();
  input.ties = TieRule::random;
  input.tie_hash_of_observation = {};
  EXPECT_THROW((void)aggregate(input, parse_strategy(GetParam())), OptionError);
}

TEST_P(EveryStrategy, refuses_data_of_another_length) {
  CrowdBuilder crowd = crowd_for(GetParam(), 1);
  AggregationInput input = crowd.input();
  const std::vector<UserId> authors(input.votes.n_observations() + 1, kNoUser);
  input.author_of_observation = authors;
  EXPECT_THROW((void)aggregate(input, parse_strategy(GetParam())), std::invalid_argument);
}

TEST_P(EveryStrategy, stops_when_cancelled) {
  CrowdBuilder crowd = crowd_for(GetParam(), 1);
  const std::atomic<bool> cancel{true};
  const RunControl control{.n_threads = 2, .progress = {}, .cancel = &cancel};
  EXPECT_THROW((void)aggregate(crowd.input(), parse_strategy(GetParam()), control), Cancelled);
}

TEST_P(EveryStrategy, does_not_begin_what_does_not_fit_into_memory) {
  CrowdBuilder crowd = crowd_for(GetParam(), 1);
  const RunControl control{.n_threads = 1, .memory_limit = 1};
  EXPECT_THROW((void)aggregate(crowd.input(), parse_strategy(GetParam()), control), MemoryError);
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Table, EveryStrategy, testing::ValuesIn(specs()), test_name);

TEST(Wmv, with_equal_weights_is_mv) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CrowdBuilder crowd = random_crowd(seed);
    crowd.set_ties(seed % 2 == 0 ? TieRule::lowest : TieRule::random);
    crowd.weights().clear();
    const Consensus mv = run(crowd, "mv");
    const Consensus wmv = run(crowd, "wmv:default-weight=0.3");
    EXPECT_EQ(mv.label, wmv.label);
    EXPECT_EQ(mv.valid, wmv.valid);
    EXPECT_EQ(mv.diagnostics.n_ties, wmv.diagnostics.n_ties);
    expect_near(mv.acc, wmv.acc);
  }
}

TEST(Plantnet, an_ai_that_weighs_nothing_is_ignored) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CrowdBuilder crowd = random_crowd(seed);
    const Consensus ignored = run(crowd, "plantnet:theta-conf=1");
    const Consensus weightless = run(crowd, "plantnet:theta-conf=1,ai-strategy=fixed,ai-weight=0");
    for (std::size_t i = 0; i < ignored.label.size(); ++i) {
      if (crowd.observations()[i].votes.empty()) continue;  // here, only the AI provides a label
      EXPECT_EQ(ignored.label[i], weightless.label[i]);
      EXPECT_EQ(ignored.valid[i], weightless.valid[i]);
      EXPECT_EQ(ignored.conf[i], weightless.conf[i]);
      EXPECT_EQ(ignored.acc[i], weightless.acc[i]);
    }
    EXPECT_EQ(weights_of(ignored), weights_of(weightless));
  }
}

/// conf, acc and valid must follow from the returned labels and weights, and the weights from the returned n.
TEST(Plantnet, returns_a_state_that_belongs_together) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CrowdBuilder crowd =
        random_crowd(seed, {.n_observations = 20, .n_users = 5, .n_labels = 3, .n_right = 0.4});
    PlantnetOptions options{.theta_conf = 1, .vote_credit = 0.5};
    options.max_iterations = static_cast<int>(seed % 5) + 1;
    const Consensus consensus = aggregate(crowd.input(), options);
    const std::vector<double> weights = weights_of(consensus);
    for (UserId u = 0; u < weights.size(); ++u) {
      const double n = counts_of(consensus, "n_species")[u];
      EXPECT_EQ(weights[u], plantnet_weight(n, options));
      EXPECT_EQ(n, std::floor(counts_of(consensus, "species_authored")[u] +
                              0.5 * counts_of(consensus, "species_voted")[u] + 0.5));
    }
    AggregationInput weighted = crowd.input();
    weighted.weight_of_user = weights;
    const Consensus wmv = aggregate(weighted, WmvOptions{.theta_conf = 1, .theta_acc = 0.7});
    EXPECT_EQ(consensus.label, wmv.label);
    EXPECT_EQ(consensus.valid, wmv.valid);
    EXPECT_EQ(consensus.conf, wmv.conf);
    EXPECT_EQ(consensus.acc, wmv.acc);
    EXPECT_EQ(consensus.diagnostics.n_ties, wmv.diagnostics.n_ties);
    ASSERT_FALSE(consensus.diagnostics.rounds.empty());
    EXPECT_EQ(consensus.diagnostics.rounds.back().valid, consensus.n_valid());
  }
}

}  // namespace
}  // namespace crowdvote
