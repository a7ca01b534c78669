#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/input_options.hpp"
#include "cli/narration.hpp"
#include "cli/output_options.hpp"
#include "cli/publication.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include <crowdvote/convert.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/output_file.hpp>

#include <optional>

#include <spdlog/spdlog.h>

namespace crowdvote {

template <>
struct Choices<ConversionFormat> {
  static constexpr std::array values{Choice<ConversionFormat>{"csv", ConversionFormat::csv},
                                     Choice<ConversionFormat>{"tsv", ConversionFormat::tsv},
                                     Choice<ConversionFormat>{"json", ConversionFormat::json},
                                     Choice<ConversionFormat>{"jsonl", ConversionFormat::jsonl},
                                     Choice<ConversionFormat>{"parquet", ConversionFormat::parquet}};
};

}  // namespace crowdvote

namespace crowdvote::cli {

namespace {

struct ConversionOptions {
  InputOptions inputs;
  std::string output = "-";
  std::optional<ConversionFormat> format;
  bool anonymise = false;
  bool spreadsheet_safe = false;
  std::optional<std::string> salt_file;
  RunOptions run;
};

constexpr const char* kConvertFooter = R"(Examples:
  aggregate convert votes.csv -o votes.json
  aggregate convert part-*.csv.gz -o votes.jsonl.zst
  aggregate convert batch.csv --columns observation=HITId,user=WorkerId,label=Answer.label -o votes.csv
  aggregate convert votes.csv --anonymise --salt-file secret.txt -o shared.csv

All votes are kept, a user's repeated votes too, unless --repeats says otherwise; a .json can hold only one
of them.
)";

bool parse(const Arguments& arguments, ConversionOptions& options) {
  CommandLine line({.name = "aggregate convert",
                    .usage = "VOTES... -o FILE [options]",
                    .description = "Writes votes in another format, unchanged and without aggregating them.",
                    .footer = kConvertFooter,
                    .main_options = {"--output", "--output-format", "--columns", "--input-format",
                                     "--repeats", "--anonymise", "--salt-file", "--quiet"}});
  options.inputs.read.repeats = Repeats::all;
  bind_votes(line, options.inputs);
  OptionGroup output = line.group("Output");
  output.file("-o,--output", options.output,
              "The votes: .csv, .tsv, .json ({observation: {user: label}}), .jsonl or .parquet, optionally "
              "followed by .gz or .zst; - is standard output");
  output.choice("--output-format", options.format, "Format of the votes, if the ending of FILE does not say");
  output.flag("--spreadsheet-safe", options.spreadsheet_safe,
              "Write an apostrophe before texts in CSV and TSV that a spreadsheet would take for formulas");
  output.flag("--anonymise", options.anonymise,
              "Replace the users' names with keyed hashes; the AI keeps its name, and columns other than "
              "those of votes are never written");
  output.file("--salt-file", options.salt_file,
              "The secret key of the hashes, at least 16 bytes, so that later runs give a user the same "
              "hash; otherwise random, and not kept");
  if (!parse_and_apply(line, arguments, options.run)) return false;
  options.inputs.finish("aggregate convert");
  if (!options.inputs.without.empty()) {
    throw OptionError("votes are written as they are, whoever gave them: leave out --without");
  }
  if (options.salt_file && !options.anonymise) {
    throw OptionError("--salt-file is the key of --anonymise: add it, or leave both out");
  }
  options.inputs.also_reads(options.run.configuration);
  options.inputs.also_reads(options.salt_file);
  check_output_paths({{"--output", options.output}}, options.inputs.file_paths());
  return true;
}

ConvertOptions convert_options(const ConversionOptions& options) {
  ConvertOptions convert{.format = options.format ? *options.format : conversion_format_of(options.output)};
  if (options.anonymise) convert.salt = options.salt_file ? read_salt(*options.salt_file) : random_salt();
  return convert;
}

void tell_conversion(const Conversion& conversion, const ConversionOptions& options) {
  for (const InputFile& file : conversion.files) tell_file(file);
  tell_warnings(conversion.warnings);
  tell_if_any(conversion.n_replaced, "vote gave way to another of the same user and observation",
              "votes gave way to others of the same user and observation");
  tell_if_any(conversion.n_rows_left_out, "row does not meet the conditions and is left out",
              "rows do not meet the conditions and are left out");
  tell_if_any(conversion.n_too_late, "vote is too late and is left out",
              "votes are too late and are left out");
  if (options.anonymise && !options.salt_file) {
    spdlog::info(
        "users are hashes with a random key that is not kept: another run gives other hashes, unless "
        "--salt-file FILE names a key");
  }
  spdlog::info("wrote {}: {}, {} of them without a label",
               options.output == "-" ? "standard output" : options.output,
               count_of(conversion.n_statements, "statement of a user", "statements of users"),
               with_commas(conversion.n_abstentions));
}

}  // namespace

int command_convert(const Arguments& arguments) {
  ConversionOptions options;
  if (!parse(arguments, options)) return kExitDone;
  const ConvertOptions convert = convert_options(options);
  const RunControl control = options.run.control();
  OutputFile output(options.output);
  if (options.spreadsheet_safe) output.make_safe_for_spreadsheets();
  StageClock clock;
  const Conversion conversion = clock.time("convert", [&] {
    return convert_votes(options.inputs.paths.votes, output, options.inputs.read, convert, control);
  });
  clock.time("write", [&] { publish(output); });
  tell_conversion(conversion, options);
  tell_stages(clock);
  return kExitDone;
}

}  // namespace crowdvote::cli
