#pragma once

/// References to names: 32-bit values that need no look-up in a shared table while a file is parsed and are
/// converted to ids in bulk.

#include "core/flat_array.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace crowdvote {

/// A name in 32 bits: an integer below 2^31 is its own reference; other names are numbered and have the
/// highest bit set.
inline constexpr std::uint32_t kNumbered = std::uint32_t{1} << 31;
/// The highest bit and a number that is never assigned. It is also the id that means "none".
inline constexpr std::uint32_t kNoReference = kNoId;

inline bool is_numbered(std::uint32_t reference) { return reference >= kNumbered; }

/// The names that numbered references stand for.
class NameReferences {
 public:
  enum class Recurrence : std::uint8_t {
    seldom,  ///< a list that is cleared with its window: each name is looked up when its id is needed
    often,   ///< a table that is kept: a name keeps its number, so that its id is looked up only once
    unknown  ///< a table until names turn out to recur rarely, then a list for the names that follow
  };
  explicit NameReferences(Recurrence recurrence)
      : first_in_list_(recurrence == Recurrence::seldom ? 0 : kNumbered),
        may_turn_out_seldom_(recurrence == Recurrence::unknown) {}

  /// Forgets names that rarely recur.
  void clear() { list_.clear(); }

  std::uint32_t refer(const Name& name) {
    return is_own_reference(name) ? static_cast<std::uint32_t>(name.value()) : refer_by_number(name);
  }

  /// For names that recur; kNoReference if this name has not been numbered.
  [[nodiscard]] std::uint32_t find(const Name& name) const {
    if (is_own_reference(name)) return static_cast<std::uint32_t>(name.value());
    const auto number = table_.find(name);
    return number ? kNumbered | *number : kNoReference;
  }

  /// REQUIRES: reference != kNoReference
  [[nodiscard]] Name name(std::uint32_t reference) const {
    if (!is_numbered(reference)) return Name(std::int64_t{reference});
    if (is_in_list(reference)) return in_list(reference);
    return table_[reference & ~kNumbered];
  }

  /// The id that `find_id` returns for a numbered name. For names that recur it is called only once, unless
  /// it returns kNoId.
  template <class FindId>
  std::uint32_t id(std::uint32_t reference, const FindId& find_id) {
    if (is_in_list(reference)) return find_id(in_list(reference));
    const std::uint32_t number = reference & ~kNumbered;
    if (number >= ids_.size()) ids_.resize(table_.size(), kNoId);
    if (ids_[number] == kNoId) ids_[number] = find_id(table_[number]);
    return ids_[number];
  }

  /// Whether a reference keeps its meaning: true for integers and for names in the table.
  [[nodiscard]] bool is_kept(std::uint32_t reference) const { return !is_in_list(reference); }

  [[nodiscard]] bool keeps_any() const { return first_in_list_ > 0; }

  /// From now on, `id` is called for the ids of another table.
  void forget_ids() { ids_.clear(); }

  /// Prefetches for `id`: first the slot in the table and, once that is in the cache, the entry.
  [[gnu::always_inline]] void fetch_place(std::uint32_t reference, const NameTable& table) const {
    if (!is_in_list(reference)) return;
    const auto* const place = static_cast<const char*>(table.place_of(in_list(reference)));
    if (place == nullptr) return;
    __builtin_prefetch(place, 1);
    __builtin_prefetch(place + kBytesLookedAt, 1);  // in case the entries extend into the next cache line
  }
  [[gnu::always_inline]] void fetch_entry(std::uint32_t reference, const NameTable& table) const {
    if (is_in_list(reference)) __builtin_prefetch(table.entry_of(in_list(reference)));
  }

 private:
  static bool is_own_reference(const Name& name) {
    return name.is_integer() && name.value() >= 0 && name.value() < std::int64_t{kNumbered};
  }
  [[nodiscard]] bool is_in_list(std::uint32_t reference) const {
    return is_numbered(reference) && reference != kNoReference && (reference & ~kNumbered) >= first_in_list_;
  }
  /// REQUIRES: is_in_list(reference)
  [[nodiscard]] const Name& in_list(std::uint32_t reference) const {
    return list_[(reference & ~kNumbered) - first_in_list_];
  }

  [[gnu::noinline]] std::uint32_t refer_by_number(const Name& name) {
    const std::size_t number = first_in_list_ == kNumbered ? number_in_table(name) : number_in_list(name);
    if (number >= kNumbered - 1) throw std::length_error("more than 2147483646 different names");
    return kNumbered | static_cast<std::uint32_t>(number);
  }

  std::size_t number_in_list(const Name& name) {
    if (list_.size() == list_.capacity()) reserve_more_on_huge_pages(list_, 2 * list_.size() + 1);
    list_.push_back(name);
    return first_in_list_ + list_.size() - 1;
  }

  /// A table of many names that misses the cache and saves few look-ups is not worth it: it is left as it is,
  /// and names that follow go into the list.
  std::size_t number_in_table(const Name& name) {
    constexpr std::size_t kMany = std::size_t{1} << 16;
    constexpr std::size_t kFewTimes = 4;
    const std::size_t number = table_.intern(name);
    ++n_looks_;
    const bool is_new_of_many = may_turn_out_seldom_ && number + 1 >= kMany && number + 1 == table_.size();
    if (is_new_of_many && n_looks_ < kFewTimes * table_.size()) {
      first_in_list_ = static_cast<std::uint32_t>(table_.size());
    }
    return number;
  }

  static constexpr std::size_t kBytesLookedAt = 48;  ///< usually, from a slot on

  std::uint32_t first_in_list_;  ///< number of the first name in the list; kNumbered: the list is not used
  bool may_turn_out_seldom_;
  std::size_t n_looks_ = 0;  ///< number of look-ups in the table
  std::vector<Name> list_;
  NameTable table_;
  std::vector<std::uint32_t> ids_;  ///< of names that recur, as far as known
};

/// The distance between the name whose slot is prefetched and the name that is looked up.
inline constexpr std::size_t kNamesAhead = 32;

/// The known ids of names that are small integers: one access to one array, which is prefetched. It is tried
/// before a NameTable, in which every look-up takes a call and two memory accesses.
class IntegerIds {
 public:
  /// Replaces references by ids, in place; kNoReference stays. `find_id(name)` looks into `table`; its result
  /// is stored, unless it is kNoId.
  template <class FindId>
  void resolve(std::span<std::uint32_t> references, const NameTable& table, NameReferences& names,
               const FindId& find_id) {
    const std::size_t n = references.size();
    for (std::size_t r = 0; r < n; ++r) {
      if (r + 2 * kNamesAhead < n) fetch_id(references[r + 2 * kNamesAhead]);
      if (r + kNamesAhead < n) {
        fetch_from(table, references[r + kNamesAhead]);
        names.fetch_place(references[r + kNamesAhead], table);
      }
      if (r + kNamesAhead / 2 < n) names.fetch_entry(references[r + kNamesAhead / 2], table);
      std::uint32_t& reference = references[r];
      if (reference == kNoReference) continue;
      reference = is_numbered(reference) ? names.id(reference, find_id) : id(reference, find_id);
    }
  }

 private:
  static constexpr std::uint32_t kEnd = std::uint32_t{1} << 24;
  static constexpr std::size_t kWorthOfOne = 64;

  [[gnu::always_inline]] void fetch_id(std::uint32_t value) const {
    if (value < ids_.size()) __builtin_prefetch(&ids_[value]);
  }
  /// Ids that are not known here will be looked up in the table.
  [[gnu::always_inline]] void fetch_from(const NameTable& table, std::uint32_t value) const {
    if (value < ids_.size() && ids_[value] == kNoId)
      __builtin_prefetch(table.place_of(Name(std::int64_t{value})), 1);
  }

  /// A long array is not worth it for a few large numbers.
  void grow_to_hold(std::uint32_t value) {
    const std::size_t longest = std::min<std::size_t>(kEnd, 1024 + kWorthOfOne * n_asked_);
    if (value < longest) ids_.resize(std::min(longest, 2 * std::size_t{value} + 1024), kNoId);
  }

  template <class FindId>
  std::uint32_t id(std::uint32_t value, const FindId& find_id) {
    if (value < ids_.size() && ids_[value] != kNoId) return ids_[value];
    const std::uint32_t found = find_id(Name(std::int64_t{value}));
    ++n_asked_;
    if (value >= ids_.size()) grow_to_hold(value);
    if (value < ids_.size()) ids_[value] = found;
    return found;
  }

  std::vector<std::uint32_t> ids_;
  std::size_t n_asked_ = 0;
};

}  // namespace crowdvote
