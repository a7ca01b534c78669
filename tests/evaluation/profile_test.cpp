#include "evaluation/random_labels.hpp"
#include <crowdvote/format_figures.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/profile.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

/// Rows of labels, with 0 for no vote; column u is user u.
VoteMatrix votes_of(const std::vector<std::vector<LabelId>>& rows) {
  VoteMatrixBuilder builder;
  for (ObservationId i = 0; i < rows.size(); ++i) {
    builder.add_observation(i);
    for (UserId u = 0; u < rows[i].size(); ++u) {
      if (rows[i][u] != 0) builder.add_statement(i, u, rows[i][u]);
    }
  }
  return builder.finish(rows.front().size(), 10).votes;
}

TEST(Describe, counts_of_a_worked_example) {
  const VoteMatrix votes = votes_of({{1, 1, 2, 0}, {3, 0, 0, 0}, {0, 0, 0, 0}, {2, 3, 0, 0}});
  const std::vector<UserId> authors{2, 0, kNoUser, 3};
  const DataProfile s = describe(votes, authors);
  EXPECT_EQ(s.observations, 4U);
  EXPECT_EQ(s.observations_without_votes, 1U);
  EXPECT_EQ(s.users, 4U);
  EXPECT_EQ(s.labels, 3U);
  EXPECT_EQ(s.votes, 6U);
  // Votes of observations 0 1 2 3, of users 0 1 2 3.
  EXPECT_THAT(s.votes_per_observation.quantiles, ElementsAre(0, 0, 1, 2, 3, 3, 3));
  EXPECT_EQ(s.votes_per_observation.mean, 1.5);
  EXPECT_EQ(s.votes_per_observation.with_one, 1U);
  EXPECT_EQ(s.votes_per_user.with_one, 1U);
  // G = 2 * (2*1 + 3*2 + 4*3) / (4 * 6) - 5/4
  EXPECT_THAT(s.among_users.gini, Optional(DoubleNear(40.0 / 24 - 1.25, 1e-15)));
  EXPECT_THAT(s.among_users.lorenz,
              ElementsAre(std::pair(0.0, 0.0), std::pair(0.25, 0.0), std::pair(0.5, 1.0 / 6),
                          std::pair(0.75, 0.5), std::pair(1.0, 1.0)));
  EXPECT_EQ(s.agreement.with_two_votes, 2U);
  EXPECT_EQ(s.agreement.with_disagreement, 2U);
  EXPECT_EQ(s.agreement.with_exact_tie, 1U);
  ASSERT_TRUE(s.authors.has_value());
  EXPECT_EQ(s.authors->observations_with_author, 3U);
  EXPECT_EQ(s.authors->votes_by_author, 2U);
}

TEST(Describe, finds_the_long_tail_of_the_labels) {
  // 12 votes for label 4, 3 for 2, 1 each for 1 and 3.
  std::vector<std::vector<LabelId>> rows(12, {4});
  rows.insert(rows.end(), {{2}, {2}, {2}, {1}, {3}});
  const LabelTail tail = describe(votes_of(rows)).tail;
  EXPECT_EQ(tail.with_one_vote, 2U);
  EXPECT_EQ(tail.with_at_most_ten_votes, 3U);
  EXPECT_EQ(tail.that_hold_half, 1U);
  EXPECT_EQ(tail.that_hold_nine_tenths, 3U);
  std::vector<std::pair<LabelId, std::uint32_t>> most_voted;
  for (const auto& [label, n] : tail.most_voted) most_voted.emplace_back(label, n);
  EXPECT_THAT(most_voted, ElementsAre(std::pair(4, 12), std::pair(2, 3), std::pair(1, 1), std::pair(3, 1)));
}

TEST(Describe, a_lorenz_curve_of_equal_users_is_the_diagonal) {
  const DataProfile s =
      describe(votes_of(std::vector<std::vector<LabelId>>(3, std::vector<LabelId>(250, 1))));
  EXPECT_THAT(s.among_users.gini, Optional(DoubleNear(0, 1e-12)));
  ASSERT_EQ(s.among_users.lorenz.size(), 101U);
  for (const auto& [users, share] : s.among_users.lorenz) EXPECT_NEAR(users, share, 1e-12);
}

TEST(Describe, without_votes_has_figures_only_where_there_is_something) {
  const DataProfile s = describe(VoteMatrix({0, 0, 0}, {}, {}, 0, 0));
  EXPECT_EQ(s.observations_without_votes, 2U);
  EXPECT_EQ(s.among_users.gini, std::nullopt);
  EXPECT_TRUE(s.among_users.lorenz.empty());
  EXPECT_EQ(s.agreement.krippendorff_alpha, std::nullopt);
  EXPECT_EQ(s.agreement.fleiss_kappa, std::nullopt);
  EXPECT_FALSE(s.authors.has_value());
  EXPECT_EQ(describe(VoteMatrix()).votes_per_user.n, 0U);
  EXPECT_THAT(format_profile(s, NameTable(), NameTable(), FiguresFormat::text), HasSubstr("observations"));
}

TEST(KrippendorffAlpha, of_the_four_observers_of_his_paper) {
  // Krippendorff (2011), the reliability data of section D: 12 units, 4 observers, missing values.
  const VoteMatrix votes = votes_of({{1, 1, 0, 1},
                                     {2, 2, 3, 2},
                                     {3, 3, 3, 3},
                                     {3, 3, 3, 3},
                                     {2, 2, 2, 2},
                                     {1, 2, 3, 4},
                                     {4, 4, 4, 4},
                                     {1, 1, 2, 1},
                                     {2, 2, 2, 2},
                                     {0, 5, 5, 5},
                                     {0, 0, 1, 1},
                                     {0, 3, 0, 0}});
  EXPECT_THAT(describe(votes).agreement.krippendorff_alpha, Optional(DoubleNear(0.743, 5e-4)));
}

TEST(KrippendorffAlpha, of_three_coders_with_missing_values) {
  // The example of the encyclopaedias: alpha = 0.691 for nominal data.
  const VoteMatrix votes = votes_of({{0, 1, 0},
                                     {0, 0, 0},
                                     {0, 2, 2},
                                     {0, 1, 1},
                                     {0, 3, 3},
                                     {3, 3, 4},
                                     {4, 4, 4},
                                     {1, 3, 0},
                                     {2, 0, 2},
                                     {1, 0, 1},
                                     {1, 0, 1},
                                     {3, 0, 3},
                                     {3, 0, 3},
                                     {0, 0, 0},
                                     {3, 0, 4}});
  EXPECT_THAT(describe(votes).agreement.krippendorff_alpha, Optional(DoubleNear(0.691, 5e-4)));
}

TEST(KrippendorffAlpha, is_1_in_full_agreement_and_undefined_where_one_label_is_all_there_is) {
  EXPECT_THAT(describe(votes_of({{1, 1}, {2, 2}})).agreement.krippendorff_alpha, Optional(1.0));
  EXPECT_EQ(describe(votes_of({{1, 1}, {1, 1}})).agreement.krippendorff_alpha, std::nullopt);
}

/// Over all pairs of votes, according to the original definition of the coefficient.
double slow_alpha(const VoteMatrix& votes) {
  std::map<std::pair<LabelId, LabelId>, double> coincidences;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    for (std::size_t a = 0; a < labels.size(); ++a) {
      for (std::size_t b = 0; b < labels.size(); ++b) {
        if (a != b) coincidences[{labels[a], labels[b]}] += 1 / (static_cast<double>(labels.size()) - 1);
      }
    }
  }
  std::map<LabelId, double> marginals;
  double n = 0;
  double observed = 0;
  for (const auto& [pair, count] : coincidences) {
    marginals[pair.first] += count;
    n += count;
    if (pair.first != pair.second) observed += count;
  }
  double expected = 0;
  for (const auto& [k, n_k] : marginals) {
    for (const auto& [l, n_l] : marginals) expected += k == l ? 0 : n_k * n_l;
  }
  return 1 - (n - 1) * observed / expected;
}

TEST(KrippendorffAlpha, equals_the_sum_over_all_pairs_of_votes) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const VoteMatrix votes = testing_support::random_labels(seed, 100, 2 + seed % 5).votes;
    EXPECT_THAT(describe(votes).agreement.krippendorff_alpha, Optional(DoubleNear(slow_alpha(votes), 1e-10)));
  }
}

TEST(FleissKappa, of_fourteen_raters_and_ten_subjects) {
  // Counts of five categories for ten subjects, each rated 14 times: kappa = 0.210.
  const std::vector<std::array<int, 5>> counts{
      {0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
      {7, 7, 0, 0, 0},  {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}};
  std::vector<std::vector<LabelId>> rows;
  for (const auto& subject : counts) {
    rows.emplace_back();
    for (LabelId k = 0; k < subject.size(); ++k) {
      rows.back().insert(rows.back().end(), static_cast<std::size_t>(subject[k]), k + 1);
    }
  }
  EXPECT_THAT(describe(votes_of(rows)).agreement.fleiss_kappa, Optional(DoubleNear(0.210, 5e-4)));
}

/// kappa and AC1, one pair at a time, over all labels that have a vote.
std::pair<double, double> slow_kappa_and_ac1(const VoteMatrix& votes) {
  double agreeing = 0;
  double n_pairable = 0;
  double n_voted = 0;
  std::map<LabelId, double> share;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    if (labels.empty()) continue;
    ++n_voted;
    const auto m = static_cast<double>(labels.size());
    for (const LabelId k : labels) share[k] += 1 / m;
    if (labels.size() < 2) continue;
    ++n_pairable;
    double same = 0;
    for (std::size_t a = 0; a < labels.size(); ++a) {
      for (std::size_t b = 0; b < labels.size(); ++b) same += a != b && labels[a] == labels[b] ? 1 : 0;
    }
    agreeing += same / (m * (m - 1));
  }
  double kappa_chance = 0;
  double ac1_chance = 0;
  for (const auto& [k, sum] : share) {
    const double p = sum / n_voted;
    kappa_chance += p * p;
    ac1_chance += p * (1 - p) / (static_cast<double>(share.size()) - 1);
  }
  const double observed = agreeing / n_pairable;
  return {(observed - kappa_chance) / (1 - kappa_chance), (observed - ac1_chance) / (1 - ac1_chance)};
}

TEST(ChanceCorrectedAgreement, with_unequal_numbers_of_votes_is_as_computed_pair_by_pair) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const VoteMatrix votes = testing_support::random_labels(seed, 100, 2 + seed % 5).votes;
    const Agreement agreement = describe(votes).agreement;
    const auto [kappa, ac1] = slow_kappa_and_ac1(votes);
    EXPECT_THAT(agreement.fleiss_kappa, Optional(DoubleNear(kappa, 1e-10)));
    EXPECT_THAT(agreement.gwet_ac1, Optional(DoubleNear(ac1, 1e-10)));
  }
}

TEST(GwetAc1, stays_high_where_nearly_all_votes_are_for_one_label) {
  std::vector<std::vector<LabelId>> rows(118, {1, 1});
  rows.insert(rows.end(), 5, {1, 2});
  rows.insert(rows.end(), 2, {2, 1});
  const double observed = 118.0 / 125;
  const double p = (2 * 118.0 + 7) / 250;
  const double by_chance = 2 * p * (1 - p);
  const Agreement agreement = describe(votes_of(rows)).agreement;
  EXPECT_THAT(agreement.gwet_ac1, Optional(DoubleNear((observed - by_chance) / (1 - by_chance), 1e-12)));
  EXPECT_LT(*agreement.fleiss_kappa, 0.0);
}

/// Krippendorff's alpha with an arbitrary distance, one pair at a time.
template <class Distance>
double slow_scaled_alpha(const VoteMatrix& votes, const Distance& distance) {
  std::vector<LabelId> all;
  double observed = 0;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto labels = votes.labels_of(i);
    if (labels.size() < 2) continue;
    all.insert(all.end(), labels.begin(), labels.end());
    for (const LabelId a : labels) {
      for (const LabelId b : labels) observed += distance(a, b) / (static_cast<double>(labels.size()) - 1);
    }
  }
  double expected = 0;
  for (const LabelId a : all) {
    for (const LabelId b : all) expected += distance(a, b);
  }
  const auto n = static_cast<double>(all.size());
  return 1 - (observed / n) / (expected / (n * (n - 1)));
}

TEST(KrippendorffAlpha, on_ordinal_and_interval_scales_is_as_computed_pair_by_pair) {
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    const VoteMatrix votes = testing_support::random_labels(seed, 60, 5).votes;
    std::vector<double> value(votes.n_labels());
    std::vector<double> n_votes(votes.n_labels(), 0);
    for (LabelId k = 0; k < value.size(); ++k) value[k] = k % 2 == 0 ? 1.5 * k : -2.0 * k;
    for (ObservationId i = 0; i < votes.n_observations(); ++i) {
      if (votes.labels_of(i).size() < 2) continue;
      for (const LabelId k : votes.labels_of(i)) ++n_votes[k];
    }
    const auto squared = [](double x) { return x * x; };
    EXPECT_THAT(
        krippendorff_alpha(votes, LabelScale::interval, value),
        Optional(DoubleNear(
            slow_scaled_alpha(votes, [&](LabelId a, LabelId b) { return squared(value[a] - value[b]); }),
            1e-9)));
    // The votes between two labels, plus half of those for the two, as Krippendorff defines it.
    const auto ordinal = [&](LabelId a, LabelId b) {
      double between = -(n_votes[a] + n_votes[b]) / 2;
      for (LabelId k = 0; k < value.size(); ++k) {
        if (value[k] >= std::min(value[a], value[b]) && value[k] <= std::max(value[a], value[b]))
          between += n_votes[k];
      }
      return a == b ? 0.0 : squared(between);
    };
    EXPECT_THAT(krippendorff_alpha(votes, LabelScale::ordinal, value),
                Optional(DoubleNear(slow_scaled_alpha(votes, ordinal), 1e-9)));
  }
}

TEST(UserPairs, have_cohens_kappa_over_their_common_observations) {
  // Users 0 and 1: 20 both yes, 15 both no, 5 yes-no, 10 no-yes: P = 0.7, P_e = 0.5 * 0.6 + 0.5 * 0.4 = 0.5.
  std::vector<std::vector<LabelId>> rows(20, {1, 1, 0});
  rows.insert(rows.end(), 5, {1, 2, 0});
  rows.insert(rows.end(), 10, {2, 1, 0});
  rows.insert(rows.end(), 15, {2, 2, 0});
  rows.insert(rows.end(), 3, {1, 0, 1});
  const std::vector<UserPair> pairs = describe(votes_of(rows)).user_pairs;
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].common, 50U);
  EXPECT_EQ(pairs[0].agreeing, 35U);
  EXPECT_THAT(pairs[0].cohen_kappa, Optional(DoubleNear(0.4, 1e-12)));
  EXPECT_EQ(pairs[1].second, 2U);
  EXPECT_EQ(pairs[1].cohen_kappa, std::nullopt);
}

TEST(UserAgreements, compare_each_vote_with_the_majority_of_the_others) {
  const std::vector<AgreementWithOthers> users =
      describe(votes_of({
                   {1, 1, 2, 0},  // for user 0 and 1 the others are tied
                   {1, 1, 1},     // everybody agrees
                   {1, 2, 2, 2},  // user 0 disagrees
                   {3},           // no other votes
                   {1, 2},        // the two disagree
               }))
          .user_agreements;
  ASSERT_EQ(users.size(), 4U);
  const auto expect = [&](std::size_t place, UserId user, std::size_t common, std::size_t agreeing) {
    EXPECT_EQ(users[place].user, user);
    EXPECT_EQ(users[place].common, common);
    EXPECT_EQ(users[place].agreeing, agreeing);
  };
  expect(0, 0, 3, 1);
  expect(1, 1, 3, 2);
  expect(2, 2, 3, 2);
  expect(3, 3, 1, 1);
}

/// Counts votes for and against, one vote and one observation at a time.
std::map<UserId, std::pair<std::size_t, std::size_t>> slow_user_agreements(const VotesView& votes) {
  std::map<UserId, std::pair<std::size_t, std::size_t>> agreements;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    for (std::size_t own = 0; own < votes.n_votes_of(i); ++own) {
      std::map<LabelId, int> others;
      for (std::size_t v = 0; v < votes.n_votes_of(i); ++v) {
        if (votes.users_of(i)[v] != votes.users_of(i)[own]) ++others[votes.labels_of(i)[v]];
      }
      std::vector<std::pair<int, LabelId>> ranking;
      for (const auto& [label, n] : others) ranking.emplace_back(n, label);
      std::sort(ranking.rbegin(), ranking.rend());
      if (ranking.empty() || (ranking.size() > 1 && ranking[0].first == ranking[1].first)) continue;
      auto& [common, agreeing] = agreements[votes.users_of(i)[own]];
      ++common;
      agreeing += ranking[0].second == votes.labels_of(i)[own] ? 1U : 0U;
    }
  }
  return agreements;
}

TEST(UserAgreements, equal_the_slow_count_also_where_users_vote_several_times) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    VoteMatrixBuilder builder;
    builder.keep(seed % 2 == 0 ? Repeats::all : Repeats::last);
    for (int v = 0; v < 300; ++v) {
      builder.add_statement(static_cast<ObservationId>(random() % 60), static_cast<UserId>(random() % 9),
                            static_cast<LabelId>(random() % 3));
    }
    const VoteMatrix votes = builder.finish(9, 3).votes;
    const auto expected = slow_user_agreements(votes);
    const std::vector<AgreementWithOthers> found = users_against_the_others(votes);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t place = 0; place < found.size(); ++place) {
      EXPECT_EQ(found[place].common, expected.at(found[place].user).first);
      EXPECT_EQ(found[place].agreeing, expected.at(found[place].user).second);
      if (place > 0) {
        EXPECT_GE(found[place - 1].common, found[place].common);
      }
    }
  }
}

TEST(FormatStatistics, as_json_names_labels_as_they_are_and_survives_bytes_that_are_no_text) {
  NameTable users;
  for (const char* name : {"ann", "bob"}) users.intern(Name(std::string_view(name)));
  NameTable labels;
  labels.intern(Name(7));
  labels.intern(Name("Rosa \"<b>\""));
  labels.intern(Name("\xff"));
  const VoteMatrix votes({0, 2, 4}, {0, 1, 0, 1}, {0, 1, 1, 2}, 2, 3);
  const auto json =
      nlohmann::json::parse(format_profile(describe(votes), labels, users, FiguresFormat::json));
  EXPECT_EQ(json["observations"], 2);
  EXPECT_EQ(json["votes_per_user"]["median"], 2);
  EXPECT_EQ(json["label_tail"]["most_voted"][0]["label"], "Rosa \"<b>\"");
  EXPECT_EQ(json["label_tail"]["most_voted"][1]["label"], 7);
  EXPECT_EQ(json["agreement"]["share_with_disagreement"], 1.0);
  EXPECT_TRUE(json["authors"].is_null());
  EXPECT_EQ(json["user_pairs"][0]["first"], "ann");
  EXPECT_EQ(json["user_agreements"][0]["user"], "ann");
  EXPECT_EQ(json["user_agreements"][0]["share"], 0.0);
  EXPECT_EQ(json["among_users"]["lorenz"][2][1], 1.0);
}

TEST(FormatStatistics, as_json_have_every_level_of_one_value_and_none_of_no_values) {
  NameTable users;
  NameTable labels;
  users.intern(Name(std::string_view("ann")));
  labels.intern(Name(std::string_view("oak")));
  const auto parsed = [&](const VoteMatrix& votes) {
    return nlohmann::json::parse(format_profile(describe(votes), labels, users, FiguresFormat::json));
  };
  const auto one = parsed(VoteMatrix({0, 1}, {0}, {0}, 1, 1));
  EXPECT_EQ(one["votes_per_user"]["n"], 1);
  EXPECT_EQ(one["votes_per_user"]["mean"], 1.0);
  for (const char* level : {"min", "p25", "median", "p75", "p90", "p99", "max"}) {
    EXPECT_EQ(one["votes_per_user"].value(level, 0), 1) << level;
  }
  const auto none = parsed(VoteMatrix({0, 0}, {}, {}, 0, 0));
  EXPECT_EQ(none["votes_per_user"]["n"], 0);
  EXPECT_TRUE(none["votes_per_user"]["mean"].is_null());
  EXPECT_TRUE(none["votes_per_user"]["median"].is_null());
}

TEST(FormatStatistics, as_text_has_shares_beside_the_counts) {
  NameTable users;
  for (const char* name : {"ann", "bob"}) users.intern(Name(std::string_view(name)));
  NameTable labels;
  for (const char* name : {"a", "b"}) labels.intern(Name(std::string_view(name)));
  const VoteMatrix votes({0, 2, 3, 3}, {0, 1, 0}, {0, 1, 1}, 2, 2);
  DataProfile s = describe(votes);
  s.abstentions = 5;
  const std::string text = format_profile(s, labels, users, FiguresFormat::text);
  EXPECT_THAT(text, HasSubstr("  with two votes or more  1 (33.3 %)\n"));
  EXPECT_THAT(text, HasSubstr("abstentions               5\n"));
  EXPECT_THAT(text,
              HasSubstr("user           1    1       1    2    2    2    2  1.50   1 (50.0 %)  0.167\n"));
  EXPECT_THAT(text, HasSubstr("  with an exact tie                         1 (100.0 %)\n"));
  EXPECT_THAT(text, HasSubstr("  b                2 (66.7 %)\n"));
  EXPECT_THAT(text, HasSubstr("  ann                      bob  1             0 (0.0 %)  0.000\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("author")));
}

}  // namespace
}  // namespace crowdvote
