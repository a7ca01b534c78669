#include "cli/output_options.hpp"

#include <crowdvote/errors.hpp>

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace crowdvote {

template <>
struct Choices<LabelsFormat> {
  static constexpr std::array values{
      Choice<LabelsFormat>{"csv", LabelsFormat::csv}, Choice<LabelsFormat>{"tsv", LabelsFormat::tsv},
      Choice<LabelsFormat>{"json", LabelsFormat::json}, Choice<LabelsFormat>{"jsonl", LabelsFormat::jsonl},
      Choice<LabelsFormat>{"npy", LabelsFormat::npy}};
};

}  // namespace crowdvote

namespace crowdvote::cli {

namespace {

namespace fs = std::filesystem;

/// A device, a pipe or standard output: what is written there cannot be taken back.
bool goes_straight(const std::string& path) {
  std::error_code ignored;
  return path == "-" || (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored));
}

bool are_one_file(const std::string& a, const std::string& b) {
  if (a == "-" || b == "-") return a == b;
  std::error_code ignored;
  if (fs::equivalent(a, b, ignored)) return fs::is_regular_file(a, ignored);
  return fs::absolute(a, ignored).lexically_normal() == fs::absolute(b, ignored).lexically_normal();
}

std::optional<OutputFile> open_if_given(const std::optional<std::string>& path) {
  if (!path) return std::nullopt;
  return OutputFile(*path);
}

}  // namespace

void bind_outputs(CommandLine& line, OutputOptions& options) {
  OptionGroup group = line.group("Output");
  group.file("-o,--output", options.labels,
             "The labels: .csv, .tsv, .json, .jsonl or .npy, .gz behind it packs; - is standard output");
  group.choice("--output-format", options.format,
               "Format of the labels, where the ending of FILE does not tell");
  group.flag("--only-valid", options.only_valid, "Leave out the observations that are not valid");
  group.file("--users", options.users, "What was learnt of each user, as CSV");
  group.file("--summary", options.summary, "Counts, options, seconds and metrics, as JSON");
}

WriteLabelsOptions OutputOptions::labels_options() const {
  return {.format = format ? *format : labels_format_of(labels), .only_valid = only_valid};
}

void OutputOptions::check(const std::vector<std::string>& input_paths,
                          const std::optional<std::string>& report) const {
  if (labels_options().format == LabelsFormat::npy && only_valid) {
    throw OptionError(
        "--only-valid does not go with .npy, which has a place for every observation (-1 where it is not "
        "valid): leave one out");
  }
  std::vector<NamedPath> outputs{{"--output", labels}};
  if (users) outputs.emplace_back("--users", *users);
  if (summary) outputs.emplace_back("--summary", *summary);
  if (report) outputs.emplace_back("--report", *report);
  check_output_paths(outputs, input_paths);
}

void check_output_paths(const std::vector<NamedPath>& outputs, const std::vector<std::string>& input_paths) {
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    const auto& [option, path] = *output;
    for (auto other = outputs.begin(); other != output; ++other) {
      if (are_one_file(path, other->second)) {
        throw OptionError(
            fmt::format("{} and {} both write to '{}': give each its own file", other->first, option, path));
      }
    }
    for (const std::string& input : input_paths) {
      if (path != "-" && are_one_file(path, input)) {
        throw OptionError(
            fmt::format("{} would replace '{}', which is read: choose another name", option, input));
      }
    }
  }
}

OutputFiles::OutputFiles(const OutputOptions& options)
    : labels_options_(options.labels_options()),
      labels_go_straight_(goes_straight(options.labels)),
      labels_(options.labels),
      users_(open_if_given(options.users)),
      summary_(open_if_given(options.summary)) {}

void OutputFiles::write(const CrowdData& data, const VotesView& votes, const Consensus& consensus,
                        const std::string& ai_user, const RunControl& control) {
  if (users_) write_users(*users_, data, votes, consensus, ai_user, control);
  if (!labels_go_straight_) write_labels(labels_, data, votes, consensus, labels_options_, control);
}

void OutputFiles::write_summary(std::string_view json) {
  if (summary_) summary_->write(json);
}

void OutputFiles::sync() {
  if (users_) users_->finish();
  if (!labels_go_straight_) labels_.finish();
}

void OutputFiles::publish(const CrowdData& data, const VotesView& votes, const Consensus& consensus,
                          const RunControl& control) {
  if (summary_) summary_->finish();
  if (labels_go_straight_) {
    RunControl silent = control;
    silent.progress = {};  // it would mix with labels on the same terminal
    write_labels(labels_, data, votes, consensus, labels_options_, silent);
  }
  labels_.publish();
  if (users_) users_->publish();
  if (summary_) summary_->publish();
}

}  // namespace crowdvote::cli
