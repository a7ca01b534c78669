#pragma once

/// The species: how common each is, how hard to tell, and what it is mistaken for.

#include <crowdvote/ids.hpp>
#include <crowdvote/simulate.hpp>

#include <cstdint>
#include <vector>

namespace crowdvote::simulation {

/// Rank in popularity, the commonest first.
using Species = std::uint32_t;

class Flora {
 public:
  Flora(const SimulationShape& shape, std::uint64_t n_species, std::uint64_t seed);

  [[nodiscard]] std::size_t size() const { return label_.size(); }

  /// The species at a share of the whole popularity, by the law of Zipf and Mandelbrot: for a uniform number,
  /// a random species.
  [[nodiscard]] Species at(double share) const;
  /// ln((rank + offset) / offset): 0 for the commonest.
  [[nodiscard]] double rarity(Species species) const;
  [[nodiscard]] double difficulty(Species species) const { return difficulty_[species]; }
  /// Another species of the genus, the commoner of two; itself only if there is no other species at all.
  [[nodiscard]] Species look_alike(Species species, std::uint64_t random) const;
  /// Its label: numbers in an order that carries no information.
  [[nodiscard]] LabelId label(Species species) const { return label_[species]; }

 private:
  void divide_into_genera(double genus_size, std::uint64_t seed);

  double exponent_;
  double offset_;
  std::vector<LabelId> label_;
  std::vector<float> difficulty_;
  /// Species in a random order, of which a genus is a piece.
  std::vector<Species> species_at_;
  std::vector<std::uint32_t> place_of_;
  std::vector<std::uint32_t> genus_begin_;  ///< by place
  std::vector<std::uint32_t> genus_end_;    ///< by place
};

}  // namespace crowdvote::simulation
