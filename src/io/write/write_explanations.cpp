#include "io/write/write_table.hpp"
#include <crowdvote/influence.hpp>
#include <crowdvote/write_outputs.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

namespace {

struct ExplanationTable {
  const CrowdData& data;
  const AggregationInput& input;
  const Consensus& consensus;
  const std::string& ai_user;
  const DecisiveVotes* by_model;
  ObservationNames observations{data.observations};
  std::span<const double> weights = consensus.weights();
  std::span<const std::uint32_t> last_changed_round = consensus.diagnostics.last_changed_round;

  [[nodiscard]] std::vector<TableColumn> columns() const {
    const bool may_have_text = consensus.ai.role == AiPart::Role::votes && !Name(ai_user).is_integer();
    return {{"observation", {}, &data.observations},
            {"margin_conf"},
            {"margin_acc"},
            {"runner_up", {}, &data.labels},
            {"runner_up_conf"},
            {"decisive_user", DuckdbType::text, may_have_text ? nullptr : &data.users},
            {"flip_weight"},
            {"last_changed_round", DuckdbType::int64}};
  }
  [[nodiscard]] std::size_t n_rows() const { return consensus.label.size(); }
  [[nodiscard]] static bool has_row(std::size_t /*observation*/) { return true; }
  /// Fetches the text of the margin and the name of the first voter: nearly all observations have a single
  /// vote, whose weight is the conf. Weights of millions of users do not fit into any cache.
  template <class Row>
  [[gnu::always_inline]] void fetch(const Row& row, std::size_t i) const {
    __builtin_prefetch(row.place_of(Rounded{consensus.conf[i] - consensus.validity.theta_conf}));
    const auto users = input.votes.users_of(static_cast<ObservationId>(i));
    if (users.empty()) return;
    __builtin_prefetch(data.users.place_of(users.front()));
    if (users.size() == 1 || weights.empty()) return;
    for (const UserId user : users) __builtin_prefetch(&weights[user]);
  }
  [[nodiscard]] Influences look() const { return {input, consensus, by_model}; }

  template <class Row>
  void put(Row& row, std::size_t i, Influences& influences) const {
    const auto id = static_cast<ObservationId>(i);
    const Margins margins = influences.margins_on(id);
    put_observation(row, observations, id);
    row.put(Rounded{margins.conf});
    row.put(Rounded{margins.acc});
    put_name(row, data.labels, margins.runner_up);
    row.put(margins.runner_up_conf);
    if (margins.decisive_user == input.votes.n_users()) {
      row.put(Name(ai_user));
    } else {
      put_name(row, data.users, margins.decisive_user);
    }
    row.put(Rounded{std::isfinite(margins.flip_weight) ? margins.flip_weight : Margins::kNone});
    if (last_changed_round.empty() || consensus.label[i] == kNoLabel) return row.put_null();
    row.put(std::int64_t{last_changed_round[i]});
  }
};

}  // namespace

void write_explanations(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                        const Consensus& consensus, const std::string& ai_user, LabelsFormat format,
                        const RunControl& control, const StrategyOptions* strategy) {
  std::optional<DecisiveVotes> by_model;
  if (strategy != nullptr) by_model = find_decisive_votes_by_model(input, consensus, *strategy, control);
  const ExplanationTable table{data, input, consensus, ai_user, by_model ? &*by_model : nullptr};
  write_table(file, table, format, control);
}

}  // namespace crowdvote
