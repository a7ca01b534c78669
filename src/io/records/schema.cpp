#include "io/records/schema.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

constexpr std::array kAuthorAlsoCalled{"author"sv, "observer"sv};
constexpr std::array kTruthAlsoCalled{"truth"sv,      "gold"sv,       "ground_truth"sv, "expert"sv,
                                      "gold_label"sv, "true_label"sv, "expert_label"sv};
constexpr std::array kGradedAlsoCalled{"agg_label"sv, "prediction"sv, "consensus"sv};

constexpr ColumnRequest kObservation{.column = Column::observation};
constexpr ColumnRequest kUser{.column = Column::user};
constexpr ColumnRequest kLabel{.column = Column::label};

constexpr ColumnRequest optional(Column column) { return {.column = column, .is_required = false}; }

constexpr std::array kVoteColumns{kObservation, kUser, kLabel, optional(Column::author),
                                  optional(Column::time)};
constexpr std::array kAnonymousVoteColumns{
    kObservation,           optional(Column::user),  kLabel, optional(Column::author),
    optional(Column::time), optional(Column::count),
};
constexpr std::array kAuthorColumns{kObservation,
                                    ColumnRequest{.column = Column::user, .also_called = kAuthorAlsoCalled}};
constexpr std::array kAiVoteColumns{kObservation, kLabel, optional(Column::score)};
constexpr std::array kAiScoreColumns{kObservation, ColumnRequest{.column = Column::score},
                                     optional(Column::label)};
constexpr std::array kProbabilityColumns{kObservation, ColumnRequest{.column = Column::score}, kLabel};
constexpr std::array kTruthColumns{
    kObservation,
    ColumnRequest{.column = Column::label, .also_called = kTruthAlsoCalled, .prefers_these = true}};
constexpr std::array kExpertColumns{kUser};
constexpr std::array kWeightColumns{kUser, ColumnRequest{.column = Column::weight}};
constexpr std::array kGradedColumns{kObservation,
                                    ColumnRequest{.column = Column::label, .also_called = kGradedAlsoCalled},
                                    optional(Column::valid), optional(Column::conf), optional(Column::acc)};

constexpr Schema votes_of(std::span<const ColumnRequest> columns) {
  return {.payload = "votes",
          .title = "the votes",
          .row = "a vote",
          .columns = columns,
          .json_shape = "{observation: {user: label}}",
          .inner = InnerObject::statements};
}

}  // namespace

constinit const Schema kVotes = votes_of(kVoteColumns);
constinit const Schema kVotesOfAnybody = votes_of(kAnonymousVoteColumns);
constinit const Schema kAuthors{.payload = "authors",
                                .title = "the authors",
                                .value = Column::user,
                                .columns = kAuthorColumns,
                                .json_shape = "{observation: user}",
                                .may_be_text = true};
constinit const Schema kAiVotes{
    .payload = "ai_votes", .title = "the votes of the AI", .columns = kAiVoteColumns, .may_be_text = true};
constinit const Schema kAiScores{.payload = "ai_scores",
                                 .title = "the scores of the AI",
                                 .value = Column::score,
                                 .columns = kAiScoreColumns,
                                 .json_shape = "{observation: score}",
                                 .json_object_shape = "{observation: {label: score}}",
                                 .inner = InnerObject::scores_by_label,
                                 .may_be_text = true};
constinit const Schema kTruth{
    .payload = "truth", .title = "the truth", .columns = kTruthColumns, .may_be_text = true};
constinit const Schema kGold{
    .payload = "gold", .title = "the gold labels", .columns = kTruthColumns, .may_be_text = true};
constinit const Schema kExperts{.payload = "experts",
                                .title = "the experts",
                                .row = "a user",
                                .key = Column::user,
                                .value = Column::user,
                                .columns = kExpertColumns,
                                .json_shape = "",
                                .may_be_text = true};
constinit const Schema kWeights{.payload = "weights",
                                .title = "the weights",
                                .key = Column::user,
                                .value = Column::weight,
                                .columns = kWeightColumns,
                                .json_shape = "{user: weight}"};
constinit const Schema kLabels{.payload = "labels",
                               .title = "the labels",
                               .row = "a label",
                               .columns = kGradedColumns,
                               .json_object_shape = "{observation: {\"label\": label}}",
                               .inner = InnerObject::fields,
                               .may_be_text = true,
                               .may_be_npy = true};

constinit const Schema kProbabilities{.payload = "probabilities",
                                      .title = "the probabilities",
                                      .row = "a probability",
                                      .value = Column::score,
                                      .columns = kProbabilityColumns,
                                      .json_shape = "{observation: {label: probability}}",
                                      .inner = InnerObject::scores_by_label};

bool Schema::needs_user() const {
  return std::any_of(columns.begin(), columns.end(), [](const ColumnRequest& request) {
    return request.column == Column::user && request.is_required;
  });
}

std::string Schema::header() const {
  if (is_list()) return std::string(name_of(key));
  if (inner == InnerObject::statements) return "observation,user,label";
  return fmt::format("{},{}", name_of(key), name_of(value));
}

std::string Schema::json_shapes() const {
  return json_object_shape.empty() ? std::string(json_shape)
                                   : fmt::format("{} or {}", json_shape, json_object_shape);
}

std::string Schema::expected() const {
  if (inner == InnerObject::statements) return "votes as JSON, CSV, TSV or JSON lines";
  if (is_list()) return "text with one user per line, or a table with the header user";
  std::string text = fmt::format("a JSON object {}, or a table with the header {}", json_shapes(), header());
  if (may_be_text) text += ", or text with one line for each observation";
  if (may_be_npy) text += ", or .npy";
  return text;
}

}  // namespace crowdvote
