#include "simulation/simulation_json.hpp"

#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

namespace crowdvote::simulation {

namespace {

/// Every option under its name; null where it was left to the proportions.
struct JsonVisitor {
  nlohmann::ordered_json& object;

  template <class Value>
  void operator()(std::string_view name, const Value& value, const Range& /*range*/,
                  std::string_view /*help*/) {
    object[std::string(name)] = value;
  }
  template <class Value>
  void operator()(std::string_view name, const std::optional<Value>& value, const Range& /*range*/,
                  std::string_view /*help*/) {
    object[std::string(name)] = value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
  }
};

void add_adversaries(nlohmann::ordered_json& asked, AdversaryShares shares) {
  if (shares.any()) visit_options(JsonVisitor{asked["adversaries"]}, shares);
}

nlohmann::ordered_json counts_json(const SimulationCounts& counts) {
  return {{"votes", counts.votes},
          {"several_votes", counts.several_votes},
          {"disagreements", counts.disagreements},
          {"expert_observations", counts.expert_observations}};
}

}  // namespace

std::string simulation_json(const SimulationOptions& options, const SimulationSizes& sizes,
                            const SimulationCounts& counts) {
  SimulationOptions given = options;
  nlohmann::ordered_json asked;
  visit_options(JsonVisitor{asked}, given);
  visit_options(JsonVisitor{asked}, given.shape);
  add_adversaries(asked, given.adversaries);
  const nlohmann::ordered_json document{{"version", CROWDVOTE_VERSION},
                                        {"options", asked},
                                        {"sizes",
                                         {{"observations", sizes.observations},
                                          {"users", sizes.users},
                                          {"species", sizes.species},
                                          {"experts", sizes.experts},
                                          {"expert_observations", sizes.expert_observations}}},
                                        {"counts", counts_json(counts)}};
  return document.dump(2) + '\n';
}

std::string simulation_json(const CrowdOptions& options, const SimulationCounts& counts) {
  CrowdOptions given = options;
  nlohmann::ordered_json asked;
  visit_options(JsonVisitor{asked}, given);
  add_adversaries(asked, given.adversaries);
  const nlohmann::ordered_json document{{"version", CROWDVOTE_VERSION},
                                        {"preset", "crowd"},
                                        {"options", asked},
                                        {"counts", counts_json(counts)}};
  return document.dump(2) + '\n';
}

}  // namespace crowdvote::simulation
