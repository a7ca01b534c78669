#include "cli/configuration.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <istream>
#include <utility>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

std::string configuration_path(const CLI::App& app) { return app.get_config_ptr()->as<std::string>(); }

std::vector<std::string> configurable_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_configurable() && !option->get_lnames().empty()) {
      names.push_back(option->get_lnames().front());
    }
  }
  return names;
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
  std::vector<CLI::ConfigItem> entries;
  for (CLI::ConfigItem& entry : CLI::ConfigTOML::from_config(input)) {
    if (entry.name == "++" || entry.name == "--") continue;  // CLI11's marks of where a table begins and ends
    check_key(entry);
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

void Configuration::check_key(const CLI::ConfigItem& entry) const {
  const std::vector<std::string> names = configurable_names(app_);
  const std::string& name = entry.parents.empty() ? entry.name : entry.parents.front();
  const auto option = std::find(names.begin(), names.end(), name);
  const bool takes_table =
      option != names.end() && app_.get_option("--" + name)->get_items_expected_max() > 1;
  if (option != names.end() && (entry.parents.empty() || takes_table)) return;
  const auto near = nearest_word(name, names);
  throw OptionError(fmt::format(
      "{}: there is no option '{}' to configure; {}", configuration_path(app_), entry.fullname(),
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
