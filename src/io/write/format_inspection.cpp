#include "io/json/input_files_json.hpp"
#include "io/json/json_figures.hpp"
#include "io/records/column_names.hpp"
#include "io/records/likely_columns.hpp"
#include "io/write/figures.hpp"
#include <crowdvote/format_figures.hpp>
#include <crowdvote/inspection.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

using Json = nlohmann::ordered_json;

/// Names the users if there are few in one JSON object and they give numbers: they may be labels, and the
/// numbers counts.
std::string names_of_few_users(const CrowdData& data) {
  constexpr std::size_t kMost = 5;
  const bool is_object = !data.files.empty() && data.files.front().format.starts_with("json") &&
                         data.files.front().columns.empty();
  if (!is_object || data.shared || data.users.size() > kMost || !data.labels.all_integers()) return "";
  if (data.users.size() < 2 || data.users.all_integers()) return "";
  return fmt::format(" ({})", list_names(data.users.strings()));
}

/// "; nobody voted for 2 of its labels", or an empty text.
std::string labels_without_votes(const InputFile& file, const CrowdData& data) {
  const std::size_t n = file.n_labels_without_votes;
  return n == 0 || data.n_votes() == 0 ? ""
                                       : fmt::format("; nobody voted for {} of its labels", with_commas(n));
}

struct NamedCount {
  std::string_view name;
  std::size_t ReadCounts::*count;
};
/// Named as in a summary.
constexpr std::array kCounts{
    NamedCount{"abstentions", &ReadCounts::abstentions},
    NamedCount{"replaced_votes", &ReadCounts::replaced_votes},
    NamedCount{"repeated_observations", &ReadCounts::repeated_observations},
    NamedCount{"unknown_observations", &ReadCounts::unknown_observations},
    NamedCount{"unknown_users", &ReadCounts::unknown_users},
    NamedCount{"authors_who_did_not_vote", &ReadCounts::authors_who_did_not_vote},
    NamedCount{"replaced_side_values", &ReadCounts::replaced_side_values},
    NamedCount{"experts_in_conflict", &ReadCounts::experts_in_conflict},
    NamedCount{"ai_votes_in_votes_file", &ReadCounts::ai_votes_in_votes_file},
    NamedCount{"rows_left_out", &ReadCounts::rows_left_out},
    NamedCount{"users_left_out", &ReadCounts::users_left_out},
    NamedCount{"votes_of_users_left_out", &ReadCounts::votes_of_users_left_out},
    NamedCount{"votes_after", &ReadCounts::votes_after},
    NamedCount{"unnamed_users", &ReadCounts::unnamed_users},
};

TextTable file_table(const InputFile& file, const CrowdData& data) {
  TextTable table({"  read as", file.role}, Align::left, file.path == "-" ? "standard input" : file.path);
  table.add_row({"  format", fmt::format("{}, {} bytes", file.format, with_commas(file.bytes))});
  for (const ColumnUse& use : file.columns) table.add_row({"  " + use.role, use.name});
  if (!file.left_alone.empty()) table.add_row({"  left alone", list_names(file.left_alone)});
  if (!file.layout.empty()) table.add_row({"  layout", file.layout});
  table.add_row({"  holds", content_of(file, data)});
  return table;
}

std::vector<TextTable> inspection_tables(const CrowdData& data) {
  std::vector<TextTable> tables;
  for (const InputFile& file : data.files) tables.push_back(file_table(file, data));
  TextTable& votes =
      tables.emplace_back(std::vector<std::string>{"first votes: observation", "user", "label"}, Align::left);
  for (const NamedVote& vote : first_votes(data)) {
    votes.add_row({vote.observation, vote.user, vote.label});
  }
  return tables;
}

std::vector<std::string> inspection_notes(const CrowdData& data, const std::vector<std::string>& warnings) {
  std::vector<std::string> notes;
  for (const auto& [name, count] : kCounts) {
    if (const std::size_t n = data.counts.*count; n > 0) {
      notes.push_back(fmt::format("{}: {}", name, with_commas(n)));
    }
  }
  for (const std::string& warning : warnings) notes.push_back(fmt::format("warning: {}", warning));
  if (warnings.empty()) notes.emplace_back("nothing odd was found");
  return notes;
}

Json inspection_json(const CrowdData& data, const std::vector<std::string>& warnings) {
  Json files = input_files_json(data.files);
  for (std::size_t f = 0; f < data.files.size(); ++f) files[f]["holds"] = content_of(data.files[f], data);
  Json votes = Json::array();
  for (const NamedVote& vote : first_votes(data)) {
    votes.push_back({{"observation", name_to_json(Name(std::string_view(vote.observation)))},
                     {"user", name_to_json(Name(std::string_view(vote.user)))},
                     {"label", name_to_json(Name(std::string_view(vote.label)))}});
  }
  Json counts{{"observations", data.n_observations()},
              {"users", data.n_users()},
              {"labels", data.n_voted_labels()},
              {"votes", data.n_votes()}};
  for (const auto& [name, count] : kCounts) counts[std::string(name)] = data.counts.*count;
  Json findings = Json::array();
  for (const Finding& finding : data.findings) {
    findings.push_back({{"kind", word_of(finding.kind)},
                        {"of", finding.of},
                        {"count", finding.count},
                        {"examples", finding.examples}});
  }
  return {{"files", std::move(files)},
          {"first_votes", std::move(votes)},
          {"counts", std::move(counts)},
          {"findings", std::move(findings)},
          {"warnings", warnings}};
}

}  // namespace

std::string content_of_votes(const CrowdData& data) {
  return fmt::format("{} by {}{} on {}, {}", count_of(data.n_votes(), "vote"),
                     count_of(data.n_users(), "user"), names_of_few_users(data),
                     count_of(data.n_observations(), "observation"),
                     count_of(data.n_voted_labels(), "label"));
}

std::string content_of(const InputFile& file, const CrowdData& data) {
  if (file.role == "votes") {
    const auto n_files = std::count_if(data.files.begin(), data.files.end(),
                                       [](const InputFile& one) { return one.role == "votes"; });
    if (n_files > 1) return count_of(file.n_statements, "statement of a user", "statements of users");
    return content_of_votes(data);
  }
  if (file.role == "authors") return fmt::format("authors of {}", count_of(file.n_known, "observation"));
  if (file.role == "ai_votes") {
    return count_of(file.n_known, "vote of the AI", "votes of the AI") + labels_without_votes(file, data);
  }
  if (file.role == "ai_scores") return count_of(file.n_known, "score of the AI", "scores of the AI");
  if (file.role == "truth") {
    return fmt::format("the truth of {}{}", count_of(file.n_known, "observation"),
                       labels_without_votes(file, data));
  }
  if (file.role == "gold") {
    return fmt::format("gold labels of {}{}", count_of(file.n_known, "observation"),
                       labels_without_votes(file, data));
  }
  if (file.role == "model") return "a model";
  if (file.role == "experts") return count_of(file.n_known, "expert who voted", "experts who voted");
  return fmt::format("weights of {}", count_of(file.n_known, "user"));
}

std::string how_it_was_read(const InputFile& file) {
  std::string text = file.layout;
  for (const ColumnUse& use : file.columns) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", use.role, use.name);
  }
  if (!file.left_alone.empty()) text += "; left alone: " + list_names(file.left_alone);
  return text;
}

std::string time_left_alone(const CrowdData& data) {
  for (const InputFile& file : data.files) {
    const bool has_time = std::any_of(file.columns.begin(), file.columns.end(),
                                      [](const ColumnUse& use) { return use.role == name_of(Column::time); });
    if (file.role != "votes" || has_time) continue;
    const auto time = std::find_if(file.left_alone.begin(), file.left_alone.end(), may_be_time);
    if (time != file.left_alone.end()) return *time;
  }
  return "";
}

std::vector<NamedVote> first_votes(const CrowdData& data, std::size_t most) {
  std::vector<NamedVote> votes;
  for (ObservationId i = 0; i < data.votes.n_observations() && votes.size() < most; ++i) {
    const auto users = data.votes.users_of(i);
    const auto labels = data.votes.labels_of(i);
    for (std::size_t v = 0; v < users.size() && votes.size() < most; ++v) {
      votes.push_back({data.observations.str(i), data.users.str(users[v]), data.labels.str(labels[v])});
    }
  }
  return votes;
}

std::string format_inspection(const CrowdData& data, FiguresFormat format,
                              const std::vector<std::string>& warnings) {
  return format_figures({.heading = "The files",
                         .tables = inspection_tables(data),
                         .notes = inspection_notes(data, warnings),
                         .json = inspection_json(data, warnings)},
                        format);
}

}  // namespace crowdvote
