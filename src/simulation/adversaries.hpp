#pragma once

/// Users who do not vote by what they see.

#include "simulation/platform.hpp"
#include <crowdvote/simulate.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crowdvote::simulation {

/// Changes observations after they were made. Thread-safe once made.
class Adversaries {
 public:
  /// \param honest users who are none, in ascending order
  /// Throws OptionError for shares that are more than all users.
  Adversaries(const AdversaryShares& shares, std::uint64_t n_users, std::uint64_t n_labels,
              std::uint64_t seed, std::span<const UserId> honest = {});

  void change(std::uint64_t i, SimulatedObservation& observation) const;
  /// Who they are, as a table user,kind,group; nothing where there are none.
  [[nodiscard]] std::optional<std::string> table() const;

 private:
  enum class Kind : std::uint8_t { none, puppet, colluder, spammer };
  struct Group {
    Kind kind;
    std::vector<UserId> users;  ///< of puppets, the leader first
  };
  void add_groups(Kind kind, std::uint64_t n, std::uint64_t& next, std::span<const UserId> chosen);
  void change_by(std::uint32_t group, std::uint64_t i, SimulatedObservation& observation) const;
  [[nodiscard]] LabelId wrong_label(std::uint64_t i, std::uint32_t group, LabelId truth) const;

  std::uint64_t n_labels_;
  std::uint64_t seed_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> group_of_user_;  ///< empty where there are none
};

}  // namespace crowdvote::simulation
