#include "io/side_keys.hpp"

#include "io/side_file_helpers.hpp"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using ::testing::ElementsAre;

SideKeys::Slot take(SideKeys& keys, const Name& key) {
  if (keys.are_places()) {
    if (const auto slot = keys.take_own_place(key)) return *slot;
    keys.number_all();
  }
  return keys.take_number(key);
}

TEST(SideKeys, that_are_whole_numbers_near_each_other_are_their_own_places) {
  SideKeys keys;
  for (const std::int64_t key : {0, 3, 1}) {
    const auto slot = keys.take_own_place(Name(key));
    ASSERT_TRUE(slot);
    EXPECT_EQ(slot->place, static_cast<std::size_t>(key));
    EXPECT_FALSE(slot->is_repeated);
  }
  EXPECT_TRUE(keys.take_own_place(Name(std::int64_t{3}))->is_repeated);
  EXPECT_FALSE(keys.take_own_place(Name(std::int64_t{2}))->is_repeated);
  EXPECT_EQ(keys.n_places(), 4U);
  EXPECT_EQ(keys[3], Name(std::int64_t{3}));
}

TEST(SideKeys, that_are_left_out_have_places_without_a_key) {
  SideKeys keys;
  take(keys, Name(std::int64_t{2}));
  EXPECT_EQ(keys.n_places(), 3U);
  EXPECT_FALSE(keys.has(0));
  EXPECT_TRUE(keys.has(2));
}

TEST(SideKeys, are_no_places_where_one_is_no_whole_number_or_far_away) {
  for (const Name& key : {Name("rosa"), Name(std::int64_t{-1}), Name(std::int64_t{1} << 20)}) {
    SideKeys keys;
    take(keys, Name(std::int64_t{5}));
    EXPECT_FALSE(keys.take_own_place(key)) << key.str();
  }
}

TEST(SideKeys, are_numbered_in_the_order_of_their_places_and_then_as_they_come) {
  SideKeys keys;
  for (const std::int64_t key : {7, 2}) take(keys, Name(key));
  EXPECT_THAT(keys.number_all(), ElementsAre(2U, 7U));
  EXPECT_EQ(keys.take_number(Name("rosa")).place, 2U);
  EXPECT_TRUE(keys.take_number(Name(std::int64_t{7})).is_repeated);
  ASSERT_EQ(keys.n_places(), 3U);
  EXPECT_EQ(keys[0], Name(std::int64_t{2}));
  EXPECT_EQ(keys[1], Name(std::int64_t{7}));
  EXPECT_EQ(keys[2], Name("rosa"));
}

/// Keys in an order, with gaps and repeats, and whatever else may happen to them.
std::vector<std::string> random_keys(std::mt19937& random, std::size_t n_observations) {
  const bool is_shuffled = random() % 2 == 0;
  const unsigned left_out = random() % 3 == 0 ? 10U : 90U;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < n_observations; ++i) {
    if (random() % 100 < left_out) keys.push_back(std::to_string(i));
    if (random() % 500 == 0) keys.push_back(std::to_string(random() % n_observations));
  }
  if (is_shuffled) std::shuffle(keys.begin(), keys.end(), random);
  if (random() % 2 == 0) keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(keys.size() / 2), "rosa");
  if (random() % 3 == 0) keys.push_back("4000000000");
  if (random() % 3 == 0) keys.push_back(std::to_string(n_observations + 3));
  return keys;
}

TEST(SideKeys, give_each_observation_the_last_value_of_its_key_whatever_the_order_and_the_gaps) {
  std::mt19937 random(29);
  for (int trial = 0; trial < 40; ++trial) {
    const std::size_t n = 3 + random() % 6000;
    std::string rows;
    for (std::size_t i = 0; i < n; ++i) rows += fmt::format("{},ann,4\n", i);
    std::map<std::string, std::string> expected;
    std::string json;
    for (const std::string& key : random_keys(random, n)) {
      const std::string label = random() % 9 == 0 ? "-1" : std::to_string(random() % 20);
      json += fmt::format("{}\"{}\": {}", json.empty() ? "{" : ", ", key, label);
      expected[key] = label == "-1" ? "-" : label;
    }
    if (json.empty()) continue;
    CrowdData data = crowd_of(rows);
    attach(kAiVotesFile, json + "}", data);
    const auto labels = names_of(data.ai_label_of_observation, data.labels);
    ASSERT_EQ(labels.size(), n);
    for (std::size_t i = 0; i < n; ++i) {
      const auto it = expected.find(std::to_string(i));
      ASSERT_EQ(labels[i], it == expected.end() ? "-" : it->second) << "trial " << trial << ", key " << i;
    }
  }
}

}  // namespace
}  // namespace crowdvote
