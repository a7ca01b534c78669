/// Arbitrary text as a strategy with options, and as a configuration file.

#include "cli/configuration.hpp"
#include "fuzz/fuzz_input.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategy_table.hpp>

#include <sstream>

namespace {

void parse_spec(const std::string& text) {
  using namespace crowdvote;
  const StrategyOptions options = parse_strategy(text);
  std::string spec(strategy_of(options).name());
  char separator = ':';
  for (const auto& [name, value] : option_values(options)) {
    spec += fmt::format("{}{}={}", std::exchange(separator, ','), name, value);
  }
  const bool is_plain = spec.find_first_of("+:", spec.find(':') + 1) == std::string::npos;
  if (is_plain)
    fuzz::expect(option_values(parse_strategy(spec)) == option_values(options), "options survive as text");
}

void parse_configuration(const std::string& text) {
  CLI::App app;
  std::string votes;
  std::string strategy;
  std::vector<std::string> where;
  double number = 0;
  bool flag = false;
  app.add_option("VOTES", votes);
  app.add_option("--strategy", strategy);
  app.add_option("--where", where);
  app.add_option("--theta-conf", number);
  app.add_flag("--strict", flag);
  app.set_config("--config");
  std::istringstream input(text);
  static_cast<void>(crowdvote::cli::Configuration(app).from_config(input));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  crowdvote::fuzz::Choices choices(data, size);
  const bool is_spec = choices.yes_or_no();
  const std::string text(choices.rest());
  try {
    if (is_spec) {
      parse_spec(text);
    } else {
      parse_configuration(text);
    }
  } catch (const crowdvote::OptionError&) {
  }
  return 0;
}
