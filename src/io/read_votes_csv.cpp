#include "io/read_votes_csv.hpp"

#include "io/csv_table.hpp"
#include "io/flag_text.hpp"

#include <array>

namespace crowdvote {

namespace {

/// Rows between two looks at RunControl.
constexpr std::size_t kRowsBetweenReports = 1 << 16;

CsvTable open_table(ByteSource& source, const ReadOptions& options, char separator, ProblemList& problems) {
  check_chosen_names(options.columns);
  if (const auto places = numbered_columns(options.columns)) {
    return {source, separator, problems, *places};
  }
  return {source, separator, problems, kVoteRequests, options.columns, ChosenNames::must_exist};
}

void take_row(CsvTable& row, VoteCollector& collector) {
  const std::string_view observation_cell = row[Column::observation];
  const std::string_view user_cell = row[Column::user];
  const std::string_view label_cell = row[Column::label];
  if (observation_cell.empty()) {
    row.add_problem_at(Column::observation, "a vote without an observation; every row needs its id");
    return;
  }
  const ObservationId observation = collector.add_observation(Name(observation_cell));
  if (user_cell.empty()) {
    if (label_cell.empty()) return;  // how a table lists an observation that nobody voted on
    row.add_problem_at(
        Column::user,
        "a vote without a user; every vote needs one (--columns user=NAME takes another column)");
    return;
  }
  const Name user(user_cell);
  collector.add(observation, user, Name(label_cell), row.line());
  if (!row.has(Column::author)) return;
  const auto is_author = parse_flag(row[Column::author]);
  if (!is_author) {
    row.add_problem_at(Column::author, explain_flag(Column::author, row[Column::author]));
  } else if (*is_author) {
    collector.add_author(observation, user, row.line());
  }
}

}  // namespace

void read_votes_csv(ByteSource& source, const ReadOptions& options, char separator, VoteCollector& collector,
                    const RunControl& control) {
  CsvTable table = open_table(source, options, separator, collector.problems());
  for (std::size_t n_rows = 0; table.next_row(); ++n_rows) {
    take_row(table, collector);
    if (n_rows % kRowsBetweenReports != 0) continue;
    control.throw_if_cancelled();
    control.report({
        .stage = "read",
        .done = source.stored_bytes_read(),
        .total = source.stored_size().value_or(0),
    });
    collector.check_memory(source.share_read(), control);
  }
}

}  // namespace crowdvote
