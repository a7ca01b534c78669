#include <crowdvote/copying.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Users with individual probabilities of being right, on observations of different ease; nobody copies.
struct IndependentCrowd {
  std::size_t n_observations = 300;
  std::size_t n_users = 30;
  std::size_t votes = 5;
  LabelId n_labels = 5;
  double lowest_skill = 0.4;
  double highest_skill = 0.98;

  /// \param copy copies[u] is the user whose label u takes if both vote; u itself if u copies nobody
  [[nodiscard]] VoteMatrix draw(std::mt19937& random, std::vector<UserId> copies = {}) const {
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<double> skill(n_users);
    for (double& s : skill) s = lowest_skill + (highest_skill - lowest_skill) * uniform(random);
    for (auto u = static_cast<UserId>(copies.size()); u < n_users; ++u) copies.push_back(u);
    std::vector<UserId> users(n_users);
    for (UserId u = 0; u < n_users; ++u) users[u] = u;
    VoteMatrixBuilder builder;
    for (ObservationId i = 0; i < n_observations; ++i) {
      std::shuffle(users.begin(), users.end(), random);
      const double ease = 0.6 + 0.4 * uniform(random);
      std::vector<LabelId> label(n_users);
      for (LabelId& said : label) said = 1 + static_cast<LabelId>(random() % (n_labels - 1));
      for (UserId u = 0; u < n_users; ++u) {
        if (uniform(random) < skill[u] * ease) label[u] = 0;
      }
      for (std::size_t v = 0; v < votes; ++v) builder.add_statement(i, users[v], label[copies[users[v]]]);
    }
    return builder.finish(n_users, n_labels).votes;
  }
};

TEST(Copying, the_probability_of_agreeing_every_time_is_a_power_and_is_multiplied_by_the_tests) {
  EXPECT_DOUBLE_EQ(corrected_p_value(0.5, 10, 1), 1.0 / 1024);
  EXPECT_DOUBLE_EQ(corrected_p_value(0.25, 3, 10), 10.0 / 64);
  EXPECT_EQ(corrected_p_value(0.5, 2, 45), 1);
  EXPECT_EQ(corrected_p_value(1, 1000, 1), 1);
}

TEST(Copying, two_who_never_contradict_each_other_are_found_and_once_is_enough_to_be_none) {
  // Everyone votes on everything. Users 0 and 1 give the same random labels; so do 2, 3 and 4, independently.
  for (const bool contradict : {false, true}) {
    std::mt19937 random(7);
    VoteMatrixBuilder builder;
    for (ObservationId i = 0; i < 60; ++i) {
      const auto label = static_cast<LabelId>(random() % 3);
      builder.add_statement(i, 0, label);
      builder.add_statement(i, 1, contradict && i == 59 ? (label + 1) % 3 : label);
      for (UserId u = 2; u < 5; ++u) builder.add_statement(i, u, static_cast<LabelId>(random() % 3));
    }
    const VoteMatrix votes = builder.finish(5, 3).votes;
    const CopyingReport report = find_copying(votes);
    EXPECT_EQ(report.pairs_tested, 10U);
    EXPECT_EQ(report.observations_left_out, 0U);
    if (contradict) {
      EXPECT_TRUE(report.empty());
      continue;
    }
    ASSERT_EQ(report.pairs.size(), 1U);
    EXPECT_EQ(report.pairs[0].first, 0U);
    EXPECT_EQ(report.pairs[0].second, 1U);
    EXPECT_EQ(report.pairs[0].common, 60U);
    EXPECT_DOUBLE_EQ(report.pairs[0].p_value, std::pow(report.pairs[0].chance, 60) * 10);
    EXPECT_THAT(report.users(), ElementsAre(0, 1));
  }
}

TEST(Copying, users_who_know_everything_agree_without_a_finding) {
  // Users 0 and 1 are always right, five others are right two times out of three.
  std::mt19937 random(3);
  VoteMatrixBuilder builder;
  for (ObservationId i = 0; i < 200; ++i) {
    for (UserId u = 0; u < 7; ++u) {
      const bool is_right = u < 2 || random() % 3 != 0;
      builder.add_statement(i, u, is_right ? 0 : 1 + static_cast<LabelId>(random() % 6));
    }
  }
  EXPECT_THAT(find_copying(builder.finish(7, 7).votes).pairs, IsEmpty());
}

TEST(Copying, pairs_with_few_common_observations_are_not_tested) {
  VoteMatrixBuilder builder;
  for (ObservationId i = 0; i < 40; ++i) {
    builder.add_statement(i, 0, i % 4);
    if (i < 9) builder.add_statement(i, 1, i % 4);
    for (UserId u = 2; u < 6; ++u) builder.add_statement(i, u, (i + u) % 4);
  }
  const VoteMatrix votes = builder.finish(6, 4).votes;
  const CopyingReport report = find_copying(votes);
  EXPECT_EQ(report.pairs_tested, 10U);  // of users 0, 2, 3, 4, 5
  EXPECT_EQ(find_copying(votes, {}, {.least_common = 9}).pairs_tested, 15U);
}

TEST(Copying, observations_with_too_many_voters_are_left_out_and_counted_but_contradict_there_all_the_same) {
  // Dozens of users vote on separate observations, and all users on the last one. Users 0 and 1 give the same
  // random labels.
  constexpr UserId kUsers = 17'000;
  constexpr ObservationId kOfTen = 100;
  for (const bool contradict : {false, true}) {
    std::mt19937 random(7);
    VoteMatrixBuilder builder;
    ObservationId i = 0;
    for (UserId first = 0; first < kUsers; first += 10) {
      for (const ObservationId end = i + (first == 0 ? kOfTen : 10); i < end; ++i) {
        const auto label = static_cast<LabelId>(random() % 3);
        for (UserId u = first; u < first + 10; ++u) {
          builder.add_statement(i, u, u < 2 ? label : static_cast<LabelId>(random() % 3));
        }
      }
    }
    for (UserId u = 0; u < kUsers; ++u) builder.add_statement(i, u, contradict && u == 1 ? 1 : 0);
    const CopyingReport report = find_copying(builder.finish(kUsers, 3).votes);
    EXPECT_EQ(report.observations_left_out, 1U);
    EXPECT_EQ(report.pairs_tested, std::size_t{kUsers} / 10 * 45);
    ASSERT_EQ(report.pairs.size(), contradict ? 0U : 1U);
    if (!contradict) {
      EXPECT_EQ(report.pairs[0].common, std::size_t{kOfTen});
    }
  }
}

TEST(Copying, a_group_is_what_pairs_join) {
  std::mt19937 random(11);
  const IndependentCrowd crowd{.n_observations = 1500, .n_users = 25, .votes = 8};
  // 1, 2 and 3 copy 0; 11 copies 10.
  std::vector<UserId> copies{0, 0, 0, 0, 4, 5, 6, 7, 8, 9, 10, 10};
  const CopyingReport report = find_copying(crowd.draw(random, copies));
  ASSERT_EQ(report.groups.size(), 2U);
  EXPECT_THAT(report.groups[0].users, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(report.groups[0].pairs, 6U);
  EXPECT_THAT(report.groups[1].users, ElementsAre(10, 11));
  EXPECT_THAT(report.users(), ElementsAre(0, 1, 2, 3, 10, 11));
}

/// The definition, applied to each pair.
std::map<std::pair<UserId, UserId>, double> slow_chances(const VotesView& votes) {
  const auto agreement = [](const std::vector<LabelId>& labels) {
    double agreeing = 0;
    double pairs = 0;
    for (std::size_t a = 0; a < labels.size(); ++a) {
      for (std::size_t b = a + 1; b < labels.size(); ++b) {
        agreeing += labels[a] == labels[b] ? 1 : 0;
        ++pairs;
      }
    }
    return agreeing / pairs;
  };
  std::vector<std::map<UserId, LabelId>> rows(votes.n_observations());
  double mean = 0;
  for (ObservationId i = 0; i < rows.size(); ++i) {
    for (std::size_t v = 0; v < votes.n_votes_of(i); ++v)
      rows[i][votes.users_of(i)[v]] = votes.labels_of(i)[v];
    mean +=
        agreement({votes.labels_of(i).begin(), votes.labels_of(i).end()}) / static_cast<double>(rows.size());
  }
  const auto without = [&](ObservationId i, UserId a, UserId b) {
    std::vector<LabelId> labels;
    for (const auto& [user, label] : rows[i]) {
      if (user != a && user != b) labels.push_back(label);
    }
    return labels.size() < 2 ? mean : agreement(labels);
  };
  const auto skill = [&](UserId a, UserId partner) {
    double agreeing = 0;
    double others = 0;
    double weight = 0;
    double n_votes = 0;
    for (const auto& row : rows) n_votes += row.contains(a) && row.size() > 1U + row.count(partner) ? 1 : 0;
    for (UserId b = 0; b < votes.n_users(); ++b) {
      double n = 0;
      double same = 0;
      double sum = 0;
      for (ObservationId i = 0; i < rows.size(); ++i) {
        if (a == b || b == partner || !rows[i].contains(a) || !rows[i].contains(b)) continue;
        ++n;
        same += rows[i][a] == rows[i][b] ? 1 : 0;
        sum += without(i, a, partner);
      }
      if (n == 0) continue;
      const double w = std::min(n, 5.0);
      weight += w;
      agreeing += w * same / n;
      others += w * sum / n;
    }
    const auto n_agreeing = static_cast<std::size_t>(std::ceil(agreeing / weight * n_votes - 1e-9));
    return wilson_interval(n_agreeing, static_cast<std::size_t>(n_votes), 1).high / (others / weight);
  };
  std::map<std::pair<UserId, UserId>, double> chances;
  for (UserId a = 0; a < votes.n_users(); ++a) {
    for (UserId b = a + 1; b < votes.n_users(); ++b) {
      double n = 0;
      double ease = 1;
      bool dissent = false;
      for (ObservationId i = 0; i < rows.size(); ++i) {
        if (!rows[i].contains(a) || !rows[i].contains(b)) continue;
        ++n;
        dissent = dissent || rows[i][a] != rows[i][b];
        ease += without(i, a, b);
      }
      if (!dissent && n >= 10) chances[{a, b}] = skill(a, b) * skill(b, a) * ease / (n + 1);
    }
  }
  return chances;
}

TEST(Copying, equals_its_definition_on_random_crowds_for_any_number_of_threads) {
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    std::mt19937 random(seed);
    const IndependentCrowd crowd{.n_observations = 250, .n_users = 12, .votes = 2 + seed};
    const VoteMatrix votes = crowd.draw(random, {0, 0, 2, 2, 2});
    const auto chances = slow_chances(votes);
    ASSERT_FALSE(chances.empty());
    const CopyingOptions all{.level = 2};
    const CopyingReport report = find_copying(votes, {}, all, {.n_threads = 1});
    std::size_t n_expected = 0;
    for (const auto& [pair, chance] : chances) n_expected += chance < 1 ? 1 : 0;
    ASSERT_EQ(report.pairs.size(), n_expected);
    for (const CopyingPair& pair : report.pairs)
      EXPECT_NEAR(pair.chance, chances.at({pair.first, pair.second}), 1e-12);
    const CopyingReport of_threads = find_copying(votes, {}, all, {.n_threads = 3});
    ASSERT_EQ(of_threads.pairs.size(), report.pairs.size());
    for (std::size_t p = 0; p < report.pairs.size(); ++p) {
      EXPECT_EQ(of_threads.pairs[p].first, report.pairs[p].first);
      EXPECT_EQ(of_threads.pairs[p].chance, report.pairs[p].chance);
    }
  }
}

TEST(Copying, independent_crowds_have_a_false_finding_at_most_as_often_as_the_level_says) {
  constexpr int kCrowds = 120;
  constexpr double kLevel = 0.05;
  int n_with_pair = 0;
  int n_with_one_label = 0;
  std::size_t n_tested = 0;
  for (std::uint32_t seed = 1; seed <= kCrowds; ++seed) {
    std::mt19937 random(seed);
    IndependentCrowd crowd{.n_observations = 500};
    crowd.votes = 3 + seed % 4;
    crowd.n_users = 15 + seed % 20;
    crowd.n_labels = static_cast<LabelId>(2 + seed % 5);
    const CopyingReport report = find_copying(crowd.draw(random), {}, {.level = kLevel});
    n_tested += report.pairs_tested;
    n_with_pair += report.pairs.empty() ? 0 : 1;
    n_with_one_label += report.one_label.empty() ? 0 : 1;
  }
  EXPECT_GT(n_tested, 50U * kCrowds);
  EXPECT_LE(n_with_pair, kLevel * kCrowds);
  EXPECT_LE(n_with_one_label, kLevel * kCrowds);
}

TEST(Copying, who_says_one_label_against_the_others_is_found_and_who_sees_one_label_is_not) {
  // User 3 votes for 1 where the others vote for 2 or 3, and user 4 for 4 where everybody does.
  VoteMatrixBuilder builder;
  for (ObservationId i = 0; i < 12; ++i) {
    for (UserId u = 0; u < 3; ++u) builder.add_statement(i, u, 2 + i % 2);
    builder.add_statement(i, 3, 1);
  }
  for (ObservationId i = 12; i < 24; ++i) {
    for (UserId u = 0; u < 3; ++u) builder.add_statement(i, u, 4);
    builder.add_statement(i, 4, 4);
  }
  const VoteMatrix votes = builder.finish(5, 5).votes;
  const CopyingReport report = find_copying(votes);
  EXPECT_EQ(report.users_tested, 5U);
  ASSERT_EQ(report.one_label.size(), 1U);
  EXPECT_EQ(report.one_label[0].user, 3U);
  EXPECT_EQ(report.one_label[0].label, 1U);
  EXPECT_EQ(report.one_label[0].votes, 12U);
  EXPECT_EQ(report.one_label[0].others_against, 36U);
  EXPECT_NEAR(report.one_label[0].p_value / (5 * std::pow(0.25, 12)), 1, 1e-9);
  EXPECT_EQ(find_copying(votes, {}, {.least_votes = 12}).users_tested, 5U);
  EXPECT_EQ(find_copying(votes, {}, {.least_votes = 13}).users_tested, 3U);
}

TEST(Copying, nearly_all_votes_for_one_authors_labels_make_a_follower) {
  // User 1 repeats author 0 on nine observations and votes once elsewhere; user 2 repeats 0 on eight of ten.
  VoteMatrixBuilder builder;
  std::vector<UserId> authors;
  for (ObservationId i = 0; i < 9; ++i) {
    builder.add_statement(i, 0, i);
    builder.add_statement(i, 1, i);
    builder.add_statement(i, 2, i == 8 ? 0 : i);
    authors.push_back(0);
  }
  builder.add_statement(9, 3, 0);
  builder.add_statement(9, 1, 0);
  builder.add_statement(9, 2, 0);
  authors.push_back(3);
  const VoteMatrix votes = builder.finish(4, 9).votes;
  const CopyingReport report = find_copying(votes, authors);
  ASSERT_EQ(report.followers.size(), 1U);
  EXPECT_EQ(report.followers[0].user, 1U);
  EXPECT_EQ(report.followers[0].author, 0U);
  EXPECT_EQ(report.followers[0].votes, 10U);
  EXPECT_EQ(report.followers[0].agreeing, 9U);
  EXPECT_THAT(find_copying(votes, authors, {.least_votes = 11}).followers, IsEmpty());
  EXPECT_THAT(find_copying(votes).followers, IsEmpty());
}

TEST(Copying, nothing_is_found_in_no_votes) {
  EXPECT_TRUE(find_copying(VotesView()).empty());
  const VoteMatrix one({0, 0, 1}, {0}, {0}, 1, 1);
  EXPECT_TRUE(find_copying(one).empty());
}

}  // namespace
}  // namespace crowdvote
