#pragma once

/// The labels to which a model gives a probability on an observation.

#include <crowdvote/options.hpp>

#include <array>

namespace crowdvote {

enum class Support {
  all,   ///< every label that occurs in the votes or in gold: memory for observations x labels
  voted  ///< the labels voted on the observation, and its gold label; suited to thousands of labels
};

template <>
struct Choices<Support> {
  static constexpr std::array values{Choice<Support>{"all", Support::all},
                                     Choice<Support>{"voted", Support::voted}};
};

}  // namespace crowdvote
