#pragma once

/// Properties of all data that a reader returns, whatever the file.

#include "fuzz/fuzz_input.hpp"
#include "io/described_data.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <string>
#include <vector>

namespace crowdvote::fuzz {

inline void check(const CrowdData& data) {
  const VotesView votes = data.votes;
  expect(votes.n_observations() == data.observations.size(), "every observation has a row");
  expect(votes.n_users() == data.users.size() && votes.n_labels() == data.labels.size(), "ids have names");
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    expect(votes.votes_begin(i) <= votes.votes_end(i), "rows do not overlap");
  }
  for (const UserId user : votes.user_of_vote()) expect(user < votes.n_users(), "users are known");
  for (const LabelId label : votes.label_of_vote()) expect(label < votes.n_labels(), "labels are known");
  std::vector<bool> has_rank(votes.n_labels());
  for (const LabelId label : votes.labels_in_order()) has_rank.at(label) = true;
  expect(std::find(has_rank.begin(), has_rank.end(), false) == has_rank.end(), "ranks are a permutation");
}

/// The data as text, or the error that prevented reading, if it is one that a reader may throw. Any other
/// exception ends the program.
inline std::string read_or_error(const InputPaths& paths, const ReadOptions& options, unsigned n_threads) {
  try {
    const CrowdData data = read_inputs(paths, options, {.n_threads = n_threads});
    check(data);
    return described(data);
  } catch (const InputError& error) {
    expect(!error.problems().empty() && error.total() >= error.problems().size(), "problems are counted");
    std::string text;
    for (const Problem& problem : error.problems()) text += problem.text() + '\n';
    return text;
  } catch (const IoError& error) {
    return error.what();
  } catch (const OptionError& error) {
    return error.what();
  } catch (const MemoryError& error) {
    return error.what();
  }
}

}  // namespace crowdvote::fuzz
