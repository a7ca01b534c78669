#include "io/write/write_table.hpp"
#include <crowdvote/exchange.hpp>
#include <crowdvote/vote_agreement.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// Columns that are always present, and empty if a strategy does not provide them: scripts rely on their
/// positions.
constexpr std::array<std::string_view, 7> kFixedColumns{
    "species_authored",    "species_voted",  "n_species", kWeightColumn,
    kSelfValidatingColumn, kAgreementColumn, kSkillColumn};

const SharedUsers* users_of(const CrowdData& data) {
  return data.shared_users ? &*data.shared_users : nullptr;
}

/// For each user and, if it is a user, the AI.
NamedColumn agreement_column(const CrowdData& data, const VotesView& votes, const Consensus& consensus,
                             const RunControl& control) {
  std::vector<double> agreement = agreement_of_users(votes, consensus.label, users_of(data));
  if (consensus.ai_is_user) {
    agreement.push_back(agreement_of_labels(data.input().ai_label_of_observation, consensus.label, control));
  }
  return {std::string(kAgreementColumn), "Share of the user's votes that equal the label",
          std::move(agreement)};
}

struct UserTable {
  const CrowdData& data;
  const Consensus& consensus;
  const std::string& ai_user;
  NamedColumn agreement;
  std::vector<std::uint32_t> n_votes;  ///< for each user and, if it is a user, the AI
  /// If several processes share the run: the users whose rows this process writes, with the AI behind the
  /// last; otherwise empty.
  std::vector<UserId> user_of_row{};
  std::vector<const NamedColumn*>
      further_columns{};  ///< behind the fixed ones: all other columns of the strategy

  [[nodiscard]] const NamedColumn* find(std::string_view name) const {
    return name == kAgreementColumn ? &agreement : consensus.users.find(name);
  }
  [[nodiscard]] std::vector<TableColumn> columns() const {
    const bool has_text = consensus.ai_is_user && !Name(ai_user).is_integer();
    std::vector<TableColumn> columns{{"user", DuckdbType::text, has_text ? nullptr : &data.users},
                                     {"votes", DuckdbType::int64}};
    for (const std::string_view name : kFixedColumns) {
      const NamedColumn* const column = find(name);
      columns.push_back(
          {std::string(name), column == nullptr ? DuckdbType::float64 : type_of_values(*column)});
    }
    for (const NamedColumn* const column : further_columns) {
      columns.push_back({column->name, type_of_values(*column)});
    }
    return columns;
  }
  [[nodiscard]] std::size_t n_rows() const { return data.shared ? user_of_row.size() : n_votes.size(); }
  [[nodiscard]] static bool has_row(std::size_t /*user*/) { return true; }

  /// The fixed columns, looked up only once.
  using Look = std::array<const NamedColumn*, kFixedColumns.size()>;
  [[nodiscard]] Look look() const {
    Look fixed{};
    std::transform(kFixedColumns.begin(), kFixedColumns.end(), fixed.begin(),
                   [this](std::string_view name) { return find(name); });
    return fixed;
  }

  template <class Row>
  void put(Row& row, std::size_t i, const Look& fixed) const {
    const std::size_t user = data.shared ? user_of_row[i] : i;
    const bool is_ai = consensus.ai_is_user && user + 1 == n_votes.size();
    row.put(is_ai ? Name(ai_user) : data.users[static_cast<UserId>(user)]);
    row.put(std::int64_t{n_votes[user]});
    for (const NamedColumn* const column : fixed) row.put_value(column, user);
    for (const NamedColumn* const column : further_columns) row.put_value(column, user);
  }
};

}  // namespace

void write_users(OutputFile& file, const CrowdData& data, const VotesView& votes, const Consensus& consensus,
                 const std::string& ai_user, LabelsFormat format, const RunControl& control) {
  UserTable table{data, consensus, ai_user, agreement_column(data, votes, consensus, control),
                  votes.votes_per_user()};
  sum_of_users(users_of(data), std::span(table.n_votes));
  if (consensus.ai_is_user) {
    const std::span<const LabelId> labels = data.input().ai_label_of_observation;
    const auto n_without = std::count(labels.begin(), labels.end(), kNoLabel);
    table.n_votes.push_back(static_cast<std::uint32_t>(
        sum_over_processes(control, labels.size() - static_cast<std::size_t>(n_without))));
  }
  if (data.shared) {
    for (UserId user = 0; user < data.users.size(); ++user) {
      if (data.shared_users->is_first_here(user)) table.user_of_row.push_back(user);
    }
    const bool is_last = control.processes->rank() + 1 == control.processes->size();
    if (consensus.ai_is_user && is_last) table.user_of_row.push_back(static_cast<UserId>(data.users.size()));
  }
  for (const NamedColumn& column : consensus.users.columns) {
    if (std::find(kFixedColumns.begin(), kFixedColumns.end(), column.name) == kFixedColumns.end()) {
      table.further_columns.push_back(&column);
    }
  }
  write_table(file, table, format, control);
}

void write_users(const std::string& path, const CrowdData& data, const VotesView& votes,
                 const Consensus& consensus, const std::string& ai_user, const RunControl& control) {
  OutputFile file(path);
  write_users(file, data, votes, consensus, ai_user, users_format_of(path), control);
  file.publish();
}

}  // namespace crowdvote
