#include "io/json_text.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

std::string unescaped(std::string_view raw) {
  std::string text;
  const auto fault = unescape_json(raw, text);
  return fault ? "fault at " + std::to_string(fault->offset) : text;
}

TEST(UnescapeJson, knows_all_escapes) {
  EXPECT_EQ(unescaped(R"(a\"b\\c\/d\be\ff\ng\rh\ti)"), "a\"b\\c/d\be\ff\ng\rh\ti");
  EXPECT_EQ(unescaped(R"(\u0041\u00e9\u20AC\uD83C\uDF31)"), "A\u00e9\u20ac\U0001F331");
  EXPECT_EQ(unescaped(R"(\u0000)"), std::string(1, '\0'));
}

TEST(UnescapeJson, says_where_an_escape_is_none) {
  EXPECT_EQ(unescaped(R"(ab\qc)"), "fault at 2");
  EXPECT_EQ(unescaped(R"(\u12)"), "fault at 0");
  EXPECT_EQ(unescaped(R"(\u12g4)"), "fault at 0");
  EXPECT_EQ(unescaped(R"(\u-123)"), "fault at 0");
  EXPECT_EQ(unescaped(R"(x\ud83c)"), "fault at 1");
  EXPECT_EQ(unescaped(R"(x\ud83cz)"), "fault at 1");
  EXPECT_EQ(unescaped(R"(x\ud83c\u0041)"), "fault at 1");
  EXPECT_EQ(unescaped(R"(x\udf31)"), "fault at 1");
}

TEST(FindInvalidUtf8, takes_all_of_unicode) {
  EXPECT_FALSE(find_invalid_utf8("plain"));
  EXPECT_FALSE(find_invalid_utf8("\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010FFFF"));
}

TEST(FindInvalidUtf8, finds_the_first_byte_that_is_none) {
  for (const std::string_view bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3", "\xe2\x82",
        "\xf0\x9f\x8c", "\xc3z", "\xe2\x82z", "\xf0\x9f\x8cz"}) {
    EXPECT_EQ(find_invalid_utf8("ab" + std::string(bad)), 2U) << testing::PrintToString(bad);
  }
}

TEST(TextArena, keeps_texts_apart_until_it_is_cleared) {
  TextArena arena;
  const std::string_view one = arena.keep("one");
  const std::string_view two = arena.keep(std::string(100'000, 'x'));
  EXPECT_EQ(one, "one");
  EXPECT_EQ(two, std::string(100'000, 'x'));
  EXPECT_EQ(arena.keep(""), "");
}

}  // namespace
}  // namespace crowdvote
