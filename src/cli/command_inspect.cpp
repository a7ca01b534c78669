#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/hints.hpp"
#include "cli/input_options.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/publication.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include <crowdvote/inspection.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/read_inputs.hpp>

#include <string>
#include <vector>

namespace crowdvote::cli {

namespace {

struct InspectOptions {
  InputOptions inputs;
  FiguresOutput output;
  RunOptions run;
};

constexpr const char* kInspectFooter = R"(Examples:
  aggregate inspect votes.csv
  aggregate inspect votes.csv --truth gold.csv --columns user=coder
  aggregate inspect votes.json --authors authors.txt --format json
)";

bool parse(const Arguments& arguments, InspectOptions& options) {
  CommandLine line({.name = "aggregate inspect",
                    .usage = "VOTES... [options]",
                    .description = "Says how the files would be read, what they hold and what looks odd in "
                                   "them, and does nothing else.",
                    .footer = kInspectFooter,
                    .main_options = {"--input-format", "--columns", "--authors", "--ai-votes", "--truth",
                                     "--output", "--format", "--quiet"}});
  bind_votes(line, options.inputs);
  bind_side_files(line, options.inputs);
  OptionGroup output = line.group("Output");
  bind_figures(output, options.output, "What was found");
  if (!parse_and_apply(line, arguments, options.run)) return false;
  options.inputs.finish("aggregate inspect");
  options.inputs.also_reads(options.run.configuration);
  check_output_paths({{"--output", options.output.path}}, options.inputs.file_paths());
  return true;
}

}  // namespace

int command_inspect(const Arguments& arguments) {
  InspectOptions options;
  if (!parse(arguments, options)) return kExitDone;
  const RunControl control = options.run.control();
  const FiguresFormat format = options.output.chosen_format();
  OutputFile output(options.output.path);
  StageClock clock;
  const CrowdData data =
      clock.time("read", [&] { return read_inputs(options.inputs.paths, options.inputs.read, control); });
  std::vector<std::string> warnings;
  for (const Notice& warning : data.warnings) warnings.push_back(with_hint(warning.text, warning.remedy));
  output.write(format_inspection(data, format, warnings));
  publish(output);
  tell_stages(clock);
  return kExitDone;
}

}  // namespace crowdvote::cli
