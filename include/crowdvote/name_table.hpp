#pragma once

/// The mapping between external names and dense ids.
///
/// A name is an integer or a string. A text that is the canonical decimal form of a 64-bit integer ("4",
/// "-1") is that integer, so the JSON number 4 and the string "4" are the same name; any other text ("007",
/// "+4", "4.0", "Rosa") is a string of bytes.

#include <crowdvote/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// A name as written in a file. If it is a string, it views the caller's text.
class Name {
 public:
  explicit Name(std::int64_t value) : is_integer_(true), value_(value) {}
  /// Decides between integer and string by the rule above.
  explicit Name(std::string_view text);

  [[nodiscard]] bool is_integer() const { return is_integer_; }
  [[nodiscard]] std::int64_t value() const { return value_; }    ///< REQUIRES: is_integer()
  [[nodiscard]] std::string_view text() const { return text_; }  ///< REQUIRES: !is_integer()
  /// The name as text, whether it is an integer or a string.
  [[nodiscard]] std::string str() const;

  friend bool operator==(const Name& a, const Name& b) {
    return a.is_integer_ == b.is_integer_ && (a.is_integer_ ? a.value_ == b.value_ : a.text_ == b.text_);
  }
  /// Integers by value, then strings by bytes.
  friend bool operator<(const Name& a, const Name& b) {
    if (a.is_integer_ != b.is_integer_) return a.is_integer_;
    return a.is_integer_ ? a.value_ < b.value_ : a.text_ < b.text_;
  }

 private:
  friend class NameTable;
  struct IsNoInteger {};
  Name(std::string_view text, IsNoInteger /*known*/) : is_integer_(false), text_(text) {}
  /// The hash of a string. REQUIRES: !is_integer()
  [[nodiscard]] std::uint64_t hash() const;

  bool is_integer_;
  /// The integer; for a string its hash, or 0. The hash of a name from a file is computed by the thread that
  /// made the name, so that a lookup need not; a name from a table is seldom looked up.
  std::int64_t value_ = 0;
  std::string_view text_;
};

/// Names with dense ids 0..size()-1, in the order in which they were interned.
///
/// Memory: none for consecutive integers at the start, 4 bytes for each short integer after them, then 16
/// bytes for each name plus its text if that is longer than 12 bytes; and an entry of an index. Reading from
/// several threads is safe while no thread interns.
class NameTable {
 public:
  NameTable();
  ~NameTable();
  NameTable(NameTable&&) noexcept;
  NameTable& operator=(NameTable&&) noexcept;
  NameTable(const NameTable&);
  NameTable& operator=(const NameTable&);

  /// The id of a name, which is added if it is new. Throws std::length_error at 2^32 - 1 names.
  std::uint32_t intern(const Name& name);
  /// Interns these integers, from the first on, as long as every name is its own id (see are_indices()).
  /// Returns how many were interned; the others are left to intern().
  std::size_t intern_consecutive(std::span<const std::uint32_t> integers);
  /// Reserves memory for all names and texts, extrapolated from those interned so far; and for the index too,
  /// if nearly all names interned so far were new (the index of names that recur stays small).
  /// \param share fraction, in [0, 1], of all names that is interned so far; nothing is reserved if it is 0
  ///        or 1
  /// \param n_interned number of calls of intern() so far
  void reserve_for_all(double share, std::size_t n_interned);
  /// The id of a name; empty if it is not in the table.
  [[nodiscard]] std::optional<std::uint32_t> find(const Name& name) const;

  /// The address at which find() and intern() will look for a name, to be prefetched into the cache; null if
  /// there is no such address yet.
  [[nodiscard]] const void* place_of(const Name& name) const;
  /// The same for the entry that a string will be compared with. place_of() should be in the cache by then.
  [[nodiscard]] const void* entry_of(const Name& name) const;

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }

  /// REQUIRES: id < size(). The Name views this table and is valid until the next intern().
  [[nodiscard]] Name operator[](std::uint32_t id) const;
  /// The address that operator[] will read, to be prefetched; null if it reads nothing.
  [[nodiscard]] const void* place_of(std::uint32_t id) const;
  [[nodiscard]] std::string str(std::uint32_t id) const { return (*this)[id].str(); }
  /// Appends str(id) to the buffer.
  void append_to(std::string& buffer, std::uint32_t id) const;
  /// All names as text, by id.
  [[nodiscard]] std::vector<std::string> strings() const;
  /// At most `most` names that may be meant by a name that is not in the table, the nearest first.
  [[nodiscard]] std::vector<std::string> nearest(std::string_view name, std::size_t most) const;

  /// The ids of names that a user gave. Throws OptionError, which suggests the nearest names, for a name that
  /// is not in the table.
  /// \param kind what is named, as in "observation", for the message
  [[nodiscard]] std::vector<std::uint32_t> ids_of(std::span<const std::string> names,
                                                  std::string_view kind) const;

  [[nodiscard]] bool all_integers() const;
  /// Whether all names are integers in [0, end). For end = size() they are a permutation of the ids.
  [[nodiscard]] bool are_integers_below(std::size_t end) const;
  /// Whether every name is the integer that is its id.
  [[nodiscard]] bool are_indices() const;

  /// Ids in the order of their names: result[rank] = id.
  [[nodiscard]] std::vector<std::uint32_t> ids_in_name_order() const;

  /// A hash of the name that depends on (seed, name) alone: XXH3, 64 bits, of the canonical text.
  [[nodiscard]] std::uint64_t hash(std::uint32_t id, std::uint64_t seed) const {
    return hash(operator[](id), seed);
  }
  [[nodiscard]] static std::uint64_t hash(const Name& name, std::uint64_t seed);

 private:
  struct Storage;
  std::unique_ptr<Storage> storage_;
};

}  // namespace crowdvote
