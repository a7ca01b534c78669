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

template <class NumberOf>
std::uint32_t reference_to(const Name& name, const NumberOf& number_of_name) {
  if (name.is_integer() && name.value() >= 0 && name.value() < std::int64_t{kNumbered}) {
    return static_cast<std::uint32_t>(name.value());
  }
  const std::size_t number = number_of_name(name);
  if (number >= kNumbered - 1) throw std::length_error("more than 2147483646 different names");
  return kNumbered | static_cast<std::uint32_t>(number);
}

/// Ids of the names that are small integers, as far as they are known: one look into one array, which is
/// fetched ahead. It stands before a NameTable, whose every answer takes a call and two looks.
class SmallIntegerIds {
 public:
  /// Asks `find_id(name)` in advance about the small integers among the references. It is asked in ascending
  /// order, so that a NameTable gives ids, and takes names, from memory that lies together.
  template <class FindId>
  void learn(std::span<const std::uint32_t> references, const FindId& find_id) {
    const std::size_t longest = std::min<std::size_t>(kEnd, 1024 + kWorthOfOne * references.size());
    std::size_t n = 0;
    for (const std::uint32_t value : references)
      n = value < longest ? std::max<std::size_t>(n, value + 1) : n;
    std::vector<bool> is_there(n);
    for (const std::uint32_t value : references) {
      if (value < n) is_there[value] = true;
    }
    if (ids_.size() < n) ids_.resize(n, kNoId);
    for (std::size_t value = 0; value < n; ++value) {
      if (is_there[value] && ids_[value] == kNoId)
        ids_[value] = find_id(Name(static_cast<std::int64_t>(value)));
    }
  }

  /// Turns references into ids, in place; kNoReference stays. `find_id(name)` is asked about small integers
  /// that are not known yet, in order, and `id_of_numbered(reference)` about names that are numbered.
  template <class IdOfNumbered, class FindId>
  void resolve(std::span<std::uint32_t> references, const IdOfNumbered& id_of_numbered,
               const FindId& find_id) {
    for (std::size_t r = 0; r < references.size(); ++r) {
      if (r + kAhead < references.size()) fetch(references[r + kAhead]);
      std::uint32_t& reference = references[r];
      if (reference == kNoReference) continue;
      reference = is_numbered(reference) ? id_of_numbered(reference) : id(reference, find_id);
    }
  }

 private:
  static constexpr std::size_t kAhead = 16;
  static constexpr std::uint32_t kEnd = std::uint32_t{1} << 24;
  static constexpr std::size_t kWorthOfOne = 64;

  void fetch(std::uint32_t value) const {
    if (value < ids_.size()) __builtin_prefetch(&ids_[value]);
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
