#include "cli/input_options.hpp"

#include "cli/input_texts.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/option_texts.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

constexpr const char* kSideFiles = "Files beside the votes";

/// The paths of the files beside the votes, by role.
constexpr std::array kSidePaths{
    std::pair{"authors", &InputPaths::authors},     std::pair{"ai_votes", &InputPaths::ai_votes},
    std::pair{"ai_scores", &InputPaths::ai_scores}, std::pair{"truth", &InputPaths::truth},
    std::pair{"gold", &InputPaths::gold},           std::pair{"experts", &InputPaths::experts},
    std::pair{"weights", &InputPaths::weights}};

/// "--ai-votes" for the role "ai_votes".
std::string side_option(std::string role) {
  std::replace(role.begin(), role.end(), '_', '-');
  return "--" + role;
}

/// All input files, each with the option that names it.
std::vector<std::pair<std::string, std::string>> given_files(const InputOptions& options) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string& votes : options.paths.votes) files.emplace_back("VOTES", votes);
  for (const auto& [role, path] : kSidePaths) {
    if (options.paths.*path) files.emplace_back(side_option(role), *(options.paths.*path));
  }
  if (options.model) files.emplace_back("--use-model", *options.model);
  return files;
}

void check_standard_input(const InputOptions& options) {
  std::string reader;
  for (const auto& [option, path] : given_files(options)) {
    if (path != "-") continue;
    if (reader == option) {
      throw OptionError(
          fmt::format("{} is '-' more than once, and standard input can be read only once", option));
    }
    if (!reader.empty()) {
      throw OptionError(fmt::format(
          "{} and {} are both '-', and standard input can be read only once: give a file for one of them",
          reader, option));
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

/// Options for the format of the votes, or the program that wrote them.
void bind_format(OptionGroup& group, ReadOptions& read) {
  static constexpr auto& formats = Choices<VotesFormat>::values;
  std::vector<std::string> words;
  for (const auto& format : formats) words.emplace_back(format.word);
  const std::vector<std::string> exports = known_export_names();
  words.insert(words.end(), exports.begin(), exports.end());
  const auto take = [&read, exports](std::size_t i) {
    if (i < formats.size()) {
      read.votes_format = formats[i].value;
    } else {
      read.known_export = exports[i - formats.size()];
    }
  };
  group.word(
      "--input-format", "NAME", words, "auto", take,
      fmt::format(
          "Format of VOTES: auto (by the content), json, csv, tsv, jsonl, or the program that wrote it: {}",
          fmt::join(exports, ", ")));
}

/// Options that select the rows that are votes, and the users.
void bind_rows(OptionGroup group, InputOptions& options) {
  group.list("--where", "CONDITION", options.where,
             "COLUMN=VALUE or COLUMN!=VALUE: rows that do not meet it are left out; may be given several "
             "times, and one of several values for a column is enough");
  group.list(
      "--without", "USER", options.without,
      "Leave out the votes of this user, or of those in @FILE, one per line; may be given several times");
  group.choice("--repeats", options.read.repeats,
               "Which vote counts if a user votes several times on an observation; all: each of them; "
               "error: refuse them");
  group.flag("--anonymous", options.read.allows_no_user,
             "Each row without a user, or each row of a file without users, is the vote of a different user");
  group.text("--as-of", "TIME", options.read.as_of,
             "Leave out votes later than this, as in 2024-02-23 or 2024-02-23T16:17:48Z; needs --columns "
             "time=NAME");
  group.text("--multi-label", "SEP", options.multi_label,
             "A vote may contain several labels, separated by SEP; json: they are JSON lists");
  group.choice(
      "--multi-label-as", options.multi_label_as,
      "How several labels in one vote are interpreted; questions: each is a yes/no question, in a row "
      "observation+label; set: together they are one label, in any order");
}

/// Options for votes in a table.
void bind_table(OptionGroup group, InputOptions& options) {
  TableFormat& table = options.read.table;
  group.choice("--layout", table.layout,
               "rows: a row per vote; wide: a row per observation and a column per user");
  group.flag("--no-header", table.has_no_header, "The first line of a wide table contains votes");
  group.text("--separator", "CHAR", options.separator,
             "The separator of the cells: a character, or tab, comma, semicolon, space or pipe");
  group.choice("--quote", table.quote, "The quotes that may enclose a cell");
  group.text("--comment", "TEXT", table.comment, "Skip lines that begin with this text");
  group.whole_number("--skip-lines", options.skip_lines, {0, 1'000'000'000},
                     "Skip this many lines at the start");
  group.flag("--decimal-comma", options.read.decimal_comma,
             "Numbers in tables, such as scores and weights, have a decimal comma: 0,97");
}

std::string columns_option(const std::string& role) { return side_option(role) + "-columns"; }

std::string query_option(const std::string& role) {
  return role == "votes" ? "--sql" : side_option(role) + "-sql";
}

/// \param form an example of what the option takes
void bind_columns_of(OptionGroup& group, InputOptions& options, const std::string& role,
                     const std::string& form) {
  group.text(columns_option(role), "SPEC", options.side_columns[role],
             fmt::format("{}: its columns, if they differ from those of VOTES", form));
}

}  // namespace

bool names_file(const std::string& word) {
  std::error_code ignored;
  return word == "-" || std::filesystem::exists(word, ignored);
}

void bind_votes(CommandLine& line, InputOptions& options) {
  line.positionals(
      "VOTES", options.paths.votes,
      "The votes, as JSON, CSV, TSV or JSON lines, also compressed (.gz, .zst); - is standard input; several "
      "files are read in their order as one set of votes");
  OptionGroup group = line.group("Reading the votes");
  bind_query(group, options, "votes");
  bind_reading(line, options);
}

void bind_query(OptionGroup& group, InputOptions& options, const std::string& role) {
  const std::string help = role == "votes" ? "The votes are the rows of this query instead of a file VOTES, "
                                             "as in SELECT item, annotator, answer "
                                             "FROM 'votes/*.parquet': Parquet, CSV, SQLite, PostgreSQL and "
                                             "everything else that DuckDB reads; its library "
                                             "must be installed (scripts/install_packages --sql)"
                                           : "The rows of a query instead of that file";
  group.text(query_option(role), "QUERY", options.queries[role], help);
}

void bind_reading(CommandLine& line, InputOptions& options) {
  OptionGroup group = line.group("Reading the votes");
  bind_format(group, options.read);
  group.choice(
      "--json-order", options.read.json_order,
      "What a JSON VOTES is: {observation: {user: label}}, {user: {observation: label}} or, with count, "
      "{observation: {label: count}}");
  group.text(
      "--columns", "SPEC", options.columns,
      "observation=A,user=B,label=C: columns (or keys of JSON records) that do not have the usual names; "
      "numbers, from 1, for a file without a header; A+B or A+\"text\" joins several; A.key, A[0] and "
      "A[key=value].key are paths into objects and lists of JSON; also count=D (a row stands for D votes of "
      "unnamed users) and time=E (the last vote is the latest)");
  group.text("--records", "PATH", options.read.records,
             "Keys, separated by dots, that lead to the objects of a JSON VOTES that are its rows, as in "
             "data.items; the path goes through all elements of lists");
  group.text("--question", "NAME", options.read.question,
             "The question whose answers are the votes, if an export contains several: a task of "
             "Zooniverse, a column OUTPUT:NAME of Toloka or Answer.NAME of Mechanical Turk");
  bind_rows(group, options);
  bind_table(group, options);
  group.list("--abstain", "LABEL", options.read.abstain,
             "A label that means no vote, besides -1, null and the empty label; may be given several times");
  group.text(
      "--missing", "WORDS", options.missing,
      "Words that mean no vote, separated by commas, in upper or lower case, as in NA,null; common: the "
      "usual words of spreadsheets, R, pandas and SQL");
  group.flag("--no-missing", options.read.missing_words_are_labels,
             "Words such as NA are labels: do not warn about them");
  group.flag("--keep-minus-one", options.read.minus_one_is_a_label, "-1 is a label like any other");
  group.text(
      "--fold", "WORDS", options.fold,
      "Differences between labels to ignore, separated by commas: case, space, unicode, number, or all; the "
      "most frequent spelling is shown");
  group.text("--ai-user", "NAME", options.read.ai_user, "The user in VOTES who is the AI");
  group.flag(
      "--strict", options.read.strict,
      "Treat repairs and possible mistakes as errors: replaced votes, ids in side files that VOTES does "
      "not have, names that may be the same");
  group.size("--max-field", options.max_field, "Refuse rows, lines and JSON values that are longer than this",
             "16MiB");
  group.whole_number("--max-errors", options.max_errors, {1, 1'000'000},
                     "Show at most this many problems per file");
}

void bind_authors(CommandLine& line, InputOptions& options) {
  OptionGroup group = line.group(kSideFiles);
  group.file("--authors", options.paths.authors,
             "Who made each observation: JSON, CSV observation,user, or one user per line");
  bind_columns_of(group, options, "authors", "observation=A,user=B");
  bind_query(group, options, "authors");
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
  group.file("--gold", options.paths.gold,
             "Labels known with certainty, for strategies that learn from them: JSON, CSV observation,label, "
             "or one label per line");
  group.file("--experts", options.paths.experts, "Users whose common vote is the truth, one per line");
  group.flag(
      "--hold-out-experts", options.hold_out_experts,
      "Leave the experts' votes out of the aggregation, so that no strategy is graded on votes it was given");
  group.file("--weights", options.paths.weights, "Weight of each user, for wmv: JSON or CSV user,weight");
  bind_columns_of(group, options, "truth", "observation=A,label=B");
  bind_columns_of(group, options, "gold", "observation=A,label=B");
  bind_columns_of(group, options, "ai_votes", "observation=A,label=B,score=C");
  bind_columns_of(group, options, "ai_scores", "observation=A,label=B,score=C");
  bind_columns_of(group, options, "experts", "user=A");
  bind_columns_of(group, options, "weights", "user=A,weight=B");
  for (const char* role : {"truth", "gold", "ai_votes", "ai_scores", "experts", "weights"}) {
    bind_query(group, options, role);
  }
}

void bind_model(CommandLine& line, InputOptions& options) {
  line.group(kSideFiles)
      .file("--use-model", options.model,
            "Use what an earlier run learnt about the users (--save-model), and learn nothing new");
}

void InputOptions::finish(std::string_view command) {
  take_queries();
  if (paths.votes.empty()) {
    throw OptionError(fmt::format(
        "no file of votes is given, as in: {0} votes.json (- is standard input); '{0} --help' lists the rest",
        command));
  }
  finish_without_votes();
}

void InputOptions::take_queries() {
  const auto take = [this](const std::string& role, auto& path) {
    std::string& query = queries[role];
    if (query.empty()) return;
    if (path != std::decay_t<decltype(path)>()) {
      throw OptionError(fmt::format("{} and {} both say what is read: leave one out",
                                    role == "votes" ? "the file of votes" : side_option(role),
                                    query_option(role)));
    }
    path = {std::string(kQueryPrefix) + std::exchange(query, {})};
  };
  take("votes", paths.votes);
  for (const auto& [role, path] : kSidePaths) take(role, paths.*path);
}

void InputOptions::finish_without_votes() {
  take_queries();
  read.max_errors = max_errors;
  if (max_field) read.max_field_bytes = *max_field;
  if (!missing.empty()) read.missing = parse_missing(missing);
  if (!missing.empty() && read.missing_words_are_labels) {
    throw OptionError("--missing and --no-missing exclude each other: leave one out");
  }
  if (!fold.empty()) read.fold = parse_fold(fold);
  if (!columns.empty()) read.columns = parse_columns(columns);
  const auto files = given_files(*this);
  for (const auto& [role, text] : side_columns) {
    if (text.empty()) continue;
    const std::string option = columns_option(role);
    const std::string file = option.substr(0, option.rfind("-columns"));
    if (std::none_of(files.begin(), files.end(), [&](const auto& given) { return given.first == file; })) {
      throw OptionError(
          fmt::format("{} names columns of a file that is not given: add {} FILE", option, file));
    }
    read.columns_of_files[role] = parse_side_columns(option, text);
  }
  read.table.skip_lines = skip_lines;
  if (!separator.empty()) read.table.separator = separator_of(separator);
  for (const std::string& condition : where) read.where.push_back(condition_of(condition));
  for (const std::string& users : without) add_users(users, read.without);
  finish_multi_label();
  check_standard_input(*this);
  check_experts(*this);
}

void InputOptions::finish_multi_label() {
  if (!multi_label.empty()) {
    read.multi_label =
        MultiLabel{.separator = multi_label == "json" ? "" : multi_label, .reading = multi_label_as};
  } else if (multi_label_as == MultiLabel::Reading::set) {
    throw OptionError("--multi-label-as set needs --multi-label SEP, the separator of the labels in a vote");
  }
}

SideInputs InputOptions::side_inputs() const {
  return {.authors = paths.authors.has_value(),
          .ai_votes = paths.ai_votes.has_value(),
          .ai_scores = paths.ai_votes || paths.ai_scores,
          .weights = paths.weights.has_value(),
          .gold = paths.gold.has_value()};
}

std::vector<std::string> InputOptions::file_paths() const {
  std::vector<std::string> files = further_files;
  for (const auto& [option, path] : given_files(*this)) {
    if (!is_query(path)) files.push_back(path);
  }
  return files;
}

}  // namespace crowdvote::cli
