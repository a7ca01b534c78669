#pragma once

/// Where the readers of side files put what they read.

#include "io/side_files.hpp"
#include "io/side_role.hpp"
#include "io/side_value.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

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

  struct Slot {
    std::size_t value;
    bool is_repeated;  ///< the key had a value before
  };
  /// The place of the key's value.
  Slot slot_of(const Name& key);
  /// Counts a value that is replaced. In strict runs that is a problem: what is wrong, else nothing.
  [[nodiscard]] std::string note_replaced(const Name& key);

  /// Puts what `column` says in place of what it said before. The value may be none, but not wrong.
  void put(std::size_t slot, Column column, const SideValue& value);
  /// The same for names that are whole numbers below 2^31, on slots in a row that had no name before.
  void put_integers(std::size_t first_slot, std::span<const std::uint32_t> names);
  /// Adds a score for one label; false if it replaces the label's score.
  bool put_score(std::size_t slot, const Name& label, double score);
  /// Takes all scores of labels back.
  void clear_scores(std::size_t slot);

  /// Names get their ids: to be called once, when all values are there.
  void finish();

  /// The file is likely to have so many values.
  void expect(std::size_t n_values);

 private:
  const SideRole& role_;
  bool is_strict_;
  SideValueReader value_reader_;
  SideValueReader extra_reader_;
  SideValues& values_;
};

}  // namespace crowdvote
