#include "cli/input_options.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/missing_words.hpp>
#include <crowdvote/strategy_table.hpp>

#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

template <>
struct Choices<VotesFormat> {
  static constexpr std::array values{
      Choice<VotesFormat>{"auto", VotesFormat::automatic}, Choice<VotesFormat>{"json", VotesFormat::json},
      Choice<VotesFormat>{"csv", VotesFormat::csv}, Choice<VotesFormat>{"tsv", VotesFormat::tsv},
      Choice<VotesFormat>{"jsonl", VotesFormat::jsonl}};
};
template <>
struct Choices<JsonOrder> {
  static constexpr std::array values{Choice<JsonOrder>{"observation", JsonOrder::observation},
                                     Choice<JsonOrder>{"user", JsonOrder::user}};
};

}  // namespace crowdvote

namespace crowdvote::cli {

namespace {

constexpr const char* kSideFiles = "Files beside the votes";

/// Every file that is read, with the option that names it.
std::vector<std::pair<std::string, std::string>> given_files(const InputPaths& paths) {
  std::vector<std::pair<std::string, std::string>> files;
  if (!paths.votes.empty()) files.emplace_back("VOTES", paths.votes);
  const auto add = [&files](const char* option, const std::optional<std::string>& path) {
    if (path) files.emplace_back(option, *path);
  };
  add("--authors", paths.authors);
  add("--ai-votes", paths.ai_votes);
  add("--ai-scores", paths.ai_scores);
  add("--truth", paths.truth);
  add("--gold", paths.gold);
  add("--experts", paths.experts);
  add("--weights", paths.weights);
  return files;
}

void check_standard_input(const InputPaths& paths) {
  std::string reader;
  for (const auto& [option, path] : given_files(paths)) {
    if (path != "-") continue;
    if (!reader.empty()) {
      throw OptionError(fmt::format(
          "{} and {} are both '-', and standard input can be read once: give a file for one of them", reader,
          option));
    }
    reader = option;
  }
}

void check_experts(const InputOptions& options) {
  if (options.hold_out_experts && !options.paths.experts) {
    throw OptionError(
        "--hold-out-experts needs --experts FILE, the list of the users whose votes to hold out");
  }
  if (options.paths.experts && options.paths.truth && !options.hold_out_experts) {
    throw OptionError(
        "--truth and --experts both say what is true: leave one out, or add --hold-out-experts to take the "
        "truth "
        "from --truth and the experts' votes out of the aggregation");
  }
}

}  // namespace

void bind_votes(CommandLine& line, InputOptions& options) {
  line.positional("VOTES", options.paths.votes,
                  "The votes, as JSON, CSV, TSV or JSON lines, .gz and .zst too; - is standard input");
  bind_reading(line, options);
}

void bind_reading(CommandLine& line, InputOptions& options) {
  OptionGroup group = line.group("Reading the votes");
  group.choice("--input-format", options.read.votes_format,
               "Format of VOTES; auto detects it from the content");
  group.choice(
      "--json-order", options.read.json_order,
      "What the outer keys of a JSON VOTES are: {observation: {user: label}} or {user: {observation: "
      "label}}");
  group.text(
      "--columns", "SPEC", options.columns,
      "observation=A,user=B,label=C: columns (or keys of JSON lines) that have other than the usual names; "
      "numbers, from 1, for a file without a header");
  group.list("--abstain", "LABEL", options.read.abstain,
             "A label that means no vote, besides -1, null and the empty one; may be given several times");
  group.text(
      "--missing", "WORDS", options.missing,
      "Words that mean no vote, separated by commas, in upper or lower case, as in NA,null; common: all "
      "that spreadsheets, R, pandas and SQL write");
  group.flag("--no-missing", options.read.missing_words_are_labels,
             "Words such as NA are labels: do not warn about them");
  group.flag("--keep-minus-one", options.read.minus_one_is_a_label, "-1 is a label like any other");
  group.text(
      "--fold", "WORDS", options.fold,
      "Differences between labels to ignore, separated by commas: case, space, unicode, number, or all; the "
      "most frequent spelling is shown");
  group.text("--ai-user", "NAME", options.read.ai_user, "The user in VOTES who is the AI");
  group.flag("--strict", options.read.strict,
             "Treat repairs and what looks odd as errors: replaced votes, ids in side files that VOTES does "
             "not have, names that may be the same");
  group.size("--max-field", options.max_field, "Refuse rows, lines and JSON values that are longer", "16MiB");
  group.whole_number("--max-errors", options.max_errors, {1, 1'000'000},
                     "Show at most this many problems per file");
}

void bind_authors(CommandLine& line, InputOptions& options) {
  line.group(kSideFiles)
      .file("--authors", options.paths.authors,
            "Who made each observation: JSON, CSV observation,user, or one user per line");
}

void bind_side_files(CommandLine& line, InputOptions& options) {
  bind_authors(line, options);
  OptionGroup group = line.group(kSideFiles);
  group.file(
      "--ai-votes", options.paths.ai_votes,
      "The AI's label of each observation: JSON, CSV observation,label[,score], or one label per line");
  group.file(
      "--ai-scores", options.paths.ai_scores,
      "The AI's score of each observation, from 0 to 1: JSON (a number, or {label: score}), CSV, or one "
      "number per line");
  group.file(
      "--truth", options.paths.truth,
      "The true label of each observation, -1 for none: JSON, CSV observation,label, or one label per line");
  group.file(
      "--gold", options.paths.gold,
      "Labels that are known for sure, for strategies that learn from them: JSON, CSV observation,label, "
      "or one label per line");
  group.file("--experts", options.paths.experts, "Users whose common vote is the truth, one per line");
  group.flag("--hold-out-experts", options.hold_out_experts,
             "Take the experts' votes out of the aggregation, so that no strategy is judged on them");
  group.file("--weights", options.paths.weights, "Weight of each user, for wmv: JSON or CSV user,weight");
}

void InputOptions::finish(std::string_view command) {
  if (paths.votes.empty()) {
    throw OptionError(fmt::format(
        "no file of votes is given, as in: {0} votes.json (- is standard input); '{0} --help' lists the rest",
        command));
  }
  finish_without_votes();
}

void InputOptions::finish_without_votes() {
  read.max_errors = max_errors;
  if (max_field) read.max_field_bytes = *max_field;
  if (!missing.empty()) read.missing = parse_missing(missing);
  if (!missing.empty() && read.missing_words_are_labels) {
    throw OptionError("--missing and --no-missing exclude each other: leave one out");
  }
  if (!fold.empty()) read.fold = parse_fold(fold);
  if (!columns.empty()) read.columns = parse_columns(columns);
  check_standard_input(paths);
  check_experts(*this);
}

SideInputs InputOptions::side_inputs() const {
  return {.authors = paths.authors.has_value(),
          .ai_votes = paths.ai_votes.has_value(),
          .ai_scores = paths.ai_votes || paths.ai_scores,
          .weights = paths.weights.has_value(),
          .gold = paths.gold.has_value()};
}

std::vector<std::string> InputOptions::file_paths() const {
  std::vector<std::string> files;
  for (const auto& [option, path] : given_files(paths)) {
    if (path != "-") files.push_back(path);
  }
  return files;
}

std::vector<std::string> parse_missing(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (part == "common") {
      words.insert(words.end(), common_missing_words().begin(), common_missing_words().end());
    } else if (!part.empty()) {
      words.push_back(part);
    }
  }
  return words;
}

NameFold parse_fold(const std::string& text) {
  NameFold fold;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    if (part == "case") {
      fold.letter_case = true;
    } else if (part == "space") {
      fold.space = true;
    } else if (part == "unicode") {
      fold.unicode = true;
    } else if (part == "number") {
      fold.number = true;
    } else if (part == "all") {
      fold = NameFold::all();
    } else {
      throw OptionError(
          fmt::format("--fold takes case, space, unicode, number or all, with commas between, and '{}' is "
                      "none of them",
                      part));
    }
  }
  return fold;
}

ColumnNames parse_columns(const std::string& text) {
  ColumnNames names;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t equals = part.find('=');
    const std::string column = part.substr(0, equals);
    const std::string name = equals == std::string::npos ? "" : part.substr(equals + 1);
    std::optional<std::string>* target = column == "observation" ? &names.observation
                                         : column == "user"      ? &names.user
                                         : column == "label"     ? &names.label
                                                                 : nullptr;
    if (target == nullptr || name.empty() || *target) {
      throw OptionError(fmt::format(
          "--columns takes observation=A,user=B,label=C, each at most once, and '{}' is not of that form",
          part));
    }
    *target = name;
  }
  return names;
}

}  // namespace crowdvote::cli
