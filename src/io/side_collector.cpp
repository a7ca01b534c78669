#include "io/side_collector.hpp"

#include "core/flat_array.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Takes the values at some places, in ascending order, together.
template <class T>
void gather(std::vector<T>& values, std::span<const std::uint32_t> places) {
  std::size_t n = 0;
  for (; n < places.size() && places[n] < values.size(); ++n) values[n] = values[places[n]];
  values.resize(n);
}

}  // namespace

SideCollector::SideCollector(const SideRole& role, const ReadOptions& options, SideValues& values)
    : role_(role),
      is_strict_(options.strict),
      value_reader_(role.value, options),
      extra_reader_(role.extra, options),
      values_(values) {}

void SideCollector::number_keys() {
  const std::vector<std::uint32_t> places = values_.keys.number_all();
  gather(values_.name_of_value, places);
  gather(values_.number_of_value, places);
  gather(values_.scores_by_label.first_of_value, places);
}

std::string SideCollector::note_replaced(const Name& key) {
  ++values_.n_replaced;
  if (!is_strict_) return {};
  return fmt::format(
      "{} '{}' stands a second time; leave one of the two, or run without --strict, where the last "
      "counts",
      name_of(role_.key), key.str());
}

void SideCollector::put(std::size_t slot, Column column, const SideValue& value) {
  if (column == Column::score || column == Column::weight) {
    put_number(slot, value.number);
  } else {
    put_name(slot, value.kind == SideValue::Kind::name ? refer(value.name) : kNoReference);
  }
}

void SideCollector::put_integers(std::size_t first_slot, std::span<const std::uint32_t> names) {
  values_.name_of_value.resize(first_slot, kNoReference);
  values_.name_of_value.insert(values_.name_of_value.end(), names.begin(), names.end());
}

bool SideCollector::put_score(std::size_t slot, const Name& label, double score) {
  auto& [first_of_value, entries] = values_.scores_by_label;
  const std::uint32_t reference = refer(label);
  std::uint32_t& first = at(first_of_value, slot, kNoId);
  for (std::uint32_t e = first; e != kNoId; e = entries[e].next) {
    if (entries[e].label != reference) continue;
    entries[e].score = score;
    return false;
  }
  if (entries.size() >= kNoId) throw std::length_error("more than 4294967294 scores");
  entries.push_back({reference, first, score});
  first = static_cast<std::uint32_t>(entries.size() - 1);
  return true;
}

void SideCollector::clear_scores(std::size_t slot) {
  auto& first_of_value = values_.scores_by_label.first_of_value;
  if (slot < first_of_value.size()) first_of_value[slot] = kNoId;
}

void SideCollector::expect(std::size_t n_values) {
  if (role_.value == Column::user || role_.value == Column::label) {
    reserve_more_on_huge_pages(values_.name_of_value, n_values);
  }
  if (role_.takes_label_scores()) reserve_more_on_huge_pages(values_.number_of_value, n_values);
}

}  // namespace crowdvote
