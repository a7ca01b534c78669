#include "io/read/leave_out_users.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

[[noreturn]] void refuse_unknown(const std::vector<std::string>& unknown, const NameTable& users,
                                 const std::string& files) {
  constexpr std::size_t kMostNamed = 5;
  std::vector<std::string> known(users.size());
  for (UserId user = 0; user < known.size(); ++user) known[user] = users.str(user);
  std::string text;
  for (std::size_t u = 0; u < unknown.size() && u < kMostNamed; ++u) {
    const auto nearest = nearest_word(unknown[u], known);
    text += fmt::format("{}'{}'{}", u == 0 ? "" : ", ", unknown[u],
                        nearest ? fmt::format(" (did you mean '{}'?)", *nearest) : "");
  }
  if (unknown.size() > kMostNamed) text += fmt::format(" and {} more", unknown.size() - kMostNamed);
  throw OptionError(fmt::format("{} to be left out {} no user of {}: {}",
                                unknown.size() == 1 ? "a name" : "names", unknown.size() == 1 ? "is" : "are",
                                files, text));
}

std::vector<std::uint8_t> marked(const CrowdData& data, std::span<const std::string> names,
                                 const std::string& files) {
  std::vector<std::uint8_t> is_left_out(data.users.size(), 0);
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    if (const auto user = data.users.find(Name(std::string_view(name)))) {
      is_left_out[*user] = 1;
    } else {
      unknown.push_back(name);
    }
  }
  if (!unknown.empty()) refuse_unknown(unknown, data.users, files);
  return is_left_out;
}

/// Drops names. Returns the new id of each; kNoId of those that are dropped.
std::vector<std::uint32_t> drop_names(NameTable& names, const std::vector<std::uint8_t>& is_dropped) {
  std::vector<std::uint32_t> new_id(names.size(), kNoId);
  NameTable rest;
  for (std::uint32_t id = 0; id < new_id.size(); ++id) {
    if (is_dropped[id] == 0) new_id[id] = rest.intern(names[id]);
  }
  names = std::move(rest);
  return new_id;
}

void rename_ids(std::vector<std::uint32_t>& ids, const std::vector<std::uint32_t>& new_id) {
  for (std::uint32_t& id : ids) {
    if (id != kNoId) id = new_id[id];
  }
}

}  // namespace

void leave_out_users(CrowdData& data, std::span<const std::string> names, const std::string& files) {
  if (names.empty()) return;
  const std::vector<std::uint8_t> is_left_out = marked(data, names, files);
  const VotesView all = data.votes.view();
  std::vector<VoteIndex> begin{0};
  std::vector<UserId> users;
  std::vector<LabelId> labels;
  std::vector<std::uint8_t> is_dropped(data.labels.size(), 0);
  begin.reserve(all.n_observations() + 1);
  users.reserve(all.n_votes());
  labels.reserve(all.n_votes());
  for (ObservationId i = 0; i < all.n_observations(); ++i) {
    for (std::size_t v = 0; v < all.n_votes_of(i); ++v) {
      const UserId user = all.users_of(i)[v];
      const LabelId label = all.labels_of(i)[v];
      if (is_left_out[user] != 0) {
        is_dropped[label] = 1;
      } else {
        users.push_back(user);
        labels.push_back(label);
      }
    }
    begin.push_back(static_cast<VoteIndex>(users.size()));
  }
  for (const LabelId label : labels) is_dropped[label] = 0;
  for (const LabelId label : data.ai_label_of_observation) {
    if (label != kNoLabel) is_dropped[label] = 0;
  }
  data.counts.votes_of_users_left_out = all.n_votes() - users.size();

  const std::size_t n_users_before = data.users.size();
  const std::vector<std::uint32_t> new_user = drop_names(data.users, is_left_out);
  const std::vector<std::uint32_t> new_label = drop_names(data.labels, is_dropped);
  data.counts.users_left_out = n_users_before - data.users.size();
  rename_ids(users, new_user);
  rename_ids(labels, new_label);
  rename_ids(data.author_of_observation, new_user);
  rename_ids(data.ai_label_of_observation, new_label);
  data.votes = VoteMatrix(std::move(begin), std::move(users), std::move(labels), data.users.size(),
                          data.labels.size());
}

}  // namespace crowdvote
