#include "cli/progress_line.hpp"

#include <gtest/gtest.h>

namespace crowdvote::cli {
namespace {

TEST(ProgressText, of_reading_is_a_bar_with_megabytes) {
  EXPECT_EQ(progress_text({.stage = "read", .done = 51'000'000, .total = 204'000'000, .detail = {}}),
            "read [#####---------------]  25 %, 51 of 204 MB");
}

TEST(ProgressText, never_leaves_the_bar) {
  EXPECT_EQ(progress_text({.stage = "write", .done = 0, .total = 10, .detail = {}}),
            "write [--------------------]   0 %, 0 of 10");
  EXPECT_EQ(progress_text({.stage = "write", .done = 2000, .total = 1000, .detail = {}}),
            "write [####################] 100 %, 2,000 of 1,000");
}

TEST(ProgressText, of_rounds_tells_the_round_and_who_changed) {
  EXPECT_EQ(progress_text({.stage = "aggregate", .done = 3, .total = 0, .detail = "812 users changed"}),
            "aggregate: round 3, 812 users changed");
}

}  // namespace
}  // namespace crowdvote::cli
