#include "io/names/odd_labels.hpp"
#include "io/temporary_file.hpp"
#include <crowdvote/name_fold.hpp>
#include <crowdvote/read_inputs.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

NameTable labels_of(std::initializer_list<std::string_view> texts) {
  NameTable labels;
  for (const std::string_view text : texts) labels.intern(Name(text));
  return labels;
}

std::vector<Finding> yes_no_spellings_in(std::initializer_list<std::string_view> texts, LabelId first = 0) {
  const NameTable labels = labels_of(texts);
  return find_yes_no_spellings(labels, labels_of_odd_form(labels), first);
}

std::vector<Finding> label_lists_in(std::initializer_list<std::string_view> texts) {
  const NameTable labels = labels_of(texts);
  return find_label_lists(labels, labels_of_odd_form(labels));
}

std::vector<std::string> texts_of(const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings) texts.push_back(finding.text());
  return texts;
}

std::vector<std::string> findings_in(const std::string& content, const ReadOptions& options = {},
                                     std::string_view ending = ".csv") {
  const TemporaryFile file(content, ending);
  return texts_of(read_votes(file.path(), options).findings);
}

TEST(YesAndNo, in_several_words_are_told) {
  EXPECT_THAT(texts_of(yes_no_spellings_in({"true", "1", "0", "unsure"})),
              ElementsAre("the labels give one answer in several words: 'true' and '1'"));
  EXPECT_THAT(
      texts_of(yes_no_spellings_in({"Yes", "no", "y", "N", "FALSE"})),
      ElementsAre("the labels say yes and no in several words: 'Yes' and 'y', 'no' and 'N' and 'FALSE'"));
}

TEST(YesAndNo, are_labels_like_others_where_numbers_or_letters_are_labels) {
  EXPECT_THAT(yes_no_spellings_in({"true", "1", "2"}), IsEmpty());
  EXPECT_THAT(yes_no_spellings_in({"yes", "Y", "X"}), IsEmpty());
  EXPECT_THAT(yes_no_spellings_in({"yes", "Yes", "no"}), IsEmpty()) << "twins are told apart";
  EXPECT_THAT(yes_no_spellings_in({"true", "0"}), IsEmpty());
}

TEST(YesAndNo, of_a_file_beside_the_votes_are_told_where_they_are_new) {
  EXPECT_EQ(yes_no_spellings_in({"yes", "no", "1"}, 2).size(), 1U);
  EXPECT_THAT(yes_no_spellings_in({"yes", "1", "maybe"}, 2), IsEmpty());
}

TEST(LabelLists, are_told_with_what_reads_them) {
  const auto found = label_lists_in({"cat|dog", "dog|cat", R"(["a", "b"])", "a; b", "b;a", "[a] [b]"});
  EXPECT_THAT(texts_of(found), ElementsAre(R"(1 label seems to hold several labels: '["a", "b"]')",
                                           "1 label seems to hold several labels: 'cat|dog' and 'dog|cat'",
                                           "1 label seems to hold several labels: 'a; b' and 'b;a'"));
  EXPECT_EQ(found[0].remedy.value, "json");
  EXPECT_EQ(found[1].remedy.value, "|");
}

TEST(LabelLists, are_told_as_Python_and_Label_Studio_write_them) {
  for (const char* const text : {"['a', 'b']", "[1, 2]", R"({"choices": ["a"]})", "{'a': 1}"}) {
    EXPECT_EQ(label_lists_in({text}).size(), 1U) << text;
  }
  for (const char* const text : {"[a]", "[TREATS]", "{x}", "[", "Rosa, L.", "a|b"}) {
    EXPECT_THAT(label_lists_in({text}), IsEmpty()) << text;
  }
}

TEST(LabelLists, are_read_where_that_is_said) {
  const std::string votes = "task,worker,label\n1,ann,cat|dog\n1,bob,dog|cat\n";
  EXPECT_EQ(findings_in(votes).size(), 1U);
  EXPECT_THAT(findings_in(votes, {.multi_label = MultiLabel{.separator = "|"}}), IsEmpty());
}

TEST(MissingIds, are_told_and_settled) {
  const std::string votes = "task,worker,label\n1,NA,x\n1,ann,x\n2,NA,y\nnan,ann,y\n2,null,x\n";
  EXPECT_THAT(findings_in(votes), ElementsAre("2 users are named as if the name were missing: 'NA', 'null'; "
                                              "rows without a name then count as the same one",
                                              "1 observation is named as if the name were missing: 'nan'; "
                                              "rows without a name then count as the same one"));
  EXPECT_THAT(findings_in(votes, {.missing_words_are_labels = true}), IsEmpty());
  EXPECT_EQ(findings_in(R"({"1": {"": "x", "bob": "x"}, "2": {"": "y"}})", {}, ".json").size(), 1U);
}

TEST(TrueLabels, among_the_votes_are_told) {
  EXPECT_THAT(findings_in(R"({"1": {"ann": "x", "gold": "x"}, "2": {"ann": "x", "gold": "y"}})", {}, ".json"),
              ElementsAre("1 user has votes like the others and may hold the true labels: 'gold'"));
  EXPECT_EQ(findings_in("task,worker,label\n1,ann,x\n1,ground_truth,x\n").size(), 1U);
}

TEST(Fields, of_records_that_are_no_votes_are_told_beside_those_that_are) {
  EXPECT_THAT(
      findings_in(R"({"1": {"ann": "x", "bob": "x", "text": "how are you"},)"
                  R"( "2": {"ann": "x", "bob": "y", "text": "fine"}, "3": {"ann": "y", "text": "so so"}})",
                  {}, ".json"),
      ElementsAre("the users look like the fields of a table, not like users: 'text'"));
}

TEST(RoundedIds, of_spreadsheets_are_told) {
  EXPECT_THAT(
      findings_in("task,worker,label\n1212092628029690000,ann,x\n1212092628029710000,bob,x\n"),
      ElementsAre("2 observations are written as '1212092628029690000', '1212092628029710000': a spreadsheet "
                  "may have rounded them, and different ones may have become one"));
  EXPECT_THAT(findings_in("task,worker,label\n1212092628029690000,ann,x\n1212092628029699001,bob,x\n"),
              IsEmpty());
  EXPECT_THAT(findings_in("task,worker,label\n1212092628029690,ann,x\n1212092628029700,bob,x\n"), IsEmpty());
  EXPECT_THAT(findings_in("task,worker,label\n1000,ann,x\n2000,bob,x\n"), IsEmpty());
}

TEST(GuardedTexts, of_spreadsheets_are_told) {
  EXPECT_THAT(
      findings_in("task,worker,label\n\"=\"\"001\"\"\",ann,x\n'12,bob,x\n'n,cem,x\n"),
      ElementsAre(
          "2 observations are written the way that keeps a spreadsheet from turning a text into a number: "
          "'=\"001\"', ''12'"));
}

TEST(NumbersInGroups, are_spellings_of_numbers) {
  for (const char* const one : {"1,234,567", "1'234'567", "1 234 567", "1.234.567", "1,234,567.0"}) {
    EXPECT_EQ(shortest_number(one), "1234567") << one;
  }
  EXPECT_EQ(shortest_number("-1,000.50"), "-1000.5");
  EXPECT_EQ(shortest_number("1.000"), "1") << "a decimal point";
  for (const char* const other : {"1,2,3", "1,234 567", "1,234,", ",123", "1,", "1,x"}) {
    EXPECT_EQ(shortest_number(other), other);
  }
  EXPECT_THAT(findings_in("task,worker,label\n\"1,000\",ann,x\n1000,bob,x\n"),
              ElementsAre("1 observation is a number that is also spelled another way: '1000' and '1,000'"));
}

TEST(Findings, have_a_word_each_for_programs) {
  std::set<std::string_view> words;
  for (int kind = 0; kind <= static_cast<int>(Finding::Kind::repeated_files); ++kind) {
    EXPECT_TRUE(words.insert(word_of(static_cast<Finding::Kind>(kind))).second) << kind;
  }
  EXPECT_EQ(words.count(""), 0U);
  EXPECT_EQ(words.count("scientific_ids"), 1U);
}

TEST(DecimalCommas, are_decimal_points_where_they_part_no_groups_of_three) {
  EXPECT_EQ(shortest_number("1,00"), "1");
  EXPECT_EQ(shortest_number("-0,123"), "-0.123");
  EXPECT_EQ(shortest_number("1234,567"), "1234.567");
  EXPECT_EQ(shortest_number("1.234.567,5"), "1234567.5");
  EXPECT_THAT(
      findings_in("task;worker;label\nt1;ann;1,0\nt1;bob;1\nt1;cem;1.5\nt2;ann;1,5\n"),
      ElementsAre("2 labels are numbers that are also spelled another way: '1' and '1,0', '1.5' and '1,5'"));
}

}  // namespace
}  // namespace crowdvote
