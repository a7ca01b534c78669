#include <crowdvote/errors.hpp>
#include <crowdvote/simulate.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kObservations = 20000;

/// One data set for all tests that concern its shape.
struct Simulated {
  Simulated() : data(simulate({.observations = kObservations}, {}, &truth)) {}
  std::vector<LabelId> truth;
  CrowdData data;
};
const Simulated& simulated() {
  static const Simulated made;
  return made;
}

double share(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::string option_error_of(const SimulationOptions& options) {
  try {
    (void)simulation_sizes(options);
  } catch (const OptionError& error) {
    return error.what();
  }
  ADD_FAILURE() << "no OptionError";
  return "";
}

TEST(SimulationSizes, are_those_of_crowdswe_at_its_number_of_observations) {
  const SimulationSizes sizes = simulation_sizes({.observations = 6699593});
  EXPECT_EQ(sizes.users, 823251U);
  EXPECT_EQ(sizes.species, 11425U);
  EXPECT_EQ(sizes.experts, 98U);
  EXPECT_EQ(sizes.expert_observations, 26811U);
}

TEST(SimulationSizes, keep_enough_experts_to_measure_on_in_a_small_data_set) {
  const SimulationSizes sizes = simulation_sizes({.observations = 3000});
  EXPECT_EQ(sizes.users, 369U);
  EXPECT_EQ(sizes.species, 11425U);
  EXPECT_EQ(sizes.experts, 4U);
  EXPECT_EQ(sizes.expert_observations, 1200U);
}

TEST(SimulationSizes, what_is_given_counts) {
  const SimulationSizes sizes = simulation_sizes(
      {.observations = 1000, .users = 70, .species = 9, .experts = 2, .expert_observations = 31});
  EXPECT_EQ(sizes.users, 70U);
  EXPECT_EQ(sizes.species, 9U);
  EXPECT_EQ(sizes.experts, 2U);
  EXPECT_EQ(sizes.expert_observations, 31U);
}

TEST(SimulationSizes, options_that_contradict_each_other_are_errors) {
  EXPECT_THAT(option_error_of({.observations = 10, .users = 11}), HasSubstr("11 users"));
  EXPECT_THAT(option_error_of({.observations = 100, .users = 5, .experts = 5}),
              HasSubstr("5 experts among 5"));
  EXPECT_THAT(option_error_of({.observations = 100, .users = 50, .experts = 3, .expert_observations = 2}),
              HasSubstr("3 experts"));
  EXPECT_THAT(option_error_of({.observations = 100, .users = 50, .experts = 3, .expert_observations = 51}),
              HasSubstr("at most half"));
}

TEST(SimulationSizes, options_out_of_range_are_named) {
  EXPECT_THAT(option_error_of({.observations = 0}), HasSubstr("observations"));
  EXPECT_THAT(option_error_of({.votes_per_observation = 0.5}), HasSubstr("votes-per-observation: 0.5"));
  EXPECT_THAT(option_error_of({.ai = 1.5}), HasSubstr("ai: 1.5"));
  EXPECT_THAT(option_error_of({.ai = std::numeric_limits<double>::quiet_NaN()}), HasSubstr("ai"));
  EXPECT_THAT(option_error_of({.shape = {.lucky_guess = 2}}), HasSubstr("lucky-guess"));
  EXPECT_THAT(option_error_of({.shape = {.genus_size = 1}}), HasSubstr("genus-size"));
}

TEST(Simulate, does_not_depend_on_the_number_of_threads) {
  std::vector<LabelId> truth;
  const CrowdData alone = simulate({.observations = 30000}, {.n_threads = 1}, &truth);
  for (const unsigned threads : {2U, 8U}) {
    std::vector<LabelId> other_truth;
    const CrowdData other = simulate({.observations = 30000}, {.n_threads = threads}, &other_truth);
    EXPECT_TRUE(
        std::ranges::equal(alone.votes.view().observation_begin(), other.votes.view().observation_begin()));
    EXPECT_TRUE(std::ranges::equal(alone.votes.view().user_of_vote(), other.votes.view().user_of_vote()));
    EXPECT_TRUE(std::ranges::equal(alone.votes.view().label_of_vote(), other.votes.view().label_of_vote()));
    EXPECT_EQ(alone.author_of_observation, other.author_of_observation);
    EXPECT_EQ(alone.ai_label_of_observation, other.ai_label_of_observation);
    EXPECT_EQ(alone.truth_of_observation, other.truth_of_observation);
    EXPECT_EQ(alone.experts, other.experts);
    EXPECT_EQ(truth, other_truth);
  }
}

TEST(Simulate, another_seed_makes_another_data_set) {
  const CrowdData other = simulate({.observations = kObservations, .seed = 2});
  EXPECT_NE(other.author_of_observation, simulated().data.author_of_observation);
  EXPECT_NE(other.experts, simulated().data.experts);
}

TEST(Simulate, the_ai_changes_no_vote) {
  const CrowdData without = simulate({.observations = kObservations, .ai = 0});
  EXPECT_TRUE(without.ai_label_of_observation.empty());
  EXPECT_TRUE(without.ai_score_of_observation.empty());
  EXPECT_TRUE(std::ranges::equal(without.votes.view().label_of_vote(),
                                 simulated().data.votes.view().label_of_vote()));
}

TEST(Simulate, every_observation_has_an_author_who_votes_first_and_nobody_votes_twice) {
  const CrowdData& data = simulated().data;
  ASSERT_EQ(data.votes.n_observations(), kObservations);
  for (ObservationId i = 0; i < kObservations; ++i) {
    const auto users = data.votes.users_of(i);
    ASSERT_FALSE(users.empty());
    EXPECT_EQ(users.front(), data.author_of_observation[i]);
    EXPECT_EQ(std::set<UserId>(users.begin(), users.end()).size(), users.size());
  }
}

TEST(Simulate, every_user_is_an_author) {
  const CrowdData& data = simulated().data;
  const std::set<UserId> authors(data.author_of_observation.begin(), data.author_of_observation.end());
  EXPECT_EQ(authors.size(), data.users.size());
  EXPECT_EQ(data.users.size(), simulation_sizes({.observations = kObservations}).users);
}

TEST(Simulate, votes_are_as_many_as_asked_for) {
  const VoteMatrix& votes = simulated().data.votes;
  EXPECT_NEAR(share(votes.n_votes(), kObservations), 1.344, 0.015);
  std::size_t several = 0;
  for (ObservationId i = 0; i < kObservations; ++i) several += votes.n_votes_of(i) > 1 ? 1 : 0;
  EXPECT_NEAR(share(several, kObservations), 0.2408, 0.01);
}

TEST(Simulate, more_votes_an_observation_can_be_asked_for) {
  const CrowdData data = simulate({.observations = 5000, .users = 1000, .votes_per_observation = 6});
  EXPECT_NEAR(share(data.votes.n_votes(), 5000), 6, 0.2);
}

TEST(Simulate, one_vote_an_observation_is_the_authors) {
  const CrowdData data = simulate({.observations = 1000, .votes_per_observation = 1});
  EXPECT_EQ(data.votes.n_votes(), 1000U);
}

TEST(Simulate, most_users_vote_once_and_a_few_make_most_votes) {
  std::vector<std::uint32_t> per_user = simulated().data.votes.view().votes_per_user();
  const auto once = static_cast<std::size_t>(std::count(per_user.begin(), per_user.end(), 1U));
  EXPECT_NEAR(share(once, per_user.size()), 0.62, 0.02);
  std::sort(per_user.begin(), per_user.end(), std::greater<>());
  std::size_t of_the_busiest_tenth = 0;
  for (std::size_t u = 0; u < per_user.size() / 10; ++u) of_the_busiest_tenth += per_user[u];
  EXPECT_GT(share(of_the_busiest_tenth, simulated().data.votes.n_votes()), 0.6);
}

TEST(Simulate, species_have_a_long_tail) {
  const auto& [truth, data] = simulated();
  std::vector<std::size_t> seen(data.labels.size(), 0);
  for (const LabelId label : truth) ++seen[label];
  std::sort(seen.begin(), seen.end(), std::greater<>());
  std::size_t of_the_commonest_tenth = 0;
  for (std::size_t k = 0; k < seen.size() / 10; ++k) of_the_commonest_tenth += seen[k];
  EXPECT_GT(share(of_the_commonest_tenth, kObservations), 0.6);
  EXPECT_GT(seen[1500], 0U) << "rare ones are seen too";
  EXPECT_EQ(seen[6000], 0U) << "but most species are not, in so few observations";
}

TEST(Simulate, users_are_mostly_right_and_now_and_then_disagree) {
  const auto& [truth, data] = simulated();
  std::size_t right = 0;
  std::size_t disagreements = 0;
  for (ObservationId i = 0; i < kObservations; ++i) {
    const auto labels = data.votes.labels_of(i);
    right += labels.front() == truth[i] ? 1 : 0;
    disagreements += std::count(labels.begin(), labels.end(), labels.front()) < std::ssize(labels) ? 1 : 0;
  }
  EXPECT_NEAR(share(right, kObservations), 0.965, 0.015);
  EXPECT_NEAR(share(disagreements, kObservations), 0.0101, 0.004);
}

TEST(Simulate, the_truth_is_what_the_experts_said) {
  const CrowdData& data = simulated().data;
  ASSERT_EQ(data.experts.size(), 4U);
  EXPECT_TRUE(std::is_sorted(data.experts.begin(), data.experts.end()));
  std::size_t n = 0;
  for (ObservationId i = 0; i < kObservations; ++i) {
    LabelId said = kNoLabel;
    const auto users = data.votes.users_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) {
      if (!std::binary_search(data.experts.begin(), data.experts.end(), users[v])) continue;
      EXPECT_EQ(said, kNoLabel) << "one expert an observation";
      said = data.votes.labels_of(i)[v];
    }
    EXPECT_EQ(data.truth_of_observation[i], said);
    n += said != kNoLabel ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(n), 1200, 100);
}

TEST(Simulate, a_few_experts_carry_most_of_the_work_and_slip_the_least) {
  constexpr std::size_t kExperts = 20;
  std::vector<LabelId> really;
  const CrowdData data = simulate({.observations = 50000,
                                   .experts = kExperts,
                                   .expert_observations = 10000,
                                   .shape = {.expert_slip = 0.5}},
                                  {}, &really);
  struct Work {
    std::size_t votes = 0;
    std::size_t slips = 0;
  };
  std::vector<Work> work(kExperts);
  for (ObservationId i = 0; i < data.votes.n_observations(); ++i) {
    for (const UserId user : data.votes.users_of(i)) {
      const auto expert = std::lower_bound(data.experts.begin(), data.experts.end(), user);
      if (expert == data.experts.end() || *expert != user) continue;
      Work& done = work[static_cast<std::size_t>(expert - data.experts.begin())];
      ++done.votes;
      done.slips += data.truth_of_observation[i] == really[i] ? 0 : 1;
    }
  }
  std::sort(work.begin(), work.end(), [](const Work& a, const Work& b) { return a.votes > b.votes; });
  const auto sum_of = [&](std::size_t begin, std::size_t end) {
    Work sum;
    for (std::size_t e = begin; e < end; ++e) {
      sum.votes += work[e].votes;
      sum.slips += work[e].slips;
    }
    return sum;
  };
  const Work busy = sum_of(0, kExperts / 4);
  const Work others = sum_of(kExperts / 4, kExperts);
  EXPECT_GT(busy.votes, 2 * others.votes);
  EXPECT_GT(share(others.slips, others.votes), 3 * share(busy.slips, busy.votes));
  EXPECT_GT(busy.slips, 0U);
}

TEST(Simulate, without_experts_there_is_no_truth) {
  const CrowdData data = simulate({.observations = 1000, .experts = 0});
  EXPECT_TRUE(data.experts.empty());
  EXPECT_TRUE(data.truth_of_observation.empty());
}

TEST(Simulate, the_ai_is_right_as_often_as_its_score_says) {
  const auto& [truth, data] = simulated();
  constexpr std::size_t kBins = 5;
  std::vector<double> scores(kBins, 0);
  std::vector<double> right(kBins, 0);
  std::vector<double> n(kBins, 0);
  std::size_t n_votes = 0;
  for (ObservationId i = 0; i < kObservations; ++i) {
    const double score = data.ai_score_of_observation[i];
    ASSERT_EQ(data.ai_label_of_observation[i] == kNoLabel, std::isnan(score));
    if (std::isnan(score)) continue;
    ++n_votes;
    const auto bin = std::min(kBins - 1, static_cast<std::size_t>(score * kBins));
    scores[bin] += score;
    right[bin] += data.ai_label_of_observation[i] == truth[i] ? 1 : 0;
    ++n[bin];
  }
  EXPECT_NEAR(share(n_votes, kObservations), 0.98, 0.005);
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    EXPECT_NEAR(right[bin] / n[bin], scores[bin] / n[bin], 4 * 0.5 / std::sqrt(n[bin])) << bin;
  }
}

TEST(Simulate, the_ai_is_weaker_on_rare_species) {
  const auto& [truth, data] = simulated();
  std::vector<std::size_t> seen(data.labels.size(), 0);
  for (const LabelId label : truth) ++seen[label];
  double right_on_rare = 0;
  double n_rare = 0;
  double right_on_common = 0;
  double n_common = 0;
  for (ObservationId i = 0; i < kObservations; ++i) {
    const bool is_rare = seen[truth[i]] < 20;
    const bool is_right = data.ai_label_of_observation[i] == truth[i];
    (is_rare ? n_rare : n_common) += 1;
    (is_rare ? right_on_rare : right_on_common) += is_right ? 1 : 0;
  }
  EXPECT_LT(right_on_rare / n_rare, right_on_common / n_common - 0.05);
}

TEST(Simulate, takes_the_smallest_sizes) {
  const CrowdData one = simulate({.observations = 1, .votes_per_observation = 3});
  EXPECT_EQ(one.votes.n_votes(), 1U) << "there is nobody else to vote";
  for (const std::uint64_t n : {2U, 3U, 10U, 50U, 100U}) {
    EXPECT_EQ(simulate({.observations = n}).votes.n_observations(), n);
  }
  EXPECT_EQ(simulate({.observations = 40, .users = 40}).votes.n_observations(), 40U);
  EXPECT_EQ(simulate({.observations = 1000, .users = 990}).votes.n_observations(), 1000U);
  EXPECT_EQ(simulate({.observations = 1000, .users = 1}).votes.n_votes(), 1000U);
  EXPECT_EQ(simulate({.observations = 100, .shape = {.once_share = 1}}).votes.n_observations(), 100U);
}

TEST(Simulate, a_cancelled_run_says_so) {
  const std::atomic<bool> cancel{true};
  EXPECT_THROW((void)simulate({.observations = kObservations}, {.progress = {}, .cancel = &cancel}),
               Cancelled);
}

}  // namespace
}  // namespace crowdvote
