#include <crowdvote/visible_text.hpp>

#include <string>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using namespace std::string_literals;

TEST(VisibleText, leaves_text_in_any_script_as_it_is) {
  const std::string text = "Quercus robur, R\u00e9my, \u690d\u7269, \U0001f33f 'x' \\ 100 %";
  EXPECT_EQ(visible_text(text), text);
}

TEST(VisibleText, writes_control_characters_by_their_numbers) {
  EXPECT_EQ(visible_text("\x1b[31m"), "\\x1b[31m");
  EXPECT_EQ(visible_text("a\0b\x7f\t\n"s), "a\\x00b\\x7f\\x09\\x0a");
  EXPECT_EQ(visible_text("a\tb\nc", "\t"), "a\tb\\x0ac");
}

TEST(VisibleText, writes_commands_beyond_ascii_by_their_numbers) {
  EXPECT_EQ(visible_text("\u009b31m"), "\\u009b31m");
  EXPECT_EQ(visible_text("\u202egnp.exe\u2069"), "\\u202egnp.exe\\u2069");
  EXPECT_EQ(visible_text("a\u2028b\u200f"), "a\\u2028b\\u200f");
}

TEST(VisibleText, writes_bytes_that_are_no_utf8_by_their_numbers) {
  EXPECT_EQ(visible_text("Ros\xe9"), "Ros\\xe9");
  EXPECT_EQ(visible_text("\x9b"), "\\x9b");
  EXPECT_EQ(visible_text("\xe2\x82"), "\\xe2\\x82");
  EXPECT_EQ(visible_text("\xc3(\xff"), "\\xc3(\\xff");
}

TEST(VisibleText, a_long_text_loses_its_middle_at_the_borders_of_characters) {
  EXPECT_EQ(without_middle("short", 5), "short");
  EXPECT_EQ(without_middle("0123456789", 4), "01...89");
  EXPECT_EQ(without_middle("\u00e9\u00e9\u00e9\u00e9", 6), "\u00e9...\u00e9");
}

}  // namespace
}  // namespace crowdvote
