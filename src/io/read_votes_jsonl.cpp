#include "io/read_votes_jsonl.hpp"

#include "io/flag_text.hpp"
#include "io/json_table.hpp"

#include <array>
#include <string>

namespace crowdvote {

namespace {

constexpr std::size_t kRowsBetweenChecks = 1 << 16;

bool is_missing(const Name& name) { return !name.is_integer() && name.text().empty(); }

void take_author(ObservationId observation, const Name& user, const JsonTable::Member& member, JsonTable& row,
                 VoteCollector& collector) {
  const JsonValue& value = member.value;
  const std::string mark = value.kind == JsonValue::Kind::name      ? value.name.str()
                           : value.kind == JsonValue::Kind::boolean ? std::string(value.text)
                           : value.kind == JsonValue::Kind::null    ? std::string()
                                                                    : value.description();
  const auto is_author = parse_flag(mark);
  if (!is_author) {
    row.add_problem_at(member, explain_flag(Column::author, mark));
  } else if (*is_author) {
    collector.add_author(observation, user, row.line());
  }
}

void take_row(JsonTable& row, VoteCollector& collector) {
  const auto observation = row.name_in(Column::observation);
  const auto user = row.name_in(Column::user);
  const auto label = row.name_in(Column::label);
  if (!observation || !user || !label) return;
  if (is_missing(*observation)) {
    row.add_problem_at(row[Column::observation], "a vote without an observation; every vote needs its id");
    return;
  }
  const ObservationId id = collector.add_observation(*observation);
  if (is_missing(*user)) {
    if (is_missing(*label)) return;  // how a file of votes lists an observation that nobody voted on
    row.add_problem_at(row[Column::user], "a vote without a user; every vote needs one");
    return;
  }
  collector.add(id, *user, *label, row.line());
  const JsonTable::Member* const author = row.find(Column::author);
  if (author != nullptr) take_author(id, *user, *author, row, collector);
}

}  // namespace

void read_votes_jsonl(ByteSource& source, const ReadOptions& options, VoteCollector& collector,
                      const RunControl& control) {
  JsonTable table(source, "a vote", collector.problems(), kVoteRequests, options.columns, control);
  for (std::size_t n_rows = 1; table.next_row(); ++n_rows) {
    take_row(table, collector);
    if (n_rows % kRowsBetweenChecks == 0) collector.check_memory(source.share_read(), control);
  }
}

}  // namespace crowdvote
