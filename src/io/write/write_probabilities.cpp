#include "io/tables/npy_array.hpp"
#include "io/write/write_table.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// A probability of an observation.
struct LabelProbability {
  LabelId label;
  double probability;
};

/// The rows of an observation, made one observation after the other.
class Rows {
 public:
  Rows(const CrowdData& data, const Probabilities& probabilities, double least)
      : data_(data), probabilities_(probabilities), least_(least) {}

  [[nodiscard]] std::size_t n_observations() const { return probabilities_.begin.size() - 1; }
  [[nodiscard]] Name observation(std::size_t i) const {
    return data_.observations[static_cast<ObservationId>(i)];
  }
  [[nodiscard]] Name label(const LabelProbability& entry) const { return data_.labels[entry.label]; }

  /// Those that are large enough, by falling probability; equal ones stay in the order of the labels.
  void find(std::size_t i, std::vector<LabelProbability>& entries) const {
    const auto labels = probabilities_.labels_of(static_cast<ObservationId>(i));
    const auto values = probabilities_.values_of(static_cast<ObservationId>(i));
    entries.clear();
    for (std::size_t k = 0; k < labels.size(); ++k) {
      if (values[k] >= least_) entries.push_back({labels[k], values[k]});
    }
    std::stable_sort(
        entries.begin(), entries.end(),
        [](const LabelProbability& a, const LabelProbability& b) { return a.probability > b.probability; });
  }
  [[nodiscard]] std::vector<ParquetColumn> columns() const {
    return {{"observation", type_of_names(data_.observations)},
            {"label", type_of_names(data_.labels)},
            {"probability", DuckdbType::float64}};
  }
  template <class Row>
  void put(Row& row, std::size_t i, const LabelProbability& entry) const {
    row.put(observation(i));
    row.put(label(entry));
    row.put(entry.probability);
  }

 private:
  const CrowdData& data_;
  const Probabilities& probabilities_;
  double least_;
};

/// \param make_row a row of text: make_row(text, doubles)
template <class MakeRow>
void write_lines(OutputFile& file, const Rows& rows, const RunControl& control, const MakeRow& make_row) {
  write_rows(file, rows.n_observations(), control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               std::vector<LabelProbability> entries;
               auto row = make_row(text, doubles);
               for (std::size_t i = begin; i < end; ++i) {
                 rows.find(i, entries);
                 for (const LabelProbability& entry : entries) {
                   rows.put(row, i, entry);
                   row.end();
                 }
               }
             });
}

void write_delimited(OutputFile& file, const Rows& rows, char separator, const RunControl& control) {
  file.write(fmt::format("observation{0}label{0}probability\n", separator));
  write_lines(file, rows, control, [&file, separator](std::string& text, DoubleText& doubles) {
    return DelimitedRow(text, doubles, {separator, file.is_for_spreadsheets()});
  });
}

void write_jsonl(OutputFile& file, const Rows& rows, const RunControl& control) {
  const std::vector<TableColumn> columns{{"observation"}, {"label"}, {"probability"}};
  write_lines(file, rows, control, [&columns](std::string& text, DoubleText& doubles) {
    return JsonRow(text, doubles, columns, false);
  });
}

void write_json(OutputFile& file, const Rows& rows, const RunControl& control) {
  file.write("{");
  write_rows(file, rows.n_observations(), control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               std::vector<LabelProbability> entries;
               for (std::size_t i = begin; i < end; ++i) {
                 text += i == 0 ? "\n" : ",\n";
                 append_json_key(text, rows.observation(i));
                 text += ":{";
                 rows.find(i, entries);
                 for (std::size_t k = 0; k < entries.size(); ++k) {
                   if (k > 0) text += ',';
                   append_json_key(text, rows.label(entries[k]));
                   text += ':';
                   doubles.append_json(text, entries[k].probability);
                 }
                 text += '}';
               }
             });
  file.write("\n}\n");
}

void write_table_of_probabilities(OutputFile& file, const Rows& rows, const RunControl& control) {
  std::vector<LabelProbability> entries;
  std::size_t n_begun = 0;  // observations
  std::size_t n_put = 0;    // entries of the last of them
  const auto next = [&](ParquetRow& row) {
    while (n_put == entries.size()) {
      if (n_begun == rows.n_observations()) return false;
      rows.find(n_begun++, entries);
      n_put = 0;
    }
    rows.put(row, n_begun - 1, entries[n_put++]);
    return true;
  };
  write_parquet(file, rows.columns(), 0, next, control);
}

/// The labels that occur in the votes, in gold or, where they are known, in the probabilities, in their
/// order: the columns of the array.
std::vector<LabelId> columns_of(const AggregationInput& input, const Probabilities* probabilities) {
  std::vector<std::uint8_t> occurs(input.votes.n_labels(), 0);
  const auto note = [&](std::span<const LabelId> labels) {
    for (const LabelId label : labels) {
      if (label != kNoLabel) occurs[label] = 1;
    }
  };
  note(input.votes.label_of_vote());
  note(input.gold_of_observation);
  if (probabilities != nullptr) note(probabilities->label);
  std::vector<LabelId> columns;
  for (const LabelId label : input.votes.labels_in_order()) {
    if (occurs[label] != 0) columns.push_back(label);
  }
  return columns;
}

void write_npy(OutputFile& file, const Probabilities& probabilities, const AggregationInput& input,
               const RunControl& control) {
  const std::vector<LabelId> columns = columns_of(input, &probabilities);
  const std::array shape{probabilities.begin.size() - 1, columns.size()};
  std::vector<std::size_t> place_of_label(input.votes.n_labels(), 0);
  for (std::size_t k = 0; k < columns.size(); ++k) place_of_label[columns[k]] = k * sizeof(double);
  const std::size_t bytes_of_row = columns.size() * sizeof(double);
  // A megabyte at a time: a row may be long.
  constexpr std::size_t kBytesOfBlock = std::size_t{1} << 20;
  const std::size_t rows_in_block =
      std::max<std::size_t>(1, kBytesOfBlock / std::max<std::size_t>(1, bytes_of_row));
  file.write(npy_header("<f8", shape));
  write_rows(
      file, shape[0], control,
      [&](std::size_t begin, std::size_t end, std::string& bytes, DoubleText&) {
        bytes.assign((end - begin) * bytes_of_row, '\0');  // which is 0.0
        for (std::size_t i = begin; i < end; ++i) {
          char* const row = bytes.data() + (i - begin) * bytes_of_row;
          const auto labels = probabilities.labels_of(static_cast<ObservationId>(i));
          const auto values = probabilities.values_of(static_cast<ObservationId>(i));
          for (std::size_t k = 0; k < labels.size(); ++k) {
            put_little_endian(row + place_of_label[labels[k]], std::bit_cast<std::uint64_t>(values[k]));
          }
        }
      },
      rows_in_block);
}

}  // namespace

void write_probabilities(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                         const Consensus& consensus, const WriteProbabilitiesOptions& options,
                         const RunControl& control) {
  assert(consensus.probabilities);
  const Rows rows(data, *consensus.probabilities, options.least);
  switch (options.format) {
    case LabelsFormat::csv:
      return write_delimited(file, rows, ',', control);
    case LabelsFormat::tsv:
      return write_delimited(file, rows, '\t', control);
    case LabelsFormat::json:
      return write_json(file, rows, control);
    case LabelsFormat::jsonl:
      return write_jsonl(file, rows, control);
    case LabelsFormat::npy:
      return write_npy(file, *consensus.probabilities, input, control);
    case LabelsFormat::parquet:
      return write_table_of_probabilities(file, rows, control);
  }
}

void write_probability_labels(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                              const Consensus& consensus) {
  assert(consensus.probabilities);
  std::string text = "[";
  for (const LabelId label : columns_of(input, &*consensus.probabilities)) {
    text += text.size() == 1 ? "\n" : ",\n";
    append_json_name(text, data.labels[label]);
  }
  file.write(text + "\n]\n");
}

void check_probabilities_fit(const AggregationInput& input, LabelsFormat format, const RunControl& control) {
  if (format != LabelsFormat::npy) return;
  constexpr double kMostBytes = 16e9;
  const std::size_t n_rows = input.votes.n_observations();
  const std::size_t n_columns = columns_of(input, nullptr).size();
  const double bytes = static_cast<double>(n_rows) * static_cast<double>(n_columns) * sizeof(double);
  const std::string array =
      fmt::format("a .npy of the probabilities of {} labels on {} observations", n_columns, n_rows);
  constexpr std::string_view kWayOut = ".csv, .tsv, .json and .jsonl leave small ones out";
  if (bytes > kMostBytes) {
    throw OptionError(
        fmt::format("{} would take {:.1f} GB, and 16 GB is the most; {}", array, bytes / 1e9, kWayOut));
  }
  control.check_memory(fmt::format("{} ({})", array, kWayOut), static_cast<std::uint64_t>(bytes));
}

}  // namespace crowdvote
