#pragma once

/// Tables of results in all formats that have rows: a table defines its columns and their values once, for
/// all formats.
///
///     struct Table {
///       std::vector<TableColumn> columns() const;
///       std::size_t n_rows() const;
///       bool has_row(std::size_t i) const;        // rows may be left out
///       Look look() const;                        // what a thread needs to read rows
///       template <class Row>
///       void put(Row& row, std::size_t i, Look& look) const;  // row.put...(value) for each column
///       template <class Row>
///       void fetch(const Row& row, std::size_t i) const;  // optional: what a row needs, some rows ahead
///     };
///
///   csv, tsv   a header, then one line per row; missing values are empty
///   json       an object whose keys are the first column
///   jsonl      one object per line
///   parquet    the columns of csv

#include "io/bytes/field_text.hpp"
#include "io/duckdb/write_parquet.hpp"
#include "io/write/write_rows.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace crowdvote {

struct TableColumn {
  std::string name;
  DuckdbType type = DuckdbType::float64;
  const NameTable* names = nullptr;  ///< for a column of names, which determine its type
};

/// Writes the names of observations. If they equal their positions, no name is fetched from memory.
class ObservationNames {
 public:
  explicit ObservationNames(const NameTable& names) : names_(names), are_indices_(names.are_indices()) {}
  [[nodiscard]] bool are_indices() const { return are_indices_; }
  [[nodiscard]] Name operator[](ObservationId i) const {
    return are_indices_ ? Name(std::int64_t{i}) : names_[i];
  }

 private:
  const NameTable& names_;
  bool are_indices_;
};

template <class Row>
[[gnu::always_inline]] inline void put_observation(Row& row, const ObservationNames& names, ObservationId i) {
  if constexpr (requires { row.put_index(i); }) {
    if (names.are_indices()) return row.put_index(i);
  }
  row.put(names[i]);
}

/// Writes null for kNoId.
template <class Row>
void put_name(Row& row, const NameTable& names, std::uint32_t id) {
  if (id == kNoId) return row.put_null();
  row.put(names[id]);
}

/// Writes the value of row `i` of a column as text, with flags as 0 or 1; null if there is no such column.
template <class Row>
void put_as_text(Row& row, const NamedColumn* column, std::size_t i) {
  if (column == nullptr) return row.put_null();
  std::visit(
      [&](const auto& values) {
        if constexpr (std::is_same_v<std::decay_t<decltype(values)>, std::vector<double>>) {
          row.put(values[i]);
        } else {
          row.put(std::int64_t{values[i]});
        }
      },
      column->values);
}

/// Takes the values of a row of csv or tsv, as ParquetRow does. Writes at the end of a text that has spare
/// room, because growing a string by a few characters at a time is slow. The destructor cuts the text to the
/// end of the rows.
class DelimitedRow {
 public:
  DelimitedRow(std::string& text, DoubleText& doubles, CellFormat format)
      : text_(text), doubles_(doubles), format_(format), end_(text.data() + text.size()), room_end_(end_) {}
  DelimitedRow(const DelimitedRow&) = delete;
  DelimitedRow& operator=(const DelimitedRow&) = delete;
  ~DelimitedRow() { text_.resize(length()); }

  void put_null() { end_field(room(0)); }
  void put(bool value) { put_digit(value ? 1 : 0); }
  void put(std::int64_t value) {
    if (value >= 0 && value < 10) return put_digit(value);
    end_field(write_integer(room(kRoom), value));
  }
  /// Writes the index of a row, in ascending order.
  void put_index(std::uint32_t index) { end_field(indices_.write(room(kRoom), index)); }
  /// NaN is written as null.
  void put(double value) {
    char* const begin = room(kRoom);
    end_field(std::isnan(value) ? begin : doubles_.write(begin, value));
  }
  void put(Rounded number) {
    char* const begin = room(kRoom);
    end_field(std::isnan(number.value) ? begin : doubles_.write(begin, number));
  }
  [[gnu::always_inline]] void put(const Name& name) {
    if (name.is_integer()) return put(name.value());
    put_text(name);
  }
  void put_text(const Name& name) {
    const std::string_view field = name.text();
    if (format_.needs_quotes(field) || format_.is_formula(field)) {
      text_.resize(length());
      append_delimited(text_, field, format_);
      end_ = room_end_ = text_.data() + text_.size();
      end_field(room(0));
    } else {
      end_field(std::copy(field.begin(), field.end(), room(field.size())));
    }
  }
  void put_value(const NamedColumn* column, std::size_t row) { put_as_text(*this, column, row); }
  /// Where the cached text of a number is: to be prefetched before the number is written.
  template <class Number>
  [[nodiscard]] const void* place_of(Number number) const {
    return doubles_.place_of(number);
  }
  /// Replaces the last separator by a line break.
  void end() { end_[-1] = '\n'; }

 private:
  static constexpr std::size_t kRoom = 32;  ///< for a number
  static constexpr std::size_t kGrowth = std::size_t{1} << 14;

  [[nodiscard]] std::size_t length() const { return static_cast<std::size_t>(end_ - text_.data()); }
  void put_digit(std::int64_t digit) {
    char* const begin = room(1);
    *begin = static_cast<char>('0' + digit);
    end_field(begin + 1);
  }
  /// Notes where the text written so far ends.
  void end_field(char* end) {
    *end = format_.separator;
    end_ = end + 1;
  }
  /// Returns where to write up to this many characters and the separator behind them.
  [[gnu::always_inline]] char* room(std::size_t n_characters) {
    if (static_cast<std::size_t>(room_end_ - end_) <= n_characters) grow(n_characters);
    return end_;
  }
  [[gnu::noinline]] void grow(std::size_t n_characters) {
    const std::size_t n = length();
    text_.resize(n + 1 + std::max(kGrowth, n_characters));
    end_ = text_.data() + n;
    room_end_ = text_.data() + text_.size();
  }

  std::string& text_;
  DoubleText& doubles_;
  ConsecutiveIntegers indices_;
  CellFormat format_;
  char* end_;       ///< end of the text written so far
  char* room_end_;  ///< end of the allocated text
};

/// Takes the values of rows of csv or tsv, and counts the characters that DelimitedRow would write.
class DelimitedLength {
 public:
  DelimitedLength(DoubleText& doubles, CellFormat format) : doubles_(doubles), format_(format) {}

  [[nodiscard]] std::size_t length() const { return length_; }

  void put_null() { end_field(0); }
  void put(bool /*value*/) { end_field(1); }
  void put(std::int64_t value) { end_field(n_characters(value)); }
  void put(double value) { end_field(std::isnan(value) ? 0 : doubles_.length(value)); }
  void put(Rounded number) {
    std::array<char, kLongestNumber> text;
    char* const end = std::isnan(number.value) ? text.data() : doubles_.write(text.data(), number);
    end_field(static_cast<std::size_t>(end - text.data()));
  }
  void put(const Name& name) {
    if (name.is_integer()) return put(name.value());
    put_text(name);
  }
  void put_text(const Name& name) {
    text_.clear();
    append_delimited(text_, name, format_);
    end_field(text_.size());
  }
  void put_value(const NamedColumn* column, std::size_t row) { put_as_text(*this, column, row); }
  [[nodiscard]] const void* place_of(double value) const { return doubles_.place_of_length(value); }
  [[nodiscard]] const void* place_of(Rounded number) const { return doubles_.place_of(number); }
  void end() {}

 private:
  void end_field(std::size_t n) { length_ += n + 1; }

  DoubleText& doubles_;
  CellFormat format_;
  std::size_t length_ = 0;
  std::string text_;
};

/// Takes the values of a row of json or jsonl, as ParquetRow does.
class JsonRow {
 public:
  /// \param has_key whether the first column is the key of the object; otherwise each object is a line
  JsonRow(std::string& text, DoubleText& doubles, const std::vector<TableColumn>& columns, bool has_key)
      : text_(text), doubles_(doubles), has_key_(has_key) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const bool is_first = c == (has_key ? 1U : 0U);
      before_.push_back((is_first ? "{\"" : ",\"") + columns[c].name + "\":");
    }
  }

  void put_null() { begin_field() += "null"; }
  void put(bool value) { begin_field() += value ? "true" : "false"; }
  void put(std::int64_t value) { append_number(begin_field(), value); }
  void put(double value) { doubles_.append_json(begin_field(), value); }
  void put(Rounded number) { put(number.rounded()); }
  void put(const Name& name) {
    if (!has_key_ || column_ > 0) return append_json_name(begin_field(), name);
    append_json_key(text_, name);
    text_ += ':';
    ++column_;
  }
  void put_value(const NamedColumn* column, std::size_t row) { put_as_text(*this, column, row); }
  void end() {
    text_ += has_key_ ? "}" : "}\n";
    column_ = 0;
  }

 private:
  std::string& begin_field() { return text_ += before_[column_++]; }

  std::string& text_;
  DoubleText& doubles_;
  std::vector<std::string> before_;  ///< the text before the value of each column
  std::size_t column_ = 0;
  bool has_key_;
};

template <class Table>
void write_delimited(OutputFile& file, const Table& table, char separator, const RunControl& control) {
  constexpr std::size_t kAhead = 8;
  std::string header;
  for (const TableColumn& column : table.columns()) (header += column.name) += separator;
  header.back() = '\n';
  file.write(header);
  const CellFormat format(separator, file.is_for_spreadsheets());
  const auto put_rows = [&](std::size_t begin, std::size_t end, auto& row) {
    auto look = table.look();
    for (std::size_t i = begin; i < end; ++i) {
      if constexpr (requires { table.fetch(row, i); }) {
        if (i + kAhead < end) table.fetch(row, i + kAhead);
      }
      if (!table.has_row(i)) continue;
      table.put(row, i, look);
      row.end();
    }
  };
  write_rows(
      file, table.n_rows(), control,
      [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
        DelimitedRow row(text, doubles, format);
        put_rows(begin, end, row);
      },
      kRowsInBlock,
      [&](std::size_t begin, std::size_t end, DoubleText& doubles) {
        DelimitedLength row(doubles, format);
        put_rows(begin, end, row);
        return row.length();
      });
}

/// Whether any earlier process has a row. \param has_row whether this process has one
[[nodiscard]] inline bool have_rows_before(bool has_row, const RunControl& control) {
  if (control.processes == nullptr) return false;
  const auto have =
      gather_values(*control.processes, std::vector<std::uint8_t>{static_cast<std::uint8_t>(has_row)});
  return std::any_of(have.begin(), have.begin() + static_cast<std::ptrdiff_t>(control.processes->rank()),
                     [](const auto& of_process) { return of_process.front() != 0; });
}

template <class Table>
void write_objects(OutputFile& file, const Table& table, bool are_lines, const RunControl& control) {
  const std::vector<TableColumn> columns = table.columns();
  // Blocks are made independently, so the first row, which has no comma before it, is determined beforehand.
  std::size_t first = 0;
  while (first < table.n_rows() && !table.has_row(first)) ++first;
  if (have_rows_before(first < table.n_rows(), control)) first = table.n_rows();
  if (!are_lines) file.write("{");
  write_rows(file, table.n_rows(), control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               JsonRow row(text, doubles, columns, !are_lines);
               auto look = table.look();
               for (std::size_t i = begin; i < end; ++i) {
                 if (!table.has_row(i)) continue;
                 if (!are_lines) text += i == first ? "\n" : ",\n";
                 table.put(row, i, look);
                 row.end();
               }
             });
  if (!are_lines) file.write("\n}\n");
}

template <class Table>
void write_parquet(OutputFile& file, const Table& table, const RunControl& control) {
  std::vector<ParquetColumn> columns;
  for (const auto& [name, type, names] : table.columns()) {
    columns.push_back({name, names == nullptr ? type : type_of_names(*names)});
  }
  auto look = table.look();
  std::size_t i = 0;
  const auto next = [&](ParquetRow& row) {
    while (i < table.n_rows() && !table.has_row(i)) ++i;
    if (i == table.n_rows()) return false;
    table.put(row, i++, look);
    return true;
  };
  write_parquet(file, columns, table.n_rows(), next, control);
}

/// REQUIRES: format is not npy
template <class Table>
void write_table(OutputFile& file, const Table& table, LabelsFormat format, const RunControl& control) {
  switch (format) {
    case LabelsFormat::csv:
      return write_delimited(file, table, ',', control);
    case LabelsFormat::tsv:
      return write_delimited(file, table, '\t', control);
    case LabelsFormat::json:
      return write_objects(file, table, false, control);
    case LabelsFormat::jsonl:
      return write_objects(file, table, true, control);
    case LabelsFormat::parquet:
      return write_parquet(file, table, control);
    case LabelsFormat::npy:
      return;
  }
}

}  // namespace crowdvote
