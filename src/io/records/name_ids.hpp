#pragma once

/// Names on their way to ids: references in 32 bits, which cost no look into a shared table while a file is
/// parsed, and are turned into ids many at a time.

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

/// A name in 32 bits: an integer below 2^31 is its own reference; other names are numbered, and have the
/// highest bit set.
inline constexpr std::uint32_t kNumbered = std::uint32_t{1} << 31;
/// The highest bit and a number that is never given. It is the id of nothing, too.
inline constexpr std::uint32_t kNoReference = kNoId;

inline bool is_numbered(std::uint32_t reference) { return reference >= kNumbered; }

/// The names that numbered references stand for.
class NameReferences {
 public:
  enum class Recurrence : std::uint8_t {
    seldom,  ///< a list that is cleared with its window: each name is looked up when its id is asked for
    often,   ///< a table that is kept: a name keeps its number, so that its id is looked up once
    unknown  ///< a table until it turns out that names recur seldom, and a list for those that come then
  };
  explicit NameReferences(Recurrence recurrence)
      : first_in_list_(recurrence == Recurrence::seldom ? 0 : kNumbered),
        may_turn_out_seldom_(recurrence == Recurrence::unknown) {}

  /// Forgets names that seldom recur.
  void clear() { list_.clear(); }

  std::uint32_t refer(const Name& name) {
    return is_own_reference(name) ? static_cast<std::uint32_t>(name.value()) : refer_by_number(name);
  }

  /// Of names that recur; kNoReference if no such name was referred to by a number.
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

  /// The id that `find_id` gives a numbered name. Of names that recur it is asked once, unless it says kNoId.
  template <class FindId>
  std::uint32_t id(std::uint32_t reference, const FindId& find_id) {
    if (is_in_list(reference)) return find_id(in_list(reference));
    const std::uint32_t number = reference & ~kNumbered;
    if (number >= ids_.size()) ids_.resize(table_.size(), kNoId);
    if (ids_[number] == kNoId) ids_[number] = find_id(table_[number]);
    return ids_[number];
  }

  /// Whether a reference means the same name until the end: of integers, and of names in the table.
  [[nodiscard]] bool is_kept(std::uint32_t reference) const { return !is_in_list(reference); }

  [[nodiscard]] bool keeps_any() const { return first_in_list_ > 0; }

  /// From now on `id` is asked for ids of another table.
  void forget_ids() { ids_.clear(); }

  /// To be fetched into the cache before `id`: first the place in the table, then, with that in the cache, the
  /// entry.
  [[gnu::always_inline]] void fetch_place(std::uint32_t reference, const NameTable& table) const {
    if (!is_in_list(reference)) return;
    const auto* const place = static_cast<const char*>(table.place_of(in_list(reference)));
    if (place == nullptr) return;
    __builtin_prefetch(place, 1);
    __builtin_prefetch(place + kBytesLookedAt, 1);  // where they reach into the next line of the cache
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

  /// A table of many names that misses the cache and saves few looks is worth nothing: it stays as it is, and what
  /// follows goes into the list.
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

  static constexpr std::size_t kBytesLookedAt = 48;  ///< from a place on, mostly

  std::uint32_t first_in_list_;  ///< number of the first name that is in the list; kNumbered: none is
  bool may_turn_out_seldom_;
  std::size_t n_looks_ = 0;  ///< into the table
  std::vector<Name> list_;
  NameTable table_;
  std::vector<std::uint32_t> ids_;  ///< of names that recur, as far as they are known
};

/// Names between the one whose place is fetched into the cache and the one that is looked up.
inline constexpr std::size_t kNamesAhead = 32;

/// Ids of the names that are small integers, as far as they are known: one look into one array, which is
/// fetched ahead. It stands before a NameTable, whose every answer takes a call and two looks.
class IntegerIds {
 public:
  /// Turns references into ids, in place; kNoReference stays. `find_id(name)` looks into `table`; what it
  /// answers is kept, unless it is kNoId.
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
  /// What is not known here is going to be looked up there.
  [[gnu::always_inline]] void fetch_from(const NameTable& table, std::uint32_t value) const {
    if (value < ids_.size() && ids_[value] == kNoId)
      __builtin_prefetch(table.place_of(Name(std::int64_t{value})), 1);
  }

  /// Few names that are large numbers are not worth a long array.
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
