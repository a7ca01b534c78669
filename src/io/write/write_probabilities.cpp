#include "io/tables/npy_array.hpp"
#include "io/write/write_table.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
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

/// The probability of a label on an observation.
struct LabelProbability {
  LabelId label;
  double probability;
};

/// One row for each probability that is large enough. The rows of an observation are in descending order of
/// probability; equal ones are in the order of the labels.
struct ProbabilityTable {
  const CrowdData& data;
  const Probabilities& probabilities;
  double least;

  [[nodiscard]] std::size_t n_observations() const { return probabilities.begin.size() - 1; }
  /// The rows of an observation.
  void find(ObservationId i, std::vector<LabelProbability>& entries) const {
    const auto labels = probabilities.labels_of(i);
    const auto values = probabilities.values_of(i);
    entries.clear();
    for (std::size_t k = 0; k < labels.size(); ++k) {
      if (values[k] >= least) entries.push_back({labels[k], values[k]});
    }
    std::stable_sort(
        entries.begin(), entries.end(),
        [](const LabelProbability& a, const LabelProbability& b) { return a.probability > b.probability; });
  }

  [[nodiscard]] std::vector<TableColumn> columns() const {
    return {{"observation", {}, &data.observations}, {"label", {}, &data.labels}, {"probability"}};
  }
  [[nodiscard]] std::size_t n_rows() const { return probabilities.value.size(); }
  [[nodiscard]] bool has_row(std::size_t entry) const { return probabilities.value[entry] >= least; }

  /// The observation whose rows are being written.
  struct Look {
    ObservationId observation = 0;
    std::size_t end = 0;  ///< behind its last probability
    std::vector<LabelProbability> entries = {};
    std::size_t n_put = 0;
  };
  [[nodiscard]] static Look look() { return {}; }

  /// An observation has as many rows as large probabilities: at the position of each of them, the next one in
  /// descending order is written.
  template <class Row>
  void put(Row& row, std::size_t entry, Look& look) const {
    if (entry >= look.end) go_to(entry, look);
    const auto& [label, probability] = look.entries[look.n_put++];
    row.put(data.observations[look.observation]);
    row.put(data.labels[label]);
    row.put(probability);
  }

 private:
  void go_to(std::size_t entry, Look& look) const {
    const std::vector<std::size_t>& begin = probabilities.begin;
    const auto end = std::upper_bound(begin.begin() + look.observation, begin.end(), entry);
    look.observation = static_cast<ObservationId>(end - begin.begin() - 1);
    look.end = *end;
    find(look.observation, look.entries);
    // A block of rows may begin within an observation.
    const auto before = probabilities.values_of(look.observation).first(entry - begin[look.observation]);
    look.n_put = static_cast<std::size_t>(
        std::count_if(before.begin(), before.end(), [this](double value) { return value >= least; }));
  }
};

/// {observation: {label: probability}}
void write_json(OutputFile& file, const ProbabilityTable& table, const RunControl& control) {
  file.write("{");
  // The first of all observations has no comma before it; neither has the first of a part.
  const bool is_part = control.processes == nullptr;
  const std::size_t n_before = table.data.shared && !is_part ? table.data.shared->observations_before : 0;
  write_rows(file, table.n_observations(), control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               std::vector<LabelProbability> entries;
               for (std::size_t i = begin; i < end; ++i) {
                 const auto id = static_cast<ObservationId>(i);
                 text += n_before + i == 0 ? "\n" : ",\n";
                 append_json_key(text, table.data.observations[id]);
                 text += ":{";
                 table.find(id, entries);
                 for (std::size_t k = 0; k < entries.size(); ++k) {
                   if (k > 0) text += ',';
                   append_json_key(text, table.data.labels[entries[k].label]);
                   text += ':';
                   doubles.append_json(text, entries[k].probability);
                 }
                 text += '}';
               }
             });
  file.write("\n}\n");
}

/// The labels that occur in the votes, in gold or, if known, in the probabilities, in their order. They are
/// the columns of the array.
std::vector<LabelId> columns_of(const AggregationInput& input, const Probabilities* probabilities,
                                const RunControl& control) {
  std::vector<std::uint32_t> occurs(input.votes.n_labels(), 0);
  const auto note = [&](std::span<const LabelId> labels) {
    for (const LabelId label : labels) {
      if (label != kNoLabel) occurs[label] = 1;
    }
  };
  note(input.votes.label_of_vote());
  note(input.gold_of_observation);
  if (probabilities != nullptr) note(probabilities->label);
  sum_over_processes(control, std::span(occurs));
  std::vector<LabelId> columns;
  for (const LabelId label : input.votes.labels_in_order()) {
    if (occurs[label] != 0) columns.push_back(label);
  }
  return columns;
}

void write_npy(OutputFile& file, const Probabilities& probabilities, const AggregationInput& input,
               const RunControl& control) {
  const std::vector<LabelId> columns = columns_of(input, &probabilities, control);
  const std::array shape{sum_over_processes(control, probabilities.begin.size() - 1), columns.size()};
  std::vector<std::size_t> place_of_label(input.votes.n_labels(), 0);
  for (std::size_t k = 0; k < columns.size(); ++k) place_of_label[columns[k]] = k * sizeof(double);
  const std::size_t bytes_of_row = columns.size() * sizeof(double);
  // Blocks of about a megabyte, as a row may be long.
  constexpr std::size_t kBytesOfBlock = std::size_t{1} << 20;
  const std::size_t rows_in_block =
      std::max<std::size_t>(1, kBytesOfBlock / std::max<std::size_t>(1, bytes_of_row));
  file.write(npy_header("<f8", shape));
  write_rows(
      file, probabilities.begin.size() - 1, control,
      [&](std::size_t begin, std::size_t end, std::string& bytes, DoubleText&) {
        bytes.assign((end - begin) * bytes_of_row, '\0');  // these bytes are 0.0
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
  const Probabilities& probabilities = *consensus.probabilities;
  if (options.format == LabelsFormat::npy) return write_npy(file, probabilities, input, control);
  const ProbabilityTable table{data, probabilities, options.least};
  if (options.format == LabelsFormat::json) return write_json(file, table, control);
  write_table(file, table, options.format, control);
}

void write_probability_labels(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                              const Consensus& consensus, const RunControl& control) {
  assert(consensus.probabilities);
  std::string text = "[";
  for (const LabelId label : columns_of(input, &*consensus.probabilities, control)) {
    text += text.size() == 1 ? "\n" : ",\n";
    append_json_name(text, data.labels[label]);
  }
  file.write(text + "\n]\n");
}

void check_probabilities_fit(const AggregationInput& input, LabelsFormat format, const RunControl& control) {
  if (format != LabelsFormat::npy) return;
  constexpr double kMostBytes = 16e9;
  const std::size_t n_rows = sum_over_processes(control, input.votes.n_observations());
  const std::size_t n_columns = columns_of(input, nullptr, control).size();
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
