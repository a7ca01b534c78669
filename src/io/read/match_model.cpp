#include "io/names/label_spellings.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/model_file.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace crowdvote {

namespace {

void find_users(const SavedModel& saved, const CrowdData& data, ModelMatch& match) {
  const std::vector<std::uint32_t> n_votes = data.votes.view().votes_per_user();
  match.row_of_user.resize(data.votes.n_users());
  for (UserId u = 0; u < match.row_of_user.size(); ++u) {
    const auto row = saved.users.find(data.users[u]);
    match.row_of_user[u] = row.value_or(static_cast<std::uint32_t>(saved.learnt.newcomer()));
    if (row || n_votes[u] == 0) continue;
    ++match.n_users_unknown;
    match.n_votes_of_unknown_users += n_votes[u];
  }
}

void find_labels(const SavedModel& saved, CrowdData& data, const NameFold& fold, ModelMatch& match) {
  LabelFinder finder(data.labels, fold);
  for (LabelId number = 0; number < saved.labels.size(); ++number) {
    match.label_of_number.push_back(finder.find(saved.labels[number]));
  }
  data.order_labels();
  const VotesView votes = data.votes;
  const auto comes_not_before = [&](LabelId a, LabelId b) { return votes.rank_of(a) >= votes.rank_of(b); };
  const auto& labels = match.label_of_number;
  if (std::adjacent_find(labels.begin(), labels.end(), comes_not_before) != labels.end()) {
    throw OptionError(
        "labels of the model become one, or change their order, where these spellings are joined: the model "
        "has to be learnt from votes that were read the same way");
  }
}

/// Removes votes for labels that the model does not know from the data.
void leave_out_unknown_labels(CrowdData& data, ModelMatch& match) {
  std::vector<std::uint8_t> is_unknown(data.labels.size(), 1);
  for (const LabelId label : match.label_of_number) is_unknown[label] = 0;
  std::vector<std::uint8_t> occurs(data.labels.size(), 0);
  for (const LabelId label : data.votes.view().label_of_vote()) {
    match.n_votes_left_out += is_unknown[label];
    occurs[label] = is_unknown[label];
  }
  match.n_labels_unknown = static_cast<std::size_t>(std::count(occurs.begin(), occurs.end(), 1));
  if (match.n_votes_left_out > 0) data.votes = data.votes.without_labels(is_unknown);
}

}  // namespace

ModelMatch match_model(const SavedModel& saved, CrowdData& data, const NameFold& fold) {
  ModelMatch match;
  if (strategy_of(saved.strategy).description.model.labels) {
    find_labels(saved, data, fold, match);
    leave_out_unknown_labels(data, match);
  }
  find_users(saved, data, match);
  match.known = {.learnt = &saved.learnt, .row_of_user = match.row_of_user, .labels = match.label_of_number};
  return match;
}

}  // namespace crowdvote
