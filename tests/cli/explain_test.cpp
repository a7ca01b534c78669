/// Explanation cards of observations, as users see them.

#include "cli/run_program.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

ProgramResult explain(const std::vector<std::string>& further) {
  std::vector<std::string> arguments{"explain", "-q"};
  arguments.insert(arguments.end(), further.begin(), further.end());
  return run_program(arguments);
}

struct WorkedExample {
  std::string votes;
  std::string weights;
};

class ExplainWorkedExample : public ::testing::TestWithParam<WorkedExample> {
 protected:
  [[nodiscard]] static ProgramResult card(const std::vector<std::string>& further = {}) {
    const std::string folder = "data/worked_example/";
    std::vector<std::string> arguments{
        folder + GetParam().votes + ".json", "rose",      "--strategy",
        "wmv:theta-conf=2,theta-acc=0.7",    "--weights", folder + GetParam().weights + ".json"};
    arguments.insert(arguments.end(), further.begin(), further.end());
    return explain(arguments);
  }
};

TEST_P(ExplainWorkedExample, has_a_card) {
  const ProgramResult result = card();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_golden("explain/" + GetParam().votes + ".txt", result.out);
}

TEST_P(ExplainWorkedExample, has_the_same_reason_in_every_format) {
  const auto json = nlohmann::json::parse(card({"--format", "json"}).out);
  ASSERT_EQ(json["explanations"].size(), 1U);
  const std::string reason = json["explanations"][0]["reason"];
  for (const std::string format : {"text", "markdown", "html", "csv"}) {
    EXPECT_THAT(card({"--format", format}).out, HasSubstr(reason)) << format;
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, ExplainWorkedExample,
                         ::testing::Values(WorkedExample{"newcomers", "weights"},
                                           WorkedExample{"one_more_vote", "weights"},
                                           WorkedExample{"expert", "weights_expert"}),
                         [](const auto& parameter) { return parameter.param.votes; });

TEST(Explain, says_the_sentence_of_the_worked_example) {
  const ProgramResult result =
      explain({"data/worked_example/one_more_vote.json", "rose", "--strategy",
               "wmv:theta-conf=2,theta-acc=0.7", "--weights", "data/worked_example/weights.json"});
  EXPECT_THAT(result.out,
              HasSubstr("not valid: Mentha arvensis leads with 2.8 of 5.85, agreement 0.4786 is not "
                        "above 0.7"));
  EXPECT_THAT(result.out, HasSubstr("one more vote for Ficus elastica that weighs at least 0.3"));
}

TEST(Explain, takes_several_observations_in_the_order_given) {
  const TemporaryFolder folder;
  folder.write("votes.csv", "task,worker,label\n1,ann,a\n1,bob,b\n2,ann,b\n3,bob,b\n");
  const ProgramResult result =
      run_program_in(folder.path(), {"explain", "votes.csv", "3", "1", "-s", "mv", "--format", "json", "-q"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto cards = nlohmann::json::parse(result.out)["explanations"];
  ASSERT_EQ(cards.size(), 2U);
  EXPECT_EQ(cards[0]["observation"], 3);
  EXPECT_EQ(cards[1]["observation"], 1);
  EXPECT_EQ(cards[1]["label"], "a");
  EXPECT_EQ(cards[1]["tied"], true);
  EXPECT_EQ(cards[1]["removal"]["users"], nlohmann::json::array({"ann"}));
}

TEST(Explain, shows_what_plantnet_learnt_of_the_voters) {
  const std::string flora = "data/flora/";
  const ProgramResult result = explain({flora + "votes.json", "53", "112", "--strategy", "plantnet",
                                        "--authors", flora + "authors.txt", "--format", "json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto explanations = nlohmann::json::parse(result.out);
  for (const auto& card : explanations["explanations"]) {
    EXPECT_TRUE(card["last_changed_round"].is_number());
    for (const auto& vote : card["votes"]) {
      EXPECT_TRUE(vote["learnt"]["n_species"].is_number());
      EXPECT_GT(vote["weight"], 0);
    }
  }
}

TEST(Explain, says_where_an_ai_that_has_no_vote_objects) {
  const TemporaryFolder folder;
  folder.write("votes.csv", "observation,user,label\noak,ann,a\noak,bob,a\nash,ann,b\n");
  folder.write("ai.csv", "observation,label\noak,b\nash,b\n");
  const std::vector<std::string> arguments{
      "explain",    "votes.csv", "oak", "ash", "-q", "-s", "plantnet:ai-strategy=invalidate",
      "--ai-votes", "ai.csv"};
  const ProgramResult text = run_program_in(folder.path(), arguments);
  EXPECT_THAT(text.out, HasSubstr("b: 1.7 without a vote joins the total of every other label"));
  std::vector<std::string> as_json = arguments;
  as_json.insert(as_json.end(), {"--format", "json"});
  const auto cards = nlohmann::json::parse(run_program_in(folder.path(), as_json).out)["explanations"];
  EXPECT_EQ(cards[0]["objection"]["label"], "b");
  double of_votes = 0;
  for (const auto& vote : cards[0]["votes"]) of_votes += vote["weight"].get<double>();
  EXPECT_NEAR(cards[0]["total"].get<double>(), of_votes + cards[0]["objection"]["weight"].get<double>(),
              1e-9);
}

TEST(Explain, says_what_a_model_knew_before_the_votes_and_between_which_labels) {
  const TemporaryFolder folder;
  const std::string votes = folder.write("votes.csv",
                                         "observation,user,label\n"
                                         "1,a,oak\n1,b,oak\n1,c,ash\n"
                                         "2,a,oak\n2,b,elm\n2,c,elm\n"
                                         "3,a,ash\n3,b,ash\n3,c,oak\n"
                                         "4,a,elm\n4,b,elm\n4,c,elm\n");
  const ProgramResult card = explain({votes, "1", "--strategy", "ibcc"});
  EXPECT_THAT(card.out, HasSubstr(" of the log odds of oak to ash\n")) << card.err;
}

TEST(Explain, counts_the_votes_where_a_rule_asks_for_several) {
  const TemporaryFolder folder;
  const std::string votes =
      folder.write("votes.csv", "observation,user,label\n1,a,oak\n1,b,oak\n1,c,ash\n2,a,oak\n");
  EXPECT_THAT(
      explain({votes, "1", "--strategy", "twothird"}).out,
      HasSubstr("valid: oak leads with 2 of 3 votes, agreement 0.6667 is at least 0.6667 and 3 votes are at "
                "least 2\n"));
  EXPECT_THAT(explain({votes, "2", "--strategy", "twothird"}).out,
              HasSubstr("undefined: oak leads with 1 of 1 votes, 1 vote is fewer than 2\n"));
}

TEST(Explain, counts_the_newcomers_that_are_needed_where_one_is_not_enough) {
  const TemporaryFolder folder;
  const std::string votes = folder.write("v.json", R"({"a": {"u": "oak"}, "b": {"v": "oak", "w": "elm"}})");
  const std::string lines = explain({votes, "b", "--strategy", "plantnet"}).out;
  // Two users of weight f(0) = log(2.1) disagree, so any vote decides; more than 2 in all make the label valid.
  EXPECT_THAT(lines,
              HasSubstr("to become oak            one more vote for oak of any weight above 0: any newcomer; "
                        "3 users of this data\n"));
  EXPECT_THAT(
      lines,
      HasSubstr("to become oak and valid  one more vote for oak that weighs more than 1.258: a user with "
                "at least 4 species; no single user of this data; or 2 newcomers\n"));
}

TEST(Explain, names_the_observations_that_are_nearest_to_one_that_is_not_there) {
  const ProgramResult result = explain({"data/worked_example/newcomers.json", "rosa"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("there is no observation 'rosa' in the votes; did you mean rose?"));
  EXPECT_THAT(result.out, IsEmpty());
}

TEST(Explain, asks_for_an_observation_where_none_is_given) {
  const ProgramResult result = explain({"data/worked_example/newcomers.json"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("no observation is given"));
}

}  // namespace
}  // namespace crowdvote::testing
