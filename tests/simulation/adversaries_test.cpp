#include "simulation/adversaries.hpp"

#include "simulation/crowd.hpp"
#include "support/temporary_folder.hpp"
#include <crowdvote/copying.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/simulate.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using simulation::Adversaries;
using simulation::SimulatedObservation;

/// Kind and group of each adversary, by name.
std::map<std::string, std::pair<std::string, std::string>> adversaries_of(const std::string& table) {
  std::map<std::string, std::pair<std::string, std::string>> who;
  std::istringstream lines(table);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "user,kind,group");
  while (std::getline(lines, line)) {
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    who[line.substr(0, first)] = {line.substr(first + 1, second - first - 1), line.substr(second + 1)};
  }
  return who;
}

TEST(Adversaries, are_as_many_as_asked_for_in_groups_of_five_with_one_leader_and_no_honest_user) {
  const std::vector<UserId> honest{3, 17};
  const Adversaries adversaries({.puppets = 0.12, .colluders = 0.1, .spammers = 0.03}, 100, 10, 1, honest);
  const auto who = adversaries_of(adversaries.table().value());
  std::map<std::string, int> n_of_kind;
  std::map<std::string, int> n_of_group;
  for (const auto& [user, kind_and_group] : who) {
    ++n_of_kind[kind_and_group.first];
    ++n_of_group[kind_and_group.second];
    EXPECT_TRUE(user != "3" && user != "17");
  }
  EXPECT_EQ(n_of_kind,
            (std::map<std::string, int>{{"leader", 2}, {"puppet", 10}, {"colluder", 10}, {"spammer", 3}}));
  EXPECT_EQ(n_of_group["0"], 5);
  EXPECT_EQ(n_of_group["1"], 7) << "the last group takes the rest";
  EXPECT_EQ(n_of_group["2"], 5);
}

TEST(Adversaries, puppets_repeat_their_leader_colluders_lie_and_spammers_have_one_label) {
  const Adversaries adversaries({.puppets = 0.25, .colluders = 0.25, .spammers = 0.05}, 20, 6, 4);
  const auto who = adversaries_of(adversaries.table().value());
  std::set<LabelId> said_by_spammer;
  int n_lies = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    SimulatedObservation observation;
    observation.true_label = static_cast<LabelId>(i % 6);
    for (UserId user = 0; user < 20; user += 1 + static_cast<UserId>(i % 3))
      observation.votes.push_back({user, static_cast<LabelId>((i + user) % 6)});
    const std::size_t n_before = observation.votes.size();
    adversaries.change(i, observation);
    EXPECT_GE(observation.votes.size(), n_before);
    std::map<std::string, LabelId> label_of_kind;
    std::set<UserId> users;
    for (const auto& [user, label] : observation.votes) {
      EXPECT_TRUE(users.insert(user).second) << "nobody votes twice";
      const auto found = who.find(std::to_string(user));
      if (found == who.end()) {
        EXPECT_EQ(label, (i + user) % 6);
        continue;
      }
      const std::string& kind = found->second.first;
      if (kind == "spammer") said_by_spammer.insert(label);
      label_of_kind[kind] = label;
    }
    const auto leader = label_of_kind.find("leader");
    const auto puppet = label_of_kind.find("puppet");
    if (leader != label_of_kind.end() && puppet != label_of_kind.end()) {
      EXPECT_EQ(leader->second, puppet->second);
    }
    std::set<LabelId> of_colluders;
    for (const auto& [user, label] : observation.votes) {
      const auto found = who.find(std::to_string(user));
      if (found != who.end() && found->second.first == "colluder") of_colluders.insert(label);
    }
    if (of_colluders.empty()) continue;
    ++n_lies;
    EXPECT_EQ(of_colluders.size(), 1U);
    EXPECT_FALSE(of_colluders.contains(observation.true_label));
  }
  EXPECT_EQ(said_by_spammer.size(), 1U);
  EXPECT_GT(n_lies, 100);
}

TEST(Adversaries, nobody_is_one_unless_asked_for_and_more_than_all_are_refused) {
  EXPECT_FALSE(Adversaries({}, 100, 10, 1).table().has_value());
  EXPECT_THROW(Adversaries({.puppets = 0.6, .spammers = 0.6}, 100, 10, 1), OptionError);
  EXPECT_THROW(Adversaries({.colluders = 1.5}, 100, 10, 1), OptionError);
}

struct FoundInCrowd {
  std::size_t n_found = 0;
  std::size_t n_honest = 0;  ///< of the users found
  std::map<std::string, int> n_of_kind;
};

/// The results of find_copying in a crowd of 200 users, of whom 20 are puppets and leaders, 20 colluders, 10
/// spammers.
FoundInCrowd find_in_crowd(std::uint64_t n_observations) {
  const CrowdOptions options{.observations = n_observations,
                             .users = 200,
                             .adversaries = {.puppets = 0.1, .colluders = 0.1, .spammers = 0.05}};
  const simulation::Crowd crowd(options);
  const Adversaries adversaries(options.adversaries, options.users, options.labels, options.seed);
  const auto who = adversaries_of(adversaries.table().value());
  VoteMatrixBuilder builder;
  SimulatedObservation observation;
  for (ObservationId i = 0; i < n_observations; ++i) {
    crowd.observe(i, observation);
    adversaries.change(i, observation);
    for (const auto& [user, label] : observation.votes) builder.add_statement(i, user, label);
  }
  FoundInCrowd finding;
  for (const UserId user : find_copying(builder.finish(options.users, options.labels).votes).users()) {
    const auto adversary = who.find(std::to_string(user));
    ++finding.n_found;
    if (adversary == who.end()) {
      ++finding.n_honest;
    } else {
      ++finding.n_of_kind[adversary->second.first];
    }
  }
  return finding;
}

/// The table of docs/copying.md.
TEST(Adversaries, are_found_among_those_who_copy_and_hardly_anybody_else_is) {
  std::cout << "observations  found  honest  puppets of 20  colluders of 20  spammers of 10\n";
  for (const std::uint64_t n_observations : {1000U, 2500U, 5000U, 10000U}) {
    FoundInCrowd finding = find_in_crowd(n_observations);
    auto& n = finding.n_of_kind;
    const int n_puppets = n["leader"] + n["puppet"];
    std::cout << fmt::format("{:12}  {:5}  {:6}  {:13}  {:15}  {:14}\n", n_observations, finding.n_found,
                             finding.n_honest, n_puppets, n["colluder"], n["spammer"]);
    EXPECT_LE(20 * finding.n_honest, finding.n_found) << "precision is at least 0.95";
    if (n_observations < 5000) continue;
    EXPECT_GE(n_puppets, 18);
    EXPECT_GE(n["colluder"], 18);
    EXPECT_EQ(n["spammer"], 10);
  }
}

TEST(Adversaries, do_not_depend_on_the_threads_and_stand_in_the_parameters) {
  const test::TemporaryFolder folder;
  CrowdOptions options{.observations = 300, .users = 40, .adversaries = {.puppets = 0.25}};
  (void)write_crowd(folder.path("one"), options, {.n_threads = 1});
  (void)write_crowd(folder.path("four"), options, {.n_threads = 4});
  for (const char* file : {"/votes.json", "/adversaries.csv", "/simulation.json"})
    EXPECT_EQ(test::read_file(folder.path("one") + file), test::read_file(folder.path("four") + file));
  EXPECT_NE(test::read_file(folder.path("one/simulation.json")).find("\"puppets\": 0.25"), std::string::npos);
  options.adversaries = {};
  (void)write_crowd(folder.path("honest"), options);
  EXPECT_EQ(test::read_file(folder.path("honest/adversaries.csv")), "");
  EXPECT_EQ(test::read_file(folder.path("honest/simulation.json")).find("adversaries"), std::string::npos);
}

}  // namespace
}  // namespace crowdvote
