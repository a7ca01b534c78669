#include "cli/configuration.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <istream>

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

}  // namespace

std::vector<CLI::ConfigItem> Configuration::from_config(std::istream& input) const {
  std::vector<CLI::ConfigItem> entries = CLI::ConfigTOML::from_config(input);
  const std::vector<std::string> names = configurable_names(app_);
  for (const CLI::ConfigItem& entry : entries) {
    const std::string key = entry.fullname();
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    const auto near = nearest_word(entry.name, names);
    throw OptionError(fmt::format("{}: there is no option '{}' to configure; {}", configuration_path(app_),
                                  key,
                                  near ? fmt::format("did you mean '{}'?", *near)
                                       : "keys are the long names of the options, without --"));
  }
  return entries;
}

void throw_unreadable_configuration(const CLI::App& app) {
  const std::string path = configuration_path(app);
  if (std::filesystem::is_directory(path)) throw IoError(path, "read", EISDIR, "--config takes a file");
  errno = 0;
  const std::ifstream file(path);
  throw IoError(path, "open", errno, "--config takes a TOML file");
}

}  // namespace crowdvote::cli
