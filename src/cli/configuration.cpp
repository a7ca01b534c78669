#include "cli/configuration.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

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

/// The positional argument that the key names, if no option has that name; otherwise null.
const CLI::Option* positional_of(const CLI::App& app, const std::string& key) {
  if (app.get_option_no_throw("--" + key) != nullptr) return nullptr;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() && lower_case(option->get_name(true)) == key) return option;
  }
  return nullptr;
}

/// A value in the form a flag would take. Returns nothing for a date, and for a list or a table inside a
/// list.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  return std::nullopt;
}

std::vector<std::string> texts_of(const toml::node& node, const std::string& place) {
  std::vector<std::string> texts;
  const auto add = [&](const toml::node& value) {
    std::optional<std::string> text = text_of(value);
    if (!text) throw OptionError(place + ": a value is a text, a number, true or false, or a list of these");
    texts.push_back(*std::move(text));
  };
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& value : *list) add(value);
  } else {
    add(node);
  }
  return texts;
}

/// Turns `[max-drop]` with `expert.accuracy = 0.01` into `max-drop = ["expert.accuracy=0.01"]`.
void add_flattened(const toml::table& table, const std::string& prefix, const std::string& place,
                   std::vector<std::string>& inputs) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const toml::table* inner = node.as_table()) {
      add_flattened(*inner, name + ".", place, inputs);
    } else {
      for (const std::string& value : texts_of(node, place))
        inputs.push_back(fmt::format("{}={}", name, value));
    }
  }
}

toml::table parsed(std::istream& input, const std::string& path) {
  constexpr std::size_t kMostBytes = 1'000'000;  // a device may never end
  std::string text(kMostBytes + 1, '\0');
  errno = 0;
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (input.bad()) throw IoError(path, "read", errno, "--config takes a TOML file");
  text.resize(static_cast<std::size_t>(input.gcount()));
  if (text.size() > kMostBytes) {
    throw OptionError(fmt::format("{}: a configuration has {} bytes at most", path, kMostBytes));
  }
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw OptionError(
        fmt::format("{}:{}: this is not TOML: {}", path, error.source().begin.line, error.description()));
  }
}

}  // namespace

std::vector<CLI::ConfigItem> Configuration::from_config(std::istream& input) const {
  const std::string path = configuration_path(app_);
  std::map<std::size_t, CLI::ConfigItem> entries;  // by line, so that the first error is reported
  for (const auto& [key, node] : parsed(input, path)) {
    CLI::ConfigItem entry;
    entry.name = std::string(key.str());
    const std::size_t line = key.source().begin.line;
    line_of_[entry.name] = line;
    const std::string place = fmt::format("{}:{}", path, line);
    const toml::table* const table = node.as_table();
    check_key(entry.name, table != nullptr, place);
    if (const CLI::Option* positional = positional_of(app_, entry.name))
      entry.name = positional->get_name(true);
    if (table != nullptr) {
      add_flattened(*table, "", place, entry.inputs);
    } else {
      entry.inputs = texts_of(node, place);
    }
    if (!entry.inputs.empty()) entries.insert_or_assign(line, std::move(entry));
  }
  std::vector<CLI::ConfigItem> in_order;
  for (auto& [line, entry] : entries) in_order.push_back(std::move(entry));
  return in_order;
}

std::string Configuration::place_of(const std::string& option) const {
  const auto line = line_of_.find(option);
  return line == line_of_.end() ? "" : fmt::format("{}:{}: ", configuration_path(app_), line->second);
}

void Configuration::check_key(const std::string& key, bool is_table, const std::string& place) const {
  const std::vector<std::string> names = configurable_names(app_);
  const auto option = std::find(names.begin(), names.end(), key);
  const bool takes_table = option != names.end() && app_.get_option("--" + key)->get_items_expected_max() > 1;
  if (!is_table && positional_of(app_, key) != nullptr) return;
  if (option != names.end() && (!is_table || takes_table)) return;
  const auto near = nearest_word(key, names);
  throw OptionError(fmt::format(
      "{}: there is no option '{}' to configure; {}", place, key,
      near && *near != key ? fmt::format("did you mean '{}'?", *near)
                           : "keys are the long names of the options, without --, and are not in a table"));
}

void throw_unreadable_configuration(const CLI::App& app) {
  const std::string path = configuration_path(app);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw IoError(path, "read", EISDIR, "--config takes a file");
  errno = 0;
  const std::ifstream file(path);
  throw IoError(path, "open", errno, "--config takes a TOML file");
}

}  // namespace crowdvote::cli
