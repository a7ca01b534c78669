#include "io/bytes/text_index.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

void add(TextIndex& index, std::uint64_t hash, std::uint32_t id) {
  std::uint32_t& place = index.find_or_add(hash, [id](std::uint32_t known) { return known == id; });
  EXPECT_EQ(place, kNoId);
  place = id;
}

constexpr auto kAnyId = [](std::uint32_t) { return true; };

TEST(TextIndex, an_empty_one_has_no_id_and_no_place) {
  const TextIndex index;
  EXPECT_EQ(index.find(7, kAnyId), kNoId);
  EXPECT_EQ(index.guess(7), kNoId);
  EXPECT_EQ(index.place_of(7), nullptr);
}

TEST(TextIndex, ids_of_one_hash_are_told_apart_by_who_asks) {
  TextIndex index;
  for (const std::uint32_t id : {3U, 1U, 2U}) add(index, 42, id);
  for (const std::uint32_t wanted : {1U, 2U, 3U}) {
    EXPECT_EQ(index.find(42, [&](std::uint32_t id) { return id == wanted; }), wanted);
  }
  EXPECT_EQ(index.find(42, [](std::uint32_t) { return false; }), kNoId);
  EXPECT_EQ(index.guess(42), 3U);
}

TEST(TextIndex, an_id_that_is_there_is_found_rather_than_added) {
  TextIndex index;
  for (const std::uint32_t id : {3U, 1U}) add(index, 42, id);
  EXPECT_EQ(index.find_or_add(42, [](std::uint32_t id) { return id == 1; }), 1U);
  EXPECT_EQ(index.find_or_add(42, kAnyId), 3U);
}

TEST(TextIndex, hashes_that_differ_in_the_high_bits_alone_are_one_hash_to_it) {
  TextIndex index;
  add(index, std::uint64_t{1} << 40U, 5);
  EXPECT_EQ(index.find(0, [](std::uint32_t id) { return id == 6; }), kNoId);
  EXPECT_EQ(index.find(0, kAnyId), 5U);
}

TEST(TextIndex, finds_all_after_it_has_grown_even_if_they_crowd_in_one_place) {
  for (const std::uint64_t stride :
       {std::uint64_t{1}, std::uint64_t{1} << 12U, std::uint64_t{0x9e3779b97f4a7c15}}) {
    TextIndex index;
    constexpr std::uint32_t kIds = 2000;
    for (std::uint32_t id = 0; id < kIds; ++id) {
      if (id == kIds / 3) index.reserve(kIds / 2);
      add(index, id * stride, id);
    }
    for (std::uint32_t id = 0; id < kIds; ++id) {
      const auto is_this = [&](std::uint32_t found) { return found == id; };
      ASSERT_EQ(index.find(id * stride, is_this), id) << "stride " << stride;
    }
    EXPECT_EQ(index.find(kIds * stride, [](std::uint32_t) { return false; }), kNoId);
  }
}

}  // namespace
}  // namespace crowdvote
