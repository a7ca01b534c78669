#pragma once

/// Ids of texts, found by hash.

#include "core/flat_array.hpp"
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace crowdvote {

/// An open-addressing hash table with linear probing for ids of 32 bits; each slot takes 8 bytes. The caller
/// holds the texts and decides whether an id is the one searched for.
///
/// With millions of names, nearly every look-up misses the cache, so speed depends on prefetching the slot.
/// The available hash maps do not reveal where they are going to look, hence this table.
class TextIndex {
 public:
  /// The first id with this hash for which is_wanted(id) is true; kNoId if there is none.
  template <class IsWanted>
  [[nodiscard]] std::uint32_t find(std::uint64_t hash, const IsWanted& is_wanted) const {
    return places_.empty() ? kNoId : places_[place_for(hash, is_wanted)].id;
  }

  /// The slot in which `find` finds the id. If it is kNoId, the caller has to store a new id in it before any
  /// other call.
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

  /// Makes room for this many ids. A table that is far larger than needed is slower.
  void reserve(std::size_t n) {
    const std::size_t n_places = std::bit_ceil(kOfPlaces * n / kInUse + 1);
    if (n_places > places_.size()) grow_to(n_places);
  }

  [[nodiscard]] bool empty() const { return n_ == 0; }

  /// Where `find` begins to search, to be prefetched; null if the table is empty.
  [[nodiscard]] const void* place_of(std::uint64_t hash) const {
    return places_.empty() ? nullptr : &places_[begin_of(hash)];
  }

  /// The id that `find` would try first, if any. The slot should be in the cache by then.
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
  // At most 4 of 5 slots are used.
  static constexpr std::size_t kInUse = 4;
  static constexpr std::size_t kOfPlaces = 5;

  static std::uint32_t part_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
  [[nodiscard]] std::size_t mask() const { return places_.size() - 1; }
  [[nodiscard]] std::size_t begin_of(std::uint64_t hash) const { return part_of(hash) & mask(); }

  /// The slot of the id that is wanted, or an empty one.
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

  std::vector<Place> places_;  ///< the size is a power of two
  std::size_t n_ = 0;
};

}  // namespace crowdvote
