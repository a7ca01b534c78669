#include "io/write/write_table.hpp"
#include <crowdvote/influence.hpp>
#include <crowdvote/write_outputs.hpp>

#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

namespace {

/// To 12 decimals: differences have more digits that are rounding alone, and comparisons are not that fine.
double without_rounding(double margin) {
  constexpr double kScale = 1e12;
  return std::round(margin * kScale) / kScale + 0.0;  // no -0
}

struct ExplanationTable {
  const CrowdData& data;
  const AggregationInput& input;
  const Consensus& consensus;
  const std::string& ai_user;
  ObservationNames observations{data.observations};
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
  [[nodiscard]] Influences look() const { return {input, consensus}; }

  template <class Row>
  void put(Row& row, std::size_t i, Influences& influences) const {
    const auto id = static_cast<ObservationId>(i);
    const Margins margins = influences.margins_on(id);
    row.put(observations[id]);
    row.put(without_rounding(margins.conf));
    row.put(without_rounding(margins.acc));
    put_name(row, data.labels, margins.runner_up);
    row.put(margins.runner_up_conf);
    if (margins.decisive_user == input.votes.n_users()) {
      row.put(Name(ai_user));
    } else {
      put_name(row, data.users, margins.decisive_user);
    }
    row.put(std::isfinite(margins.flip_weight) ? without_rounding(margins.flip_weight) : Margins::kNone);
    if (last_changed_round.empty() || consensus.label[i] == kNoLabel) return row.put_null();
    row.put(std::int64_t{last_changed_round[i]});
  }
};

}  // namespace

void write_explanations(OutputFile& file, const CrowdData& data, const AggregationInput& input,
                        const Consensus& consensus, const std::string& ai_user, LabelsFormat format,
                        const RunControl& control) {
  write_table(file, ExplanationTable{data, input, consensus, ai_user}, format, control);
}

}  // namespace crowdvote
