#pragma once

/// The five exceptions of the library. It never prints and never ends the process.
///
/// An error is data: what is wrong, where, what was found, what was expected, and a key for the remedy. The
/// library does not know its front end, so errors name neither flags nor keywords: each front end turns
/// the key into its own words.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// What a user can do about an error.
enum class WayOut : std::uint8_t {
  none,                  ///< there is no remedy beyond the text
  name_column,           ///< say which column holds a role; value: the role, as in "user"
  number_columns,        ///< number all three columns of a file without a header
  choose_format,         ///< say what format the file has
  choose_records,        ///< say which path leads to the records
  json_order,            ///< say that the outer keys of a JSON file of votes are users
  read_counts,           ///< say that the numbers of a JSON file of votes are counts of votes
  allow_repairs,         ///< run without strict checks; value: what happens then, as in "the last counts"
  name_ai_user,          ///< say which user is the AI
  give_ai_votes,         ///< give the votes of an AI
  give_ai_scores,        ///< give the scores of an AI
  give_ai_label_scores,  ///< give the scores of an AI for each label
  give_authors,          ///< give the authors of the observations; value: a strategy to use instead, if any
  choose_strategy,       ///< use another strategy; value: it
  give_weights,          ///< give the weights of the users
  give_gold,             ///< give gold labels, which are known with certainty
  ai_strategy,     ///< set the option for the part of the AI; value: it; choices: inputs to leave out instead
  output_format,   ///< name the format of the output
  leave_out,       ///< leave an input out; value: it, as in "ai-votes"; choices: strategies that would use it
  make_baseline,   ///< make a baseline by an earlier run
  make_model,      ///< make an earlier run save what it learnt
  more_memory,     ///< raise the memory limit
  field_limit,     ///< raise the limit of the size of one field
  settle_missing,  ///< say whether words mean "no answer" or are labels; choices: the words
  fold_labels,     ///< join spellings of one label; choices: the differences to ignore, as in "case"
  keep_minus_one,  ///< say whether -1 is a label or means "no vote"
  choose_repeats,  ///< say which of a user's votes on one observation counts; choices: if not all are allowed
  allow_no_user,   ///< say that each vote without a user is by a different user
  allow_several_labels,  ///< say that a vote may hold several labels; value: their separator, or "json"
  no_header,             ///< say that the first line of a wide table holds votes, or leave it out
  hold_out_experts,      ///< leave the votes of the experts out of the aggregation
  give_truth,            ///< give the true labels
  choose_question,       ///< say which question's answers are the votes
  choose_separator,      ///< say what separates the cells of a table; value: its name, as in "pipe"
  wide_layout,           ///< say that a table has a column per user
  choose_time,           ///< say which column holds the time of a vote; value: the column
  choose_rows,           ///< choose rows by a column; value: it
  get_duckdb,            ///< install DuckDB's library where it can be found
  give_query,            ///< read a database by a query
  more_problems,         ///< show more problems; value: how many there are
};

/// A remedy with its details.
struct Remedy {
  WayOut way = WayOut::none;
  std::string value = {};
  std::vector<std::string> choices = {};  ///< alternatives, where the description of the way out has them
};

/// A message that does not stop the run.
struct Notice {
  std::string text;  ///< a whole sentence without its full stop
  Remedy remedy = {};
};

/// One thing that is wrong in an input file.
struct Problem {
  std::string file = {};
  std::size_t line = 0;    ///< 1-based; 0 if the place is a byte offset or the whole file
  std::size_t column = 0;  ///< 1-based, in bytes; 0 if only the line is known
  std::size_t offset = 0;  ///< 0-based byte offset in the decompressed file, if `line` is 0 and `has_offset`
  bool has_offset = false;
  std::string what = {};      ///< what is wrong, in words; may be empty where `found` says it
  std::string found = {};     ///< the actual text; may be empty
  std::string expected = {};  ///< what is allowed there; may be empty
  Remedy remedy = {};

  /// `file:line:column`, `file:line`, `file: byte N` or `file`.
  [[nodiscard]] std::string place() const;
  /// `what; found X; expected Y`, as far as they are known.
  [[nodiscard]] std::string message() const;
  /// `place: message`.
  [[nodiscard]] std::string text() const;
};

/// Bad data in a file.
class InputError : public std::runtime_error {
 public:
  explicit InputError(Problem problem);
  /// \param problems those that were kept (at least one), in the order of the file
  /// \param total how many there are in all, at least problems.size()
  InputError(std::vector<Problem> problems, std::size_t total);

  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  [[nodiscard]] std::size_t total() const { return total_; }

 private:
  std::vector<Problem> problems_;
  std::size_t total_;
};

/// An option that does not exist, has a value outside its range, or is incompatible with the others.
class OptionError : public std::runtime_error {
 public:
  explicit OptionError(const std::string& what, Remedy remedy = {})
      : std::runtime_error(what), remedy_(std::move(remedy)) {}

  [[nodiscard]] const Remedy& remedy() const { return remedy_; }

 private:
  Remedy remedy_;
};

/// A file that cannot be opened, read or written.
class IoError : public std::runtime_error {
 public:
  /// \param operation what was tried, as in "open" or "write"
  /// \param error_number the errno of the failure, 0 if there is none
  /// \param advice a sentence that is true whatever the front end; may be empty
  IoError(const std::string& path, const std::string& operation, int error_number,
          const std::string& advice = "");

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] int error_number() const { return error_number_; }

 private:
  std::string path_;
  int error_number_;
};

/// Work that would exceed the memory limit (RunControl::memory_limit). The remedy is always
/// WayOut::more_memory.
class MemoryError : public std::runtime_error {
 public:
  /// \param work what would not fit, as in "reading the votes"
  /// \param needed bytes that the process would hold in total
  /// \param limit the memory limit in bytes
  MemoryError(std::string_view work, std::uint64_t needed, std::uint64_t limit);

  [[nodiscard]] std::uint64_t needed() const { return needed_; }
  [[nodiscard]] std::uint64_t limit() const { return limit_; }

 private:
  std::uint64_t needed_;
  std::uint64_t limit_;
};

/// The caller asked the run to stop (RunControl::cancel).
class Cancelled : public std::runtime_error {
 public:
  Cancelled() : std::runtime_error("cancelled") {}
};

/// Collects the problems of one pass over a file, so that a user sees all of them in one run.
class ProblemList {
 public:
  explicit ProblemList(std::size_t most_kept) : most_kept_(most_kept == 0 ? 1 : most_kept) {}

  /// Adds a problem. Throws InputError at the millionth: nobody corrects more by hand, and a pipe may be
  /// endless.
  void add(Problem problem);
  [[nodiscard]] bool empty() const { return total_ == 0; }
  [[nodiscard]] std::size_t total() const { return total_; }
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  /// Throws InputError if anything was added.
  void throw_if_any() const;

 private:
  static constexpr std::size_t kMost = 1'000'000;
  std::size_t most_kept_;
  std::size_t total_ = 0;
  std::vector<Problem> problems_;
};

}  // namespace crowdvote
