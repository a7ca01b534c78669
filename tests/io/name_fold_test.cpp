#include "io/names/plain_fold.hpp"
#include <crowdvote/missing_words.hpp>
#include <crowdvote/name_fold.hpp>

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(ShortestNumber, is_the_same_for_all_spellings_of_a_number) {
  for (const char* const one : {"1", "01", "+1", "1.0", "1.", "1.000", "10e-1", "1e0", "0.1E+1"}) {
    EXPECT_EQ(shortest_number(one), "1") << one;
  }
  for (const char* const zero : {"0", "-0", "0.0", "00", ".0", "0e9"})
    EXPECT_EQ(shortest_number(zero), "0") << zero;
  EXPECT_EQ(shortest_number("-0.50"), "-0.5");
  EXPECT_EQ(shortest_number(".5"), "0.5");
  EXPECT_EQ(shortest_number("1.23E+3"), "1230");
  EXPECT_EQ(shortest_number("12.5e-3"), "0.0125");
}

TEST(ShortestNumber, leaves_all_else_alone) {
  for (const char* const text :
       {"", "-", "+", ".", "e5", "1e", "1e+", "1 ", "1,0,0", "0x10", "1.2.3", "1e999", "nan"}) {
    EXPECT_EQ(shortest_number(text), text);
  }
}

TEST(Fold, takes_away_what_it_is_told_to_and_nothing_else) {
  EXPECT_EQ(fold(" Cat  Tail ", {}), " Cat  Tail ");
  EXPECT_EQ(fold(" Cat  Tail ", {.letter_case = true}), " cat  tail ");
  EXPECT_EQ(fold(" Cat  Tail\t", {.space = true}), "Cat Tail");
  EXPECT_EQ(fold("01", {.number = true}), "1");
  EXPECT_EQ(fold(" 01", {.number = true}), " 01");
  EXPECT_EQ(fold(" 01", {.space = true, .number = true}), "1");
}

TEST(Fold, knows_more_than_ascii) {
  EXPECT_EQ(fold("ÉTÉ", {.letter_case = true}), "été");
  EXPECT_EQ(fold("Straße", {.letter_case = true}), fold("STRASSE", {.letter_case = true}));
  EXPECT_EQ(fold("\u00a0cat\u3000", {.space = true}), "cat");
  EXPECT_EQ(fold("e\u0301", {.unicode = true}), "é");               // composed
  EXPECT_EQ(fold("\uff23\uff41\uff54", {.unicode = true}), "Cat");  // full width
  EXPECT_EQ(fold("ca\u200bt", {.unicode = true}), "cat");           // an invisible character
  EXPECT_EQ(fold("\xff", NameFold::all()), "\xff");                 // invalid UTF-8
}

TEST(MissingWords, are_known_in_any_case_and_with_blanks_around_them) {
  for (const std::string& word : common_missing_words()) EXPECT_TRUE(is_missing_word(word)) << word;
  for (const char* const word : {"na", "Null", "nan", " n/a ", "#n/a", "None", "", "  ", "\u00a0"}) {
    EXPECT_TRUE(is_missing_word(word)) << word;
  }
  for (const char* const label : {"none", "no", "0", "Nan Madol", "unknown", "nothing", "NAN1"}) {
    EXPECT_FALSE(is_missing_word(label)) << label;
  }
}

/// Texts of up to 20 characters with many blanks, capitals and characters beyond ASCII.
std::string text_to_fold(std::mt19937& random) {
  const std::vector<std::string> parts{" ",    "a",    "z",  "A", "Z", "@", "[", "~",
                                       "\x7f", "\x1f", "\t", "é", "x", "x", "x", "x"};
  std::string text;
  for (auto n = random() % 20; n > 0; --n) text += parts[random() % (random() % 2 == 0 ? parts.size() : 3)];
  return text;
}

TEST(PlainFold, is_the_fold_of_all_texts_that_it_takes) {
  std::mt19937 random(1);
  PlainFold plain_fold;
  std::size_t n_taken = 0;
  std::size_t n_own = 0;
  for (int t = 0; t < 200000; ++t) {
    const std::string text = text_to_fold(random);
    const std::string folded = fold(text, {.letter_case = true, .space = true, .unicode = true});
    const auto plain = plain_fold(text);
    if (plain) {
      EXPECT_EQ(*plain, folded);
    }
    EXPECT_EQ(is_plain_and_lower(text), plain.has_value() && *plain == text) << text;
    n_taken += plain ? 1U : 0U;
    n_own += is_plain_and_lower(text) ? 1U : 0U;
  }
  EXPECT_GT(n_taken, n_own);
  EXPECT_GT(n_own, 1000U);
}

}  // namespace
}  // namespace crowdvote
