#include "io/csv_table.hpp"
#include "io/side_readers.hpp"

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::size_t kRowsBetweenLooks = 1 << 16;

class TableReader {
 public:
  TableReader(CsvTable& table, SideCollector& collector) : table_(table), collector_(collector) {}

  void take_row() {
    const SideRole& role = collector_.role();
    const std::string_view key_cell = table_[role.key];
    if (key_cell.empty()) {
      table_.add_problem_at(role.key, fmt::format("the {} is missing", name_of(role.key)));
      return;
    }
    const Name key(key_cell);
    if (role.is_list()) {
      if (collector_.slot_of(key).is_repeated) note_replaced(key);
      return;
    }
    const SideValue value = read_cell(role.value, collector_.value_reader());
    const bool has_extra = role.has_extra() && table_.has(role.extra);
    const SideValue extra = has_extra ? read_cell(role.extra, collector_.extra_reader()) : SideValue();
    if (value.kind == SideValue::Kind::wrong || extra.kind == SideValue::Kind::wrong) return;
    const auto slot = collector_.slot_of(key);
    if (role.takes_label_scores() && has_extra) {
      put_label_score(slot.value, key, extra, value);
      return;
    }
    if (slot.is_repeated) note_replaced(key);
    collector_.put(slot.value, role.value, value);
    if (has_extra) collector_.put(slot.value, role.extra, extra);
  }

 private:
  SideValue read_cell(Column column, const SideValueReader& reader) {
    SideValue value = reader.from_text(table_[column]);
    if (value.kind == SideValue::Kind::wrong) table_.add_problem_at(column, value.problem);
    return value;
  }

  void put_label_score(std::size_t slot, const Name& key, const SideValue& label, const SideValue& score) {
    if (label.kind != SideValue::Kind::name || score.kind != SideValue::Kind::number) return;
    if (!collector_.put_score(slot, label.name, score.number)) note_replaced(key);
  }

  void note_replaced(const Name& key) {
    std::string problem = collector_.note_replaced(key);
    if (!problem.empty()) table_.add_problem_at(collector_.role().key, std::move(problem));
  }

  CsvTable& table_;
  SideCollector& collector_;
};

}  // namespace

void read_side_table(ByteSource& source, char separator, const ColumnNames& chosen, SideCollector& collector,
                     ProblemList& problems, const RunControl& control) {
  const auto requests = collector.role().requests();
  CsvTable table(source, separator, problems, requests, chosen, ChosenNames::may_be_there);
  TableReader reader(table, collector);
  for (std::size_t n_rows = 0; table.next_row(); ++n_rows) {
    reader.take_row();
    if (n_rows % kRowsBetweenLooks == 0) control.throw_if_cancelled();
  }
}

}  // namespace crowdvote
