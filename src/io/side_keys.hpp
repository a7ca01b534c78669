#pragma once

/// The keys of a side file's values, and at which place the value of each stands.

#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace crowdvote {

/// At first a key that is a whole number is its own place, and only a bit is stored of it: so are the keys of
/// most files, observations 0, 1, 2, ... of which some may be left out. When a key comes that is far from
/// those before it, or no whole number, all are numbered: from then on they have places in the order of a
/// table of names.
class SideKeys {
 public:
  struct Slot {
    std::size_t place;
    bool is_repeated;  ///< the key was there before
  };

  /// Every key is its own place.
  [[nodiscard]] bool are_places() const { return are_places_; }
  /// Places in use, and those of keys that are left out between them.
  [[nodiscard]] std::size_t n_places() const { return are_places_ ? is_taken_.size() : table_.size(); }
  [[nodiscard]] bool has(std::size_t place) const { return !are_places_ || is_taken_[place]; }
  /// REQUIRES: has(place). The name views the keys.
  [[nodiscard]] Name operator[](std::size_t place) const {
    return are_places_ ? Name(static_cast<std::int64_t>(place)) : table_[static_cast<std::uint32_t>(place)];
  }

  /// The key's own place; none if it cannot be that: then the keys are to be numbered.
  std::optional<Slot> take_own_place(const Name& key) {
    const std::size_t end = std::max(kAlwaysNear, kPlacesOfKey * n_keys_);
    const bool is_near =
        key.is_integer() && key.value() >= 0 && static_cast<std::uint64_t>(key.value()) < end;
    if (!is_near) return std::nullopt;
    const auto place = static_cast<std::size_t>(key.value());
    while (place > is_taken_.size()) is_taken_.push_back(false);
    const bool is_new = place == is_taken_.size();
    if (is_new) is_taken_.push_back(true);
    const bool is_repeated = !is_new && is_taken_[place];
    is_taken_[place] = true;
    n_keys_ += is_repeated ? 0U : 1U;
    return Slot{place, is_repeated};
  }
  /// The place of a key among those that are numbered. REQUIRES: !are_places()
  Slot take_number(const Name& key) {
    const std::size_t n_before = table_.size();
    const std::size_t place = table_.intern(key);
    return {place, place < n_before};
  }

  /// Numbers the keys in the order of their places. Returns those places: the value at the j-th of them
  /// belongs to place j now. REQUIRES: are_places()
  std::vector<std::uint32_t> number_all();

 private:
  static constexpr std::size_t kAlwaysNear = 1024;
  static constexpr std::size_t kPlacesOfKey = 4;  ///< left out at most: three keys of four

  bool are_places_ = true;
  std::size_t n_keys_ = 0;
  std::vector<bool> is_taken_;  ///< by place
  NameTable table_;             ///< of keys that are numbered
};

}  // namespace crowdvote
