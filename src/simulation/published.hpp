#pragma once

/// The published figures of Pl@ntNet-CrowdSWE; sources in crowdvote/crowdswe.hpp.

#include <array>
#include <optional>
#include <string_view>

namespace crowdvote {

/// Counts, and shares of what the names say.
struct CrowdSwe {
  double observations = 6699593;
  double votes = 9005108;
  double users = 823251;
  double species = 11425;
  double experts = 98;
  double expert_observations = 26811;
  double several_votes = 0.2408;
  double disagreements = 0.0101;
  double users_once = 0.62;
  double expert_several_votes = 17125.0 / 26811;
  double expert_disagreements = 1263.0 / 17125;
};
inline constexpr CrowdSwe kCrowdSwe;

struct PublishedStrategy {
  std::string_view strategy;
  double valid;  ///< as a share of all observations
  std::optional<double> self_validating_users = std::nullopt;
  std::optional<double> expert_accuracy = std::nullopt;  ///< on the expert subset
  std::optional<double> accuracy = std::nullopt;         ///< on the disagreements of that subset
  std::optional<double> label_accuracy = std::nullopt;   ///< the same, including invalid observations
};

inline constexpr std::array kPublishedStrategies{
    PublishedStrategy{.strategy = "mv", .valid = 1, .expert_accuracy = 0.97, .accuracy = 0.546},
    PublishedStrategy{.strategy = "wawa", .valid = 1, .expert_accuracy = 0.98, .accuracy = 0.604},
    PublishedStrategy{
        .strategy = "twothird", .valid = 1.57e6 / 6699593, .expert_accuracy = 0.60, .accuracy = 0.234},
    PublishedStrategy{.strategy = "plantnet",
                      .valid = 4.12e6 / 6699593,
                      .self_validating_users = 0.06,
                      .expert_accuracy = 0.99,
                      .accuracy = 0.781}};

/// For the AI, the figure shows label accuracy, which hardly changes if a million observations become
/// invalid.
inline constexpr std::array kPublishedAiStrategies{
    PublishedStrategy{
        .strategy = "plantnet:ai-strategy=user", .valid = 5.67e6 / 6699593, .label_accuracy = 0.724},
    PublishedStrategy{
        .strategy = "plantnet:ai-strategy=fixed", .valid = 5.5e6 / 6699593, .label_accuracy = 0.79},
    PublishedStrategy{
        .strategy = "plantnet:ai-strategy=invalidate", .valid = 2.47e6 / 6699593, .label_accuracy = 0.783},
    PublishedStrategy{
        .strategy = "plantnet:ai-strategy=confident", .valid = 5.45e6 / 6699593, .label_accuracy = 0.787}};

}  // namespace crowdvote
