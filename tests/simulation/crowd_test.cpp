#include "simulation/crowd.hpp"

#include "support/temporary_folder.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/simulate.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using simulation::Crowd;
using simulation::SimulatedObservation;

TEST(Crowd, has_as_many_votes_on_each_observation_by_different_users) {
  const CrowdOptions options{.observations = 500, .users = 6, .labels = 4, .votes = 5};
  const Crowd crowd(options);
  SimulatedObservation observation;
  std::vector<int> n_true(options.labels, 0);
  for (std::uint64_t i = 0; i < options.observations; ++i) {
    crowd.observe(i, observation);
    ASSERT_EQ(observation.votes.size(), 5U);
    std::set<UserId> users;
    for (const simulation::SimulatedVote& vote : observation.votes) {
      EXPECT_LT(vote.user, 6U);
      EXPECT_LT(vote.label, 4U);
      users.insert(vote.user);
    }
    EXPECT_EQ(users.size(), 5U);
    ++n_true[observation.true_label];
  }
  for (const int n : n_true) EXPECT_NEAR(n, 125, 50);
}

TEST(Crowd, is_right_as_often_as_asked_where_all_users_are_alike) {
  const CrowdOptions options{
      .observations = 4000, .users = 200, .labels = 5, .right = 0.8, .spread = 0, .row_spread = 0};
  const Crowd crowd(options);
  SimulatedObservation observation;
  int n_right = 0;
  for (std::uint64_t i = 0; i < options.observations; ++i) {
    crowd.observe(i, observation);
    for (const simulation::SimulatedVote& vote : observation.votes) {
      n_right += vote.label == observation.true_label ? 1 : 0;
    }
  }
  EXPECT_NEAR(n_right / 20000.0, 0.8, 0.015);
}

TEST(Crowd, has_users_who_confuse_labels_in_ways_of_their_own) {
  const CrowdOptions options{
      .observations = 20000, .users = 5, .labels = 3, .votes = 5, .right = 0.4, .spread = 0};
  const Crowd crowd(options);
  SimulatedObservation observation;
  std::vector<int> n_taken_for_1(5, 0);
  std::vector<int> n_wrong(5, 0);
  for (std::uint64_t i = 0; i < options.observations; ++i) {
    crowd.observe(i, observation);
    if (observation.true_label != 0) continue;
    for (const simulation::SimulatedVote& vote : observation.votes) {
      n_wrong[vote.user] += vote.label != 0 ? 1 : 0;
      n_taken_for_1[vote.user] += vote.label == 1 ? 1 : 0;
    }
  }
  double least = 1;
  double most = 0;
  for (std::size_t u = 0; u < 5; ++u) {
    ASSERT_GT(n_wrong[u], 0);
    const double share = static_cast<double>(n_taken_for_1[u]) / n_wrong[u];
    least = std::min(least, share);
    most = std::max(most, share);
  }
  EXPECT_GT(most - least, 0.1);
}

TEST(Crowd, is_written_with_the_same_bytes_for_any_number_of_threads) {
  const test::TemporaryFolder folder;
  const CrowdOptions options{.observations = 20000, .users = 300, .seed = 4};
  const SimulationCounts counts = write_crowd(folder.path("one"), options, {.n_threads = 1});
  write_crowd(folder.path("three"), options, {.n_threads = 3});
  EXPECT_EQ(counts.votes, 100000U);
  for (const std::string name : {"votes.json", "ground_truth.txt", "simulation.json"}) {
    const std::string bytes = test::read_file(folder.path("one/" + name));
    EXPECT_FALSE(bytes.empty()) << name;
    EXPECT_EQ(bytes, test::read_file(folder.path("three/" + name))) << name;
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path("one/authors.txt")));

  const CrowdData data =
      read_inputs({.votes = {folder.path("one/votes.json")}, .truth = folder.path("one/ground_truth.txt")});
  EXPECT_EQ(data.votes.n_votes(), 100000U);
  const Crowd crowd(options);
  SimulatedObservation observation;
  for (ObservationId i = 0; i < 1000; ++i) {
    crowd.observe(i, observation);
    EXPECT_EQ(data.labels[data.truth_of_observation[i]].value(), observation.true_label);
  }
}

TEST(Crowd, is_another_one_by_another_seed) {
  SimulatedObservation a;
  SimulatedObservation b;
  Crowd({.seed = 1}).observe(0, a);
  Crowd({.seed = 2}).observe(0, b);
  EXPECT_NE(a.votes[0].user, b.votes[0].user);
}

TEST(Crowd, of_too_few_users_for_its_votes_is_refused) {
  EXPECT_THROW(Crowd({.users = 4, .votes = 5}), OptionError);
  EXPECT_THROW(Crowd({.labels = 0}), OptionError);
}

}  // namespace
}  // namespace crowdvote
