#pragma once

/// What a user says, as it is written, and the output of such rows.

#include "io/records/column_names.hpp"
#include <crowdvote/convert.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/output_file.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The columns of statements, in the order in which they are written.
inline constexpr std::array kStatementColumns{Column::observation, Column::user, Column::label,
                                              Column::author,      Column::time, Column::count};

/// Every row has these columns; the others are written only if the input has them.
[[nodiscard]] constexpr bool is_always_written(Column column) {
  return column == Column::observation || column == Column::user || column == Column::label;
}

/// The name in each column; empty if there is none. Names are views of the text of a reader or of a table.
class Statement {
 public:
  [[nodiscard]] Name& operator[](Column column) { return names_[static_cast<std::size_t>(column)]; }
  [[nodiscard]] const Name& operator[](Column column) const {
    return names_[static_cast<std::size_t>(column)];
  }
  [[nodiscard]] bool has(Column column) const {
    const Name& name = (*this)[column];
    return name.is_integer() || !name.text().empty();
  }

 private:
  std::vector<Name> names_ = std::vector<Name>(kNumberOfColumns, Name(std::string_view()));
};

/// Receives statements in sequence.
class StatementSink {
 public:
  virtual ~StatementSink() = default;
  /// \param time as returned by VoteRecordReader::time
  virtual void add(const Statement& statement, std::int64_t time) = 0;
};

/// Writes each statement as a row or as an object of JSON lines.
class StatementRows final : public StatementSink {
 public:
  /// Writes the header. \param columns those of a table; the objects of JSON lines have those that the
  /// statement has
  StatementRows(OutputFile& file, ConversionFormat format, std::vector<Column> columns);
  void add(const Statement& statement, std::int64_t time) override;

 private:
  void add_cells(const Statement& statement);
  void add_object(const Statement& statement);

  OutputFile& file_;
  bool is_table_;
  char separator_;
  std::vector<Column> columns_;
  std::string text_;  ///< of one row
};

}  // namespace crowdvote
