#include "io/bytes/field_text.hpp"
#include "io/duckdb/write_parquet.hpp"
#include "io/tables/column_text.hpp"
#include "io/write/write_rows.hpp"
#include <crowdvote/vote_agreement.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// Columns that are always there, empty where a strategy does not have them: scripts rely on their places.
constexpr std::array<std::string_view, 7> kFixedColumns{
    "species_authored",    "species_voted",  "n_species", kWeightColumn,
    kSelfValidatingColumn, kAgreementColumn, kSkillColumn};

/// Of each user and, if it is one, the AI.
NamedColumn agreement_column(const CrowdData& data, const VotesView& votes, const Consensus& consensus) {
  std::vector<double> agreement = agreement_of_users(votes, consensus.label);
  if (consensus.ai_is_user) {
    agreement.push_back(agreement_of_labels(data.ai_label_of_observation, consensus.label));
  }
  return {std::string(kAgreementColumn), "Share of the user's votes that equal the label",
          std::move(agreement)};
}

/// Rows of users, with the columns behind user and votes: the fixed ones, and then all others that the strategy
/// has.
class UserRows {
 public:
  UserRows(const Table& users, const NamedColumn& agreement, LabelsFormat format) : format_(format) {
    for (const std::string_view name : kFixedColumns) {
      columns_.emplace_back(name, name == kAgreementColumn ? &agreement : users.find(name));
    }
    for (const NamedColumn& column : users.columns) {
      if (std::find(kFixedColumns.begin(), kFixedColumns.end(), column.name) == kFixedColumns.end()) {
        columns_.emplace_back(column.name, &column);
      }
    }
  }

  [[nodiscard]] std::vector<ParquetColumn> parquet_columns(DuckdbType type_of_users) const {
    std::vector<ParquetColumn> described{{"user", type_of_users}, {"votes", DuckdbType::int64}};
    for (const auto& [name, column] : columns_) {
      described.push_back(
          {std::string(name), column == nullptr ? DuckdbType::float64 : type_of_values(*column)});
    }
    return described;
  }
  void put(ParquetRow& parquet, const Name& user, std::size_t n_votes, std::size_t row) const {
    parquet.put(user);
    parquet.put(static_cast<std::int64_t>(n_votes));
    for (const auto& [name, column] : columns_) parquet.put_value(column, row);
  }

  /// What stands before the first row.
  [[nodiscard]] std::string head() const {
    if (is_json()) return format_ == LabelsFormat::json ? "{" : "";
    std::string header = std::string("user") + separator() + "votes";
    for (const auto& [name, column] : columns_) (header += separator()) += name;
    return header + '\n';
  }
  /// What stands behind the last.
  [[nodiscard]] std::string_view tail() const { return format_ == LabelsFormat::json ? "\n}\n" : ""; }

  void append(std::string& text, DoubleText& doubles, const Name& user, std::size_t n_votes, std::size_t row,
              bool is_for_spreadsheets) const {
    if (is_json()) {
      append_object(text, doubles, user, n_votes, row);
      return;
    }
    append_delimited(text, user, {separator(), is_for_spreadsheets});
    text += separator();
    append_number(text, n_votes);
    for (const auto& [name, column] : columns_) {
      text += separator();
      append_value(text, doubles, column, row);
    }
    text += '\n';
  }

 private:
  [[nodiscard]] bool is_json() const {
    return format_ == LabelsFormat::json || format_ == LabelsFormat::jsonl;
  }
  [[nodiscard]] char separator() const { return format_ == LabelsFormat::tsv ? '\t' : ','; }

  void append_object(std::string& text, DoubleText& doubles, const Name& user, std::size_t n_votes,
                     std::size_t row) const {
    const bool is_line = format_ == LabelsFormat::jsonl;
    if (is_line) {
      text += "{\"user\":";
      append_json_name(text, user);
      text += ",\"votes\":";
    } else {
      text += row == 0 ? "\n" : ",\n";
      append_json_key(text, user);
      text += ":{\"votes\":";
    }
    append_number(text, n_votes);
    for (const auto& [name, column] : columns_) append_json_member(text, doubles, name, column, row);
    text += is_line ? "}\n" : "}";
  }

  LabelsFormat format_;
  std::vector<std::pair<std::string_view, const NamedColumn*>>
      columns_;  ///< null where the strategy has none
};

}  // namespace

void write_users(OutputFile& file, const CrowdData& data, const VotesView& votes, const Consensus& consensus,
                 const std::string& ai_user, LabelsFormat format, const RunControl& control) {
  const NamedColumn agreement = agreement_column(data, votes, consensus);
  const UserRows rows(consensus.users, agreement, format);
  const std::vector<std::uint32_t> votes_per_user = votes.votes_per_user();
  const std::size_t n_users = votes_per_user.size();
  const auto& ai_labels = data.ai_label_of_observation;
  const auto n_ai_votes =
      ai_labels.size() - static_cast<std::size_t>(std::count(ai_labels.begin(), ai_labels.end(), kNoLabel));
  if (format == LabelsFormat::parquet) {
    const bool has_text = consensus.ai_is_user && !Name(ai_user).is_integer();
    std::size_t u = 0;
    const std::size_t n_rows = n_users + (consensus.ai_is_user ? 1U : 0U);
    return write_parquet(
        file, rows.parquet_columns(has_text ? DuckdbType::text : type_of_names(data.users)), n_rows,
        [&](ParquetRow& row) {
          if (u == n_rows) return false;
          const bool is_ai = u == n_users;
          rows.put(row, is_ai ? Name(ai_user) : data.users[static_cast<UserId>(u)],
                   is_ai ? n_ai_votes : votes_per_user[u], u);
          ++u;
          return true;
        },
        control);
  }
  file.write(rows.head());
  write_rows(file, n_users, control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               for (std::size_t u = begin; u < end; ++u) {
                 rows.append(text, doubles, data.users[static_cast<UserId>(u)], votes_per_user[u], u,
                             file.is_for_spreadsheets());
               }
             });
  if (consensus.ai_is_user) {
    std::string text;
    DoubleText doubles;
    rows.append(text, doubles, Name(ai_user), n_ai_votes, n_users, file.is_for_spreadsheets());
    file.write(text);
  }
  file.write(rows.tail());
}

void write_users(const std::string& path, const CrowdData& data, const VotesView& votes,
                 const Consensus& consensus, const std::string& ai_user, const RunControl& control) {
  OutputFile file(path);
  write_users(file, data, votes, consensus, ai_user, users_format_of(path), control);
  file.publish();
}

}  // namespace crowdvote
