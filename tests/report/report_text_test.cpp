#include "io/write/escape.hpp"
#include "report/figure_text.hpp"
#include <crowdvote/format_figures.hpp>

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(EscapeHtml, leaves_no_character_that_means_something_to_html) {
  EXPECT_EQ(escape_html("a < b & c > \"d\" 'e'"), "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;");
  EXPECT_EQ(escape_html("&lt;"), "&amp;lt;");
  EXPECT_EQ(escape_html(""), "");
}

TEST(JsonForScript, cannot_end_the_script_or_open_a_comment) {
  const nlohmann::ordered_json value{{"</script><!--", "<script>alert(1)</script>"}, {"amp", "&lt;"}};
  const std::string text = json_for_script(value);
  for (const char* harm : {"<", ">", "&"}) EXPECT_THAT(text, Not(HasSubstr(harm)));
  EXPECT_EQ(nlohmann::ordered_json::parse(text), value) << "it is still the same JSON";
}

TEST(JsonForScript, numbers_the_line_terminators_of_javascript) {
  const std::string text = json_for_script("a\u2028b\u2029c");
  EXPECT_EQ(text, "\"a\\u2028b\\u2029c\"");
}

TEST(JsonForScript, replaces_bytes_that_are_no_utf8) {
  EXPECT_EQ(json_for_script("caf\xE9!"), "\"caf\uFFFD!\"");
}

TEST(FigureText, groups_the_digits_of_a_count) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(6699593), "6,699,593");
  EXPECT_EQ(count_of(1, "user"), "1 user");
  EXPECT_EQ(count_of(1200, "user"), "1,200 users");
}

TEST(FigureText, writes_shares_as_percent_with_their_interval) {
  EXPECT_EQ(share_text(0.7812), "78.1%");
  EXPECT_EQ(share_text(0.7812, Interval{0.757, 0.803}), "78.1% (75.7–80.3)");
  EXPECT_EQ(share_text(std::optional<double>{}), "–");
  EXPECT_EQ(share_text(1, 3), "33.3%");
  EXPECT_EQ(share_text(0, 0), "–");
}

TEST(FigureText, rounds_a_half_up_as_the_terminal_does) {
  EXPECT_EQ(share_text(406, 800), "50.8%") << "0.5075, of which the nearest double is smaller";
  EXPECT_EQ(percent_of(406, 800), "50.8 %");
  EXPECT_EQ(share_text(201, 400), "50.3%") << "50.25";
  EXPECT_EQ(percent_of(201, 400), "50.3 %");
}

TEST(FigureText, writes_bytes_in_the_unit_that_fits) {
  EXPECT_EQ(bytes_text(999), "999 bytes");
  EXPECT_EQ(bytes_text(1234), "1.2 kB");
  EXPECT_EQ(bytes_text(204'000'000), "204 MB");
}

TEST(FigureText, shortens_between_characters_and_never_inside_one) {
  EXPECT_EQ(shortened("Rosa", 4), "Rosa");
  EXPECT_EQ(shortened("Rosa indica", 4), "Rosa…");
  EXPECT_EQ(shortened("éééé", 2), "éé…");
}

TEST(FigureText, a_long_spec_keeps_the_options_that_tell_it_apart) {
  EXPECT_EQ(brief_spec("plantnet"), "plantnet");
  EXPECT_EQ(brief_spec("plantnet:weight-function=sqrt"), "plantnet:weight-function=sqrt");
  EXPECT_EQ(brief_spec("plantnet:ai-strategy=confident,theta-score=0.7"), "plantnet:…,theta-score=0.7");
  EXPECT_EQ(brief_spec("wmv:default-weight=0.12345678901234567"), "wmv:default-weight=0.123456789…");
}

TEST(FigureText, rounds_to_six_digits_and_lets_what_is_no_number_be) {
  EXPECT_DOUBLE_EQ(rounded(2.0 / 3.0), 0.666667);
  EXPECT_DOUBLE_EQ(rounded(123456789.0), 123457000.0);
  EXPECT_TRUE(std::isnan(rounded(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace crowdvote
