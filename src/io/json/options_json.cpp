#include "io/json/options_json.hpp"

#include <crowdvote/errors.hpp>

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Writes numbers as numbers, flags as booleans and words as text.
nlohmann::ordered_json typed_option(const std::string& type, const std::string& text) {
  if (type == "FLAG") return text == "true";
  if (type == "NUM" || type == "INT") return nlohmann::ordered_json::parse(text);
  return text;
}

}  // namespace

nlohmann::ordered_json strategy_options_json(const StrategyOptions& given) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  const StrategyOptions options = with_defaults_filled(given);
  const auto values = option_values(options);
  for (const OptionDescription& option : describe_options(options)) {
    nlohmann::ordered_json& value = json[option.name] = nullptr;
    for (const auto& [name, text] : values) {
      if (name == option.name) value = typed_option(option.type, text);
    }
  }
  return json;
}

StrategyOptions strategy_options_from(const StrategyInfo& strategy, const JsonNode& options) {
  StrategyOptions read = strategy.defaults;
  const auto described = describe_options(read);
  if (!options.value().is_object()) options.fail("an object of options");
  for (const auto& [name, value] : options.value().items()) {
    const bool is_known =
        std::any_of(described.begin(), described.end(),
                    [&key = name](const OptionDescription& option) { return option.name == key; });
    if (!is_known) options[name].fail(fmt::format("options of {} alone", strategy.name()));
  }
  for (const OptionDescription& option : described) {
    const auto node = options.find(option.name);
    if (!node) continue;
    const nlohmann::json& value = node->value();
    const bool is_text = value.is_string();
    if (!is_text && !value.is_number() && !value.is_boolean()) node->fail(option.allowed);
    try {
      set_option(read, option.name, is_text ? node->text() : value.dump());
    } catch (const OptionError&) {
      node->fail(option.allowed);
    }
  }
  return read;
}

}  // namespace crowdvote
