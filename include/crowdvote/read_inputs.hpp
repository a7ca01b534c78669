#pragma once

/// Reads files into CrowdData.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/name_fold.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// A path that begins with this is not a file but an SQL query, whose rows are read like those of a table:
/// `sql:SELECT item, annotator, answer FROM 'votes/*.parquet'`. DuckDB runs the query; its library is loaded
/// on demand, and an OptionError says how to get it if it is missing. NULL means "no value", as an empty cell
/// does; the line of a problem is the number of a row. The order of the rows is defined only if the query
/// sorts them or reads files from beginning to end.
inline constexpr std::string_view kQueryPrefix = "sql:";
[[nodiscard]] inline bool is_query(std::string_view path) { return path.starts_with(kQueryPrefix); }

/// Paths of files, or queries; at most one of them may be "-", which is standard input. Files compressed with
/// gzip or zstd are recognised by their first bytes, not by their names. Parquet files are recognised too,
/// and read if DuckDB is available.
struct InputPaths {
  std::vector<std::string> votes;  ///< one file, or several that are read in this order as one set of votes
  std::optional<std::string> authors = std::nullopt;
  std::optional<std::string> ai_votes = std::nullopt;
  std::optional<std::string> ai_scores = std::nullopt;
  std::optional<std::string> truth = std::nullopt;
  std::optional<std::string> gold = std::nullopt;
  std::optional<std::string> experts = std::nullopt;
  std::optional<std::string> weights = std::nullopt;
};

enum class VotesFormat { automatic, json, csv, tsv, jsonl };
/// The structure of a JSON object of votes: {observation: {user: label}}, {user: {observation: label}}, or
/// {observation: {label: count}}, where each vote is by a different user whose name is not known.
enum class JsonOrder { observation, user, count };

/// Names of the columns of a table, or of the keys of JSON records, where they are not the usual ones. A name
/// that is a number (1-based) means a file without a header.
///
/// Observation, user and label may be made of several columns, and of constant parts in double quotes:
/// `item+turn`, `item+"Q1"`. Their texts are joined with +, and a + or \ inside a text is escaped by \, so
/// that different combinations have different names. A column whose own name is `item+turn` takes precedence.
///
/// A name, and each part of one, may be a path into the object, the list or the JSON text that a column
/// holds: `annotator.email`, `value.choices[0]`, `annotations[task=T0].value`. A column with that very name
/// takes precedence.
struct ColumnNames {
  std::optional<std::string> observation = std::nullopt;
  std::optional<std::string> user = std::nullopt;
  std::optional<std::string> label = std::nullopt;
  /// Number of votes that the row stands for, each by a different user whose name is not known.
  std::optional<std::string> count = std::nullopt;
  /// Time of the vote: ISO 8601, or seconds since 1970. With it, Repeats::last means the latest vote.
  std::optional<std::string> time = std::nullopt;
  std::optional<std::string> score = std::nullopt;   ///< of side files
  std::optional<std::string> weight = std::nullopt;  ///< of side files
};

/// A condition for a row of a table or of JSON lines to take part: a column has, or does not have, a value.
struct RowCondition {
  std::string column;  ///< its name or, in a table without a header, its number
  std::string value;   ///< compared byte by byte; empty: the cell is empty
  bool is_equal = true;
  bool is_expected = true;  ///< give a notice if no row has the value
};

/// The format of a table, as far as it cannot be recognised from the content.
struct TableFormat {
  enum class Layout : std::uint8_t {
    rows,  ///< a row per vote
    wide   ///< a row per observation and a column per user
  };
  enum class Quote : std::uint8_t { none, double_quotes, single_quotes };

  Layout layout = Layout::rows;
  bool has_no_header = false;  ///< of a wide table: the first line holds votes
  std::optional<char> separator = std::nullopt;
  Quote quote = Quote::double_quotes;
  std::string comment = {};    ///< lines that begin with it are skipped; empty: none
  std::size_t skip_lines = 0;  ///< lines to skip at the start of the file

  /// Whether an option is set that applies only to tables (the layout also applies to JSON lines).
  [[nodiscard]] bool is_chosen() const {
    return has_no_header || separator || quote != Quote::double_quotes || !comment.empty() || skip_lines > 0;
  }
};

/// Labels of which one vote may hold several.
struct MultiLabel {
  enum class Reading : std::uint8_t {
    /// Each label that anybody chose on an observation becomes a question: the new observations are pairs,
    /// named observation+label, and a vote is "yes" if the user chose the label and "no" if the user voted on
    /// the observation without choosing it. The same holds for the AI's votes, truth and gold; scores of an
    /// AI are rejected.
    questions,
    set  ///< each set of labels counts as one label, in whatever order it is written
  };

  std::string separator = {};  ///< between the labels; empty: they are in a JSON list
  Reading reading = Reading::questions;
};

struct ReadOptions {
  VotesFormat votes_format = VotesFormat::automatic;
  std::string known_export =
      {};  ///< the program that wrote the votes, one of known_export_names(); empty: recognised by content
  std::string question = {};  ///< the question whose answers are the votes, in an export with several
  JsonOrder json_order = JsonOrder::observation;
  ColumnNames columns = {};
  /// Columns of the side files, by their roles as in InputFile::role, if they differ from those of the votes.
  /// The file must have these columns.
  std::map<std::string, ColumnNames, std::less<>> columns_of_files = {};
  /// For JSON votes: the keys, separated by dots, that lead to the objects that are the rows, through objects
  /// and through all elements of lists. Keys of enclosing objects are columns of the row, too; if an inner
  /// object has the same key, the outer one is named by its path from the root, as in /id. Empty: the rows
  /// are the elements of an array, the objects of the file itself, or the only list of objects in its one
  /// object.
  std::string records = {};
  TableFormat table = {};      ///< of the votes
  bool decimal_comma = false;  ///< numbers in tables, such as scores, are written as in 0,97
  /// Rows of votes that do not meet all of these conditions are left out. Of several values for one column,
  /// one is enough.
  std::vector<RowCondition> where = {};
  /// Users whose votes are left out, as if they had never voted; their observations stay. Each of them must
  /// have voted.
  std::vector<std::string> without = {};
  Repeats repeats = Repeats::last;
  bool allows_no_user = false;  ///< each row without a user is the vote of a different user
  /// Votes later than this are left out: a time as in ColumnNames::time; a date includes the whole day.
  std::string as_of = {};
  std::optional<MultiLabel> multi_label = std::nullopt;  ///< votes, truth and gold hold several labels
  std::vector<std::string> abstain = {};  ///< labels that mean "no vote", besides -1, null and ""
  /// More words that mean "no vote", in any case of ASCII letters and with or without blanks around them.
  std::vector<std::string> missing = {};
  bool missing_words_are_labels = false;  ///< words such as NA are labels, and do not cause a warning
  bool minus_one_is_a_label = false;      ///< -1 is a label like any other, in every file
  NameFold fold = {};                     ///< spellings to join to one label; the most frequent one is shown
  std::string ai_user = "AI";             ///< the votes of this user in the votes file are the AI's
  bool keeps_label_scores =
      false;  ///< keep AI scores by label, and their labels, in CrowdData::ai_scores_of_labels
  /// Treat repairs (replaced votes, unknown ids in side files) and findings about names as errors.
  bool strict = false;
  std::size_t max_field_bytes = std::size_t{16} << 20;  ///< a longer cell, line, key or string is an error
  std::size_t max_errors = 10;                          ///< number of problems kept for each file
  /// If several processes share the run, each has a multiple of this many observations, except for the last
  /// ones.
  std::size_t observations_together = 1;

  [[nodiscard]] bool asks_for_each_label() const {
    return multi_label && multi_label->reading == MultiLabel::Reading::questions;
  }
};

/// The programs whose exports can be read without naming columns: "prodigy", "toloka", ...
[[nodiscard]] std::vector<std::string> known_export_names();

/// Reads the votes and the side files and puts them on one set of ids.
///
/// Each file of votes may have its own format. Repeats::last and the like apply over the files in their
/// order, and positional text files have one line for each observation of all files. A file that is given
/// twice is a finding. The format of votes is recognised by the content unless `votes_format` says otherwise:
///
///     {"17": {"u1": 4, "u2": 4}, "18": {"u3": 11}}   JSON: observation -> user -> label
///     task,worker,label                              CSV or TSV with a header
///     {"task": "17", "worker": "u1", "label": 4}     JSONL: one object per line
///     [{"task": "17", "worker": "u1", "label": 4}]   JSON records, in any layout
///
/// Exports of well-known programs are recognised by their columns or keys, unless the column of the label is
/// given.
///
/// Side files are JSON objects, CSV with a header, or text with one line per observation (authors, ai_votes,
/// ai_scores, truth, gold) or one user per line (experts); docs/formats.md describes them all. The truth is
/// that of the truth file or, without such a file, the experts' common label.
///
/// JSON votes are parsed on all threads, and the side files are read at the same time; ids do not depend on
/// this. Progress is reported for the votes, with the stage "read" and in bytes as stored.
///
/// Throws OptionError if options contradict each other, IoError if a file cannot be read, InputError if its
/// content is wrong (all problems of one pass, up to max_errors), MemoryError as soon as the remaining votes
/// would not fit (RunControl::memory_limit), and Cancelled.
[[nodiscard]] CrowdData read_inputs(const InputPaths& paths, const ReadOptions& options = {},
                                    const RunControl& control = {});

/// The same for votes without side files.
[[nodiscard]] inline CrowdData read_votes(const std::string& path, const ReadOptions& options = {},
                                          const RunControl& control = {}) {
  return read_inputs(InputPaths{.votes = {path}}, options, control);
}

/// Reads users for ReadOptions::without from a file, one per line; blank lines are ignored. Throws IoError if
/// it cannot be read, and InputError if it is larger than 64 MB.
[[nodiscard]] std::vector<std::string> read_user_list(const std::string& path);

/// Reads only the side files and adds their values to existing data, for example to votes that do not come
/// from files; paths.votes is ignored. The ranks of labels are updated. Throws what read_inputs() throws; the
/// data may then be partly changed.
/// REQUIRES: !options.asks_for_each_label()
void attach_side_files(const InputPaths& paths, CrowdData& data, const ReadOptions& options = {},
                       const RunControl& control = {});

}  // namespace crowdvote
