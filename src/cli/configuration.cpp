#include "cli/configuration.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <istream>
#include <iterator>
#include <sstream>
#include <utility>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

std::string configuration_path(const CLI::App& app) { return app.get_config_ptr()->as<std::string>(); }

std::vector<std::string> configurable_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_configurable()) continue;
    names.insert(names.end(), option->get_lnames().begin(), option->get_lnames().end());
  }
  return names;
}

/// The argument without dashes that the key names, and that no option is called like; null if there is none.
const CLI::Option* positional_of(const CLI::App& app, const std::string& key) {
  if (app.get_option_no_throw("--" + key) != nullptr) return nullptr;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() && lower_case(option->get_name(true)) == key) return option;
  }
  return nullptr;
}

std::string trimmed(const std::string& text) {
  constexpr const char* kSpace = " \t\r\"'";
  const std::size_t begin = text.find_first_not_of(kSpace);
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
}

/// The lines, from 1, on which keys and tables begin; of a dotted key the first part counts.
std::map<std::string, std::size_t> lines_of_keys(const std::string& text) {
  std::map<std::string, std::size_t> line_of;
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line.front() == '#') continue;
    const bool is_table = line.front() == '[';
    const std::string key = is_table ? line.substr(1, line.find(']') - 1) : line.substr(0, line.find('='));
    line_of.emplace(trimmed(key.substr(0, key.find('.'))), number);
  }
  return line_of;
}

/// `[max-drop]` and in it `expert.accuracy = 0.01` are `max-drop = ["expert.accuracy=0.01"]`.
CLI::ConfigItem flattened(const CLI::ConfigItem& entry) {
  CLI::ConfigItem flat;
  flat.name = entry.parents.front();
  std::string key;
  for (std::size_t level = 1; level < entry.parents.size(); ++level) key += entry.parents[level] + ".";
  key += entry.name;
  for (const std::string& value : entry.inputs) flat.inputs.push_back(fmt::format("{}={}", key, value));
  return flat;
}

}  // namespace

std::vector<CLI::ConfigItem> Configuration::from_config(std::istream& input) const {
  const std::string text(std::istreambuf_iterator<char>(input), {});
  line_of_ = lines_of_keys(text);
  std::istringstream again(text);
  std::vector<CLI::ConfigItem> entries;
  for (CLI::ConfigItem& entry : CLI::ConfigTOML::from_config(again)) {
    if (entry.name == "++" || entry.name == "--") continue;  // CLI11's marks of where a table begins and ends
    const std::string& key = entry.parents.empty() ? entry.name : entry.parents.front();
    const auto line = line_of_.find(key);
    check_key(entry, line == line_of_.end() ? configuration_path(app_)
                                            : fmt::format("{}:{}", configuration_path(app_), line->second));
    if (const CLI::Option* positional = positional_of(app_, entry.name))
      entry.name = positional->get_name(true);
    if (!entry.parents.empty()) entry = flattened(entry);
    if (!entries.empty() && entries.back().name == entry.name) {
      auto& inputs = entries.back().inputs;
      inputs.insert(inputs.end(), entry.inputs.begin(), entry.inputs.end());
    } else {
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

std::string Configuration::place_of(const std::string& option) const {
  const auto line = line_of_.find(option);
  return line == line_of_.end() ? "" : fmt::format("{}:{}: ", configuration_path(app_), line->second);
}

void Configuration::check_key(const CLI::ConfigItem& entry, const std::string& place) const {
  const std::vector<std::string> names = configurable_names(app_);
  const std::string& name = entry.parents.empty() ? entry.name : entry.parents.front();
  const auto option = std::find(names.begin(), names.end(), name);
  const bool takes_table =
      option != names.end() && app_.get_option("--" + name)->get_items_expected_max() > 1;
  if (entry.parents.empty() && positional_of(app_, name) != nullptr) return;
  if (option != names.end() && (entry.parents.empty() || takes_table)) return;
  const auto near = nearest_word(name, names);
  throw OptionError(fmt::format(
      "{}: there is no option '{}' to configure; {}", place, entry.fullname(),
      near && *near != name ? fmt::format("did you mean '{}'?", *near)
                            : "keys are the long names of the options, without --, and stand in no table"));
}

void throw_unreadable_configuration(const CLI::App& app) {
  const std::string path = configuration_path(app);
  if (std::filesystem::is_directory(path)) throw IoError(path, "read", EISDIR, "--config takes a file");
  errno = 0;
  const std::ifstream file(path);
  throw IoError(path, "open", errno, "--config takes a TOML file");
}

}  // namespace crowdvote::cli
