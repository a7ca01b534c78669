#pragma once

/// Rows of a query, which DuckDB executes.

#include "io/duckdb/duckdb_library.hpp"
#include "io/records/record.hpp"
#include <crowdvote/run_control.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

__extension__ typedef __int128 Int128;  // NOLINT: no `using` may stand behind __extension__

/// References to short texts, looked up by their 16 bytes in DuckDB's representation. Most votes are for
/// recurring labels, which cost a single comparison instead of a hash and a look-up in a table of all names.
class ReferencesOfShortTexts {
 public:
  struct Text {
    std::uint64_t first;
    std::uint64_t second;
    friend bool operator==(const Text&, const Text&) = default;
  };

  /// \param refer called for a text that is not stored here; its result is stored if `is_kept` says so
  template <class Refer, class IsKept>
  std::uint32_t find(const Text& text, const Refer& refer, const IsKept& is_kept) {
    if (entries_.empty()) entries_.resize(std::size_t{1} << kBits, {{0, 0}, kNoReference});
    constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15;
    Entry& entry = entries_[((text.first * kMix) ^ text.second) * kMix >> (64U - kBits)];
    if (entry.text == text && entry.reference != kNoReference) return entry.reference;
    const std::uint32_t reference = refer();
    if (is_kept(reference)) entry = {text, reference};
    return reference;
  }

 private:
  static constexpr unsigned kBits = 15;
  struct Entry {
    Text text;
    std::uint32_t reference;
  };
  std::vector<Entry> entries_;
};

/// Rows are fetched in chunks, of which only a few are in memory.
///
/// Integers, and numbers without a fraction, become integer names directly; other numbers are numbers; texts,
/// booleans ("true", "false"), dates and times are names. NULL and NaN are missing values. Using a column of
/// another type is an error.
class DuckdbRows final : public RowReader {
 public:
  /// Runs the query; if it consists of several statements, all are executed and the last one provides the
  /// rows.
  /// \param name of the query, or of the file that it reads, for messages
  /// \param is_given whether the user wrote the query, so that it may be wrong
  /// \param counting a query for the number of rows; empty: unknown
  /// Throws OptionError for invalid queries, InputError if the query fails, Cancelled.
  DuckdbRows(const std::string& query, std::string name, bool is_given, const RunControl& control,
             const std::string& counting = "");

  bool next_row() override;
  [[nodiscard]] std::unique_ptr<TakenRows> make_rows(std::span<const std::size_t, 3> fields) override;
  [[nodiscard]] bool has_many() const override {
    return !is_at_end_ && given_back_.empty() && (!has_begun_ || row_ + 1 >= chunk_size_);
  }
  bool take_rows(TakenRows& rows) override;
  void give_back(TakenRows& rows) override;
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] bool has(std::size_t field) const override { return field < columns_.size(); }
  [[nodiscard]] Value value(std::size_t field) const override;
  [[nodiscard]] Problem problem_at(std::size_t field, std::string what) const override;
  [[nodiscard]] std::size_t line() const override { return n_rows_before_ + row_ + 1; }
  /// The fraction of the rows that was read; 0 if their number is unknown.
  [[nodiscard]] double share_read() const {
    const auto n_read = static_cast<double>(n_rows_before_ + row_);
    return n_rows_ == 0 ? 0.0 : std::min(1.0, n_read / static_cast<double>(n_rows_));
  }

 private:
  struct Column {
    DuckdbType type{};
    double per_unit = 1;  ///< for decimals: the stored integer that stands for 1
    const void* data = nullptr;
    const std::uint64_t* validity = nullptr;  ///< null: every row has a value
    mutable std::string text = {};            ///< of the value in this row, if requested

    template <class T>
    [[nodiscard]] const T& at(std::size_t row) const {
      return static_cast<const T*>(data)[row];
    }
    [[nodiscard]] bool is_null(std::size_t row) const {
      return validity != nullptr && (validity[row / 64] >> (row % 64) & 1U) == 0;
    }
    void look_at(const DuckdbLibrary& library, void* chunk, std::size_t field) {
      void* const vector = library.data_chunk_get_vector(chunk, field);
      data = library.vector_get_data(vector);
      validity = library.vector_get_validity(vector);
    }
    [[nodiscard]] bool holds_names() const;
    void refer(std::size_t n_rows, const NameField& field, ReferencesOfShortTexts& short_texts) const;
  };
  class Taken;

  void run(const std::string& query, bool is_given);
  void run(void* prepared);
  [[nodiscard]] std::uint64_t count_rows(const std::string& query);
  void describe_columns();
  DuckdbHandle fetch();
  void leave_chunk();
  bool next_chunk();
  [[noreturn]] void fail(const char* message) const;
  [[nodiscard]] Value integer_or_text(const Column& column, Int128 value) const;
  [[nodiscard]] Value number(const Column& column, double value) const;

  std::string name_;
  const RunControl& control_;
  DuckdbDatabase database_;
  const DuckdbLibrary& library_;
  OwnedDuckdbResult result_;
  DuckdbHandle chunk_;
  std::vector<std::string> names_;
  std::vector<Column> columns_;
  std::deque<DuckdbHandle> given_back_;  ///< chunks to read before fetching more
  std::uint64_t n_rows_ = 0;             ///< 0: unknown
  std::size_t n_rows_before_ = 0;        ///< rows before this chunk
  std::size_t chunk_size_ = 0;
  std::size_t row_ = 0;     ///< index within the chunk
  bool has_begun_ = false;  ///< whether `row_` has been given out
  bool is_at_end_ = false;
};

}  // namespace crowdvote
