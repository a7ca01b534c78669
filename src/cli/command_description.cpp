#include "cli/command_description.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <CLI/CLI.hpp>

namespace crowdvote::cli {

namespace {

constexpr std::array kOffersOfTypes{
    std::pair{std::string_view("FILE"), Offer::Kind::files},
    std::pair{std::string_view("VOTES"), Offer::Kind::files},
    std::pair{std::string_view("LABELS"), Offer::Kind::files},
    std::pair{std::string_view("DIR"), Offer::Kind::folders},
    std::pair{std::string_view("OUTDIR"), Offer::Kind::folders},
    std::pair{std::string_view("STRATEGY"), Offer::Kind::strategies},
};

Offer offer_of(const std::string& name, const std::string& type, const Offers& offers) {
  const auto declared = offers.find(name);
  if (declared != offers.end()) return declared->second;
  const auto* const by_type = std::find_if(kOffersOfTypes.begin(), kOffersOfTypes.end(),
                                           [&](const auto& known) { return known.first == type; });
  return by_type != kOffersOfTypes.end() ? Offer{by_type->second} : Offer{};
}

bool takes_several(const CLI::Option& option) { return option.get_items_expected_max() > 1; }

DescribedOption described_from(const CLI::Option& option, const Offers& offers) {
  if (option.get_positional()) {
    const std::string name = option.get_name(true);
    return {{name}, name, option.get_description(), offer_of(name, name, offers), takes_several(option)};
  }
  DescribedOption described{.names = {},
                            .type = {},
                            .help = option.get_description(),
                            .offer = {},
                            .repeats = takes_several(option)};
  for (const std::string& name : option.get_snames()) described.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) described.names.push_back("--" + name);
  if (option.get_type_size() != 0) described.type = option.get_type_name();
  described.offer = offer_of("--" + option.get_lnames().front(), described.type, offers);
  return described;
}

std::vector<DescribedOption> described_from(const std::vector<const CLI::Option*>& options,
                                            const Offers& offers) {
  std::vector<DescribedOption> described;
  for (const CLI::Option* option : options) described.push_back(described_from(*option, offers));
  return described;
}

bool is_of_strategies(const DescribedOption& option) { return option.offer.kind == Offer::Kind::strategies; }

}  // namespace

std::string_view DescribedCommand::short_name() const {
  const std::size_t blank = name.find(' ');
  return blank == std::string::npos ? std::string_view() : std::string_view(name).substr(blank + 1);
}

std::vector<DescribedOption> DescribedCommand::all_options() const {
  std::vector<DescribedOption> all;
  for (const DescribedGroup& group : groups)
    all.insert(all.end(), group.options.begin(), group.options.end());
  all.insert(all.end(), strategy_options.begin(), strategy_options.end());
  return all;
}

bool DescribedCommand::takes_strategy() const {
  const std::vector<DescribedOption> options = all_options();
  return std::any_of(options.begin(), options.end(), is_of_strategies) ||
         std::any_of(arguments.begin(), arguments.end(), is_of_strategies);
}

DescribedCommand describe_command(const CLI::App& app, const std::string& usage, const Offers& offers) {
  DescribedCommand command{.name = app.get_name(),
                           .summary = {},
                           .usage = usage,
                           .description = app.get_description(),
                           .footer = app.get_footer(),
                           .arguments = {},
                           .groups = {},
                           .strategy_options = {}};
  command.arguments = described_from(
      app.get_options([](const CLI::Option* option) { return option->get_positional(); }), offers);
  for (const std::string& title : app.get_groups()) {
    const auto is_in_group = [&title](const CLI::Option* option) {
      return option->get_group() == title && option->nonpositional();
    };
    std::vector<DescribedOption> options = described_from(app.get_options(is_in_group), offers);
    if (title.empty()) {
      command.strategy_options = std::move(options);
    } else if (!options.empty()) {
      command.groups.push_back({title, std::move(options)});
    }
  }
  return command;
}

}  // namespace crowdvote::cli
