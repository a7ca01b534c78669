/// Every strategy in the table has its files, and its page describes the options as the program does.

#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = CROWDVOTE_SOURCE_DIR;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string with_underscores(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class FilesOf : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] static std::string name() { return GetParam(); }
  /// The stem of its C++ files, with hyphens replaced by underscores.
  [[nodiscard]] static std::string stem() { return with_underscores(name()); }
  [[nodiscard]] static fs::path page() { return kSource / "docs" / "strategies" / (name() + ".md"); }
};

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const StrategyInfo& strategy : strategies()) all.emplace_back(strategy.name());
  return all;
}

TEST_P(FilesOf, a_strategy_are_all_there) {
  std::vector<fs::path> paths{kSource / "include/crowdvote/strategies" / (stem() + ".hpp"),
                              kSource / "src/strategies" / (stem() + ".cpp"),
                              kSource / "tests/strategies" / (stem() + "_test.cpp"), page()};
  const bool takes_flora = find_strategy(name()).description.most_labels == 0;  // it has a dozen species
  if (takes_flora) paths.push_back(kSource / "tests/golden/flora" / (name() + ".csv"));
  for (const fs::path& path : paths) {
    EXPECT_TRUE(fs::is_regular_file(path))
        << path << " is missing; docs/add-a-strategy.md says what it holds";
  }
}

std::string options_as_markdown(const StrategyOptions& options) {
  const auto descriptions = describe_options(options);
  if (descriptions.empty()) return "none\n";
  std::string table = "| option | takes | default | |\n| --- | --- | --- | --- |\n";
  for (const OptionDescription& option : descriptions) {
    table += fmt::format("| `--{}` | {} | {} | {} |\n", option.name, option.allowed, option.default_value,
                         option.help);
  }
  return table;
}

TEST_P(FilesOf, a_strategy_tell_its_options_as_they_are_declared) {
  const std::string text = read_file(page());
  const std::string heading = "## Options\n\n";
  const std::size_t begin = text.find(heading);
  ASSERT_NE(begin, std::string::npos) << page() << " has no section \"Options\"";
  const std::size_t end = text.find("\n## ", begin);
  const std::string found = text.substr(begin + heading.size(), end - begin - heading.size());
  const std::string wanted = options_as_markdown(find_strategy(name()).defaults);
  EXPECT_EQ(found, wanted) << page() << " should have under \"Options\":\n\n" << wanted;
}

TEST_P(FilesOf, a_strategy_have_the_sections_of_a_page) {
  const std::string text = read_file(page());
  EXPECT_TRUE(text.starts_with(fmt::format("# {}: ", name())));
  for (const char* const section :
       {"## Formula\n", "## Options\n", "## Cost\n", "## Source", "## Example\n"}) {
    EXPECT_NE(text.find(section), std::string::npos) << page() << " lacks " << section;
  }
}

INSTANTIATE_TEST_SUITE_P(Table, FilesOf, testing::ValuesIn(names()),
                         [](const auto& row) { return with_underscores(row.param); });

}  // namespace
}  // namespace crowdvote
