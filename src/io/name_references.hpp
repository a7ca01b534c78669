#pragma once

/// Names on their way to ids: references in 32 bits, which cost no look into a table while a file is parsed,
/// and are turned into ids many at a time.

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
/// The highest bit and a number that is never given. It is the id of no label, too.
inline constexpr std::uint32_t kNoReference = kNoId;

inline bool is_numbered(std::uint32_t reference) { return reference >= kNumbered; }
inline std::uint32_t number_of(std::uint32_t reference) { return reference & ~kNumbered; }

/// The name is an integer that is its own reference.
inline bool is_own_reference(const Name& name) {
  return name.is_integer() && name.value() >= 0 && name.value() < std::int64_t{kNumbered};
}

template <class NumberOf>
std::uint32_t reference_to(const Name& name, const NumberOf& number_of_name) {
  if (is_own_reference(name)) return static_cast<std::uint32_t>(name.value());
  const std::size_t number = number_of_name(name);
  if (number >= kNumbered - 1) throw std::length_error("more than 2147483646 different names");
  return kNumbered | static_cast<std::uint32_t>(number);
}

/// Names between the one whose place is fetched into the cache and the one that is looked up.
inline constexpr std::size_t kNamesAhead = 32;

/// Names of one window that seldom come again: a list.
class WindowNames {
 public:
  void clear() { names_.clear(); }
  std::uint32_t refer(const Name& name) {
    return reference_to(name, [this](const Name& new_name) {
      names_.push_back(new_name);
      return names_.size() - 1;
    });
  }
  [[nodiscard]] Name name(std::uint32_t reference) const {
    return is_numbered(reference) ? names_[number_of(reference)] : Name(std::int64_t{reference});
  }

 private:
  std::vector<Name> names_;
};

/// Names of a window of which the numbered ones are looked up in a table each time. Where they are going to
/// be looked for can be fetched into the cache: first the place, then, with that in the cache, the entry.
class NamesToLookUp {
 public:
  NamesToLookUp(const WindowNames& names, const NameTable& table) : names_(names), table_(table) {}

  [[nodiscard]] const void* place_of(std::uint32_t reference) const {
    return is_numbered(reference) ? table_.place_of(names_.name(reference)) : nullptr;
  }
  [[nodiscard]] const void* entry_of(std::uint32_t reference) const {
    return is_numbered(reference) ? table_.entry_of(names_.name(reference)) : nullptr;
  }
  template <class FindId>
  std::uint32_t id(std::uint32_t reference, const FindId& find_id) const {
    return find_id(names_.name(reference));
  }

 private:
  const WindowNames& names_;
  const NameTable& table_;
};

/// Ids of the names that are small integers, as far as they are known: one look into one array, which is
/// fetched ahead. It stands before a NameTable, whose every answer takes a call and two looks.
class SmallIntegerIds {
 public:
  /// Turns references into ids, in place; kNoReference stays. `find_id(name)` looks into `table`: it is asked
  /// about small integers that are not known yet, in order. numbered.id(reference, find_id) says what the id
  /// of a numbered name is; `numbered` may have what is to be fetched ahead of it (see NamesToLookUp).
  template <class Numbered, class FindId>
  void resolve(std::span<std::uint32_t> references, const NameTable& table, Numbered& numbered,
               const FindId& find_id) {
    const std::size_t n = references.size();
    for (std::size_t r = 0; r < n; ++r) {
      if (r + 2 * kAhead < n) fetch_id(references[r + 2 * kAhead]);
      if (r + kAhead < n) fetch_from(table, references[r + kAhead]);
      if constexpr (requires { numbered.place_of(references[r]); }) {
        if (r + kAhead < n) __builtin_prefetch(numbered.place_of(references[r + kAhead]), 1);
        if (r + kAhead / 2 < n) __builtin_prefetch(numbered.entry_of(references[r + kAhead / 2]));
      }
      std::uint32_t& reference = references[r];
      if (reference == kNoReference) continue;
      reference = is_numbered(reference) ? numbered.id(reference, find_id) : id(reference, find_id);
    }
  }

 private:
  static constexpr std::size_t kAhead = kNamesAhead;
  static constexpr std::uint32_t kEnd = std::uint32_t{1} << 24;
  static constexpr std::size_t kWorthOfOne = 64;

  void fetch_id(std::uint32_t value) const {
    if (value < ids_.size()) __builtin_prefetch(&ids_[value]);
  }
  /// What is not known here is going to be looked up there.
  void fetch_from(const NameTable& table, std::uint32_t value) const {
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

/// The ids that a table has for references; kNoId for names that it does not have. Several threads may ask.
class ReferenceIds {
 public:
  /// \param ids must outlive this
  /// \param numbered the names that the numbered references are numbers in
  ReferenceIds(const NameTable& ids, const NameTable& numbered);

  [[nodiscard]] std::uint32_t operator[](std::uint32_t reference) const {
    if (reference < of_integer_.size()) return of_integer_[reference];
    if (is_numbered(reference)) return of_numbered_[number_of(reference)];
    return ids_.find(Name(std::int64_t{reference})).value_or(kNoId);
  }
  /// To be fetched into the cache ahead; null if there is no such place.
  [[nodiscard]] const void* place_of(std::uint32_t reference) const {
    return reference < of_integer_.size() ? &of_integer_[reference] : nullptr;
  }
  /// The table has the name of this reference by now, under this id.
  void learn(std::uint32_t reference, std::uint32_t id) {
    if (reference < of_integer_.size()) of_integer_[reference] = id;
    if (is_numbered(reference)) of_numbered_[number_of(reference)] = id;
  }

 private:
  const NameTable& ids_;
  std::vector<std::uint32_t> of_integer_;  ///< of integers that are not too large for a flat array
  std::vector<std::uint32_t> of_numbered_;
};

}  // namespace crowdvote
