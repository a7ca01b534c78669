#include "io/bytes/field_text.hpp"
#include "io/duckdb/write_parquet.hpp"
#include "io/tables/column_text.hpp"
#include "io/write/write_labels_npy.hpp"
#include "io/write/write_rows.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace crowdvote {

namespace {

/// The columns of the table of labels.
struct LabelTable {
  const CrowdData& data;
  const AggregationInput& input;
  const Consensus& consensus;
  bool only_valid;
  std::size_t n_observations;  ///< the first ones
  bool are_indices = data.observations.are_indices();

  [[nodiscard]] std::size_t n_rows() const { return n_observations; }
  [[nodiscard]] bool has_row(std::size_t i) const { return !only_valid || consensus.valid[i] != 0; }
  [[nodiscard]] Name observation(std::size_t i) const {
    if (are_indices) return Name(static_cast<std::int64_t>(i));
    return data.observations[static_cast<ObservationId>(i)];
  }
  [[nodiscard]] std::size_t n_votes(std::size_t i) const {
    return input.votes.n_votes_of(static_cast<ObservationId>(i));
  }
  /// What the strategy has to say beyond the columns that are always there.
  [[nodiscard]] const std::vector<NamedColumn>& further_columns() const {
    return consensus.observations.columns;
  }
};

/// How many observations, from the first, have the rows that are wanted.
std::size_t observations_of_rows(const Consensus& consensus, const WriteLabelsOptions& options) {
  const std::size_t n = consensus.label.size();
  if (!options.only_valid) return std::min(n, options.most_rows);
  std::size_t rows = 0;
  std::size_t i = 0;
  for (; i < n && rows < options.most_rows; ++i) rows += consensus.valid[i] != 0 ? 1U : 0U;
  return i;
}

void add_label(RowWriter& row, const LabelTable& table, LabelId label) {
  if (label != kNoLabel) row.add_field(table.data.labels[label]);
}

void add_row(RowWriter& row, DoubleText& doubles, const LabelTable& table, const Standing& standing,
             std::size_t i, char separator) {
  row.add_field(table.observation(i));
  row.add(separator);
  add_label(row, table, table.consensus.label[i]);
  row.add(separator);
  row.add(table.consensus.valid[i] != 0 ? '1' : '0');
  row.add(separator);
  row.add_double(doubles, table.consensus.conf[i]);
  row.add(separator);
  row.add_double(doubles, table.consensus.acc[i]);
  row.add(separator);
  row.add_number(table.n_votes(i));
  for (const NamedColumn& column : table.further_columns()) {
    row.add(separator);
    row.add_by([&](std::string& fields) { append_value(fields, doubles, &column, i); });
  }
  row.add(separator);
  row.add(standing.is_tied ? '1' : '0');
  row.add(separator);
  add_label(row, table, standing.runner_up);
  row.add('\n');
}

void append_json_label(std::string& text, const LabelTable& table, LabelId label) {
  if (label == kNoLabel) {
    text += "null";
  } else {
    append_json_name(text, table.data.labels[label]);
  }
}

/// `"label":4,"valid":true,"conf":2.5,"acc":1,"votes":2,"tie":false,"runner_up":null`
void append_json_members(std::string& text, DoubleText& doubles, const LabelTable& table,
                         const Standing& standing, std::size_t i) {
  text += "\"label\":";
  append_json_label(text, table, table.consensus.label[i]);
  text += table.consensus.valid[i] != 0 ? ",\"valid\":true,\"conf\":" : ",\"valid\":false,\"conf\":";
  doubles.append_json(text, table.consensus.conf[i]);
  text += ",\"acc\":";
  doubles.append_json(text, table.consensus.acc[i]);
  text += ",\"votes\":";
  append_number(text, table.n_votes(i));
  for (const NamedColumn& column : table.further_columns()) {
    append_json_member(text, doubles, column.name, &column, i);
  }
  text += standing.is_tied ? ",\"tie\":true,\"runner_up\":" : ",\"tie\":false,\"runner_up\":";
  append_json_label(text, table, standing.runner_up);
}

void write_delimited(OutputFile& file, const LabelTable& table, char separator, const RunControl& control) {
  constexpr std::size_t kAhead = 4;
  std::string header = "observation,label,valid,conf,acc,votes";
  for (const NamedColumn& column : table.further_columns()) header += ',' + column.name;
  header += ",tie,runner_up\n";
  std::replace(header.begin(), header.end(), ',', separator);
  file.write(header);
  write_rows(file, table.n_rows(), control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               RowWriter row(text, {separator, file.is_for_spreadsheets()});
               Ballots ballots(table.input, table.consensus);
               for (std::size_t i = begin; i < end; ++i) {
                 if (i + kAhead < end) __builtin_prefetch(doubles.place_of(table.consensus.conf[i + kAhead]));
                 if (!table.has_row(i)) continue;
                 add_row(row, doubles, table, ballots.standing_on(static_cast<ObservationId>(i)), i,
                         separator);
               }
             });
}

void write_json(OutputFile& file, const LabelTable& table, const RunControl& control) {
  // Blocks are made apart, so whether a row is the first, which no comma precedes, is found out beforehand.
  std::size_t first = 0;
  while (first < table.n_rows() && !table.has_row(first)) ++first;
  file.write("{");
  write_rows(file, table.n_rows(), control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               Ballots ballots(table.input, table.consensus);
               for (std::size_t i = begin; i < end; ++i) {
                 if (!table.has_row(i)) continue;
                 text += i == first ? "\n" : ",\n";
                 append_json_key(text, table.observation(i));
                 text += ":{";
                 append_json_members(text, doubles, table, ballots.standing_on(static_cast<ObservationId>(i)),
                                     i);
                 text += '}';
               }
             });
  file.write("\n}\n");
}

void write_jsonl(OutputFile& file, const LabelTable& table, const RunControl& control) {
  write_rows(file, table.n_rows(), control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               Ballots ballots(table.input, table.consensus);
               for (std::size_t i = begin; i < end; ++i) {
                 if (!table.has_row(i)) continue;
                 text += "{\"observation\":";
                 append_json_name(text, table.observation(i));
                 text += ',';
                 append_json_members(text, doubles, table, ballots.standing_on(static_cast<ObservationId>(i)),
                                     i);
                 text += "}\n";
               }
             });
}

void write_table(OutputFile& file, const LabelTable& table, const RunControl& control) {
  std::vector<ParquetColumn> columns{{"observation", type_of_names(table.data.observations)},
                                     {"label", type_of_names(table.data.labels)},
                                     {"valid", DuckdbType::boolean},
                                     {"conf", DuckdbType::float64},
                                     {"acc", DuckdbType::float64},
                                     {"votes", DuckdbType::int64}};
  for (const NamedColumn& column : table.further_columns())
    columns.push_back({column.name, type_of_values(column)});
  columns.push_back({"tie", DuckdbType::boolean});
  columns.push_back({"runner_up", type_of_names(table.data.labels)});
  Ballots ballots(table.input, table.consensus);
  std::size_t i = 0;
  const auto put_label = [&](ParquetRow& row, LabelId label) {
    if (label == kNoLabel) return row.put_null();
    row.put(table.data.labels[label]);
  };
  const auto next = [&](ParquetRow& row) {
    while (i < table.n_rows() && !table.has_row(i)) ++i;
    if (i == table.n_rows()) return false;
    row.put(table.observation(i));
    put_label(row, table.consensus.label[i]);
    row.put(table.consensus.valid[i] != 0);
    row.put(table.consensus.conf[i]);
    row.put(table.consensus.acc[i]);
    row.put(static_cast<std::int64_t>(table.n_votes(i)));
    for (const NamedColumn& column : table.further_columns()) row.put_value(&column, i);
    const Standing standing = ballots.standing_on(static_cast<ObservationId>(i));
    row.put(standing.is_tied);
    put_label(row, standing.runner_up);
    ++i;
    return true;
  };
  write_parquet(file, columns, table.n_rows(), next, control);
}

}  // namespace

void write_labels(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                  const Consensus& consensus, const WriteLabelsOptions& options, const RunControl& control) {
  const LabelTable table{data, input, consensus, options.only_valid,
                         observations_of_rows(consensus, options)};
  switch (options.format) {
    case LabelsFormat::csv:
      return write_delimited(file, table, ',', control);
    case LabelsFormat::tsv:
      return write_delimited(file, table, '\t', control);
    case LabelsFormat::json:
      return write_json(file, table, control);
    case LabelsFormat::jsonl:
      return write_jsonl(file, table, control);
    case LabelsFormat::npy:
      if (options.only_valid) {
        throw OptionError(
            "a .npy file cannot leave out what is not valid: a label's place says whose it is, and an "
            "observation "
            "that is not valid is -1");
      }
      return write_labels_npy(file, data.labels, consensus, control);
    case LabelsFormat::parquet:
      return write_table(file, table, control);
  }
}

void write_labels(const std::string& path, const CrowdData& data, const AggregationInput& input,
                  const Consensus& consensus, const WriteLabelsOptions& options, const RunControl& control) {
  OutputFile file(path);
  write_labels(file, data, input, consensus, options, control);
  file.publish();
}

}  // namespace crowdvote
