#pragma once

/// Rows of a query that DuckDB answers.

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

/// References of short texts, found by the 16 bytes that DuckDB has of them. Most votes are for labels that come again and
/// again: those cost one comparison, not a hash and a look into a table of all names.
class ReferencesOfShortTexts {
 public:
  struct Text {
    std::uint64_t first;
    std::uint64_t second;
    friend bool operator==(const Text&, const Text&) = default;
  };

  /// \param refer called for a text that is not here; what it returns is kept where `is_kept` says so
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

/// Rows come in chunks as they are found, so that no more than a few of them are in memory.
///
/// Integers, and numbers without a fraction, are integer names without any text in between; other numbers are
/// numbers; texts, booleans ("true", "false"), dates and times are names. NULL and NaN are no value. A column of
/// another type is an error where it is used.
class DuckdbRows final : public RowReader {
 public:
  /// Runs the query: of several statements all, and the last one has the rows.
  /// \param name of the query, or of the file that it reads, for messages
  /// \param is_given by the user: it may be no good query
  /// \param counting a query of how many rows there will be; empty: that is not known
  /// Throws OptionError for what is none, InputError where it fails, Cancelled.
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
  /// Of the rows, of 1; 0 where it is not known how many there are.
  [[nodiscard]] double share_read() const {
    const auto n_read = static_cast<double>(n_rows_before_ + row_);
    return n_rows_ == 0 ? 0.0 : std::min(1.0, n_read / static_cast<double>(n_rows_));
  }

 private:
  struct Column {
    DuckdbType type{};
    double per_unit = 1;  ///< of a decimal: how many of the integers that stand there make 1
    const void* data = nullptr;
    const std::uint64_t* validity = nullptr;  ///< null: every row has a value
    mutable std::string text = {};            ///< of the value of this row, where it is asked for

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
  std::deque<DuckdbHandle> given_back_;  ///< chunks that come before those that are to be fetched
  std::uint64_t n_rows_ = 0;             ///< 0: not known
  std::size_t n_rows_before_ = 0;        ///< this chunk
  std::size_t chunk_size_ = 0;
  std::size_t row_ = 0;     ///< in the chunk
  bool has_begun_ = false;  ///< whether `row_` is a row that was given out
  bool is_at_end_ = false;
};

}  // namespace crowdvote
