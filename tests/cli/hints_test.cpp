#include "cli/hints.hpp"

#include "cli/input_options.hpp"
#include "cli/input_texts.hpp"
#include <crowdvote/missing_words.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

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
  EXPECT_THAT(hint_for({WayOut::give_ai_label_scores}),
              AllOf(HasSubstr("--ai-scores"), HasSubstr("{label: score}"), Not(HasSubstr("--ai-votes"))));
}

TEST(Hints, give_words_as_a_shell_takes_them) {
  EXPECT_EQ(hint_for({WayOut::settle_missing, "", {"NA", "n/a"}}),
            "--missing NA,n/a says that they mean no vote, --no-missing that they are labels");
  EXPECT_THAT(hint_for({WayOut::settle_missing, "", {"<NA>", "\\N"}}),
              HasSubstr("--missing '<NA>,\\N' says"));
  EXPECT_EQ(hint_for({WayOut::fold_labels, "", {"case", "space"}}), "--fold case,space joins them");
}

TEST(InputOptions, refuse_columns_of_a_file_that_is_not_given) {
  InputOptions options;
  options.paths.votes = {"votes.csv"};
  options.side_columns["truth"] = "label=checked";
  EXPECT_THROW(options.finish("aggregate"), OptionError);
  options.paths.truth = "truth.csv";
  options.finish("aggregate");
  EXPECT_EQ(options.read.columns_of_files.at("truth").label, "checked");
}

TEST(InputOptions, take_columns_of_files_beside_the_votes) {
  const ColumnNames names = parse_side_columns("--truth-columns", "observation=what,label=checked");
  EXPECT_EQ(names.observation, "what");
  EXPECT_EQ(names.label, "checked");
  try {
    (void)parse_side_columns("--truth-columns", "time=when");
    FAIL() << "no error";
  } catch (const OptionError& error) {
    EXPECT_STREQ(
        error.what(),
        "--truth-columns takes observation=A,user=B,label=C,score=D,weight=E, each at most once, but "
        "'time=when' is not of that form");
  }
}

TEST(InputOptions, take_words_with_commas_between_them) {
  EXPECT_THAT(parse_missing("NA,,null"), ::testing::ElementsAre("NA", "null"));
  EXPECT_EQ(parse_missing("common,?").size(), common_missing_words().size() + 1);
  const NameFold fold = parse_fold("case,number");
  EXPECT_TRUE(fold.letter_case && fold.number);
  EXPECT_FALSE(fold.space || fold.unicode);
  EXPECT_TRUE(parse_fold("all").unicode);
  EXPECT_THROW((void)parse_fold("case, number"), OptionError);
}

}  // namespace
}  // namespace crowdvote::cli
