#include "io/records/statement.hpp"

#include "io/bytes/field_text.hpp"

#include <utility>

#include <fmt/format.h>

namespace crowdvote {

StatementRows::StatementRows(OutputFile& file, ConversionFormat format, std::vector<Column> columns)
    : file_(file),
      is_table_(format != ConversionFormat::jsonl),
      separator_(format == ConversionFormat::tsv ? '\t' : ','),
      columns_(std::move(columns)) {
  if (!is_table_) return;
  for (const Column column : columns_) {
    if (!text_.empty()) text_ += separator_;
    text_ += name_of(column);
  }
  file_.write(text_ + '\n');
}

void StatementRows::add(const Statement& statement, std::int64_t /*time*/) {
  text_.clear();
  if (is_table_) {
    add_cells(statement);
  } else {
    add_object(statement);
  }
  text_ += '\n';
  file_.write(text_);
}

void StatementRows::add_cells(const Statement& statement) {
  for (const Column column : columns_) {
    if (column != columns_.front()) text_ += separator_;
    append_delimited(text_, statement[column], {separator_, file_.is_for_spreadsheets()});
  }
}

void StatementRows::add_object(const Statement& statement) {
  for (const Column column : kStatementColumns) {
    if (!is_always_written(column) && !statement.has(column)) continue;
    text_ += fmt::format("{}\"{}\":", text_.empty() ? '{' : ',', name_of(column));
    if (statement.has(column)) {
      append_json_name(text_, statement[column]);
    } else {
      text_ += "null";
    }
  }
  text_ += '}';
}

}  // namespace crowdvote
