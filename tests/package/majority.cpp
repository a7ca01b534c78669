// Computes labels from three arrays in the caller's own memory, using only the core.
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <array>
#include <iostream>

int main() {
  const std::array<crowdvote::ObservationId, 5> observation = {0, 0, 0, 1, 1};
  const std::array<crowdvote::UserId, 5> user = {0, 1, 2, 0, 1};
  const std::array<crowdvote::LabelId, 5> label = {1, 0, 1, 0, 0};
  const crowdvote::BorrowedVotes votes({.observation = observation,
                                        .user = user,
                                        .label = label,
                                        .n_observations = 2,
                                        .n_users = 3,
                                        .n_labels = 2});

  const crowdvote::AggregationInput input{.votes = votes.view()};
  for (const crowdvote::LabelId winner : crowdvote::aggregate(input, crowdvote::parse_strategy("mv")).label) {
    std::cout << winner << '\n';
  }
}
