#include "cli/hints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::cli {
namespace {

using testing::HasSubstr;

TEST(Hints, every_way_out_but_none_has_words) {
  EXPECT_EQ(hint_for({}), "");
  for (int way = 1; way <= static_cast<int>(WayOut::more_problems); ++way) {
    EXPECT_FALSE(hint_for({static_cast<WayOut>(way), "x"}).empty()) << "way " << way;
  }
}

TEST(Hints, follow_the_text_and_name_what_they_are_about) {
  EXPECT_EQ(with_hint("it is so", {}), "it is so");
  EXPECT_THAT(with_hint("no column", {WayOut::name_column, "user"}),
              HasSubstr("no column; --columns user=NAME"));
  EXPECT_THAT(hint_for({WayOut::leave_out, "ai-votes"}), HasSubstr("--ai-votes"));
}

}  // namespace
}  // namespace crowdvote::cli
