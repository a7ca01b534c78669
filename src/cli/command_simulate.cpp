#include "cli/command_simulate.hpp"

#include "cli/exit_codes.hpp"
#include "cli/messages.hpp"
#include "cli/run_options.hpp"
#include <crowdvote/crowdswe.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/simulate.hpp>
#include <crowdvote/write_outputs.hpp>

#include <filesystem>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace crowdvote::cli {

namespace {

struct SimulateOptions {
  std::string folder;
  SimulationOptions simulation;
  bool no_table = false;
  RunOptions run;
};

constexpr const char* kSimulateFooter = R"(Examples:
  aggregate simulate flora --observations 3000
  aggregate simulate crowdswe --observations 6699593 --no-table

Sizes that are not given follow the proportions of Pl@ntNet-CrowdSWE.
)";

/// Makes a flag of every option that a simulation declares.
class FlagOfOption {
 public:
  explicit FlagOfOption(OptionGroup group) : group_(std::move(group)) {}

  void operator()(std::string_view name, double& value, Range range, std::string_view help) {
    group_.number(flag(name), value, range, std::string(help));
  }
  void operator()(std::string_view name, std::uint64_t& value, Range range, std::string_view help) {
    group_.whole_number(flag(name), value, whole(range), std::string(help));
  }
  void operator()(std::string_view name, std::optional<std::uint64_t>& value, Range range,
                  std::string_view help) {
    const auto take = [&value, name = flag(name), range = whole(range)](const std::string& text) {
      value = parse_whole_number(name, text, range);
    };
    group_.raw(flag(name), "INT", "in proportion", take, std::string(help));
  }

 private:
  static std::string flag(std::string_view name) { return fmt::format("--{}", name); }
  static WholeRange whole(Range range) {
    WholeRange bounds;
    if (range.lowest > 0) bounds.lowest = static_cast<std::uint64_t>(range.lowest);
    if (range.highest < static_cast<double>(bounds.highest)) {
      bounds.highest = static_cast<std::uint64_t>(range.highest);
    }
    return bounds;
  }

  OptionGroup group_;
};

bool parse(const Arguments& arguments, SimulateOptions& options) {
  CommandLine line(
      {.name = "aggregate simulate",
       .usage = "OUTDIR [options]",
       .description = "Makes a data set of the shape of a citizen-science platform, the truth known.",
       .footer = kSimulateFooter});
  line.positional("OUTDIR", options.folder, "The folder to write into; made if it is not there");
  visit_options(FlagOfOption(line.group("Size")), options.simulation);
  visit_options(FlagOfOption(line.group("Shape: species, people, experts and the AI")),
                options.simulation.shape);
  line.group("Output").flag("--no-table", options.no_table,
                            "Leave out the table of published and simulated figures, which takes some runs");
  bind_run(line, options.run);
  line.accept_configuration();
  if (!line.parse(arguments)) return false;
  options.run.apply();
  if (options.folder.empty()) {
    throw OptionError(
        "no folder to write into is given, as in: aggregate simulate flora --observations 3000");
  }
  return true;
}

CrowdData read_back(const SimulateOptions& options, const RunControl& control) {
  const std::filesystem::path folder = options.folder;
  InputPaths paths{.votes = folder / "votes.json",
                   .authors = folder / "authors.txt",
                   .truth = folder / "ground_truth.txt"};
  if (options.simulation.ai > 0) {
    paths.ai_votes = folder / "ai_votes.json";
    paths.ai_scores = folder / "ai_scores.json";
  }
  return read_inputs(paths, {}, control);
}

}  // namespace

int command_simulate(const Arguments& arguments) {
  SimulateOptions options;
  if (!parse(arguments, options)) return kExitDone;
  const RunControl control = options.run.control();

  const SimulationCounts counts = write_simulation(options.folder, options.simulation, control);
  spdlog::info("wrote {}: {} on {}; {} with two votes or more, {} with a disagreement", options.folder,
               count_of(counts.votes, "vote"), count_of(options.simulation.observations, "observation"),
               with_commas(counts.several_votes), with_commas(counts.disagreements));
  if (!options.no_table) {
    const std::string table = comparison_text(compare_with_crowdswe(read_back(options, control), control));
    clear_passing_line();
    write_text("-", table);
  }
  clear_passing_line();
  return kExitDone;
}

}  // namespace crowdvote::cli
