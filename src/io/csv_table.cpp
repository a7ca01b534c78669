#include "io/csv_table.hpp"

#include "io/byte_source.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace crowdvote {

namespace {

std::string_view name_of_separator(char separator) {
  if (separator == '\t') return "tab";
  return separator == ';' ? "semicolon" : "comma";
}

std::string describe_short_row(std::size_t n_cells, std::size_t width, std::span<const std::string> header) {
  if (header.empty()) return fmt::format("a row of {} cells, but the first row has {}", n_cells, width);
  return fmt::format("a row of {} cell{}, but the header has {}: no {}", n_cells, n_cells == 1 ? "" : "s",
                     width, list_names(header.subspan(n_cells)));
}

std::string describe_long_row(std::size_t n_cells, std::size_t width, bool has_header, char separator) {
  return fmt::format("a row of {} cells, but the {} has {}; a cell with a {} in it stands in quotes", n_cells,
                     has_header ? "header" : "first row", width, name_of_separator(separator));
}

}  // namespace

CsvTable::CsvTable(ByteSource& source, char separator, ProblemList& problems,
                   std::span<const ColumnRequest> requests, const ColumnNames& chosen, ChosenNames meaning)
    : reader_(source, separator, problems), separator_(separator) {
  const auto complain = [&](std::string what) {
    problems.add({.file = source.name(), .line = reader_.line(), .what = std::move(what)});
  };
  if (reader_.next_row()) {
    for (std::size_t i = 0; i < reader_.n_cells(); ++i) header_.emplace_back(reader_.cell(i));
    places_ = find_columns(header_, requests, chosen, meaning);
    for (std::string& problem : places_.problems) complain(std::move(problem));
  } else if (problems.empty()) {
    complain("the file is empty; a header with the names of the columns was expected");
  }
  problems.throw_if_any();
  width_ = header_.size();
}

CsvTable::CsvTable(ByteSource& source, char separator, ProblemList& problems, const ColumnPlaces& places)
    : reader_(source, separator, problems), separator_(separator), places_(places) {}

bool CsvTable::next_row() {
  while (reader_.next_row()) {
    if (has_right_width()) return true;
  }
  return false;
}

bool CsvTable::has_right_width() {
  const std::size_t n_cells = reader_.n_cells();
  if (width_ == 0) {
    const auto* const last =
        std::max_element(places_.places.begin(), places_.places.end(), [](std::size_t a, std::size_t b) {
          return a + 1 < b + 1;  // kNoColumn is the lowest
        });
    if (n_cells <= *last) {
      reader_.add_problem_at(
          n_cells, fmt::format("a row of {} cells, but --columns names column {}", n_cells, *last + 1));
      return false;
    }
    width_ = n_cells;
  }
  if (n_cells == width_) return true;
  if (n_cells < width_) {
    reader_.add_problem_at(n_cells, describe_short_row(n_cells, width_, header_));
  } else {
    reader_.add_problem_at(width_, describe_long_row(n_cells, width_, !header_.empty(), separator_));
  }
  return false;
}

}  // namespace crowdvote
