#pragma once

/// Users of known experience, for the tests of plantnet.

#include "strategies/crowd_builder.hpp"
#include <crowdvote/strategies/plantnet.hpp>

namespace crowdvote {

/// The weight of a newcomer, log(2.1): two have 1.48 together, three 2.23, which is above theta_conf.
inline constexpr double kNewcomer = 0.7419373447293773;

/// Two users with no other role.
inline constexpr UserId kHelper = 100;
inline constexpr UserId kOtherHelper = 101;

/// Adds n_species observations of new species, 100, 101, ..., made by `expert` and confirmed by the two
/// helpers: three newcomers who agree, so all are valid from the first round on.
inline void let_author(CrowdBuilder& crowd, UserId expert, LabelId n_species) {
  for (LabelId species = 100; species < 100 + n_species; ++species) {
    crowd.observe({{expert, species}, {kHelper, species}, {kOtherHelper, species}}, expert);
  }
}

/// Adds n_species observations of new species, 100, 101, ..., by an unknown author with a single vote, by
/// `user`.
inline void let_vote(CrowdBuilder& crowd, UserId user, LabelId n_species) {
  for (LabelId species = 100; species < 100 + n_species; ++species) crowd.observe({{user, species}});
}

/// f(n) with the default options.
inline double weight_at(double n) { return plantnet_weight(n, PlantnetOptions{}); }

}  // namespace crowdvote
