#include "io/csv_table.hpp"
#include "io/json_table.hpp"
#include "io/labels_readers.hpp"
#include "io/line_reader.hpp"

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Rows between two looks at RunControl.
constexpr std::size_t kRowsBetweenLooks = 1 << 16;

}  // namespace

void read_labels_table(ByteSource& source, char separator, const ColumnNames& chosen,
                       LabelsCollector& collector, ProblemList& problems, const RunControl& control) {
  CsvTable table(source, separator, problems, label_requests(), chosen, ChosenNames::may_be_there);
  for (std::size_t n_rows = 0; table.next_row(); ++n_rows) {
    if (n_rows % kRowsBetweenLooks == 0) control.throw_if_cancelled();
    LabelRow row;
    bool is_good = true;
    for (const ColumnRequest& request : label_requests()) {
      if (!table.has(request.column)) continue;
      std::string problem = row.set(request.column, table[request.column]);
      if (problem.empty()) continue;
      table.add_problem_at(request.column, std::move(problem));
      is_good = false;
    }
    std::string problem = is_good ? collector.take(row) : std::string();
    if (!problem.empty()) table.add_problem_at(Column::observation, std::move(problem));
  }
}

void read_labels_jsonl(ByteSource& source, const ColumnNames& chosen, LabelsCollector& collector,
                       ProblemList& problems, const RunControl& control) {
  JsonTable table(source, "a label", problems, label_requests(), chosen, control);
  while (table.next_row()) {
    LabelRow row;
    bool is_good = true;
    for (const ColumnRequest& request : label_requests()) {
      const JsonTable::Member* const member = table.find(request.column);
      if (member == nullptr) continue;
      std::string problem = row.set(request.column, member->value);
      if (problem.empty()) continue;
      table.add_problem_at(*member, std::move(problem));
      is_good = false;
    }
    std::string problem = is_good ? collector.take(row) : std::string();
    if (!problem.empty()) table.add_problem_at(table[Column::observation], std::move(problem));
  }
}

void read_labels_text(ByteSource& source, LabelsCollector& collector, ProblemList& problems,
                      const RunControl& control) {
  LineReader lines(source);
  std::vector<LabelId> label_of_place;
  std::size_t n_blank_at_end = 0;
  while (const auto line = lines.next()) {
    if (lines.number() % kRowsBetweenLooks == 0) control.throw_if_cancelled();
    const std::string_view text = trimmed(without_line_break(*line));
    if (const auto& fault = lines.fault()) {
      problems.add(
          {.file = source.name(), .line = lines.number(), .column = fault->column, .what = fault->what});
      continue;
    }
    n_blank_at_end = text.empty() ? n_blank_at_end + 1 : 0;
    label_of_place.push_back(collector.label_id(Name(text)));
  }
  if (lines.stopped_at_a_long_line()) {
    problems.add(
        {.file = source.name(),
         .line = lines.number() + 1,
         .column = 1,
         .what = fmt::format("a line of more than {} MB; expected one label", LineReader::kLongest >> 20)});
  }
  problems.throw_if_any();
  collector.take_places(std::move(label_of_place), n_blank_at_end);
}

}  // namespace crowdvote
