#include "io/column_text.hpp"
#include "io/field_text.hpp"
#include "io/write_parquet.hpp"
#include "io/write_rows.hpp"
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

constexpr char kSeparator = ',';

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

/// The columns behind user and votes: the fixed ones, and then all others that the strategy has.
struct UserColumns {
  std::vector<const NamedColumn*> columns;
  std::vector<std::string> names;  ///< of them
  std::string header = "user,votes";

  UserColumns(const Table& users, const NamedColumn& agreement) {
    for (const std::string_view name : kFixedColumns) {
      add(name, name == kAgreementColumn ? &agreement : users.find(name));
    }
    for (const NamedColumn& column : users.columns) {
      if (std::find(kFixedColumns.begin(), kFixedColumns.end(), column.name) == kFixedColumns.end()) {
        add(column.name, &column);
      }
    }
    header += '\n';
  }

  void put_row(ParquetRow& row, const Name& user, std::size_t n_votes, std::size_t place) const {
    row.put(user);
    row.put(static_cast<std::int64_t>(n_votes));
    for (const NamedColumn* const column : columns) row.put_value(column, place);
  }

  [[nodiscard]] std::vector<ParquetColumn> described(DuckdbType type_of_users) const {
    std::vector<ParquetColumn> described{{"user", type_of_users}, {"votes", DuckdbType::int64}};
    for (std::size_t c = 0; c < columns.size(); ++c) {
      described.push_back(
          {names[c], columns[c] == nullptr ? DuckdbType::float64 : type_of_values(*columns[c])});
    }
    return described;
  }

  void append_row(std::string& text, DoubleText& doubles, const Name& user, std::size_t n_votes,
                  std::size_t row) const {
    append_delimited(text, user, kSeparator);
    text += kSeparator;
    append_number(text, n_votes);
    for (const NamedColumn* const column : columns) {
      text += kSeparator;
      append_value(text, doubles, column, row);
    }
    text += '\n';
  }

 private:
  void add(std::string_view name, const NamedColumn* column) {
    header += kSeparator;
    header += name;
    names.emplace_back(name);
    columns.push_back(column);
  }
};

}  // namespace

void write_users(OutputFile& file, const CrowdData& data, const VotesView& votes, const Consensus& consensus,
                 const std::string& ai_user, const RunControl& control) {
  const NamedColumn agreement = agreement_column(data, votes, consensus);
  const UserColumns columns(consensus.users, agreement);
  const std::vector<std::uint32_t> votes_per_user = votes.votes_per_user();
  const std::size_t n_users = votes_per_user.size();
  const auto& ai_labels = data.ai_label_of_observation;
  const auto n_ai_votes =
      ai_labels.size() - static_cast<std::size_t>(std::count(ai_labels.begin(), ai_labels.end(), kNoLabel));
  if (file.path().ends_with(".parquet")) {
    const bool has_text = consensus.ai_is_user && !Name(ai_user).is_integer();
    std::size_t u = 0;
    const std::size_t n_rows = n_users + (consensus.ai_is_user ? 1U : 0U);
    return write_parquet(
        file, columns.described(has_text ? DuckdbType::text : type_of_names(data.users)), n_rows,
        [&](ParquetRow& row) {
          if (u == n_rows) return false;
          const bool is_ai = u == n_users;
          columns.put_row(row, is_ai ? Name(ai_user) : data.users[static_cast<UserId>(u)],
                          is_ai ? n_ai_votes : votes_per_user[u], u);
          ++u;
          return true;
        },
        control);
  }
  file.write(columns.header);
  write_rows(file, n_users, control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               for (std::size_t u = begin; u < end; ++u) {
                 columns.append_row(text, doubles, data.users[static_cast<UserId>(u)], votes_per_user[u], u);
               }
             });
  if (!consensus.ai_is_user) return;
  std::string text;
  DoubleText doubles;
  columns.append_row(text, doubles, Name(ai_user), n_ai_votes, n_users);
  file.write(text);
}

void write_users(const std::string& path, const CrowdData& data, const VotesView& votes,
                 const Consensus& consensus, const std::string& ai_user, const RunControl& control) {
  OutputFile file(path);
  write_users(file, data, votes, consensus, ai_user, control);
  file.publish();
}

}  // namespace crowdvote
