#include "io/read/kept_statements.hpp"

#include "io/bytes/field_text.hpp"
#include "io/duckdb/write_parquet.hpp"
#include <crowdvote/ids.hpp>

#include <stdexcept>

#include <fmt/format.h>

namespace crowdvote {

void KeptStatements::add(const Statement& statement, std::int64_t time) {
  if (n_rows_ == kNoId) throw std::length_error("more than 4294967294 statements");
  for (const Column column : kStatementColumns) {
    if (!statement.has(column)) continue;
    Names& names = of(column);
    names.ids.resize(n_rows_, kNoId);
    names.ids.push_back(names.names.intern(statement[column]));
  }
  if (time != 0) times_.resize(n_rows_, 0);
  if (time != 0 || !times_.empty()) times_.push_back(time);
  ++n_rows_;
}

std::vector<Column> KeptStatements::columns() const {
  std::vector<Column> columns;
  for (const Column column : kStatementColumns) {
    if (is_always_written(column) || !of(column).ids.empty()) columns.push_back(column);
  }
  return columns;
}

/// Uses a counting sort, which keeps the rows of an observation in the order of the input.
void KeptStatements::group_by_observation() {
  begin_.assign(names(Column::observation).size() + 1, 0);
  for (std::size_t row = 0; row < n_rows_; ++row) ++begin_[id(Column::observation, row) + 1];
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
  row_.resize(n_rows_);
  for (std::size_t row = 0; row < n_rows_; ++row) {
    row_[next[id(Column::observation, row)]++] = static_cast<std::uint32_t>(row);
  }
}

KeptStatements::Repeated KeptStatements::settle(Repeats repeats) {
  group_by_observation();
  is_left_out_.assign(n_rows_, false);
  const auto time = [this](std::uint32_t row) { return row < times_.size() ? times_[row] : 0; };
  Repeated repeated;
  std::vector<std::uint32_t> row_of_user(names(Column::user).size(), kNoId);
  for (std::size_t i = 0; i + 1 < begin_.size(); ++i) {
    for (std::size_t at = begin_[i]; at < begin_[i + 1]; ++at) {
      const std::uint32_t row = row_[at];
      const std::uint32_t user = id(Column::user, row);
      if (user == kNoId) continue;
      std::uint32_t& counts = row_of_user[user];
      if (counts == kNoId || id(Column::observation, counts) != i) {
        counts = row;
        continue;
      }
      if (++repeated.count == 1) {
        repeated.example = fmt::format("user '{}' on observation '{}'", names(Column::user).str(user),
                                       names(Column::observation).str(static_cast<std::uint32_t>(i)));
      }
      const bool is_chosen = repeats == Repeats::first ? time(row) < time(counts) : time(row) >= time(counts);
      if (repeats == Repeats::first || repeats == Repeats::last)
        is_left_out_[is_chosen ? counts : row] = true;
      if (is_chosen) counts = row;
    }
  }
  return repeated;
}

std::size_t KeptStatements::n_without_user() const {
  std::size_t n = 0;
  for (std::size_t row = 0; row < n_rows_; ++row) {
    if (id(Column::user, row) == kNoId && id(Column::label, row) != kNoId) ++n;
  }
  return n;
}

void KeptStatements::write_rows(StatementRows& rows) const {
  const Name nothing{std::string_view()};
  Statement statement;
  for (std::size_t row = 0; row < n_rows_; ++row) {
    if (is_left_out_[row]) continue;
    for (const Column column : kStatementColumns) {
      const std::uint32_t name = id(column, row);
      statement[column] = name == kNoId ? nothing : names(column)[name];
    }
    rows.add(statement, 0);
  }
}

void KeptStatements::write_parquet(OutputFile& file, const RunControl& control) const {
  const std::vector<Column> written = columns();
  std::vector<ParquetColumn> described;
  for (const Column column : written) {
    described.push_back({std::string(name_of(column)), type_of_names(names(column))});
  }
  std::size_t row = 0;
  const auto next = [&](ParquetRow& parquet) {
    while (row < n_rows_ && is_left_out_[row]) ++row;
    if (row == n_rows_) return false;
    for (const Column column : written) {
      const std::uint32_t name = id(column, row);
      if (name == kNoId) {
        parquet.put_null();
      } else {
        parquet.put(names(column)[name]);
      }
    }
    ++row;
    return true;
  };
  crowdvote::write_parquet(file, described, n_rows_, next, control);
}

void KeptStatements::write_json(OutputFile& file) const {
  file.write("{");
  std::string text;
  for (std::size_t i = 0; i + 1 < begin_.size(); ++i) {
    text = i == 0 ? "\n" : ",\n";
    append_json_key(text, names(Column::observation)[static_cast<std::uint32_t>(i)]);
    text += ":{";
    bool is_first = true;
    for (std::size_t at = begin_[i]; at < begin_[i + 1]; ++at) {
      const std::uint32_t user = id(Column::user, row_[at]);
      if (user == kNoId || is_left_out_[row_[at]]) continue;
      if (!is_first) text += ',';
      is_first = false;
      append_json_key(text, names(Column::user)[user]);
      text += ':';
      const std::uint32_t label = id(Column::label, row_[at]);
      if (label == kNoId) {
        text += "null";
      } else {
        append_json_name(text, names(Column::label)[label]);
      }
    }
    text += '}';
    file.write(text);
  }
  file.write("\n}\n");
}

}  // namespace crowdvote
