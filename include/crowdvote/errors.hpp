#pragma once

/// The five ways a run can fail. The library throws these and never prints or exits.
/// The program maps them to exit codes: OptionError 2, InputError 3, IoError and MemoryError 4, Cancelled
/// 130.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// One thing that is wrong in an input file. `what` says what was found, what was expected and the way out.
struct Problem {
  std::string file = {};
  std::size_t line = 0;    ///< 1-based; 0 if the place is a byte offset or the whole file
  std::size_t column = 0;  ///< 1-based, in bytes; 0 if only the line is known
  std::size_t offset =
      0;  ///< 0-based byte offset in the (decompressed) file, if `line` is 0 and `has_offset`
  bool has_offset = false;
  std::string what = {};

  /// `file:line:column: what`, `file: byte N: what` or `file: what`.
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

/// An option that does not exist, has a value outside its range, or does not go with the others.
class OptionError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file that cannot be opened, read or written.
class IoError : public std::runtime_error {
 public:
  /// \param operation what was tried, as in "open" or "write"
  /// \param error_number the errno of the failure, 0 if there is none
  IoError(const std::string& path, const std::string& operation, int error_number,
          const std::string& way_out = "");

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] int error_number() const { return error_number_; }

 private:
  std::string path_;
  int error_number_;
};

/// Work that would take more memory than it may (RunControl::memory_limit).
class MemoryError : public std::runtime_error {
 public:
  /// \param work what would not fit, as in "reading the votes"
  /// \param needed bytes that the process would hold
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

/// Collects the problems of one pass over a file, so that a user sees them all and not one a run.
class ProblemList {
 public:
  explicit ProblemList(std::size_t most_kept) : most_kept_(most_kept == 0 ? 1 : most_kept) {}

  void add(Problem problem);
  [[nodiscard]] bool empty() const { return total_ == 0; }
  [[nodiscard]] std::size_t total() const { return total_; }
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  /// Throws InputError if anything was added.
  void throw_if_any() const;

 private:
  std::size_t most_kept_;
  std::size_t total_ = 0;
  std::vector<Problem> problems_;
};

}  // namespace crowdvote
