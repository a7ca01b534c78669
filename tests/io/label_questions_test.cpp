/// Votes for several labels, where each label is a question.

#include "io/rows_of_votes.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using rows::votes_of;
using testing::ElementsAre;
using testing::HasSubstr;

const ReadOptions kAskEach{.multi_label = MultiLabel{"|"}};

/// Shows a column with one label per question in the form "1+cat=yes 1+dog=-".
std::string answers_of(const CrowdData& data, const std::vector<LabelId>& column) {
  std::string text;
  for (ObservationId i = 0; i < column.size(); ++i) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", data.observations.str(i),
                        column[i] == kNoLabel ? "-" : data.labels.str(column[i]));
  }
  return text;
}

/// Votes with a file beside them.
CrowdData read_with(std::string_view votes, std::optional<std::string> InputPaths::*role,
                    std::string_view content, std::string_view ending = ".csv",
                    ReadOptions options = kAskEach) {
  const TemporaryFile votes_file(votes, ".csv");
  const TemporaryFile side_file(content, ending);
  InputPaths paths{.votes = {votes_file.path()}};
  paths.*role = side_file.path();
  return read_inputs(paths, options);
}

constexpr std::string_view kPets =
    "item,user,label\n"
    "1,ann,dog|cat\n"
    "1,bob,dog\n"
    "1,eve,|\n"
    "2,ann,cat\n"
    "2,bob, cat |bird\n";

TEST(LabelQuestions, are_answered_by_whoever_voted_on_the_observation) {
  const CrowdData data = rows::read(kPets, kAskEach);
  EXPECT_THAT(votes_of(data),
              ElementsAre("1+cat ann yes", "1+cat bob no", "1+dog ann yes", "1+dog bob yes", "2+bird ann no",
                          "2+bird bob yes", "2+cat ann yes", "2+cat bob yes"));
  EXPECT_EQ(data.counts.abstentions, 1U);
  EXPECT_EQ(rows::majority_of(data), "1+cat=no 1+dog=yes 2+bird=no 2+cat=yes") << "no comes before yes";
}

TEST(LabelQuestions, refuse_a_list_that_is_cut_off_and_take_a_label_in_brackets) {
  const ReadOptions lists{.multi_label = MultiLabel{}};
  try {
    static_cast<void>(
        rows::read("item,user,label\n1,ann,\"[\"\"x\"\", \"\"y\"\"]\"\n1,bob,\"[\"\"x\"\", \"\n", lists));
    FAIL() << "half a list is no label";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr(":3:"));
    EXPECT_THAT(error.what(),
                HasSubstr("the label is '[\"x\", ', which begins like a list of labels but is not one"));
  }
  EXPECT_THAT(votes_of(rows::read("item,user,label\n1,ann,[unclear]\n", lists)),
              ElementsAre("1+[unclear] ann yes"));
}

TEST(LabelQuestions, may_come_from_json_lists_and_keep_apart_what_a_plus_would_join) {
  const CrowdData data = rows::read(
      "{\"item\": \"a+b\", \"user\": \"u\", \"label\": [\"x, z\", 7]}\n"
      "{\"item\": \"a\", \"user\": \"u\", \"label\": [\"b+7\"]}\n",
      {.multi_label = MultiLabel{}}, ".jsonl");
  EXPECT_THAT(votes_of(data), ElementsAre("a\\+b+7 u yes", "a\\+b+x, z u yes", "a+b\\+7 u yes"));
}

TEST(LabelQuestions, may_come_from_lists_in_one_json_object) {
  const ReadOptions lists{.multi_label = MultiLabel{}};
  const CrowdData data = rows::read(
      R"({"1": {"ann": ["dog", "cat"], "bob": ["dog"], "eve": []}, "2": {"ann": "cat"}})", lists, ".json");
  EXPECT_THAT(votes_of(data), ElementsAre("1+cat ann yes", "1+cat bob no", "1+dog ann yes", "1+dog bob yes",
                                          "2+cat ann yes"));
  EXPECT_EQ(data.counts.abstentions, 1U);
  ReadOptions by_user = lists;
  by_user.json_order = JsonOrder::user;
  EXPECT_EQ(votes_of(rows::read(R"({"ann": {"1": ["dog", "cat"], "2": "cat"}, "bob": {"1": ["dog"]}})",
                                by_user, ".json")),
            votes_of(data));
  EXPECT_EQ(
      votes_of(rows::read(R"({"1": {"ann": "dog|cat", "bob": "dog|", "eve": "|"}, "2": {"ann": "cat"}})",
                          kAskEach, ".json")),
      votes_of(data));
  EXPECT_THROW((void)rows::read(R"({"1": {"ann": [["dog"]]}})", lists, ".json"), InputError);
}

TEST(LabelQuestions, may_come_from_lists_as_Python_and_Label_Studio_write_them) {
  const CrowdData data = rows::read(
      "item,user,label\n1,ann,\"['it\\'s', \"\"b's\"\", 7]\"\n1,bob,\"{\"\"choices\"\": "
      "[\"\"b's\"\"]}\"\n1,eve,{x}\n",
      {.multi_label = MultiLabel{}});
  EXPECT_THAT(votes_of(data), testing::IsSupersetOf({"1+7 ann yes", "1+b's ann yes", "1+b's bob yes",
                                                     "1+it's ann yes", "1+{x} eve yes", "1+7 bob no"}));
}

TEST(LabelQuestions, take_the_last_vote_of_a_user_as_a_whole) {
  const CrowdData data = rows::read("item,user,label\n1,ann,x|y\n1,bob,y\n1,ann,z\n", kAskEach);
  EXPECT_THAT(votes_of(data),
              testing::UnorderedElementsAre("1+y ann no", "1+y bob yes", "1+z ann yes", "1+z bob no"));
  EXPECT_EQ(data.counts.replaced_votes, 1U);
}

TEST(LabelQuestions, are_true_where_the_truth_holds_the_label) {
  const CrowdData table = read_with(kPets, &InputPaths::truth, "item,label\n1,fish|dog\n2,-1\n");
  EXPECT_EQ(answers_of(table, table.truth_of_observation), "1+cat=no 1+dog=yes 2+bird=- 2+cat=-");
  ASSERT_EQ(table.warnings.size(), 1U);
  EXPECT_EQ(table.warnings.front().text, "nobody chose 1 true label, so no question asks for it");

  const CrowdData json =
      read_with("item,user,label\n1,ann,\"[\"\"dog\"\",\"\"cat\"\"]\"\n2,ann,cat\n", &InputPaths::truth,
                "{\"1\": [\"dog\"], \"2\": [\"cat\", \"bird\"]}", ".json", {.multi_label = MultiLabel{}});
  EXPECT_EQ(answers_of(json, json.truth_of_observation), "1+cat=no 1+dog=yes 2+cat=yes");
}

TEST(LabelQuestions, are_true_by_experts_one_by_one) {
  const CrowdData data =
      read_with("item,user,label\n1,ann,x|y\n1,bob,y\n1,eve,z\n", &InputPaths::experts, "ann\nbob\n", ".txt");
  EXPECT_EQ(answers_of(data, data.truth_of_observation), "1+x=- 1+y=yes 1+z=no");
  EXPECT_EQ(data.counts.experts_in_conflict, 1U);
}

TEST(LabelQuestions, have_the_author_and_the_ai_of_the_observation) {
  const CrowdData authors = read_with(kPets, &InputPaths::authors, "item,user\n2,bob\n");
  EXPECT_EQ(authors.author_of_observation, (std::vector<UserId>{kNoUser, kNoUser, 1, 1}));
  const CrowdData ai = read_with(kPets, &InputPaths::ai_votes, "item,label,score\n1,cat|fox,0.9\n");
  EXPECT_EQ(answers_of(ai, ai.ai_label_of_observation), "1+cat=yes 1+dog=no 1+fox=yes 2+bird=- 2+cat=-");
  EXPECT_TRUE(ai.ai_score_of_observation.empty());
}

TEST(LabelQuestions, need_a_label_that_somebody_chose) {
  const CrowdData data = rows::read("item,user,label\n1,ann,x\n2,ann,\n", kAskEach);
  EXPECT_THAT(votes_of(data), ElementsAre("1+x ann yes"));
  EXPECT_EQ(data.observations.size(), 1U);
  ASSERT_EQ(data.warnings.size(), 1U);
  EXPECT_EQ(data.warnings.front().text, "on 1 observation nobody chose a label, so there is no question");
}

TEST(LabelQuestions, join_spellings_of_one_label) {
  ReadOptions options = kAskEach;
  options.fold.letter_case = true;
  EXPECT_THAT(votes_of(rows::read("item,user,label\n1,ann,Cat|dog\n1,bob,cat\n", options)),
              ElementsAre("1+Cat ann yes", "1+Cat bob yes", "1+dog ann yes", "1+dog bob no"));
}

TEST(LabelQuestions, do_not_go_with_scores_of_labels) {
  try {
    (void)read_with(kPets, &InputPaths::ai_scores, "{\"1\": {\"cat\": 0.5}}", ".json");
    FAIL();
  } catch (const OptionError& error) {
    EXPECT_THAT(error.what(), HasSubstr("scores of labels"));
  }
}

TEST(LabelQuestions, equal_the_slow_version_on_random_votes) {
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    std::mt19937 random(seed);
    using Labels = std::set<std::string>;
    const auto draw = [&](std::size_t most) {
      Labels labels;
      for (std::size_t n = random() % (most + 1); n > 0; --n) labels.insert(fmt::format("k{}", random() % 6));
      return labels;
    };
    std::string votes = "item,user,label\n";
    std::map<std::string, std::map<std::string, Labels>> said;
    for (int v = 0; v < 60; ++v) {
      const std::string item = fmt::format("i{}", random() % 8);
      const std::string user = fmt::format("u{}", random() % 5);
      const Labels labels = said[item][user] = draw(3);
      votes += fmt::format("{},{},{}\n", item, user, fmt::join(labels.rbegin(), labels.rend(), "|"));
    }
    std::string truth = "item,label\n";
    std::vector<std::string> expected_votes;
    std::vector<std::string> expected_truth;
    for (const auto& [item, by_user] : said) {
      const Labels true_labels = draw(2);
      truth += fmt::format("{},{}\n", item, fmt::join(true_labels, "|"));
      Labels chosen;
      for (const auto& [user, labels] : by_user) chosen.insert(labels.begin(), labels.end());
      for (const std::string& label : chosen) {
        const auto answer = [&](const Labels& labels) { return labels.contains(label) ? "yes" : "no"; };
        for (const auto& [user, labels] : by_user) {
          if (!labels.empty())
            expected_votes.push_back(fmt::format("{}+{} {} {}", item, label, user, answer(labels)));
        }
        expected_truth.push_back(
            fmt::format("{}+{}={}", item, label, true_labels.empty() ? "-" : answer(true_labels)));
      }
    }
    const CrowdData data = read_with(votes, &InputPaths::truth, truth);
    EXPECT_THAT(votes_of(data), testing::UnorderedElementsAreArray(expected_votes));
    std::vector<std::string> found_truth;
    for (ObservationId i = 0; i < data.observations.size(); ++i) {
      const LabelId answer = data.truth_of_observation[i];
      found_truth.push_back(
          fmt::format("{}={}", data.observations.str(i), answer == kNoLabel ? "-" : data.labels.str(answer)));
    }
    EXPECT_THAT(found_truth, testing::UnorderedElementsAreArray(expected_truth));
    if (HasFailure()) return;
  }
}

TEST(LabelSets, of_a_truth_are_the_same_labels_as_those_of_votes) {
  const CrowdData data = read_with(kPets, &InputPaths::truth, "item,label\n1,cat|dog\n", ".csv",
                                   {.multi_label = MultiLabel{"|", MultiLabel::Reading::set}});
  EXPECT_EQ(answers_of(data, data.truth_of_observation), "1=cat|dog 2=-");
  EXPECT_EQ(data.truth_of_observation[0], data.votes.labels_of(0)[0]);
}

}  // namespace
}  // namespace crowdvote
