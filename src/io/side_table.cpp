#include "io/csv_table.hpp"
#include "io/json_table.hpp"
#include "io/side_readers.hpp"

#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::size_t kRowsBetweenLooks = 1 << 16;

class CsvRow {
 public:
  explicit CsvRow(CsvTable& table) : table_(table) {}

  [[nodiscard]] bool has(Column column) const { return table_.has(column); }
  [[nodiscard]] std::optional<Name> name_in(Column column) const { return Name(table_[column]); }
  [[nodiscard]] SideValue value_in(Column column, const SideValueReader& reader) const {
    return reader.from_text(table_[column]);
  }
  void add_problem_at(Column column, std::string what) { table_.add_problem_at(column, std::move(what)); }

 private:
  CsvTable& table_;
};

class JsonRow {
 public:
  explicit JsonRow(JsonTable& table) : table_(table) {}

  [[nodiscard]] bool has(Column column) const { return table_.find(column) != nullptr; }
  /// Adds a problem where it is no name.
  [[nodiscard]] std::optional<Name> name_in(Column column) { return table_.name_in(column); }
  [[nodiscard]] SideValue value_in(Column column, const SideValueReader& reader) const {
    return reader.from_json(table_.find(column)->value);
  }
  void add_problem_at(Column column, std::string what) {
    table_.add_problem_at(*table_.find(column), std::move(what));
  }

 private:
  JsonTable& table_;
};

/// Takes the row on which the table stands.
template <class Row>
class RowTaker {
 public:
  RowTaker(Row row, SideCollector& collector) : row_(row), collector_(collector) {}

  void take() {
    const SideRole& role = collector_.role();
    const std::optional<Name> key = row_.name_in(role.key);
    if (!key) return;
    if (!key->is_integer() && key->text().empty()) {
      row_.add_problem_at(role.key, fmt::format("the {} is missing", name_of(role.key)));
    } else if (role.is_list()) {
      if (collector_.slot_of(*key).is_repeated) note_replaced(*key);
    } else {
      take_values(*key);
    }
  }

 private:
  void take_values(const Name& key) {
    const SideRole& role = collector_.role();
    const SideValue value = read(role.value, collector_.value_reader());
    const bool has_extra = role.has_extra() && row_.has(role.extra);
    const SideValue extra = has_extra ? read(role.extra, collector_.extra_reader()) : SideValue();
    if (value.kind == SideValue::Kind::wrong || extra.kind == SideValue::Kind::wrong) return;
    const auto slot = collector_.slot_of(key);
    if (role.takes_label_scores() && has_extra) {
      put_label_score(slot.place, key, extra, value);
      return;
    }
    if (slot.is_repeated) note_replaced(key);
    collector_.put(slot.place, role.value, value);
    if (has_extra) collector_.put(slot.place, role.extra, extra);
  }

  SideValue read(Column column, const SideValueReader& reader) {
    SideValue value = row_.value_in(column, reader);
    if (value.kind == SideValue::Kind::wrong) row_.add_problem_at(column, value.problem);
    return value;
  }

  void put_label_score(std::size_t slot, const Name& key, const SideValue& label, const SideValue& score) {
    if (label.kind != SideValue::Kind::name || score.kind != SideValue::Kind::number) return;
    if (!collector_.put_score(slot, label.name, score.number)) note_replaced(key);
  }

  void note_replaced(const Name& key) {
    std::string problem = collector_.note_replaced(key);
    if (!problem.empty()) row_.add_problem_at(collector_.role().key, std::move(problem));
  }

  Row row_;
  SideCollector& collector_;
};

}  // namespace

void read_side_table(ByteSource& source, char separator, const ColumnNames& chosen, SideCollector& collector,
                     ProblemList& problems, const RunControl& control) {
  const auto requests = collector.role().requests();
  CsvTable table(source, separator, problems, requests, chosen, ChosenNames::may_be_there);
  RowTaker taker(CsvRow(table), collector);
  for (std::size_t n_rows = 0; table.next_row(); ++n_rows) {
    taker.take();
    if (n_rows % kRowsBetweenLooks == 0) control.throw_if_cancelled();
  }
}

void read_side_json_lines(ByteSource& source, const ColumnNames& chosen, SideCollector& collector,
                          ProblemList& problems, const RunControl& control) {
  const auto requests = collector.role().requests();
  JsonTable table(source, "a value", problems, requests, chosen, control, ChosenNames::may_be_there);
  RowTaker taker(JsonRow(table), collector);
  while (table.next_row()) taker.take();
}

}  // namespace crowdvote
