/// The includes in the sources are those that docs/design.md allows.

#include "support/temporary_folder.hpp"

#include <filesystem>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = CROWDVOTE_SOURCE_DIR;

using test::read_file;

using Words = std::map<std::string, std::set<std::string>>;

/// The `n`-th list of lines "    word: words" in the section "Layers".
Words list_of_design(std::size_t n) {
  std::istringstream lines(read_file(kSource / "docs/design.md"));
  const std::regex entry(R"(    ([a-z]+):((?: [a-z_]+)*))");
  Words list;
  bool is_in_section = false;
  std::size_t lists_seen = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) is_in_section = line == "## Layers";
    std::smatch match;
    if (is_in_section && std::regex_match(line, match, entry)) {
      if (lists_seen != n) continue;
      std::istringstream words(match[2].str());
      list[match[1].str()] = {std::istream_iterator<std::string>(words), {}};
    } else if (is_in_section && line.empty() && !list.empty()) {
      break;
    } else if (is_in_section && !line.empty() && !line.starts_with(" ")) {
      lists_seen += line.ends_with("includes:") || line.ends_with("the layers:") ? 1 : 0;
    }
  }
  return list;
}

std::vector<fs::path> sources_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string ending = entry.path().extension();
    if (ending == ".cpp" || ending == ".hpp") files.push_back(entry.path());
  }
  return files;
}

/// The first groups of all matches.
std::vector<std::string> all_matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), pattern); it != std::sregex_iterator();
       ++it) {
    found.push_back((*it)[1].str());
  }
  return found;
}

TEST(Layers, every_folder_includes_only_itself_and_the_layers_behind_it) {
  const Words allowed = list_of_design(1);
  ASSERT_GE(allowed.size(), 8U) << "docs/design.md lists the layers";
  const std::regex quoted("#include \"([a-z_]+)/");
  for (const auto& entry : fs::directory_iterator(kSource / "src")) {
    if (!entry.is_directory()) continue;
    const std::string layer = entry.path().filename();
    ASSERT_TRUE(allowed.contains(layer)) << "docs/design.md does not list src/" << layer;
    for (const fs::path& file : sources_of(entry.path())) {
      for (const std::string& other : all_matches(read_file(file), quoted)) {
        const bool is_private_of_program = layer == "cli" && other != "cli";
        EXPECT_TRUE(other == layer || (allowed.at(layer).contains(other) && !is_private_of_program))
            << file << " includes \"" << other << "/...\"";
      }
    }
  }
}

TEST(Layers, every_folder_of_io_includes_only_itself_and_the_folders_it_stands_on) {
  const Words allowed = list_of_design(2);
  const std::regex quoted("#include \"io/([a-z_]+)/");
  for (const auto& entry : fs::directory_iterator(kSource / "src/io")) {
    ASSERT_TRUE(entry.is_directory()) << entry.path() << " belongs into one of the folders";
    const std::string folder = entry.path().filename();
    ASSERT_TRUE(allowed.contains(folder)) << "docs/design.md does not list src/io/" << folder;
    for (const fs::path& file : sources_of(entry.path())) {
      for (const std::string& other : all_matches(read_file(file), quoted)) {
        EXPECT_TRUE(other == folder || allowed.at(folder).contains(other))
            << file << " includes \"io/" << other << "/...\"";
      }
    }
  }
}

TEST(Layers, public_headers_are_included_from_their_own_layer_and_above_only) {
  const Words allowed = list_of_design(1);
  std::map<std::string, std::string> layer_of_header;
  for (const auto& [layer, headers] : list_of_design(3)) {
    for (const std::string& header : headers) layer_of_header[header] = layer;
  }
  for (const auto& entry : fs::directory_iterator(kSource / "include/crowdvote")) {
    if (!entry.is_regular_file()) continue;
    EXPECT_TRUE(layer_of_header.contains(entry.path().stem()))
        << "docs/design.md does not say to which layer " << entry.path().filename() << " belongs";
  }
  const std::regex angled("#include <crowdvote/([a-z_]+)");
  const auto check = [&](const fs::path& file, const std::string& layer) {
    for (const std::string& header : all_matches(read_file(file), angled)) {
      const std::string of_header = header == "strategies" ? header : layer_of_header[header];
      EXPECT_TRUE(of_header == layer || allowed.at(layer).contains(of_header))
          << file << ", of layer " << layer << ", includes " << header << ", of layer " << of_header;
    }
  };
  for (const auto& [layer, others] : allowed) {
    for (const fs::path& file : sources_of(kSource / "src" / layer)) check(file, layer);
  }
  for (const auto& [header, layer] : layer_of_header) {
    check(kSource / "include/crowdvote" / (header + ".hpp"), layer);
  }
}

TEST(Layers, only_the_program_speaks_of_flags_and_exit_codes) {
  const std::regex told(R"re("([^"\n]*(?:--[a-z]|exit code|exit status)[^"\n]*)")re");
  EXPECT_FALSE(all_matches("return \"--strict forbids it\";", told).empty());
  std::vector<fs::path> files = sources_of(kSource / "include");
  for (const auto& entry : fs::directory_iterator(kSource / "src")) {
    if (!entry.is_directory() || entry.path().filename() == "cli") continue;
    for (const fs::path& file : sources_of(entry.path())) files.push_back(file);
  }
  for (const fs::path& file : files) {
    for (const std::string& text : all_matches(read_file(file), told)) ADD_FAILURE() << file << ": " << text;
  }
}

}  // namespace
}  // namespace crowdvote
