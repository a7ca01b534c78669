#include "simulation/adversaries.hpp"

#include "io/bytes/field_text.hpp"
#include "simulation/check_ranges.hpp"
#include "simulation/random.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace crowdvote::simulation {

namespace {

constexpr std::uint64_t kUsersInGroup = 5;
constexpr double kJoining = 0.5;  ///< probability that a member of a group adds a vote where the others do

}  // namespace

Adversaries::Adversaries(const AdversaryShares& shares, std::uint64_t n_users, std::uint64_t n_labels,
                         std::uint64_t seed, std::span<const UserId> honest)
    : n_labels_(n_labels), seed_(seed) {
  if (!shares.any()) return;
  AdversaryShares given = shares;
  visit_options(CheckRange{}, given);
  const auto n_of = [n_users](double share) {
    return static_cast<std::uint64_t>(std::llround(share * static_cast<double>(n_users)));
  };
  const std::uint64_t n_puppets = n_of(shares.puppets);
  const std::uint64_t n_colluders = n_of(shares.colluders);
  const std::uint64_t n_all = n_puppets + n_colluders + n_of(shares.spammers);
  if (n_all + honest.size() > n_users) {
    throw OptionError(fmt::format("{} adversaries among {} users, of whom {} are experts: ask for fewer",
                                  n_all, n_users, honest.size()));
  }
  const Permutation order(n_users, seed, Purpose::adversaries);
  std::vector<UserId> chosen;
  for (std::uint64_t place = 0; chosen.size() < n_all; ++place) {
    const auto user = static_cast<UserId>(order[place]);
    if (!std::binary_search(honest.begin(), honest.end(), user)) chosen.push_back(user);
  }
  group_of_user_.assign(n_users, kNoId);
  std::uint64_t next = 0;
  add_groups(Kind::puppet, n_puppets, next, chosen);
  add_groups(Kind::colluder, n_colluders, next, chosen);
  for (; next < n_all; ++next) {
    group_of_user_[chosen[next]] = static_cast<std::uint32_t>(groups_.size());
    groups_.push_back({Kind::spammer, {chosen[next]}});
  }
}

/// Forms groups of five; the last one takes the remainder.
void Adversaries::add_groups(Kind kind, std::uint64_t n, std::uint64_t& next,
                             std::span<const UserId> chosen) {
  const std::uint64_t n_groups = n == 0 ? 0 : std::max<std::uint64_t>(1, n / kUsersInGroup);
  const std::size_t first = groups_.size();
  for (std::uint64_t g = 0; g < n_groups; ++g) groups_.push_back({kind, {}});
  for (std::uint64_t u = 0; u < n; ++u, ++next) {
    const std::size_t group = first + std::min(u / kUsersInGroup, n_groups - 1);
    groups_[group].users.push_back(chosen[next]);
    group_of_user_[chosen[next]] = static_cast<std::uint32_t>(group);
  }
}

void Adversaries::change(std::uint64_t i, SimulatedObservation& observation) const {
  if (group_of_user_.empty()) return;
  std::vector<std::uint32_t> met;
  for (const SimulatedVote& vote : observation.votes) {
    const std::uint32_t group = group_of_user_[vote.user];
    if (group != kNoId && std::find(met.begin(), met.end(), group) == met.end()) met.push_back(group);
  }
  for (const std::uint32_t group : met) change_by(group, i, observation);
}

void Adversaries::change_by(std::uint32_t g, std::uint64_t i, SimulatedObservation& observation) const {
  const Group& group = groups_[g];
  std::vector<SimulatedVote>& votes = observation.votes;
  const auto vote_of = [&](UserId user) {
    return std::find_if(votes.begin(), votes.end(),
                        [user](const SimulatedVote& vote) { return vote.user == user; });
  };
  if (group.kind == Kind::spammer) {
    const std::uint64_t random = hash_of(seed_, Purpose::adversaries, group.users.front(), 1);
    vote_of(group.users.front())->label = static_cast<LabelId>(random % n_labels_);
    return;
  }
  RandomStream random(hash_of(seed_, Purpose::adversaries, i, g), Purpose::adversaries, i);
  const bool is_puppet = group.kind == Kind::puppet;
  const auto leader = vote_of(group.users.front());
  if (is_puppet && leader == votes.end()) return;
  const LabelId said = is_puppet ? leader->label : wrong_label(i, g, observation.true_label);
  for (const UserId user : group.users) {
    const bool joins = random.chance(kJoining);
    if (const auto vote = vote_of(user); vote != votes.end()) {
      vote->label = said;
    } else if (joins) {
      votes.push_back({user, said});
    }
  }
}

LabelId Adversaries::wrong_label(std::uint64_t i, std::uint32_t group, LabelId truth) const {
  if (n_labels_ < 2) return truth;
  const std::uint64_t step = 1 + hash_of(seed_, Purpose::lies, i, group) % (n_labels_ - 1);
  return static_cast<LabelId>((truth + step) % n_labels_);
}

std::optional<std::string> Adversaries::table() const {
  if (group_of_user_.empty()) return std::nullopt;
  std::string text = "user,kind,group\n";
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const Group& group = groups_[g];
    for (const UserId user : group.users) {
      append_number(text, user);
      const bool is_leader = group.kind == Kind::puppet && user == group.users.front();
      text += is_leader                      ? ",leader,"
              : group.kind == Kind::puppet   ? ",puppet,"
              : group.kind == Kind::colluder ? ",colluder,"
                                             : ",spammer,";
      append_number(text, g);
      text += '\n';
    }
  }
  return text;
}

}  // namespace crowdvote::simulation
