#pragma once

/// Where the readers of side files put what they read.

#include "io/side_files.hpp"
#include "io/side_role.hpp"
#include "io/side_value.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

/// Fills SideValues.
class SideCollector {
 public:
  /// `role` and `values` must outlive the collector.
  SideCollector(const SideRole& role, const ReadOptions& options, SideValues& values);

  [[nodiscard]] const SideRole& role() const { return role_; }
  [[nodiscard]] const SideValueReader& value_reader() const { return value_reader_; }
  /// REQUIRES: role().has_extra()
  [[nodiscard]] const SideValueReader& extra_reader() const { return extra_reader_; }

  /// The place of the key's value.
  SideKeys::Slot slot_of(const Name& key) {
    if (values_.keys.are_places()) {
      if (const auto slot = values_.keys.take_own_place(key)) return *slot;
      number_keys();
    }
    return values_.keys.take_number(key);
  }
  /// Counts a value that is replaced. In strict runs that is a problem: what is wrong, else nothing.
  [[nodiscard]] std::string note_replaced(const Name& key);

  /// Puts what `column` says in place of what it said before. The value may be none, but not wrong.
  void put(std::size_t slot, Column column, const SideValue& value);
  void put_name(std::size_t slot, std::uint32_t reference) {
    at(values_.name_of_value, slot, kNoReference) = reference;
  }
  void put_number(std::size_t slot, double number) {
    at(values_.number_of_value, slot, std::numeric_limits<double>::quiet_NaN()) = number;
  }
  /// What stands for a user or a label among the values.
  [[nodiscard]] std::uint32_t refer(const Name& name) {
    return reference_to(name, [this](const Name& other) { return values_.names.intern(other); });
  }
  /// The same for names that are whole numbers below 2^31, on slots in a row that had no name before.
  void put_integers(std::size_t first_slot, std::span<const std::uint32_t> names);
  /// Adds a score for one label; false if it replaces the label's score.
  bool put_score(std::size_t slot, const Name& label, double score);
  /// Takes all scores of labels back.
  void clear_scores(std::size_t slot);

  /// The file is likely to have so many values.
  void expect(std::size_t n_values);

 private:
  template <class T>
  static T& at(std::vector<T>& values, std::size_t slot, T none) {
    if (slot >= values.size()) values.resize(slot + 1, none);
    return values[slot];
  }
  /// Numbers the keys; the values follow.
  void number_keys();

  const SideRole& role_;
  bool is_strict_;
  SideValueReader value_reader_;
  SideValueReader extra_reader_;
  SideValues& values_;
};

}  // namespace crowdvote
