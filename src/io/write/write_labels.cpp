#include "io/tables/npy_array.hpp"
#include "io/write/write_table.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

struct LabelTable {
  const CrowdData& data;
  const AggregationInput& input;
  const Consensus& consensus;
  bool only_valid;
  std::size_t n_observations;  ///< only the first ones
  ObservationNames observations{data.observations};

  [[nodiscard]] std::vector<TableColumn> columns() const {
    std::vector<TableColumn> columns{{"observation", {}, &data.observations},
                                     {"label", {}, &data.labels},
                                     {"valid", DuckdbType::boolean},
                                     {"conf"},
                                     {"acc"},
                                     {"votes", DuckdbType::int64}};
    for (const NamedColumn& column : consensus.observations.columns) {
      columns.push_back({column.name, type_of_values(column)});
    }
    columns.push_back({"tie", DuckdbType::boolean});
    columns.push_back({"runner_up", {}, &data.labels});
    return columns;
  }
  [[nodiscard]] std::size_t n_rows() const { return n_observations; }
  [[nodiscard]] bool has_row(std::size_t i) const { return !only_valid || consensus.valid[i] != 0; }
  template <class Row>
  [[gnu::always_inline]] void fetch(const Row& row, std::size_t i) const {
    __builtin_prefetch(row.place_of(consensus.conf[i]));
  }
  [[nodiscard]] Ballots look() const { return {input, consensus}; }

  template <class Row>
  void put(Row& row, std::size_t i, Ballots& ballots) const {
    const auto id = static_cast<ObservationId>(i);
    put_observation(row, observations, id);
    put_name(row, data.labels, consensus.label[i]);
    row.put(consensus.valid[i] != 0);
    row.put(consensus.conf[i]);
    row.put(consensus.acc[i]);
    row.put(static_cast<std::int64_t>(input.votes.n_votes_of(id)));
    for (const NamedColumn& column : consensus.observations.columns) row.put_value(&column, i);
    const Standing standing = ballots.standing_on(id);
    row.put(standing.is_tied);
    put_name(row, data.labels, standing.runner_up);
  }
};

/// The number of observations, from the first on, that contain the requested rows.
std::size_t observations_of_rows(const Consensus& consensus, const WriteLabelsOptions& options) {
  const std::size_t n = consensus.label.size();
  if (!options.only_valid) return std::min(n, options.most_rows);
  std::size_t rows = 0;
  std::size_t i = 0;
  for (; i < n && rows < options.most_rows; ++i) rows += consensus.valid[i] != 0 ? 1U : 0U;
  return i;
}

constexpr std::int64_t kNotValid = -1;

void require_integers(const NameTable& labels, const Consensus& consensus) {
  if (labels.find(Name(kNotValid))) {
    throw OptionError("-1 is a label, and .npy holds it for observations without one: write .csv or .json");
  }
  if (labels.all_integers()) return;
  for (std::size_t i = 0; i < consensus.label.size(); ++i) {
    if (consensus.valid[i] == 0 || labels[consensus.label[i]].is_integer()) continue;
    throw OptionError(
        fmt::format("the label '{}' is not an integer, and .npy holds integers only: write .csv or .json",
                    labels.str(consensus.label[i])));
  }
}

/// Writes an int64 array as numpy.save does (format version 1.0).
void write_labels_npy(OutputFile& file, const NameTable& labels, const Consensus& consensus,
                      const RunControl& control) {
  require_integers(labels, consensus);
  const std::array shape{sum_over_processes(control, consensus.label.size())};
  file.write(npy_header("<i8", shape));
  write_rows(file, consensus.label.size(), control,
             [&](std::size_t begin, std::size_t end, std::string& bytes, DoubleText&) {
               bytes.resize((end - begin) * sizeof(std::int64_t));
               for (std::size_t i = begin; i < end; ++i) {
                 put_little_endian(bytes.data() + (i - begin) * sizeof(std::int64_t),
                                   consensus.valid[i] != 0 ? labels[consensus.label[i]].value() : kNotValid);
               }
             });
}

}  // namespace

void write_labels(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                  const Consensus& consensus, const WriteLabelsOptions& options, const RunControl& control) {
  const LabelTable table{data, input, consensus, options.only_valid,
                         observations_of_rows(consensus, options)};
  if (options.format != LabelsFormat::npy) return write_table(file, table, options.format, control);
  if (options.only_valid) {
    throw OptionError(
        "a .npy file cannot leave out what is not valid: a label's place says which observation it is of, "
        "and an observation that is not valid is -1");
  }
  write_labels_npy(file, data.labels, consensus, control);
}

void write_labels(const std::string& path, const CrowdData& data, const AggregationInput& input,
                  const Consensus& consensus, const WriteLabelsOptions& options, const RunControl& control) {
  OutputFile file(path);
  write_labels(file, data, input, consensus, options, control);
  file.publish();
}

}  // namespace crowdvote
