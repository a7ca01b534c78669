#pragma once

/// The boundary between external names and dense ids.
///
/// A name is an integer or a string. A text that is the canonical decimal form of a 64-bit integer ("4",
/// "-1") is that integer, so the JSON number 4 and the string "4" are one name; any other text ("007", "+4",
/// "4.0", "Rosa") is a string of bytes.

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

/// A name as written in a file; a view of the caller's text if it is a string.
class Name {
 public:
  explicit Name(std::int64_t value) : is_integer_(true), value_(value) {}
  /// Decides between integer and string by the rule above.
  explicit Name(std::string_view text);

  [[nodiscard]] bool is_integer() const { return is_integer_; }
  [[nodiscard]] std::int64_t value() const { return value_; }    ///< REQUIRES: is_integer()
  [[nodiscard]] std::string_view text() const { return text_; }  ///< REQUIRES: !is_integer()
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
  /// Of a string.
  [[nodiscard]] std::uint64_t hash() const;

  bool is_integer_;
  /// Of a string its hash, or 0: a name from a file has it from the thread that made it, so that a lookup
  /// only looks; a name from a table is seldom looked up.
  std::int64_t value_ = 0;
  std::string_view text_;
};

/// Names with dense ids 0..size()-1, in the order in which they were interned.
///
/// Cost: none for consecutive integers at the start, 4 bytes each for short integers behind them, then 16 bytes
/// and a text of more than 12; and a place in an index. Reading from several threads is safe while no thread
/// interns.
class NameTable {
 public:
  NameTable();
  ~NameTable();
  NameTable(NameTable&&) noexcept;
  NameTable& operator=(NameTable&&) noexcept;
  NameTable(const NameTable&);
  NameTable& operator=(const NameTable&);

  /// The id of a name, new if it was not there. Throws std::length_error at 2^32 - 1 names.
  std::uint32_t intern(const Name& name);
  /// The same as `intern` of each of these integers, from the first on, as long as every name is its own id
  /// (see `are_indices`) and stays so. Returns how many were interned: the others are left to `intern`.
  std::size_t intern_consecutive(std::span<const std::uint32_t> integers);
  /// Makes room for the names and texts of all, as dense as those that are here; and for finding them, if nearly all that
  /// were interned were new: the index of names that recur stays small.
  /// \param share of what is going to be interned that is here, of 1; none is made where it is 0 or 1
  /// \param n_interned how often a name was
  void reserve_for_all(double share, std::size_t n_interned);
  [[nodiscard]] std::optional<std::uint32_t> find(const Name& name) const;

  /// Where `find` and `intern` are going to look for a name, to be fetched into the cache ahead of them; null
  /// where there is no such place yet.
  [[nodiscard]] const void* place_of(const Name& name) const;
  /// The same for what a string is going to be compared with. `place_of` should be in the cache by then.
  [[nodiscard]] const void* entry_of(const Name& name) const;

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }

  /// REQUIRES: id < size(). The Name views this table: it lives until the next intern.
  [[nodiscard]] Name operator[](std::uint32_t id) const;
  /// What `operator[]` is going to read, to be fetched ahead of it; null where it reads nothing.
  [[nodiscard]] const void* place_of(std::uint32_t id) const;
  [[nodiscard]] std::string str(std::uint32_t id) const { return (*this)[id].str(); }
  void append_to(std::string& buffer, std::uint32_t id) const;
  /// All of them, by id.
  [[nodiscard]] std::vector<std::string> strings() const;
  /// At most so many of the names that may be meant by one that is not here, the nearest first.
  [[nodiscard]] std::vector<std::string> nearest(std::string_view name, std::size_t most) const;

  /// The ids of names in the words of a user. Throws OptionError, with the nearest names, for one that is not here.
  /// \param kind what they name, as in "observation"
  [[nodiscard]] std::vector<std::uint32_t> ids_of(std::span<const std::string> names,
                                                  std::string_view kind) const;

  [[nodiscard]] bool all_integers() const;
  /// True if the names are integers of [0, end): size() of them are a permutation of the indices.
  [[nodiscard]] bool are_integers_below(std::size_t end) const;
  /// True if they are that in order: every name is its own id.
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
