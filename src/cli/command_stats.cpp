#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/input_options.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/publication.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include <crowdvote/format_figures.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/read_inputs.hpp>

namespace crowdvote::cli {

namespace {

struct StatsOptions {
  InputOptions inputs;
  FiguresOutput output;
  std::optional<std::string> copies;
  LabelScale scale = LabelScale::nominal;
  RunOptions run;
};

constexpr const char* kStatsFooter = R"(Examples:
  aggregate stats votes.json
  aggregate stats votes.json --authors authors.txt -o statistics.json
  aggregate stats votes.json -o statistics.txt --copies copies.csv
)";

bool parse(const Arguments& arguments, StatsOptions& options) {
  CommandLine line(
      {.name = "aggregate stats",
       .usage = "VOTES... [options]",
       .description = "Describes a data set: counts, distribution of votes, agreement, long tails.",
       .footer = kStatsFooter,
       .main_options = {"--columns", "--authors", "--scale", "--output", "--format", "--quiet"}});
  bind_votes(line, options.inputs);
  bind_authors(line, options.inputs);
  line.group("Agreement")
      .choice("--scale", options.scale,
              "The scale of the labels: ordinal and interval add Krippendorff's alpha for labels "
              "that are numbers");
  OptionGroup output = line.group("Output");
  bind_figures(output, options.output, "The statistics");
  output.file("--copies", options.copies,
              "Who never contradicts whom, repeats one author or says one label whatever there is to see "
              "(docs/copying.md); formats as for --output");
  if (!parse_and_apply(line, arguments, options.run)) return false;
  options.inputs.finish("aggregate stats");
  options.inputs.also_reads(options.run.configuration);
  std::vector<NamedPath> outputs{{"--output", options.output.path}};
  if (options.copies) outputs.push_back({"--copies", *options.copies});
  check_output_paths(outputs, options.inputs.file_paths());
  return true;
}

}  // namespace

int command_stats(const Arguments& arguments) {
  StatsOptions options;
  if (!parse(arguments, options)) return kExitDone;
  const RunControl control = options.run.control();
  const FiguresFormat format = options.output.chosen_format();
  OutputFile output(options.output.path);
  std::optional<OutputFile> copies;
  if (options.copies) copies.emplace(*options.copies);
  const FiguresFormat copies_format = figures_format_of(options.copies.value_or("-"), {});
  StageClock clock;

  const CrowdData data =
      clock.time("read", [&] { return read_inputs(options.inputs.paths, options.inputs.read, control); });
  tell_inputs(data);
  const DataProfile profile = clock.time("describe", [&] { return describe(data, options.scale); });
  output.write(format_profile(profile, data.labels, data.users, format));
  if (copies) {
    const CopyingReport found = clock.time(
        "copies", [&] { return find_copying(data.votes, data.author_of_observation, {}, control); });
    copies->write(format_copying(found, data.labels, data.users, copies_format));
  }
  std::vector<OutputFile*> files{&output};
  if (copies) files.push_back(&*copies);
  publish(files);
  tell_stages(clock);
  return kExitDone;
}

}  // namespace crowdvote::cli
