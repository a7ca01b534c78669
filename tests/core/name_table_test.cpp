#include <crowdvote/name_table.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(NameTable, keeps_texts_of_every_length_and_so_does_its_copy) {
  NameTable table;
  const auto text = [](std::size_t length) { return std::string(length, 'x') + "é"; };
  constexpr std::uint32_t kLengths = 40;
  for (std::uint32_t length = 0; length < kLengths; ++length) {
    EXPECT_EQ(table.intern(Name(text(length))), length);
  }
  const NameTable copy = table;
  table = NameTable();
  for (std::uint32_t length = 0; length < kLengths; ++length) {
    EXPECT_EQ(copy.str(length), text(length));
    EXPECT_EQ(copy.find(Name(text(length))), length);
  }
  EXPECT_EQ(copy.find(Name("x")), std::nullopt);
}

TEST(NameTable, says_where_it_looks_for_a_text_and_what_it_compares_with) {
  NameTable table;
  EXPECT_EQ(table.place_of(Name("Rosa")), nullptr);
  EXPECT_EQ(table.entry_of(Name("Rosa")), nullptr);
  table.intern(Name("Rosa"));
  EXPECT_NE(table.place_of(Name("Rosa")), nullptr);
  EXPECT_NE(table.entry_of(Name("Rosa")), nullptr);
}

TEST(NameTable, the_number_4_and_the_text_4_are_one_name) {
  NameTable table;
  EXPECT_EQ(table.intern(Name(4)), table.intern(Name("4")));
  EXPECT_EQ(table.size(), 1U);
}

TEST(NameTable, texts_that_are_no_canonical_integers_stay_strings) {
  for (const char* text :
       {"007", "+4", "4.0", "-0", "", " 4", "4 ", "-", "99999999999999999999", "Rosa", "0x1"}) {
    EXPECT_FALSE(Name(std::string_view(text)).is_integer()) << text;
    EXPECT_EQ(Name(std::string_view(text)).str(), text);
  }
  for (const char* text : {"0", "-1", "7", "9223372036854775807", "-9223372036854775808"}) {
    EXPECT_TRUE(Name(std::string_view(text)).is_integer()) << text;
    EXPECT_EQ(Name(std::string_view(text)).str(), text);
  }
}

TEST(NameTable, ids_follow_the_order_of_first_appearance) {
  NameTable table;
  const std::vector<std::string> names{"0", "1",           "Rosa",           "007", "7", "-5",
                                       "2", "99999999999", "Ficus élastica", "3"};
  for (std::uint32_t id = 0; id < names.size(); ++id) EXPECT_EQ(table.intern(Name(names[id])), id);
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    EXPECT_EQ(table.intern(Name(names[id])), id);
    EXPECT_EQ(table.find(Name(names[id])), id);
    EXPECT_EQ(table.str(id), names[id]);
    std::string buffer = ">";
    table.append_to(buffer, id);
    EXPECT_EQ(buffer, ">" + names[id]);
  }
  EXPECT_EQ(table.find(Name("70")), std::nullopt);
  EXPECT_EQ(table.find(Name("Ros")), std::nullopt);
}

TEST(NameTable, keeps_integers_of_any_size_between_texts) {
  const std::vector<std::string> names{"0", "1",     "3",         "2",          "4294967295",
                                       "7", "rose",  "9",         "4294967296", "-1",
                                       "",  "12345", "268435456", "4294967294", "fern"};
  NameTable table;
  for (std::uint32_t id = 0; id < names.size(); ++id) EXPECT_EQ(table.intern(Name(names[id])), id);
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    EXPECT_EQ(table.intern(Name(names[id])), id);
    EXPECT_EQ(table.find(Name(names[id])), id);
    EXPECT_EQ(table.str(id), names[id]);
  }
  EXPECT_EQ(table.size(), names.size());
  EXPECT_EQ(table.find(Name("4")), std::nullopt);
}

TEST(NameTable, name_order_has_integers_by_value_before_strings_by_bytes) {
  NameTable table;
  for (const char* text : {"b", "10", "9", "a", "-3", "007"}) table.intern(Name(std::string_view(text)));
  std::vector<std::string> sorted;
  for (const std::uint32_t id : table.ids_in_name_order()) sorted.push_back(table.str(id));
  EXPECT_THAT(sorted, testing::ElementsAre("-3", "9", "10", "007", "a", "b"));
}

/// Texts that share long beginnings, are prefixes of others, and contain bytes of any value.
std::string odd_name(std::mt19937& random) {
  const std::vector<std::string> parts{"",  "a", std::string(1, '\0'), "\xff", "Quercus", "12345678",
                                       "é", " "};
  std::string name;
  for (auto n = random() % 6; n > 0; --n) name += parts[random() % parts.size()];
  return name;
}

TEST(NameTable, name_order_of_many_names_is_that_of_their_comparison) {
  std::mt19937 random(1);
  NameTable table;
  for (int i = 0; i < 20000; ++i) {
    table.intern(Name(odd_name(random)));
    table.intern(Name(static_cast<std::int64_t>(random() % 5000) - 100));
    table.intern(Name(static_cast<std::int64_t>(std::uint64_t{random()} << 32U | random())));
  }
  std::vector<std::uint32_t> expected(table.size());
  std::iota(expected.begin(), expected.end(), 0U);
  std::sort(expected.begin(), expected.end(),
            [&](std::uint32_t a, std::uint32_t b) { return table[a] < table[b]; });
  EXPECT_EQ(table.ids_in_name_order(), expected);
}

TEST(NameTable, knows_whether_the_names_are_exactly_the_indices) {
  NameTable table;
  for (const int value : {0, 1, 4, 2, 3}) table.intern(Name(value));
  EXPECT_TRUE(table.are_integers_below(table.size()));
  table.intern(Name(6));
  EXPECT_FALSE(table.are_integers_below(table.size()));
  EXPECT_TRUE(table.all_integers());
  table.intern(Name("x"));
  EXPECT_FALSE(table.all_integers());
}

TEST(NameTable, knows_whether_every_name_is_its_own_id) {
  NameTable table;
  EXPECT_TRUE(table.are_indices());
  for (const int value : {0, 1, 2}) table.intern(Name(value));
  EXPECT_TRUE(table.are_indices());
  for (const int value : {4, 3}) table.intern(Name(value));
  EXPECT_FALSE(table.are_indices());
}

TEST(NameTable, finds_integers_that_follow_each_other_from_any_on) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t first : {std::int64_t{2'000'000}, std::int64_t{-1}, std::int64_t{1}, kMost - 2}) {
    NameTable table;
    for (const std::int64_t value : {first, first + 1, first, first + 2}) table.intern(Name(value));
    ASSERT_EQ(table.size(), 3);
    EXPECT_EQ(table.intern(Name(std::int64_t{7})), 3);
    EXPECT_EQ(table.intern(Name(first + 2)), 2) << "which is there";
    EXPECT_EQ(table[1].value(), first + 1);
    EXPECT_EQ(table.find(Name(std::int64_t{7})), 3U);
    EXPECT_EQ(table.find(Name(first - 1)), std::nullopt);
    EXPECT_EQ(table.find(Name(std::int64_t{5})), std::nullopt);
    EXPECT_FALSE(table.are_indices());
    EXPECT_FALSE(table.are_integers_below(table.size()));
    EXPECT_EQ(table.are_integers_below(2'000'003), first > 0 && first < kMost - 2);
  }
}

TEST(NameTable, interns_consecutive_integers_as_far_as_every_name_is_its_own_id) {
  NameTable table;
  const std::vector<std::uint32_t> integers{0, 1, 2, 5, 3};
  EXPECT_EQ(table.intern_consecutive(integers), 3);
  EXPECT_EQ(table.size(), 3);
  EXPECT_EQ(table.str(2), "2");
  EXPECT_EQ(table.intern_consecutive(integers), 0) << "0 is no new name";
  EXPECT_EQ(table.intern_consecutive(std::span(integers).subspan(4)), 1);
  table.intern(Name("x"));
  const std::vector<std::uint32_t> next{static_cast<std::uint32_t>(table.size())};
  EXPECT_EQ(table.intern_consecutive(next), 0) << "a name is a string";
  EXPECT_EQ(table.find(Name(5)), std::nullopt);
}

TEST(NameTable, a_hash_depends_on_seed_and_name_and_not_on_the_id) {
  NameTable a;
  NameTable b;
  a.intern(Name("obs"));
  b.intern(Name(17));
  b.intern(Name("obs"));
  EXPECT_EQ(a.hash(0, 5), b.hash(1, 5));
  EXPECT_NE(a.hash(0, 5), a.hash(0, 6));
  EXPECT_NE(b.hash(0, 5), b.hash(1, 5));
}

TEST(NameTable, a_copy_is_independent) {
  NameTable a;
  a.intern(Name("x"));
  NameTable b = a;
  b.intern(Name("y"));
  EXPECT_EQ(a.size(), 1U);
  EXPECT_EQ(b.find(Name("x")), 0U);
}

TEST(NameTable, orders_texts_that_differ_only_behind_a_long_beginning_or_in_their_ends) {
  NameTable names;
  std::vector<std::string> texts;
  for (std::size_t length = 0; length < 60; ++length) {
    for (const std::string end : {"", "a", "ab", "b", "\x01"})
      texts.push_back(std::string(length, 'a') + "x" + end);
    texts.push_back("x" + std::string(length, 'a'));
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  for (auto text = texts.rbegin(); text != texts.rend(); ++text) names.intern(Name(std::string_view(*text)));
  std::vector<std::string> ordered;
  for (const std::uint32_t id : names.ids_in_name_order()) ordered.push_back(names.str(id));
  EXPECT_EQ(ordered, texts);
}

}  // namespace
}  // namespace crowdvote
