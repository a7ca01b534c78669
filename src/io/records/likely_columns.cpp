#include "io/records/likely_columns.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

constexpr std::array kObservationRequest{ColumnRequest{Column::observation}};

}  // namespace

void choose_remedies(ColumnPlaces& found, std::span<const std::string> names) {
  const std::string separator = separator_in_one_cell(names);
  const bool may_be_wide = names.size() > 2 && !found.has(Column::user) && !found.has(Column::label);
  for (Problem& problem : found.problems) {
    if (!separator.empty()) {
      problem.remedy = {WayOut::choose_separator, separator};
    } else if (may_be_wide && problem.remedy.way == WayOut::name_column && problem.remedy.value == "label") {
      problem.remedy = {WayOut::wide_layout};
    }
  }
}

std::string separator_in_one_cell(std::span<const std::string> names) {
  constexpr std::array kSeparators{std::pair{'\t', "tab"sv}, std::pair{'|', "pipe"sv},
                                   std::pair{';', "semicolon"sv}, std::pair{',', "comma"sv}};
  if (names.size() != 1) return "";
  const std::string& cell = names.front();
  for (const auto& [character, word] : kSeparators) {
    if (std::count(cell.begin(), cell.end(), character) > 1) return std::string(word);
  }
  // A sentence contains blanks, too.
  const std::size_t blank = cell.find(' ');
  if (blank == std::string::npos) return "";
  const bool are_numbers = cell.find_first_not_of("0123456789-. ") == std::string::npos;
  const std::string first_word = cell.substr(0, blank);
  const bool are_columns = has_known_column(std::span(&first_word, 1), kObservationRequest, {});
  return are_numbers || are_columns ? "space" : "";
}

bool may_be_time(const std::string& name) {
  constexpr std::array kTimes{"time",         "timestamp",    "date",         "datetime",
                              "created",      "created_at",   "updated_at",   "finished_at",
                              "submitted_at", "completed_at", "annotated_at", "submit_time"};
  return std::any_of(kTimes.begin(), kTimes.end(), [&](const char* const time) {
    return !places_of_name(std::span(&name, 1), time).empty();
  });
}

}  // namespace crowdvote
