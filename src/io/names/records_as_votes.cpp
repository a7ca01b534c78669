#include "io/names/records_as_votes.hpp"

#include "io/names/names_alone.hpp"
#include "io/records/column_names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>

namespace crowdvote {

namespace {

Finding finding_of_fields(std::string_view of, const std::vector<std::string>& fields) {
  Finding finding{.kind = Finding::Kind::records_as_votes, .of = std::string(of)};
  for (const std::string& field : fields) add_example(finding, in_quotes(field));
  return finding;
}

template <class OwnerOfVote>
bool have_labels_of_their_own(const CrowdData& data, const OwnerOfVote& owner_of_vote) {
  constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> owner_of_label(data.labels.size(), kNobody);
  const auto labels = data.votes.view().label_of_vote();
  for (std::size_t v = 0; v < labels.size(); ++v) {
    std::size_t& owner = owner_of_label[labels[v]];
    if (owner != kNobody && owner != owner_of_vote(v)) return false;
    owner = owner_of_vote(v);
  }
  return true;
}

/// Whether no two users ever give the same label, as is usual for the fields of records; every user has voted
/// on every observation. Stops at the first shared label, which comes early in a crowd.
bool users_share_no_label(const CrowdData& data) {
  const VotesView votes = data.votes.view();
  return have_labels_of_their_own(data, [&](std::size_t v) { return votes.user_of_vote()[v]; });
}
/// The same for observations, as is usual for the columns of a table.
bool observations_share_no_label(const CrowdData& data) {
  return have_labels_of_their_own(data, [&](std::size_t v) { return v / data.users.size(); });
}

std::vector<Finding> find_whole_records(const CrowdData& data, const VotesOrigin& origin,
                                        const NameTable& users, const NameTable& observations,
                                        bool are_numbers) {
  for (const auto& [of, names] : {std::pair{"users", &users}, std::pair{"observations", &observations}}) {
    const std::vector<std::string> fields = fields_among(*names);
    if (!fields.empty()) return {finding_of_fields(of, fields)};
  }
  std::vector<Finding> found;
  const std::size_t n_observations = data.n_observations();
  if (data.votes.n_votes() != n_observations * data.n_users()) return found;
  const bool may_be_records = !origin.is_wide && n_observations >= 3 && data.users.size() >= 2;
  if (may_be_records && users_share_no_label(data))
    found.push_back(finding_of_fields("users", data.users.strings()));
  const bool may_be_columns = origin.is_json_object && data.users.size() >= 3 && data.users.are_indices() &&
                              n_observations >= 2 && !are_numbers;
  if (may_be_columns && observations_share_no_label(data)) {
    found.push_back(finding_of_fields("observations", data.observations.strings()));
  }
  return found;
}

/// Finds users who share no label with others and rarely repeat their own, although other users agree: fields
/// of texts or dates.
Finding find_columns_of_texts(const CrowdData& data) {
  constexpr std::uint32_t kShared = kNoUser - 1;
  constexpr std::size_t kFewest = 3;
  Finding finding{
      .kind = Finding::Kind::records_as_votes, .of = "users", .remedy = {WayOut::name_column, "user"}};
  const VotesView votes = data.votes.view();
  std::vector<UserId> user_of_label(data.labels.size(), kNoUser);
  for (std::size_t v = 0; v < data.votes.n_votes(); ++v) {
    UserId& user = user_of_label[votes.label_of_vote()[v]];
    user = user == kNoUser || user == votes.user_of_vote()[v] ? votes.user_of_vote()[v] : kShared;
  }
  const bool any_agree =
      std::find(user_of_label.begin(), user_of_label.end(), kShared) != user_of_label.end();
  if (!any_agree) return finding;
  std::vector<std::size_t> n_shared(data.users.size(), 0);
  std::vector<std::size_t> n_votes(data.users.size(), 0);
  std::vector<std::size_t> n_labels(data.users.size(), 0);
  for (std::size_t v = 0; v < data.votes.n_votes(); ++v) {
    const UserId user = votes.user_of_vote()[v];
    ++n_votes[user];
    if (user_of_label[votes.label_of_vote()[v]] == kShared) ++n_shared[user];
  }
  for (const UserId user : user_of_label) {
    if (user < data.users.size()) ++n_labels[user];
  }
  for (UserId user = 0; user < data.users.size(); ++user) {
    const bool is_text =
        n_votes[user] >= kFewest && n_shared[user] == 0 && 2 * n_labels[user] > n_votes[user];
    if (is_text) add_example(finding, in_quotes(data.users.str(user)));
  }
  return finding;
}

}  // namespace

std::vector<std::string> fields_among(const NameTable& names) {
  std::vector<std::string> fields;
  for (const Column column : {Column::observation, Column::user, Column::label}) {
    const std::vector<std::string> words = usual_names(column);
    const auto word = std::find_if(words.begin(), words.end(),
                                   [&](const std::string& w) { return names.find(Name(w)).has_value(); });
    if (word != words.end()) fields.push_back(*word);
  }
  if (fields.size() < 2) fields.clear();
  return fields;
}

std::vector<Finding> find_records(const CrowdData& data, const VotesOrigin& origin, const NameTable& users,
                                  const NameTable& observations, bool are_numbers) {
  std::vector<Finding> found = find_whole_records(data, origin, users, observations, are_numbers);
  // A JSON object of records has few fields.
  constexpr std::size_t kMostFields = 50;
  const bool may_be_fields = origin.is_json_object && data.n_users() <= kMostFields;
  if ((!origin.is_wide && !may_be_fields) || !found.empty()) return found;
  Finding texts = find_columns_of_texts(data);
  if (texts.count > 0) found.push_back(std::move(texts));
  return found;
}

}  // namespace crowdvote
