#pragma once

/// The whole process: generates observations one at a time, in any order.

#include "simulation/community.hpp"
#include "simulation/flora.hpp"
#include <crowdvote/simulate.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace crowdvote::simulation {

struct SimulatedVote {
  UserId user;
  LabelId label;
};

struct SimulatedObservation {
  std::vector<SimulatedVote> votes;  ///< the author's vote comes first
  LabelId true_label = 0;
  LabelId expert_label = kNoLabel;  ///< the expert's vote if there is one
  LabelId ai_label = kNoLabel;      ///< kNoLabel: the AI did not vote
  double ai_score = 0;              ///< in [0, 1], four digits

  [[nodiscard]] bool has_disagreement() const;
};

/// Thread-safe once constructed.
class Platform {
 public:
  /// Throws OptionError.
  explicit Platform(const SimulationOptions& options);
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  [[nodiscard]] const SimulationSizes& sizes() const { return sizes_; }
  /// Names of the experts, in ascending order.
  [[nodiscard]] std::vector<UserId> experts() const;

  /// \param observation is overwritten, so that its memory is reused
  void observe(std::uint64_t i, SimulatedObservation& observation) const;

 private:
  struct Sighting;
  void gather_votes(Sighting& sighting) const;
  /// Adds the vote and returns its label, which may be a slip.
  Species vote(Sighting& sighting, Person person, Species believed) const;
  /// Finds a person who has not voted; one who knows the species, if there is one among the first who look.
  [[nodiscard]] std::optional<Person> find_helper(Sighting& sighting) const;
  [[nodiscard]] double chance_of_expert(bool author_is_wrong) const;
  void ask_ai(std::uint64_t i, const Sighting& sighting) const;

  SimulationOptions options_;
  SimulationSizes sizes_;
  Flora flora_;
  Community community_;
  double chance_of_company_;  ///< that an observation has votes besides the author's
  double chance_of_more_;     ///< that another vote follows each of them
  double chance_of_expert_;   ///< that one of them is an expert's, if the author is right
};

}  // namespace crowdvote::simulation
