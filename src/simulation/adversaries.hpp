#pragma once

/// Users who do not vote according to what they see.

#include "simulation/platform.hpp"
#include <crowdvote/simulate.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crowdvote::simulation {

/// Modifies observations after they were generated. Thread-safe once constructed.
class Adversaries {
 public:
  /// \param honest users who are not adversaries, in ascending order
  /// Throws OptionError if the shares exceed all users.
  Adversaries(const AdversaryShares& shares, std::uint64_t n_users, std::uint64_t n_labels,
              std::uint64_t seed, std::span<const UserId> honest = {});

  void change(std::uint64_t i, SimulatedObservation& observation) const;
  /// The adversaries as a table user,kind,group; nothing if there are none.
  [[nodiscard]] std::optional<std::string> table() const;

 private:
  enum class Kind : std::uint8_t { none, puppet, colluder, spammer };
  struct Group {
    Kind kind;
    std::vector<UserId> users;  ///< the leader of puppets comes first
  };
  void add_groups(Kind kind, std::uint64_t n, std::uint64_t& next, std::span<const UserId> chosen);
  void change_by(std::uint32_t group, std::uint64_t i, SimulatedObservation& observation) const;
  [[nodiscard]] LabelId wrong_label(std::uint64_t i, std::uint32_t group, LabelId truth) const;

  std::uint64_t n_labels_;
  std::uint64_t seed_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> group_of_user_;  ///< empty if there are none
};

}  // namespace crowdvote::simulation
