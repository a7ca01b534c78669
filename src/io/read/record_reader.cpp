#include "io/read/record_reader.hpp"

#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

RecordReader::RecordReader(RowReader& rows, const Schema& schema, const ColumnNames& chosen,
                           ChosenNames meaning, std::string file, ProblemList& problems)
    : rows_(rows),
      schema_(schema),
      chosen_(chosen),
      meaning_(meaning),
      file_(std::move(file)),
      problems_(problems),
      record_(rows) {
  if (!rows.has_names()) {
    record_.places_ = numbered_columns(chosen, schema.needs_user()).value();
    are_columns_known_ = true;
    are_numbers_checked_ = false;
  } else if (!rows.names().empty()) {
    find_columns_by_name();
  }
}

bool RecordReader::next() {
  while (rows_.next_row()) {
    if (!are_numbers_checked_) check_numbers();
    if (!are_columns_known_ || rows_.names().size() > n_known_names_) find_columns_by_name();
    if (take_row()) return true;
  }
  return false;
}

std::optional<std::array<std::size_t, 3>> RecordReader::fields_of_names() const {
  const ColumnPlaces& places = record_.places_;
  const std::array fields{places[Column::observation], places[Column::user], places[Column::label]};
  const bool has_more = places[Column::author] != kNoColumn || chosen_.time || chosen_.count;
  const bool has_all = std::find(fields.begin(), fields.end(), kNoColumn) == fields.end();
  return are_columns_known_ && has_all && !has_more ? std::optional(fields) : std::nullopt;
}

ReadNotes RecordReader::notes() const {
  ReadNotes notes;
  rows_.add_findings(notes.findings);
  notes.notices = record_.places_.notices;
  rows_.add_notices(notes.notices);
  const bool has_names = rows_.has_names();
  std::vector<bool> is_taken(has_names ? rows_.names().size() : 0, false);
  for (const ColumnRequest& request : schema_.columns) {
    const std::size_t place = record_.places_[request.column];
    if (place == kNoColumn) continue;
    if (has_names) is_taken[place] = true;
    notes.columns.push_back(
        {std::string(name_of(request.column)), has_names ? rows_.names()[place] : std::to_string(place + 1)});
  }
  if (const auto end = rows_.open_end()) {
    for (const Column column : {Column::observation, Column::user, Column::label}) {
      if (record_.places_[column] != end->field) continue;
      notes.open_end = NameAtOpenEnd{fmt::format("{}s", name_of(column)), end->text};
    }
  }
  for (std::size_t place = 0; place < is_taken.size(); ++place) {
    if (!is_taken[place] && !rows_.is_used(place)) notes.left_alone.push_back(rows_.names()[place]);
  }
  return notes;
}

void RecordReader::find_columns_by_name() {
  record_.places_ = find_columns(rows_.names(), schema_.columns, chosen_, meaning_);
  are_columns_known_ = true;
  n_known_names_ = rows_.names().size();
  if (record_.places_.problems.empty()) return;
  for (Problem& problem : record_.places_.problems) {
    problem.file = file_;
    problem.line = rows_.line();
    // Advice on the names of columns applies only to files of votes.
    const bool is_of_votes = schema_.inner == InnerObject::statements;
    if (!is_of_votes && meaning_ == ChosenNames::must_exist) problem.remedy = {};
    problems_.add(std::move(problem));
  }
  problems_.throw_if_any();
}

/// Checks the chosen numbers against the first row, as all rows have the same width.
void RecordReader::check_numbers() {
  are_numbers_checked_ = true;
  std::size_t last = 0;
  for (const std::size_t place : record_.places_.places) {
    if (place != kNoColumn) last = std::max(last, place);
  }
  if (rows_.has(last)) return;
  std::size_t n_cells = 0;
  while (rows_.has(n_cells)) ++n_cells;
  Problem problem = rows_.problem_at(
      last, fmt::format("a row of {}, but column {} was chosen", count_of(n_cells, "cell"), last + 1));
  problem.remedy = {WayOut::number_columns};
  problems_.add(std::move(problem));
  problems_.throw_if_any();
}

bool RecordReader::take_row() {
  for (const ColumnRequest& request : schema_.columns) {
    const auto column = static_cast<std::size_t>(request.column);
    const std::size_t place = record_.places_[request.column];
    record_.has_[column] = place != kNoColumn && rows_.has(place);
    if (record_.has_[column]) {
      record_.values_[column] = rows_.value(place);
    } else if (request.is_required) {
      problems_.add(rows_.problem_at(kNoColumn, fmt::format("no key '{}', which holds the {}",
                                                            rows_.names()[place], name_of(request.column))));
      return false;
    }
  }
  return true;
}

}  // namespace crowdvote
