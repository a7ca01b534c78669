#include "io/side_collector.hpp"

#include "core/flat_array.hpp"
#include "io/name_references.hpp"

#include <limits>
#include <stdexcept>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

template <class T>
T& at(std::vector<T>& values, std::size_t slot, T none) {
  if (slot >= values.size()) values.resize(slot + 1, none);
  return values[slot];
}

}  // namespace

SideCollector::SideCollector(const SideRole& role, const ReadOptions& options, SideValues& values)
    : role_(role),
      is_strict_(options.strict),
      value_reader_(role.value, options),
      extra_reader_(role.extra, options),
      values_(values) {}

SideCollector::Slot SideCollector::slot_of(const Name& key) {
  const std::size_t n_before = values_.keys.size();
  const std::size_t slot = values_.keys.intern(key);
  return {slot, slot < n_before};
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
    at(values_.number_of_value, slot, kNoNumber) = value.number;
  } else {
    const bool is_name = value.kind == SideValue::Kind::name;
    const auto intern = [this](const Name& name) { return values_.names.intern(name); };
    at(values_.name_of_value, slot, kNoReference) = is_name ? reference_to(value.name, intern) : kNoReference;
  }
}

void SideCollector::put_integers(std::size_t first_slot, std::span<const std::uint32_t> names) {
  values_.name_of_value.resize(first_slot, kNoReference);
  values_.name_of_value.insert(values_.name_of_value.end(), names.begin(), names.end());
}

bool SideCollector::put_score(std::size_t slot, const Name& label, double score) {
  auto& [first_of_value, entries] = values_.scores_by_label;
  const std::uint32_t label_id = values_.names.intern(label);
  std::uint32_t& first = at(first_of_value, slot, kNoId);
  for (std::uint32_t e = first; e != kNoId; e = entries[e].next) {
    if (entries[e].label != label_id) continue;
    entries[e].score = score;
    return false;
  }
  if (entries.size() >= kNoId) throw std::length_error("more than 4294967294 scores");
  entries.push_back({label_id, first, score});
  first = static_cast<std::uint32_t>(entries.size() - 1);
  return true;
}

void SideCollector::clear_scores(std::size_t slot) {
  auto& first_of_value = values_.scores_by_label.first_of_value;
  if (slot < first_of_value.size()) first_of_value[slot] = kNoId;
}

void SideCollector::finish() {
  const auto intern = [this](const Name& name) { return values_.names.intern(name); };
  SmallIntegerIds ids;
  ids.learn(values_.name_of_value, intern);
  ids.resolve(values_.name_of_value, number_of, intern);
}

void SideCollector::expect(std::size_t n_values) {
  if (role_.value == Column::user || role_.value == Column::label) {
    reserve_more_on_huge_pages(values_.name_of_value, n_values);
  }
  if (role_.takes_label_scores()) reserve_more_on_huge_pages(values_.number_of_value, n_values);
}

}  // namespace crowdvote
