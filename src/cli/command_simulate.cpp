#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/messages.hpp"
#include "cli/publication.hpp"
#include "cli/run_options.hpp"
#include <crowdvote/crowdswe.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/simulate.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace crowdvote {

namespace cli {
enum class Preset { platform, crowd };
}  // namespace cli

template <>
struct Choices<cli::Preset> {
  static constexpr std::array values{Choice<cli::Preset>{"platform", cli::Preset::platform},
                                     Choice<cli::Preset>{"crowd", cli::Preset::crowd}};
};

}  // namespace crowdvote

namespace crowdvote::cli {

namespace {

/// The option texts of all presets, by name; empty if an option was not given.
using GivenOptions = std::map<std::string, std::optional<std::string>, std::less<>>;

struct SimulateOptions {
  std::string folder;
  std::vector<std::string> adversaries;  ///< --adversaries as given
  Preset preset = Preset::platform;
  SimulationOptions platform;
  CrowdOptions crowd;
  bool no_table = false;
  RunOptions run;
};

constexpr const char* kSimulateFooter = R"(Examples:
  aggregate simulate flora --observations 3000
  aggregate simulate crowdswe --observations 6699593 --no-table
  aggregate simulate crowd --preset crowd --observations 100000 --users 2000
  aggregate simulate puppets --preset crowd --observations 5000 --users 200 --adversaries puppets:0.1

Sizes that are not given follow the proportions of Pl@ntNet-CrowdSWE; --preset crowd makes 1000000 observations by 10000
users.
)";

/// Makes a flag of every option that a preset declares. An option that several presets share is made once,
/// with the default of the first.
template <class Options>
void bind_options(OptionGroup group, Options& options, GivenOptions& given) {
  const auto bind = [&](std::string_view name, const auto& value, Range /*range*/, std::string_view help) {
    const auto [option, is_new] = given.emplace(name, std::nullopt);
    if (!is_new) return;
    using Value = std::decay_t<decltype(value)>;
    std::string shown_default = "in proportion";
    if constexpr (std::is_arithmetic_v<Value>) shown_default = fmt::format("{}", value);
    const auto take = [&text = option->second](const std::string& word) { text = word; };
    group.raw(fmt::format("--{}", name), std::is_same_v<Value, double> ? "NUM" : "INT", shown_default, take,
              std::string(help));
  };
  visit_options(bind, options);
}

WholeRange whole(Range range) {
  WholeRange bounds;
  if (range.lowest > 0) bounds.lowest = static_cast<std::uint64_t>(range.lowest);
  if (range.highest < static_cast<double>(bounds.highest)) {
    bounds.highest = static_cast<std::uint64_t>(range.highest);
  }
  return bounds;
}

/// Takes the options of one preset from those that were given.
template <class Options>
void set_options(GivenOptions& given, Options& options) {
  const auto set = [&](std::string_view name, auto& value, Range range, std::string_view /*help*/) {
    const auto text = std::exchange(given.find(name)->second, std::nullopt);
    if (!text) return;
    const std::string flag = fmt::format("--{}", name);
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>) {
      value = parse_number(flag, *text, range);
    } else {
      value = parse_whole_number(flag, *text, whole(range));
    }
  };
  visit_options(set, options);
}

AdversaryShares parse_adversaries(const std::vector<std::string>& texts) {
  std::map<std::string, std::string, std::less<>> given;
  for (const std::string& text : texts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || !given.emplace(text.substr(0, colon), text.substr(colon + 1)).second) {
      throw OptionError(fmt::format(
          "--adversaries takes KIND:SHARE, each kind at most once, but '{}' is not of that form", text));
    }
  }
  AdversaryShares shares;
  const auto take = [&](std::string_view kind, double& share, Range range, std::string_view /*help*/) {
    const auto found = given.find(kind);
    if (found == given.end()) return;
    share = parse_number(fmt::format("--adversaries {}", kind), found->second, range);
    given.erase(found);
  };
  visit_options(take, shares);
  if (given.empty()) return shares;
  throw OptionError(fmt::format("--adversaries are puppets, colluders or spammers, but '{}' is none of them",
                                given.begin()->first));
}

void set_given(GivenOptions& given, SimulateOptions& options) {
  if (options.preset == Preset::platform) {
    set_options(given, options.platform);
    set_options(given, options.platform.shape);
  } else {
    set_options(given, options.crowd);
  }
  const auto left =
      std::find_if(given.begin(), given.end(), [](const auto& option) { return option.second.has_value(); });
  if (left == given.end()) return;
  throw OptionError(fmt::format("--{} is not an option of --preset {}: leave it out", left->first,
                                options.preset == Preset::platform ? "platform" : "crowd"));
}

bool parse(const Arguments& arguments, SimulateOptions& options, const Exchange* processes) {
  CommandLine line({.name = processes == nullptr ? "aggregate simulate" : "aggregate-mpi simulate",
                    .usage = "OUTDIR [options]",
                    .description = "Makes a data set like that of a citizen-science platform, or of a "
                                   "plain crowd, with known truth.",
                    .footer = kSimulateFooter,
                    .main_options = {"--preset", "--observations", "--users", "--seed", "--no-table",
                                     "--threads", "--quiet"}});
  GivenOptions given;
  line.positional("OUTDIR", options.folder, "The folder to write into; made if it does not exist");
  line.group("Size").choice(
      "--preset", options.preset,
      "platform: authors, helpers, experts and an AI; crowd: as many votes everywhere, by users "
      "with errors of their own");
  bind_options(line.group("Size"), options.platform, given);
  bind_options(line.group("Shape: species, people, experts and the AI"), options.platform.shape, given);
  bind_options(line.group("With --preset crowd, besides --observations, --users and --seed"), options.crowd,
               given);
  line.group("Adversaries")
      .list("--adversaries", "KIND:SHARE", options.adversaries,
            "A share of the users are puppets (they repeat a leader), colluders (they agree on a wrong "
            "label) or spammers (they give one label); may be given several times; adversaries.csv says who");
  line.group("Output").flag("--no-table", options.no_table,
                            "Leave out the table of published and simulated figures, which takes some runs");
  if (!parse_and_apply(line, arguments, options.run)) return false;
  if (options.folder.empty()) {
    throw OptionError(
        "no folder to write into is given, as in: aggregate simulate flora --observations 3000");
  }
  if (processes != nullptr && options.preset == Preset::platform && !options.no_table) {
    throw OptionError(
        "the table of figures takes all of the data in one process: give --no-table, or use the program "
        "aggregate");
  }
  set_given(given, options);
  options.platform.adversaries = options.crowd.adversaries = parse_adversaries(options.adversaries);
  return true;
}

/// \param processes that share the run; null if this process is the only one
int run_simulate(const Arguments& arguments, Exchange* processes) {
  SimulateOptions options;
  if (!parse(arguments, options, processes)) return kExitDone;
  RunControl control = options.run.control();
  if (processes != nullptr) {
    if (processes->size() > 1) control.processes = processes;
    end_on_interrupt();
    if (!is_first_process(control)) set_verbosity(Verbosity::quiet);
  }

  const bool is_platform = options.preset == Preset::platform;
  OutputFile table("-");
  const auto make_table = [&]() -> std::vector<OutputFile*> {
    if (options.no_table) return {};
    table.write(comparison_text(compare_with_crowdswe(simulate(options.platform, control), control)));
    clear_passing_line();
    return {&table};
  };
  const SimulationCounts counts =
      is_platform ? write_simulation(options.folder, options.platform, control, make_table)
                  : write_crowd(options.folder, options.crowd, control);
  settle(kExitDone);
  const std::uint64_t n_observations =
      is_platform ? options.platform.observations : options.crowd.observations;
  spdlog::info("wrote {}: {} on {}; {} with two votes or more, {} with a disagreement", options.folder,
               count_of(counts.votes, "vote"), count_of(n_observations, "observation"),
               with_commas(counts.several_votes), with_commas(counts.disagreements));
  clear_passing_line();
  return kExitDone;
}

}  // namespace

int command_simulate(const Arguments& arguments) { return run_simulate(arguments, nullptr); }

int simulate_with_others(const Arguments& arguments, Exchange& processes) {
  return run_simulate(arguments, &processes);
}

}  // namespace crowdvote::cli
