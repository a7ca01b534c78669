#include "support/temporary_folder.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/simulate.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote {
namespace {

using test::read_file;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::IsEmpty;

const SimulationOptions kOptions{.observations = 20000, .seed = 3};

TEST(WriteSimulation, bytes_do_not_depend_on_the_number_of_threads) {
  const TemporaryFolder folder;
  write_simulation(folder.path("one"), kOptions, {.n_threads = 1});
  write_simulation(folder.path("eight"), kOptions, {.n_threads = 8});
  for (const std::string name : {"votes.json", "authors.txt", "ai_votes.json", "ai_scores.json",
                                 "ground_truth.txt", "truth_all.txt", "experts.txt", "simulation.json"}) {
    const std::string bytes = read_file(folder.path("one/" + name));
    EXPECT_FALSE(bytes.empty()) << name;
    EXPECT_EQ(bytes, read_file(folder.path("eight/" + name))) << name;
  }
}

CrowdData read_folder(const std::string& folder) {
  return read_inputs({.votes = {folder + "/votes.json"},
                      .authors = folder + "/authors.txt",
                      .ai_votes = folder + "/ai_votes.json",
                      .ai_scores = folder + "/ai_scores.json",
                      .truth = folder + "/ground_truth.txt"},
                     {.columns = {}, .abstain = {}, .strict = true});
}

TEST(WriteSimulation, the_files_read_back_as_what_simulate_returns) {
  const TemporaryFolder folder;
  write_simulation(folder.path("out"), kOptions);
  std::vector<LabelId> truth;
  const CrowdData made = simulate(kOptions, {}, &truth);
  const CrowdData read = read_folder(folder.path("out"));
  ASSERT_EQ(read.votes.n_votes(), made.votes.n_votes());
  const auto read_label = [&](LabelId label) { return label == kNoLabel ? -1 : read.labels[label].value(); };
  const auto made_label = [](LabelId label) { return label == kNoLabel ? -1 : std::int64_t{label}; };
  for (ObservationId i = 0; i < made.votes.n_observations(); ++i) {
    ASSERT_EQ(read.observations[i].value(), i);
    ASSERT_EQ(read.votes.n_votes_of(i), made.votes.n_votes_of(i));
    for (std::size_t v = 0; v < made.votes.n_votes_of(i); ++v) {
      EXPECT_EQ(read.users[read.votes.users_of(i)[v]].value(), made.votes.users_of(i)[v]);
      EXPECT_EQ(read_label(read.votes.labels_of(i)[v]), made_label(made.votes.labels_of(i)[v]));
    }
    EXPECT_EQ(read.users[read.author_of_observation[i]].value(), made.author_of_observation[i]);
    EXPECT_EQ(read_label(read.truth_of_observation[i]), made_label(made.truth_of_observation[i]));
    EXPECT_EQ(read_label(read.ai_label_of_observation[i]), made_label(made.ai_label_of_observation[i]));
    if (std::isnan(made.ai_score_of_observation[i])) continue;
    EXPECT_EQ(read.ai_score_of_observation[i], made.ai_score_of_observation[i]);
  }
  std::istringstream lines(read_file(folder.path("out/truth_all.txt")));
  std::vector<LabelId> read_truth;
  for (LabelId label = 0; lines >> label;) read_truth.push_back(label);
  EXPECT_EQ(read_truth, truth);
}

TEST(WriteSimulation, the_experts_votes_are_the_truth) {
  const TemporaryFolder folder;
  write_simulation(folder.path("out"), kOptions);
  const std::string votes = folder.path("out/votes.json");
  const CrowdData by_file = read_inputs({.votes = {votes}, .truth = folder.path("out/ground_truth.txt")});
  const CrowdData by_experts = read_inputs({.votes = {votes}, .experts = folder.path("out/experts.txt")});
  EXPECT_EQ(by_file.truth_of_observation, by_experts.truth_of_observation);
  EXPECT_EQ(by_experts.counts.experts_in_conflict, 0U);
}

TEST(WriteSimulation, votes_stand_on_one_line) {
  const TemporaryFolder folder;
  write_simulation(folder.path("out"), {.observations = 500});
  const std::string votes = read_file(folder.path("out/votes.json"));
  EXPECT_EQ(std::count(votes.begin(), votes.end(), '\n'), 1);
  EXPECT_EQ(votes.back(), '\n');
  EXPECT_EQ(votes.find(' '), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(votes).size(), 500U);
}

TEST(WriteSimulation, simulation_json_holds_every_parameter) {
  const TemporaryFolder folder;
  SimulationOptions options{.observations = 800, .users = 100, .seed = 18446744073709551615U};
  options.shape.herding = 0.25;
  const SimulationCounts counts = write_simulation(folder.path("out"), options);
  const auto document = nlohmann::json::parse(read_file(folder.path("out/simulation.json")));
  EXPECT_EQ(document.at("options").at("observations"), 800U);
  EXPECT_EQ(document.at("options").at("users"), 100U);
  EXPECT_TRUE(document.at("options").at("species").is_null());
  EXPECT_EQ(document.at("options").at("herding"), 0.25);
  EXPECT_EQ(document.at("options").at("seed"), 18446744073709551615U);
  EXPECT_EQ(document.at("sizes").at("species"), simulation_sizes(options).species);
  EXPECT_EQ(document.at("counts").at("votes"), counts.votes);
  EXPECT_FALSE(document.at("version").get<std::string>().empty());
  std::size_t n_options = 0;
  const auto count = [&](auto&&...) { ++n_options; };
  visit_options(count, options);
  visit_options(count, options.shape);
  EXPECT_EQ(document.at("options").size(), n_options);
}

TEST(WriteSimulation, counts_what_it_wrote) {
  const TemporaryFolder folder;
  const SimulationCounts counts = write_simulation(folder.path("out"), kOptions);
  const CrowdData made = simulate(kOptions);
  EXPECT_EQ(counts.votes, made.votes.n_votes());
  const auto& truth = made.truth_of_observation;
  EXPECT_EQ(counts.expert_observations,
            truth.size() - static_cast<std::size_t>(std::count(truth.begin(), truth.end(), kNoLabel)));
  EXPECT_GT(counts.disagreements, 0U);
  EXPECT_GT(counts.several_votes, counts.disagreements);
}

TEST(WriteSimulation, without_an_ai_there_are_no_files_of_one) {
  const TemporaryFolder folder;
  write_simulation(folder.path(""), {.observations = 500, .ai = 0});
  EXPECT_THAT(folder.names(), ElementsAre("authors.txt", "experts.txt", "ground_truth.txt", "simulation.json",
                                          "truth_all.txt", "votes.json"));
}

TEST(WriteSimulation, an_ai_that_never_votes_gives_empty_objects) {
  const TemporaryFolder folder;
  write_simulation(folder.path("out"), {.observations = 5, .ai = 1e-9});
  EXPECT_EQ(read_file(folder.path("out/ai_votes.json")), "{}\n");
  EXPECT_EQ(read_file(folder.path("out/ai_scores.json")), "{}\n");
}

TEST(WriteSimulation, a_cancelled_run_leaves_no_file) {
  const TemporaryFolder folder;
  std::atomic<bool> cancel{false};
  const RunControl control{
      .n_threads = 2, .progress = [&](const Progress&) { cancel = true; }, .cancel = &cancel};
  EXPECT_THROW(write_simulation(folder.path(""), {.observations = 100000}, control), Cancelled);
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(WriteSimulation, a_file_in_the_place_of_the_folder_is_an_error) {
  const TemporaryFolder folder;
  test::write_file(folder.path("file"), "");
  EXPECT_THROW(write_simulation(folder.path("file"), {.observations = 10}), IoError);
  EXPECT_THROW(write_simulation(folder.path("file/inside"), {.observations = 10}), IoError);
}

TEST(WriteSimulation, wrong_options_make_no_folder) {
  const TemporaryFolder folder;
  EXPECT_THROW(write_simulation(folder.path("out"), {.observations = 10, .users = 20}), OptionError);
  EXPECT_THAT(folder.names(), IsEmpty());
}

}  // namespace
}  // namespace crowdvote
