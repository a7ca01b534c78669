#include "io/read/leave_out_users.hpp"

#include "io/bytes/byte_source.hpp"
#include "io/bytes/line_reader.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

[[noreturn]] void refuse_unknown(const std::vector<std::string>& unknown, const NameTable& users,
                                 const std::string& files) {
  constexpr std::size_t kMostNamed = 5;
  std::string text;
  for (std::size_t u = 0; u < unknown.size() && u < kMostNamed; ++u) {
    const std::vector<std::string> nearest = users.nearest(unknown[u], 1);
    text += fmt::format("{}'{}'{}", u == 0 ? "" : ", ", unknown[u],
                        nearest.empty() ? "" : fmt::format(" (did you mean '{}'?)", nearest.front()));
  }
  if (unknown.size() > kMostNamed) text += fmt::format(" and {} more", unknown.size() - kMostNamed);
  throw OptionError(fmt::format("{} to be left out {} of {}: {}", unknown.size() == 1 ? "a name" : "names",
                                unknown.size() == 1 ? "is not a user" : "are not users", files, text));
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

/// Drops names. Returns the new id of each name; kNoId for names that are dropped.
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

/// \param data has only the remaining names
VoteMatrix renamed(const VotesView& votes, const std::vector<UserId>& new_user,
                   const std::vector<LabelId>& new_label, const CrowdData& data) {
  std::vector<UserId> users(votes.user_of_vote().begin(), votes.user_of_vote().end());
  std::vector<LabelId> labels(votes.label_of_vote().begin(), votes.label_of_vote().end());
  rename_ids(users, new_user);
  rename_ids(labels, new_label);
  return {{votes.observation_begin().begin(), votes.observation_begin().end()},
          std::move(users),
          std::move(labels),
          data.users.size(),
          data.labels.size()};
}

}  // namespace

std::vector<std::string> read_user_list(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{64} << 20;
  ByteSource source(path);
  source.expect_at_most(kMost, "a list of users, one per line");
  std::vector<std::string> users;
  LineReader lines(source, std::numeric_limits<std::size_t>::max());
  while (const auto line = lines.next()) {
    const std::string_view user = without_line_break(*line);
    if (!user.empty()) users.emplace_back(user);
  }
  return users;
}

void leave_out_users(CrowdData& data, std::span<const std::string> names, const std::string& files) {
  if (names.empty()) return;
  const std::vector<std::uint8_t> is_left_out = marked(data, names, files);
  const VotesView all = data.votes.view();
  const auto is_vote_left_out = [&](VoteIndex v) { return is_left_out[all.user_of_vote()[v]] != 0; };
  const VoteMatrix rest = votes_without(all, is_vote_left_out);
  std::vector<std::uint8_t> is_dropped(data.labels.size(), 0);
  for (VoteIndex v = 0; v < all.n_votes(); ++v) {
    if (is_vote_left_out(v)) is_dropped[all.label_of_vote()[v]] = 1;
  }
  for (const LabelId label : rest.view().label_of_vote()) is_dropped[label] = 0;
  for (const LabelId label : data.ai_label_of_observation) {
    if (label != kNoLabel) is_dropped[label] = 0;
  }
  data.counts.votes_of_users_left_out = all.n_votes() - rest.n_votes();

  const std::size_t n_users_before = data.users.size();
  const std::vector<std::uint32_t> new_user = drop_names(data.users, is_left_out);
  const std::vector<std::uint32_t> new_label = drop_names(data.labels, is_dropped);
  data.counts.users_left_out = n_users_before - data.users.size();
  rename_ids(data.author_of_observation, new_user);
  rename_ids(data.ai_label_of_observation, new_label);
  data.votes = renamed(rest, new_user, new_label, data);
}

}  // namespace crowdvote
