#pragma once

/// From files to CrowdData.

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

/// A path that begins with this is not a file but a query in SQL, whose rows are read like those of a table:
/// `sql:SELECT item, annotator, answer FROM 'votes/*.parquet'`. DuckDB answers it; its library is loaded when it
/// is needed, and OptionError says how to get it where it is not there. NULL is no value, as an empty cell is; the
/// line of a problem is the number of a row. Rows have an order only where the query sorts them or reads files
/// from end to end.
inline constexpr std::string_view kQueryPrefix = "sql:";
[[nodiscard]] inline bool is_query(std::string_view path) { return path.starts_with(kQueryPrefix); }

/// Paths of files, or queries; "-" is standard input, for one of them at most. Files packed with gzip or zstd
/// are recognised by their first bytes, not by their names, and unpacked. Parquet files are recognised too, and
/// read where DuckDB is there.
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
/// What a JSON object of votes is: {observation: {user: label}}, {user: {observation: label}}, or {observation: {label:
/// count}}, of which each vote is one of a different user whose name is not known.
enum class JsonOrder { observation, user, count };

/// Names of the columns of a table, or of the keys of JSON records, where the usual names do not tell. A name that
/// is a number (1-based) means a file without a header.
///
/// Observation, user and label may be made of several columns, and of constant parts in double quotes:
/// `item+turn`, `item+"Q1"`. Their texts are joined with +, and a + or \ inside a text has a \ before it, so that
/// no two combinations have one name. A column that is called `item+turn` itself comes first.
///
/// A name, and each part of one, may go on into the object, the list or the JSON text that a column holds:
/// `annotator.email`, `value.choices[0]`, `annotations[task=T0].value`. A column that is called so itself comes first.
struct ColumnNames {
  std::optional<std::string> observation = std::nullopt;
  std::optional<std::string> user = std::nullopt;
  std::optional<std::string> label = std::nullopt;
  /// A row stands for this many votes, each by a different user whose name is not known.
  std::optional<std::string> count = std::nullopt;
  /// When the vote was given: ISO 8601, or seconds since 1970. "The last counts" means the latest then.
  std::optional<std::string> time = std::nullopt;
  std::optional<std::string> score = std::nullopt;   ///< of side files
  std::optional<std::string> weight = std::nullopt;  ///< of side files
};

/// What a row of a table or of JSON lines needs in order to take part: a column has a value, or has not.
struct RowCondition {
  std::string column;  ///< its name or, in a table without a header, its number
  std::string value;   ///< compared byte by byte; empty: nothing stands there
  bool is_equal = true;
  bool is_expected = true;  ///< a notice says if no row has the value
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
  std::size_t skip_lines = 0;  ///< at the start of the file

  /// Whether anything is said that is about tables alone; JSON lines may be wide, too.
  [[nodiscard]] bool is_chosen() const {
    return has_no_header || separator || quote != Quote::double_quotes || !comment.empty() || skip_lines > 0;
  }
};

/// Labels of which one vote may hold several.
struct MultiLabel {
  enum class Reading : std::uint8_t {
    /// Each label that anybody chose on an observation is a question of its own: the observations are pairs, named
    /// observation+label, and a vote is "yes" where the user chose the label and "no" where the user voted on the
    /// observation and did not choose it. So are the AI's votes, truth and gold; scores of an AI are not taken.
    questions,
    set  ///< each set of them counts as one label, whatever their order
  };

  std::string separator = {};  ///< between the labels; empty: they stand in a JSON list
  Reading reading = Reading::questions;
};

struct ReadOptions {
  VotesFormat votes_format = VotesFormat::automatic;
  std::string known_export =
      {};  ///< the program that wrote the votes, one of known_export_names(); empty: recognised
  std::string question = {};  ///< whose answers are the votes, of an export that holds those to several
  JsonOrder json_order = JsonOrder::observation;
  ColumnNames columns = {};
  /// Of the files beside the votes, by their roles as in InputFile::role, where they are not as in the votes. Such
  /// a file has to have these columns.
  std::map<std::string, ColumnNames, std::less<>> columns_of_files = {};
  /// Of JSON votes: the keys, with dots between them, that lead to the objects which are the rows, through objects and
  /// through all elements of lists. Keys of the objects around are columns of the row, too; where an inner object has
  /// the same key, the outer one is called by its path from the root, as in /id. Empty: the elements of an array, the
  /// objects of the file itself, or the only list of objects in its one object.
  std::string records = {};
  TableFormat table = {};      ///< of the votes
  bool decimal_comma = false;  ///< numbers of tables, as scores, are written 0,97
  /// Rows of votes that do not meet all of these take no part. Of several values that one column may have, one
  /// is enough.
  std::vector<RowCondition> where = {};
  /// Users whose votes take no part, as if they had never voted; their observations stay. Each has to have voted.
  std::vector<std::string> without = {};
  Repeats repeats = Repeats::last;
  bool allows_no_user = false;  ///< each row without a user is the vote of a different user
  /// Votes later than this take no part: a time as in ColumnNames::time; a day means up to its end.
  std::string as_of = {};
  std::optional<MultiLabel> multi_label = std::nullopt;  ///< votes, truth and gold hold several labels
  std::vector<std::string> abstain = {};  ///< labels that mean "no vote", besides -1, null and ""
  /// Words that mean "no vote" too, in any case of ASCII letters and with blanks around them.
  std::vector<std::string> missing = {};
  bool missing_words_are_labels = false;  ///< words such as NA are labels, and do not cause a warning
  bool minus_one_is_a_label = false;      ///< -1 is a label like any other, in every file
  NameFold fold = {};                     ///< spellings that are one label; the most frequent one is shown
  std::string ai_user = "AI";             ///< this user's votes inside the votes file are the AI's
  bool keeps_label_scores =
      false;  ///< CrowdData::ai_scores_of_labels, and their labels, of AI scores by label
  /// Repairs (replaced votes, unknown ids in side files) and findings among the names are errors.
  bool strict = false;
  std::size_t max_field_bytes = std::size_t{16} << 20;  ///< a longer cell, line, key or string is an error
  std::size_t max_errors = 10;                          ///< problems kept of each file
  /// Where several processes share the run, each has a multiple of so many observations, but for the last ones.
  std::size_t observations_together = 1;

  [[nodiscard]] bool asks_for_each_label() const {
    return multi_label && multi_label->reading == MultiLabel::Reading::questions;
  }
};

/// The programs whose exports are read without naming their columns: "prodigy", "toloka", ...
[[nodiscard]] std::vector<std::string> known_export_names();

/// Reads the votes and the side files and puts them on one set of ids.
///
/// Each file of votes has a format of its own. "The last counts" goes over the files in their order, and
/// positional text files have a line for each observation of all of them. A file that is given twice is a
/// finding. Votes are recognised by their content unless `votes_format` says otherwise:
///
///     {"17": {"u1": 4, "u2": 4}, "18": {"u3": 11}}   JSON: observation -> user -> label
///     task,worker,label                              CSV or TSV with a header
///     {"task": "17", "worker": "u1", "label": 4}     JSONL: one object per line
///     [{"task": "17", "worker": "u1", "label": 4}]   JSON records, in any layout
///
/// Exports of well-known programs are recognised by their columns or keys, unless the column of the label is chosen.
///
/// Side files are JSON objects, CSV with a header, or text with one line an observation (authors, ai_votes,
/// ai_scores, truth, gold) or one user per line (experts); docs/formats.md has them all. Truth is the truth file's
/// or, where there is none, the experts' common label.
///
/// JSON votes are parsed on all threads, and the side files are read at the same time. Ids depend on neither.
/// Progress is reported of the votes, with the stage "read" and in bytes as stored.
///
/// Throws OptionError if options contradict each other, IoError if a file cannot be read, InputError if its
/// content is wrong (all problems of one pass, up to max_errors), MemoryError as soon as the votes that are
/// still to come would not fit (RunControl::memory_limit), Cancelled.
[[nodiscard]] CrowdData read_inputs(const InputPaths& paths, const ReadOptions& options = {},
                                    const RunControl& control = {});

/// The same for votes without side files.
[[nodiscard]] inline CrowdData read_votes(const std::string& path, const ReadOptions& options = {},
                                          const RunControl& control = {}) {
  return read_inputs(InputPaths{.votes = {path}}, options, control);
}

/// The users in a file, one per line, blank lines left out: for ReadOptions::without. Throws IoError, and InputError beyond
/// 64 MB.
[[nodiscard]] std::vector<std::string> read_user_list(const std::string& path);

/// Reads the side files alone and puts what they say on the ids of data that are there, as votes from elsewhere than files;
/// paths.votes is not read. The ranks of labels follow. Throws as read_inputs; the data are half changed then.
/// REQUIRES: !options.asks_for_each_label()
void attach_side_files(const InputPaths& paths, CrowdData& data, const ReadOptions& options = {},
                       const RunControl& control = {});

}  // namespace crowdvote
