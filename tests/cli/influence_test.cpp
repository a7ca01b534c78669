/// Explanations of all observations and of users, as users see them.

#include "cli/run_program.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using InfluenceJson = nlohmann::ordered_json;

const std::vector<std::string> kFloraByPlantnet{
    "data/flora/votes.json", "-q", "--strategy", "plantnet", "--authors", "data/flora/authors.txt"};

/// An empty command stands for the main command.
ProgramResult run_on_flora(const std::string& command, const std::vector<std::string>& further) {
  std::vector<std::string> arguments;
  if (!command.empty()) arguments.push_back(command);
  arguments.insert(arguments.end(), kFloraByPlantnet.begin(), kFloraByPlantnet.end());
  arguments.insert(arguments.end(), further.begin(), further.end());
  return run_program(arguments);
}

InfluenceJson explained(const std::vector<std::string>& further) {
  std::vector<std::string> arguments{"--format", "json"};
  arguments.insert(arguments.end(), further.begin(), further.end());
  const ProgramResult result = run_on_flora("explain", arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return InfluenceJson::parse(result.out);
}

TEST(Explanations, have_the_margins_of_the_worked_example) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "explanations.json";
  const std::string example = "data/worked_example/";
  const ProgramResult result =
      run_program({example + "one_more_vote.json", "-q", "--strategy", "wmv:theta-conf=2,theta-acc=0.7",
                   "--weights", example + "weights.json", "--explanations", file});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto rose = InfluenceJson::parse(read_file(file)).at("rose");
  EXPECT_NEAR(rose["margin_conf"], 0.8, 1e-9);
  EXPECT_NEAR(rose["margin_acc"], 2.8 / 5.85 - 0.7, 1e-9);
  EXPECT_EQ(rose["runner_up"], "Ficus elastica");
  EXPECT_NEAR(rose["runner_up_conf"], 2.5, 1e-9);
  EXPECT_EQ(rose["decisive_user"], "Demeter");
  EXPECT_NEAR(rose["flip_weight"], 0.3, 1e-6);
  EXPECT_TRUE(rose["last_changed_round"].is_null());
}

TEST(Explanations, are_the_same_on_1_and_3_threads_and_leave_the_labels_as_they_are) {
  const TemporaryFolder folder;
  const std::string labels = run_on_flora("", {}).out;
  std::vector<std::string> texts;
  for (const std::string threads : {"1", "3"}) {
    const std::string file = folder.path() / (threads + ".csv");
    const ProgramResult result = run_on_flora("", {"--threads", threads, "--explanations", file});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, labels);
    texts.push_back(read_file(file));
  }
  EXPECT_EQ(texts[0], texts[1]);
  EXPECT_THAT(texts[0],
              StartsWith("observation,margin_conf,margin_acc,runner_up,runner_up_conf,decisive_user,"
                         "flip_weight,last_changed_round\n"));
  EXPECT_EQ(std::count(texts[0].begin(), texts[0].end(), '\n'),
            std::count(labels.begin(), labels.end(), '\n'));
}

/// The CSV cell for a JSON value: it has the fewest digits, whereas the JSON library sometimes writes one
/// more.
std::string as_cell(const InfluenceJson& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? fmt::format("{}", value.get<double>()) : value.dump();
}

std::string as_csv(const std::string& json_lines) {
  std::istringstream stream(json_lines);
  std::string csv;
  for (std::string line; std::getline(stream, line);) {
    std::vector<std::string> cells;
    for (const auto& value : InfluenceJson::parse(line)) cells.push_back(as_cell(value));
    csv += fmt::format("{}\n", fmt::join(cells, ","));
  }
  return csv;
}

TEST(Explanations, say_the_same_in_csv_and_json_where_most_votes_are_alone) {
  const TemporaryFolder folder;
  ASSERT_EQ(
      run_program({"simulate", folder.path(), "--observations", "3000", "--species", "60", "--seed", "5"})
          .exit_code,
      0);
  const std::string csv = folder.path() / "explanations.csv";
  const std::string lines = folder.path() / "explanations.jsonl";
  for (const std::string ties : {"lowest", "random", "undefined"}) {
    for (const std::string thresholds : {"theta-conf=2,theta-acc=0.7", "theta-conf=0,theta-acc=0"}) {
      for (const std::string& file : {csv, lines}) {
        const ProgramResult result =
            run_program({folder.path() / "votes.json", "-q", "-o", folder.path() / "labels.csv", "--authors",
                         folder.path() / "authors.txt", "-s", "plantnet:" + thresholds, "--ties", ties,
                         "--seed", "3", "--explanations", file});
        ASSERT_EQ(result.exit_code, 0) << result.err;
      }
      const std::string text = read_file(csv);
      EXPECT_EQ(text.substr(text.find('\n') + 1), as_csv(read_file(lines)));
    }
  }
}

TEST(Explanations, take_the_formats_of_users) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "explanations.jsonl";
  ASSERT_EQ(run_on_flora("", {"--explanations", file}).exit_code, 0);
  const std::string text = read_file(file);
  const auto first = InfluenceJson::parse(text.substr(0, text.find('\n')));
  EXPECT_EQ(first["observation"], 0);
  EXPECT_TRUE(first["last_changed_round"].is_number());
  EXPECT_EQ(first.size(), 8U);

  const ProgramResult refused = run_on_flora("", {"--explanations", folder.path() / "explanations.npy"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.out, IsEmpty());
}

TEST(ExplainUser, shows_the_species_that_the_weight_is_made_of) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "users.json";
  ASSERT_EQ(run_on_flora("", {"--users", file}).exit_code, 0);
  const auto learnt = InfluenceJson::parse(read_file(file));
  for (const std::string user : {"149", "291", "106", "328"}) {
    const auto card = explained({"--user", user})["users"][0];
    const auto n_authored = std::count_if(card["known"].begin(), card["known"].end(), [](const auto& label) {
      return label["authored"].template get<bool>();
    });
    EXPECT_EQ(card["user"], std::stoi(user));
    EXPECT_EQ(card["weight"], learnt[user]["weight"]);
    EXPECT_EQ(card["votes"], learnt[user]["votes"]);
    EXPECT_EQ(n_authored, learnt[user]["species_authored"].get<std::ptrdiff_t>()) << user;
    EXPECT_EQ(card["known"].size(), learnt[user]["species_authored"].get<std::size_t>() +
                                        learnt[user]["species_voted"].get<std::size_t>());
    EXPECT_EQ(card["lacking"]["weight"] == 0, learnt[user]["self_validating"] == 1) << user;
    EXPECT_EQ(card["lacking"]["least_count"], 8);
  }
}

TEST(ExplainUser, names_the_users_that_are_nearest_to_one_that_is_not_there) {
  const ProgramResult result =
      run_program({"explain", "data/worked_example/newcomers.json", "--user", "Mai"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("there is no user 'Mai' in the votes; did you mean Mei?"));
}

constexpr const char* kPairsAndOneAlone =
    "observation,user,label\n"
    "agreed,Ada,oak\nagreed,Ben,oak\nagreed,Cleo,oak\n"
    "also,Ada,ash\nalso,Ben,ash\nalso,Cleo,ash\n"
    "split,Ada,oak\nsplit,Ben,oak\nsplit,Cleo,ash\n"
    "alone,Ada,ash\n";

TEST(ExplainMost, influential_users_decide_as_many_outcomes_as_their_cards_say) {
  const auto users = explained({"--most", "influential", "--rows", "5"})["most_influential"];
  ASSERT_EQ(users.size(), 5U);
  for (std::size_t j = 1; j < users.size(); ++j) EXPECT_LE(users[j]["outcomes"], users[j - 1]["outcomes"]);
  const auto card = explained({"--user", std::to_string(users[0]["user"].get<int>())})["users"][0];
  EXPECT_EQ(card["decides"].size(), users[0]["outcomes"].get<std::size_t>());
}

TEST(ExplainMost, influential_users_are_those_who_decide_something) {
  const auto users = explained({"--most", "influential", "--rows", "1000"})["most_influential"];
  ASSERT_FALSE(users.empty());
  std::set<int> named;
  for (const auto& user : users) {
    EXPECT_GT(user["outcomes"], 0) << user;
    named.insert(user["user"].get<int>());
  }
  EXPECT_EQ(named.size(), users.size());
  const ProgramResult as_text = run_on_flora("explain", {"--most", "influential"});
  EXPECT_THAT(as_text.out, HasSubstr(fmt::format("{} of 369 users decide an outcome alone", users.size())));
}

TEST(ExplainMost, contested_observations_have_the_smallest_flip_weights_first) {
  const auto observations = explained({"--most", "contested"})["most_contested"];
  ASSERT_EQ(observations.size(), 20U);
  for (std::size_t j = 1; j < observations.size(); ++j) {
    EXPECT_GE(observations[j]["flip_weight"], observations[j - 1]["flip_weight"]);
  }
}

TEST(ExplainMost, knows_who_decides_where_a_model_does) {
  const TemporaryFolder folder;
  const std::string votes = folder.write("votes.csv", kPairsAndOneAlone);
  const std::string file = folder.path() / "explanations.json";
  ASSERT_EQ(run_program({votes, "-q", "-s", "one-coin", "--explanations", file}).exit_code, 0);
  const auto explanations = InfluenceJson::parse(read_file(file));
  EXPECT_EQ(explanations.at("alone")["decisive_user"], "Ada");
  EXPECT_TRUE(explanations.at("agreed")["decisive_user"].is_null());
  EXPECT_TRUE(explanations.at("alone")["flip_weight"].is_null()) << "votes have no weight";

  const auto users = InfluenceJson::parse(
      run_program({"explain", votes, "-q", "-s", "one-coin", "--most", "influential", "--format", "json"})
          .out)["most_influential"];
  ASSERT_FALSE(users.empty());
  const auto card = InfluenceJson::parse(
      run_program({"explain", votes, "-q", "-s", "one-coin", "--user", users[0]["user"], "--format", "json"})
          .out)["users"][0];
  EXPECT_EQ(card["decides"].size(), users[0]["outcomes"].get<std::size_t>());
}

TEST(ExplainMost, refuses_what_only_learning_again_would_tell_and_two_things_at_once) {
  const std::string votes = "data/worked_example/newcomers.json";
  const ProgramResult modelled = run_program({"explain", votes, "-s", "ebcc", "--most", "influential"});
  EXPECT_EQ(modelled.exit_code, 2);
  EXPECT_THAT(modelled.err, HasSubstr("known only by learning again"));
  const ProgramResult both = run_program({"explain", votes, "rose", "--user", "Mei"});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_THAT(both.err, HasSubstr("one at a time"));
}

}  // namespace
}  // namespace crowdvote::testing
