#include "io/side_role.hpp"

#include <array>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

constexpr std::array kAuthorAlsoCalled{"author"sv, "observer"sv};
constexpr std::array kTruthAlsoCalled{"truth"sv, "gold"sv, "ground_truth"sv};

}  // namespace

constinit const SideRole kAuthors{"authors",    Column::observation, Column::user,
                                  Column::user, kAuthorAlsoCalled,   "{observation: user}"};
constinit const SideRole kAiVotes{"ai_votes", Column::observation,   Column::label, Column::score,
                                  {},         "{observation: label}"};
constinit const SideRole kAiScores{"ai_scores",
                                   Column::observation,
                                   Column::score,
                                   Column::label,
                                   {},
                                   "{observation: score} or {observation: {label: score}}"};
constinit const SideRole kTruth{"truth",       Column::observation, Column::label,
                                Column::label, kTruthAlsoCalled,    "{observation: label}"};
constinit const SideRole kExperts{"experts", Column::user, Column::user, Column::user, {}, ""};
constinit const SideRole kWeights{"weights",      Column::user, Column::weight,
                                  Column::weight, {},           "{user: weight}"};

std::vector<ColumnRequest> SideRole::requests() const {
  std::vector<ColumnRequest> requests{{.column = key}};
  if (!is_list()) requests.push_back({.column = value, .also_called = value_also_called});
  if (has_extra()) requests.push_back({.column = extra, .is_required = false});
  return requests;
}

std::string SideRole::header() const {
  return is_list() ? std::string(name_of(key)) : fmt::format("{},{}", name_of(key), name_of(value));
}

}  // namespace crowdvote
