#include "cli/output_options.hpp"

#include "cli/output_parts.hpp"
#include "cli/publication.hpp"
#include "cli/version.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/model_file.hpp>
#include <crowdvote/option_texts.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace crowdvote::cli {

namespace {

namespace fs = std::filesystem;

/// Whether the path is a device, a pipe or standard output: what is written there cannot be undone.
bool goes_straight(const std::string& path) {
  std::error_code ignored;
  return path == "-" || (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored));
}

}  // namespace

void bind_outputs(CommandLine& line, OutputOptions& options) {
  OptionGroup group = line.group("Output");
  group.file("-o,--output", options.labels,
             "The labels: .csv, .tsv, .json, .jsonl, .npy or .parquet, optionally followed by .gz or .zst; - "
             "is standard "
             "output");
  group.choice("--output-format,--format", options.format,
               "Format of the labels, regardless of the ending of FILE");
  group.flag("--only-valid", options.only_valid, "Leave out the observations that are not valid");
  group.flag("--spreadsheet-safe", options.spreadsheet_safe,
             "Write an apostrophe before texts in CSV and TSV that a spreadsheet would take for formulas");
  group.text("--show", "N|all", options.show,
             "Write this many rows of labels to standard output; by default 10 on a terminal, otherwise all");
  group.file("--users", options.users,
             "What was learnt about each user: .csv, .tsv, .json, .jsonl or .parquet");
  group.file(
      "--explanations", options.explanations,
      "How near each observation is to another outcome, and whose vote alone decides it: .csv, .tsv, .json, "
      ".jsonl or .parquet");
  group.file("--probabilities", options.probabilities,
             "The probability of each label on each observation; for weighted votes, its share of the "
             "weights: .csv, .tsv, .json, .jsonl, .parquet or .npy (with the labels in FILE.labels.json)");
  group.number("--min-probability", options.min_probability, {.lowest = 0, .highest = 1},
               "Leave out smaller probabilities; a .npy has all of them");
  group.file("--confusion", options.confusion,
             "How each user votes where each label is true, as CSV, for strategies that learn it");
  group.file("--save-model", options.model,
             "What was learnt about the users, as JSON, for labelling other observations (--use-model)");
  group.file("--summary", options.summary, "Counts, options, seconds and metrics, as JSON");
}

FiguresFormat FiguresOutput::chosen_format() const { return format ? *format : figures_format_of(path); }

void bind_figures(OptionGroup& group, FiguresOutput& options, std::string_view what) {
  group.file(
      "-o,--output", options.path,
      fmt::format("{}: .txt, .csv, .md, .html or .json, optionally followed by .gz or .zst; - is standard "
                  "output",
                  what));
  group.choice("--format,--output-format", options.format, "Its format, regardless of the ending of FILE");
}

WriteLabelsOptions OutputOptions::labels_options() const {
  WriteLabelsOptions options{.format = format ? *format : labels_format_of(labels), .only_valid = only_valid};
  if (const auto rows = rows_shown()) options.most_rows = *rows;
  return options;
}

std::optional<std::uint64_t> OutputOptions::rows_shown() const {
  constexpr std::uint64_t kRowsOnTerminal = 10;
  if (labels != "-") {
    if (!show.empty())
      throw OptionError("--show is about labels on standard output: leave out one of --show and --output");
    return std::nullopt;
  }
  if (show == "all") return std::nullopt;
  if (!show.empty()) return parse_whole_number("--show", show, {.lowest = 1});
  const bool is_table = !format || *format == LabelsFormat::csv || *format == LabelsFormat::tsv;
  return is_table && isatty(STDOUT_FILENO) == 1 ? std::optional(kRowsOnTerminal) : std::nullopt;
}

WriteProbabilitiesOptions OutputOptions::probabilities_options() const {
  return {.format = probabilities_format_of(*probabilities), .least = min_probability};
}

std::optional<std::string> OutputOptions::probability_labels() const {
  if (!probabilities || probabilities_options().format != LabelsFormat::npy) return std::nullopt;
  return *probabilities + ".labels.json";
}

void OutputOptions::check_given_by(const StrategyOptions& strategy, bool uses_model) const {
  if (confusion) check_gives_confusion(strategy);
  if (model) check_gives_model(strategy);
  if (!uses_model) return;
  const auto& refused = model ? model : confusion;
  if (refused) {
    throw OptionError(fmt::format("--{} says what was learnt, and with --use-model nothing is: leave one out",
                                  model ? "save-model" : "confusion"));
  }
}

void OutputOptions::take_part(const Exchange& processes) {
  const auto take = [&processes](std::string& path, std::optional<std::string>& manifest) {
    if (!is_in_parts(path)) return;
    const std::string next = path_of_part(path, processes.size());
    std::error_code ignored;
    if (fs::exists(next, ignored)) {
      throw OptionError(fmt::format(
          "'{}' is a part of a run with more processes, and would be among the parts of this one: remove "
          "it and those that follow it, or choose another name",
          next));
    }
    manifest = path_of_manifest(path);
    path = path_of_part(path, processes.rank());
  };
  take(labels, labels_manifest);
  if (probabilities) take(*probabilities, probabilities_manifest);
}

void OutputOptions::check(const std::vector<std::string>& input_paths,
                          const std::optional<std::string>& report) const {
  check_can_write(labels_options().format);
  if (users) (void)users_format_of(*users);
  if (explanations) (void)users_format_of(*explanations);
  if (labels_options().format == LabelsFormat::npy && only_valid) {
    throw OptionError(
        "--only-valid does not go with .npy, which has a place for every observation (-1 where it is not "
        "valid): leave one out");
  }
  std::vector<NamedPath> outputs{{"--output", labels}};
  if (labels_manifest) outputs.push_back({"the manifest of --output", *labels_manifest});
  if (users) outputs.push_back({"--users", *users});
  if (explanations) outputs.push_back({"--explanations", *explanations});
  if (probabilities) outputs.push_back({"--probabilities", *probabilities});
  if (probabilities_manifest) outputs.push_back({"the manifest of --probabilities", *probabilities_manifest});
  if (const auto path = probability_labels()) outputs.push_back({"--probabilities", *path});
  if (confusion) outputs.push_back({"--confusion", *confusion, ".csv"});
  if (model) outputs.push_back({"--save-model", *model, ".json"});
  if (summary) outputs.push_back({"--summary", *summary, ".json"});
  if (report) outputs.push_back({"--report", *report, ".html"});
  check_output_paths(outputs, input_paths);
}

void check_output_paths(const std::vector<NamedPath>& outputs, const std::vector<std::string>& input_paths) {
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    const auto& [option, path, ending] = *output;
    if (is_in_parts(path)) {
      throw OptionError(fmt::format(
          "{} '{}': %r stands for the number of a process, and only aggregate-mpi writes labels and "
          "probabilities in parts: leave it out",
          option, path));
    }
    if (!ending.empty()) check_ending(path, ending);
    for (auto other = outputs.begin(); other != output; ++other) {
      if (lead_to_one_file(path, other->path)) {
        throw OptionError(fmt::format("{} and {} both write to '{}': give each its own file", other->option,
                                      option, path == "-" ? "standard output" : path));
      }
    }
    for (const std::string& input : input_paths) {
      if (lead_to_one_file(path, input == "-" ? "/dev/stdin" : input)) {
        throw OptionError(fmt::format("{} would replace '{}', which is read: choose another name", option,
                                      input == "-" ? "standard input" : input));
      }
    }
  }
}

OutputFiles::OutputFiles(const OutputOptions& options, bool writes)
    : writes_(writes), only_valid_(options.only_valid) {
  add(
      options.labels,
      [labels = options.labels_options()](auto& file, const auto& result, const auto& control) {
        write_labels(file, result.data, result.input, result.consensus, labels, control);
      },
      options.labels_manifest);
  if (options.users) {
    add(*options.users, [format = users_format_of(*options.users)](auto& file, const auto& result,
                                                                   const auto& control) {
      write_users(file, result.data, result.input.votes, result.consensus, result.ai_user, format, control);
    });
  }
  if (options.explanations) {
    add(*options.explanations, [format = users_format_of(*options.explanations)](
                                   auto& file, const auto& result, const auto& control) {
      write_explanations(file, result.data, result.input, result.consensus, result.ai_user, format, control,
                         &result.strategy);
    });
  }
  if (options.probabilities) {
    probabilities_ = options.probabilities_options();
    add(
        *options.probabilities,
        [how = *probabilities_](auto& file, const auto& result, const auto& control) {
          write_probabilities(file, result.data, result.input, result.consensus, how, control);
        },
        options.probabilities_manifest);
  }
  if (const auto path = options.probability_labels()) {
    add(*path, [](auto& file, const auto& result, const auto& control) {
      write_probability_labels(file, result.data, result.input, result.consensus, control);
    });
  }
  if (options.confusion) {
    add(*options.confusion, [](auto& file, const auto& result, const auto& control) {
      write_confusion(file, result.data, result.consensus, control);
    });
  }
  if (options.model) {
    wants_model_ = true;
    add(*options.model, [](auto& file, const auto& result, const auto& control) {
      write_model(file, result.data, result.input.votes, result.strategy, result.consensus, kVersion,
                  control);
    });
  }
  if (options.spreadsheet_safe) {
    for (Output& output : outputs_) output.file.make_safe_for_spreadsheets();
  }
  if (options.summary) summary_.emplace(open(*options.summary));
}

void OutputFiles::add(const std::string& path, Write write, const std::optional<std::string>& manifest) {
  if (!manifest) {
    outputs_.push_back({open(path), goes_straight(path), std::move(write), std::nullopt});
    return;
  }
  // A part is a file that belongs to this process alone.
  const auto write_part = [write = std::move(write)](auto& file, const auto& result, RunControl control) {
    control.processes = nullptr;
    write(file, result, control);
  };
  outputs_.push_back({OutputFile(path), false, write_part, open(*manifest)});
  outputs_.back().file.keep_checksum();
}

void OutputFiles::check_size(const AggregationInput& input, const RunControl& control) const {
  if (probabilities_) check_probabilities_fit(input, probabilities_->format, control);
}

void OutputFiles::write(const RunResult& result, const RunControl& control) {
  for (Output& output : outputs_) {
    if (!output.goes_straight) output.write(output.file, result, control);
  }
}

void OutputFiles::write_summary(std::string_view json) {
  if (summary_) summary_->write(json);
}

void OutputFiles::write_manifests(const RunResult& result, const RunControl& control) {
  for (Output& output : outputs_) {
    if (!output.manifest) continue;
    const bool is_of_labels = &output == &outputs_.front();
    const std::size_t n =
        is_of_labels && only_valid_ ? result.consensus.n_valid() : result.consensus.label.size();
    write_manifest(*output.manifest, output.file, n, control);
  }
}

void OutputFiles::sync() {
  for (Output& output : outputs_) {
    if (!output.goes_straight) output.file.finish();
  }
}

void OutputFiles::publish(const RunResult& result, std::vector<OutputFile*> further, int code,
                          const RunControl& control) {
  if (summary_) summary_->finish();
  RunControl silent = control;
  silent.progress = {};  // it would interfere with output to the same terminal
  // The labels come first and are written last: if another output fails, no labels have been written.
  for (auto output = outputs_.rbegin(); output != outputs_.rend(); ++output) {
    if (!output->goes_straight) continue;
    output->write(output->file, result, silent);
    output->file.finish();
  }
  std::vector<OutputFile*> manifests;
  for (Output& output : outputs_) {
    further.push_back(&output.file);
    if (output.manifest) manifests.push_back(&*output.manifest);
  }
  if (summary_) further.push_back(&*summary_);
  OutputFile::WithOthers others{.last = manifests};
  if (control.processes != nullptr)
    others.agree = [&control] { (void)sum_over_processes(control, std::size_t{0}); };
  cli::publish(further, code, others);
}

}  // namespace crowdvote::cli
