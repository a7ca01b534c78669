#include "simulation/flora.hpp"

#include "simulation/random.hpp"

#include <algorithm>
#include <cmath>

namespace crowdvote::simulation {

Flora::Flora(const SimulationShape& shape, std::uint64_t n_species, std::uint64_t seed)
    : exponent_(shape.species_exponent),
      offset_(std::max(1.0, shape.species_offset * static_cast<double>(n_species))),
      label_(n_species),
      difficulty_(n_species) {
  const Permutation label_order(n_species, seed, Purpose::label_names);
  for (Species species = 0; species < n_species; ++species) {
    label_[species] = static_cast<LabelId>(label_order[species]);
    RandomStream random(seed, Purpose::species, species);
    difficulty_[species] = static_cast<float>(shape.rarity_difficulty * rarity(species) +
                                              shape.species_difficulty * random.normal());
  }
  divide_into_genera(shape.genus_size, seed);
}

void Flora::divide_into_genera(double genus_size, std::uint64_t seed) {
  const std::size_t n = size();
  species_at_.resize(n);
  place_of_.resize(n);
  genus_begin_.resize(n);
  genus_end_.resize(n);
  const Permutation order(n, seed, Purpose::genera);
  for (Species species = 0; species < n; ++species) {
    place_of_[species] = static_cast<std::uint32_t>(order[species]);
    species_at_[place_of_[species]] = species;
  }
  // Two species and a geometrically distributed number of others.
  RandomStream random(seed, Purpose::genera, 1);
  const double chance_of_another = 1 - 1 / (genus_size - 1);
  for (std::size_t begin = 0; begin < n;) {
    std::size_t end = begin + 2;
    while (end < n && random.chance(chance_of_another)) ++end;
    if (end + 1 >= n) end = n;  // a genus has at least two species
    std::fill(genus_begin_.begin() + static_cast<std::ptrdiff_t>(begin),
              genus_begin_.begin() + static_cast<std::ptrdiff_t>(end), static_cast<std::uint32_t>(begin));
    std::fill(genus_end_.begin() + static_cast<std::ptrdiff_t>(begin),
              genus_end_.begin() + static_cast<std::ptrdiff_t>(end), static_cast<std::uint32_t>(end));
    begin = end;
  }
}

Species Flora::at(double share) const {
  // The integral of (x + offset)^-exponent from 0 to the rank, inverted.
  const double power = 1 - exponent_;
  const double begin = std::pow(offset_, power);
  const double end = std::pow(static_cast<double>(size()) + offset_, power);
  const double rank = std::pow(begin + share * (end - begin), 1 / power) - offset_;
  return static_cast<Species>(std::clamp(rank, 0.0, static_cast<double>(size() - 1)));
}

double Flora::rarity(Species species) const { return std::log((species + offset_) / offset_); }

Species Flora::look_alike(Species species, std::uint64_t random) const {
  const std::uint32_t place = place_of_[species];
  const std::uint32_t begin = genus_begin_[place];
  const std::uint32_t n_others = genus_end_[place] - begin - 1;
  if (n_others == 0) return species;
  const auto other = [&](std::uint64_t bits) {
    const std::uint32_t chosen = begin + static_cast<std::uint32_t>(bits % n_others);
    return species_at_[chosen < place ? chosen : chosen + 1];
  };
  return std::min(other(random & 0xffffffffU), other(random >> 32U));
}

}  // namespace crowdvote::simulation
