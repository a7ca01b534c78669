#include "cli/command_inspect.hpp"

#include "cli/exit_codes.hpp"
#include "cli/hints.hpp"
#include "cli/input_options.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include <crowdvote/inspection.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/read_inputs.hpp>

#include <optional>

namespace crowdvote::cli {

namespace {

struct InspectOptions {
  InputOptions inputs;
  std::string output = "-";
  std::optional<TextOrJson> format;
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
                    .footer = kInspectFooter});
  bind_votes(line, options.inputs);
  bind_side_files(line, options.inputs);
  OptionGroup output = line.group("Output");
  output.file("-o,--output", options.output, "What was found: .txt or .json; - is standard output");
  output.choice("--format", options.format, "Format, where the ending of FILE does not tell");
  bind_run(line, options.run);
  line.accept_configuration();
  if (!line.parse(arguments)) return false;
  options.run.apply();
  options.inputs.finish("aggregate inspect");
  check_output_paths({{"--output", options.output}}, options.inputs.file_paths());
  return true;
}

}  // namespace

int command_inspect(const Arguments& arguments) {
  InspectOptions options;
  if (!parse(arguments, options)) return kExitDone;
  const RunControl control = options.run.control();
  OutputFile output(options.output);
  StageClock clock;
  const CrowdData data =
      clock.time("read", [&] { return read_inputs(options.inputs.paths, options.inputs.read, control); });
  std::vector<std::string> warnings;
  for (const Notice& warning : data.warnings) warnings.push_back(with_hint(warning.text, warning.remedy));
  output.write(format_inspection(data, text_or_json(options.format, options.output), warnings));
  output.publish();
  tell_stages(clock);
  return kExitDone;
}

}  // namespace crowdvote::cli
