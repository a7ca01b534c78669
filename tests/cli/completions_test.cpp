#include "cli/command_table.hpp"
#include "cli/run_program.hpp"
#include "cli/run_shell.hpp"

#include <filesystem>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAreArray;

/// A shell, its completions, and a folder to complete in, with votes.csv and a folder charts.
class Completions : public ::testing::TestWithParam<std::string> {
 protected:
  Completions() {
    if (!has_program(shell())) return;
    const ProgramResult result = run_program({"completions", shell()});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    script_ = scripts_.write("_aggregate", result.out);
    static_cast<void>(folder_.write("votes.csv", ""));
    std::filesystem::create_directory(folder_.path() / "charts");
  }

  void SetUp() override {
    if (script_.empty()) GTEST_SKIP() << shell() << " is not there";
  }

  [[nodiscard]] static const std::string& shell() { return GetParam(); }
  [[nodiscard]] const std::filesystem::path& script() const { return script_; }

  /// What the shell offers at the end of the line; removes the slash that some shells append to folders.
  [[nodiscard]] std::vector<std::string> offered(const std::string& line) const {
    const std::filesystem::path complete = source_folder() / "tests" / "cli" / ("complete_in_" + shell());
    const ShellResult result =
        run_shell(fmt::format("cd '{}' && HOME='{}' '{}' '{}' '{}'", folder_.path().string(),
                              scripts_.path().string(), complete.string(), script_.string(), line));
    EXPECT_EQ(result.exit_code, 0) << line << ": " << result.out;
    std::vector<std::string> words;
    std::istringstream lines(result.out);
    for (std::string word; std::getline(lines, word);) {
      if (word.ends_with('/')) word.pop_back();
      if (!word.empty()) words.push_back(word);
    }
    return words;
  }

 private:
  TemporaryFolder scripts_;
  TemporaryFolder folder_;
  std::filesystem::path script_;
};

INSTANTIATE_TEST_SUITE_P(Shells, Completions, ::testing::Values("bash", "zsh", "fish"),
                         [](const auto& suite) { return suite.param; });

TEST_P(Completions, are_read_by_the_shell_without_a_complaint) {
  const std::string check = shell() == "fish" ? "fish --no-execute" : shell() + " -n";
  const ShellResult result = run_shell(fmt::format("{} '{}'", check, script().string()));
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, "");
}

TEST_P(Completions, offer_the_long_options_of_every_command) {
  for (const cli::DescribedCommand& command : cli::describe_commands()) {
    std::vector<std::string> expected;
    for (const cli::DescribedOption& option : command.all_options()) {
      for (const std::string& name : option.names) {
        if (name.starts_with("--")) expected.push_back(name);
      }
    }
    const std::string words = command.short_name().empty() ? "votes.csv" : std::string(command.short_name());
    EXPECT_THAT(offered(fmt::format("aggregate {} --", words)), UnorderedElementsAreArray(expected))
        << command.name;
  }
}

TEST_P(Completions, offer_the_words_of_every_choice) {
  const cli::DescribedCommand main_job = cli::describe_commands().front();
  std::size_t n_choices = 0;
  for (const cli::DescribedOption& option : main_job.all_options()) {
    if (option.offer.kind != cli::Offer::Kind::words || option.offer.words.empty()) continue;
    if (++n_choices % 3 != 0) continue;  // each run needs a new shell
    EXPECT_THAT(offered(fmt::format("aggregate votes.csv {} ", option.names.back())),
                UnorderedElementsAreArray(option.offer.words));
  }
  EXPECT_GT(n_choices, 10U);
}

TEST_P(Completions, offer_commands_beside_files_as_the_first_word) {
  EXPECT_THAT(offered("aggregate comp"), UnorderedElementsAreArray({"compare", "completions"}));
  EXPECT_THAT(offered("aggregate v"), IsSupersetOf({"version", "votes.csv"}));
  EXPECT_THAT(offered("aggregate votes.csv comp"), ::testing::IsEmpty());
  EXPECT_THAT(offered("crowdvote comp"), UnorderedElementsAreArray({"compare", "completions"}));
}

TEST_P(Completions, offer_what_an_option_or_argument_takes) {
  using Words = std::vector<std::string>;
  EXPECT_THAT(offered("aggregate votes.csv --truth "), UnorderedElementsAreArray({"votes.csv", "charts"}));
  EXPECT_THAT(offered("aggregate votes.csv --charts "), UnorderedElementsAreArray({"charts"}));
  EXPECT_EQ(offered("aggregate votes.csv --threads "), Words());
  EXPECT_THAT(offered("aggregate votes.csv --ties=r"), UnorderedElementsAreArray({"--ties=random"}));
  EXPECT_THAT(offered("aggregate help co"), UnorderedElementsAreArray({"compare", "convert", "completions"}));
  EXPECT_THAT(offered("aggregate completions "), UnorderedElementsAreArray({"bash", "zsh", "fish"}));
}

TEST_P(Completions, offer_strategies_by_all_their_names_with_their_options) {
  EXPECT_THAT(offered("aggregate votes.csv -s aut"), UnorderedElementsAreArray({"auto"}));
  EXPECT_THAT(offered("aggregate votes.csv -s majority"),
              UnorderedElementsAreArray({"majority", "majority-vote", "majority-voting"}));
  EXPECT_THAT(offered("aggregate compare votes.csv waw"), UnorderedElementsAreArray({"wawa"}));
  EXPECT_THAT(offered("aggregate strategies zero"), UnorderedElementsAreArray({"zero-based-skill"}));
  EXPECT_THAT(
      offered("aggregate votes.csv --strategy plantnet:theta-"),
      UnorderedElementsAreArray({"plantnet:theta-conf=", "plantnet:theta-acc=", "plantnet:theta-score="}));
  EXPECT_THAT(offered("aggregate votes.csv --strategy=pl@ntnet:theta-conf=3,inc"),
              UnorderedElementsAreArray({"--strategy=pl@ntnet:theta-conf=3,inclusive"}));
  // After a =, fish also offers files.
  EXPECT_THAT(offered("aggregate compare votes.csv dawid-skene:hard,support="),
              IsSupersetOf({"dawid-skene:hard,support=all", "dawid-skene:hard,support=voted"}));
}

TEST(BashCompletions, satisfy_shellcheck) {
  if (!has_program("shellcheck")) GTEST_SKIP() << "shellcheck is not there";
  const TemporaryFolder folder;
  const std::filesystem::path script = folder.write("aggregate", run_program({"completions", "bash"}).out);
  EXPECT_EQ(run_shell("shellcheck " + script.string()).out, "");
}

TEST(CompletionsCommand, names_the_shells_where_it_is_given_none) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"completions"}, std::vector<std::string>{"completions", "tcsh"}}) {
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("bash, zsh or fish"));
  }
}

}  // namespace
}  // namespace crowdvote::testing
