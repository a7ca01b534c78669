#pragma once

/// The species: how common and how hard to identify each one is, and what it is mistaken for.

#include <crowdvote/ids.hpp>
#include <crowdvote/simulate.hpp>

#include <cstdint>
#include <vector>

namespace crowdvote::simulation {

/// Rank by popularity, most common first.
using Species = std::uint32_t;

class Flora {
 public:
  Flora(const SimulationShape& shape, std::uint64_t n_species, std::uint64_t seed);

  [[nodiscard]] std::size_t size() const { return label_.size(); }

  /// The species at a given point of the cumulative popularity, which follows the Zipf-Mandelbrot law: for a
  /// uniform random number, a random species.
  [[nodiscard]] Species at(double share) const;
  /// ln((rank + offset) / offset): 0 for the most common species.
  [[nodiscard]] double rarity(Species species) const;
  [[nodiscard]] double difficulty(Species species) const { return difficulty_[species]; }
  /// Another species of the genus, the more common of two; the species itself only if there is no other
  /// species at all.
  [[nodiscard]] Species look_alike(Species species, std::uint64_t random) const;
  /// Its label: numbers in an order that carries no information.
  [[nodiscard]] LabelId label(Species species) const { return label_[species]; }

 private:
  void divide_into_genera(double genus_size, std::uint64_t seed);

  double exponent_;
  double offset_;
  std::vector<LabelId> label_;
  std::vector<float> difficulty_;
  /// Species in a random order, in which a genus is a contiguous range.
  std::vector<Species> species_at_;
  std::vector<std::uint32_t> place_of_;
  std::vector<std::uint32_t> genus_begin_;  ///< by position
  std::vector<std::uint32_t> genus_end_;    ///< by position
};

}  // namespace crowdvote::simulation
