#pragma once

/// Ids of texts, by hash.

#include "core/flat_array.hpp"
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace crowdvote {

/// An open hash table with linear probing of ids of 32 bits, 8 bytes a place. The texts are the caller's, who
/// says whether an id is the one looked for.
///
/// With names by the million nearly every look is a miss of the cache, and what makes it fast is to fetch the
/// place ahead. That is why there is a table here: the hash maps at hand do not tell where they are going to
/// look.
class TextIndex {
 public:
  /// The first id of this hash of which is_wanted(id) is true; kNoId if there is none.
  template <class IsWanted>
  [[nodiscard]] std::uint32_t find(std::uint64_t hash, const IsWanted& is_wanted) const {
    return places_.empty() ? kNoId : places_[place_for(hash, is_wanted)].id;
  }

  /// Where `find` finds the id; or kNoId, in whose place a new id is to be put before anything else is asked.
  template <class IsWanted>
  [[nodiscard]] std::uint32_t& find_or_add(std::uint64_t hash, const IsWanted& is_wanted) {
    if (kOfPlaces * (n_ + 1) > kInUse * places_.size()) grow_to(std::max(kFewest, 2 * places_.size()));
    Place& place = places_[place_for(hash, is_wanted)];
    if (place.id == kNoId) {
      place.hash = part_of(hash);
      ++n_;
    }
    return place.id;
  }

  /// Makes room for so many ids. A table that has far more of it than it needs is slower.
  void reserve(std::size_t n) {
    const std::size_t n_places = std::bit_ceil(kOfPlaces * n / kInUse + 1);
    if (n_places > places_.size()) grow_to(n_places);
  }

  [[nodiscard]] bool empty() const { return n_ == 0; }

  /// Where `find` begins to look, to be fetched into the cache ahead of it; null if there is nothing yet.
  [[nodiscard]] const void* place_of(std::uint64_t hash) const {
    return places_.empty() ? nullptr : &places_[begin_of(hash)];
  }

  /// The id that `find` is going to try first, if any. The place should be in the cache by then.
  [[nodiscard]] std::uint32_t guess(std::uint64_t hash) const {
    if (places_.empty()) return kNoId;
    const Place& place = places_[begin_of(hash)];
    return place.hash == part_of(hash) ? place.id : kNoId;
  }

 private:
  struct Place {
    std::uint32_t hash = 0;
    std::uint32_t id = kNoId;
  };

  static constexpr std::size_t kFewest = 16;
  // At most 4 of 5 places are in use.
  static constexpr std::size_t kInUse = 4;
  static constexpr std::size_t kOfPlaces = 5;

  static std::uint32_t part_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
  [[nodiscard]] std::size_t mask() const { return places_.size() - 1; }
  [[nodiscard]] std::size_t begin_of(std::uint64_t hash) const { return part_of(hash) & mask(); }

  /// Of what is wanted, or an empty one.
  template <class IsWanted>
  [[nodiscard]] std::size_t place_for(std::uint64_t hash, const IsWanted& is_wanted) const {
    std::size_t at = begin_of(hash);
    while (places_[at].id != kNoId && !(places_[at].hash == part_of(hash) && is_wanted(places_[at].id))) {
      at = (at + 1) & mask();
    }
    return at;
  }

  void grow_to(std::size_t n_places) {
    const std::vector<Place> old = std::move(places_);
    reserve_on_huge_pages(places_, n_places);
    places_.resize(n_places);
    for (const Place& place : old) {
      if (place.id != kNoId) places_[place_for(place.hash, [](std::uint32_t) { return false; })] = place;
    }
  }

  std::vector<Place> places_;  ///< a power of two
  std::size_t n_ = 0;
};

}  // namespace crowdvote
