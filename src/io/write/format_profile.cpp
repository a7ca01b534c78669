#include "evaluation/share.hpp"
#include "io/json/json_figures.hpp"
#include "io/write/figures.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>

#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

using nlohmann::ordered_json;

constexpr std::array<const char*, Distribution::kLevels.size()> kLevelNames{"min", "p25", "median", "p75",
                                                                            "p90", "p99", "max"};

std::string with_percent(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::to_string(part);
  return fmt::format("{} ({})", part, percent_of(part, whole));
}

std::string three_digits(const std::optional<double>& value) {
  return value ? fmt::format("{:.3f}", *value) : "-";
}

TextTable sizes_table(const DataProfile& s) {
  TextTable table({"observations", std::to_string(s.observations)}, Align::left);
  table.add_row({"  without a vote", with_percent(s.observations_without_votes, s.observations)});
  table.add_row({"  with two votes or more", with_percent(s.agreement.with_two_votes, s.observations)});
  table.add_row({"users", std::to_string(s.users)});
  table.add_row({"labels", std::to_string(s.labels)});
  table.add_row({"votes", std::to_string(s.votes)});
  if (s.abstentions != 0) table.add_row({"abstentions", std::to_string(s.abstentions)});
  if (s.replaced_votes != 0) table.add_row({"replaced votes", std::to_string(s.replaced_votes)});
  if (s.authors) {
    table.add_row(
        {"observations with an author", with_percent(s.authors->observations_with_author, s.observations)});
    table.add_row({"votes by the authors", with_percent(s.authors->votes_by_author, s.votes)});
  }
  return table;
}

TextTable distributions_table(const DataProfile& s) {
  std::vector<std::string> header{"votes per"};
  header.insert(header.end(), kLevelNames.begin(), kLevelNames.end());
  header.insert(header.end(), {"mean", "exactly one", "Gini"});
  TextTable table(std::move(header));
  const auto add_row = [&](const char* name, const Distribution& d, const std::string& gini) {
    std::vector<std::string> row{name};
    for (const std::uint32_t quantile : d.quantiles) row.push_back(std::to_string(quantile));
    row.insert(row.end(), {fmt::format("{:.2f}", d.mean), with_percent(d.with_one, d.n), gini});
    table.add_row(std::move(row));
  };
  add_row("observation", s.votes_per_observation, "");
  add_row("user", s.votes_per_user, three_digits(s.among_users.gini));
  add_row("label", s.votes_per_label, three_digits(s.among_labels.gini));
  return table;
}

TextTable agreement_table(const DataProfile& s) {
  const Agreement& a = s.agreement;
  TextTable table({"of the observations with two votes or more", std::to_string(a.with_two_votes)},
                  Align::left);
  table.add_row({"  with a disagreement", with_percent(a.with_disagreement, a.with_two_votes)});
  table.add_row({"  with an exact tie", with_percent(a.with_exact_tie, a.with_two_votes)});
  const std::string_view reason =
      a.with_two_votes == 0 ? "no observation has two votes" : "all votes are for one label";
  const auto or_reason = [&](const std::optional<double>& value) {
    return value ? three_digits(value) : fmt::format("- ({})", reason);
  };
  table.add_row({"  Krippendorff's alpha", or_reason(a.krippendorff_alpha)});
  if (s.scale != LabelScale::nominal) {
    table.add_row({fmt::format("  Krippendorff's alpha, {}", word_of(s.scale)), or_reason(s.scaled_alpha)});
  }
  table.add_row({"  Fleiss' kappa", or_reason(a.fleiss_kappa)});
  table.add_row({"  Gwet's AC1", or_reason(a.gwet_ac1)});
  return table;
}

TextTable user_pairs_table(const DataProfile& s, const NameTable& users) {
  TextTable table({"users with most in common", "", "observations", "agreeing", "Cohen's kappa"},
                  Align::left);
  for (const UserPair& pair : s.user_pairs) {
    const std::string kappa = pair.cohen_kappa ? three_digits(pair.cohen_kappa) : "- (both say one label)";
    table.add_row({"  " + users.str(pair.first), users.str(pair.second), std::to_string(pair.common),
                   with_percent(pair.agreeing, pair.common), kappa});
  }
  return table;
}

TextTable user_agreements_table(const DataProfile& s, const NameTable& users) {
  TextTable table({"users against the majority of the others", "observations", "agreeing"}, Align::left);
  for (const AgreementWithOthers& user : s.user_agreements) {
    table.add_row(
        {"  " + users.str(user.user), std::to_string(user.common), with_percent(user.agreeing, user.common)});
  }
  return table;
}

TextTable labels_table(const DataProfile& s, const NameTable& labels) {
  const LabelTail& tail = s.tail;
  TextTable table(
      {"most voted labels", "votes"}, Align::left,
      fmt::format("labels that hold half of the votes: {}, 90 %: {}; with one vote: {}, with at most ten: {}",
                  tail.that_hold_half, tail.that_hold_nine_tenths, tail.with_one_vote,
                  tail.with_at_most_ten_votes));
  for (const auto& [label, votes] : tail.most_voted) {
    table.add_row({"  " + labels.str(label), with_percent(votes, s.votes)});
  }
  return table;
}

ordered_json distribution_to_json(const Distribution& d) {
  ordered_json object{{"n", d.n}, {"mean", d.n == 0 ? ordered_json(nullptr) : ordered_json(d.mean)}};
  for (std::size_t q = 0; q < kLevelNames.size(); ++q) {
    object[kLevelNames[q]] = d.n == 0 ? ordered_json(nullptr) : ordered_json(d.quantiles[q]);
  }
  object["with_one"] = d.with_one;
  object["share_with_one"] = number_or_null(share(d.with_one, d.n));
  return object;
}

ordered_json concentration_to_json(const Concentration& c) {
  return {{"gini", number_or_null(c.gini)}, {"lorenz", c.lorenz}};
}

ordered_json agreement_to_json(const DataProfile& s) {
  const Agreement& a = s.agreement;
  return {{"with_two_votes", a.with_two_votes},
          {"share_with_two_votes", number_or_null(share(a.with_two_votes, s.observations))},
          {"with_disagreement", a.with_disagreement},
          {"share_with_disagreement", number_or_null(share(a.with_disagreement, s.observations))},
          {"with_exact_tie", a.with_exact_tie},
          {"krippendorff_alpha", number_or_null(a.krippendorff_alpha)},
          {"fleiss_kappa", number_or_null(a.fleiss_kappa)},
          {"gwet_ac1", number_or_null(a.gwet_ac1)},
          {"scale", word_of(s.scale)},
          {"scaled_alpha", number_or_null(s.scaled_alpha)}};
}

ordered_json tail_to_json(const LabelTail& tail, const NameTable& labels) {
  ordered_json most_voted = ordered_json::array();
  for (const auto& [label, votes] : tail.most_voted) {
    most_voted.push_back({{"label", name_to_json(labels[label])}, {"votes", votes}});
  }
  return {{"with_one_vote", tail.with_one_vote},
          {"with_at_most_ten_votes", tail.with_at_most_ten_votes},
          {"that_hold_half", tail.that_hold_half},
          {"that_hold_nine_tenths", tail.that_hold_nine_tenths},
          {"most_voted", std::move(most_voted)}};
}

ordered_json user_pairs_to_json(const DataProfile& s, const NameTable& users) {
  ordered_json pairs = ordered_json::array();
  for (const UserPair& pair : s.user_pairs) {
    pairs.push_back({{"first", name_to_json(users[pair.first])},
                     {"second", name_to_json(users[pair.second])},
                     {"common", pair.common},
                     {"agreeing", pair.agreeing},
                     {"cohen_kappa", number_or_null(pair.cohen_kappa)}});
  }
  return pairs;
}

ordered_json user_agreements_to_json(const DataProfile& s, const NameTable& users) {
  ordered_json agreements = ordered_json::array();
  for (const AgreementWithOthers& user : s.user_agreements) {
    agreements.push_back({{"user", name_to_json(users[user.user])},
                          {"common", user.common},
                          {"agreeing", user.agreeing},
                          {"share", number_or_null(share(user.agreeing, user.common))}});
  }
  return agreements;
}

ordered_json authors_to_json(const DataProfile& s) {
  if (!s.authors) return nullptr;
  return {{"observations_with_author", s.authors->observations_with_author},
          {"votes_by_author", s.authors->votes_by_author},
          {"share_of_votes_by_author", number_or_null(share(s.authors->votes_by_author, s.votes))}};
}

ordered_json as_json(const DataProfile& s, const NameTable& labels, const NameTable& users) {
  return {{"observations", s.observations},
          {"observations_without_votes", s.observations_without_votes},
          {"users", s.users},
          {"labels", s.labels},
          {"votes", s.votes},
          {"abstentions", s.abstentions},
          {"replaced_votes", s.replaced_votes},
          {"votes_per_observation", distribution_to_json(s.votes_per_observation)},
          {"votes_per_user", distribution_to_json(s.votes_per_user)},
          {"votes_per_label", distribution_to_json(s.votes_per_label)},
          {"among_users", concentration_to_json(s.among_users)},
          {"among_labels", concentration_to_json(s.among_labels)},
          {"label_tail", tail_to_json(s.tail, labels)},
          {"agreement", agreement_to_json(s)},
          {"authors", authors_to_json(s)},
          {"user_pairs", user_pairs_to_json(s, users)},
          {"user_agreements", user_agreements_to_json(s, users)}};
}

/// The number that each label stands for.
std::vector<double> values_of(const NameTable& labels) {
  std::vector<double> values;
  for (LabelId k = 0; k < labels.size(); ++k) {
    const std::string text = labels.str(k);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
      throw OptionError(fmt::format(
          "the label '{}' is not a number, but on an ordinal or interval scale labels are numbers", text));
    }
    values.push_back(value);
  }
  return values;
}

}  // namespace

DataProfile describe(const CrowdData& data, LabelScale scale) {
  DataProfile profile = describe(data.votes.view(), data.author_of_observation);
  profile.abstentions = data.counts.abstentions;
  profile.replaced_votes = data.counts.replaced_votes;
  profile.scale = scale;
  if (scale != LabelScale::nominal) {
    profile.scaled_alpha = krippendorff_alpha(data.votes.view(), scale, values_of(data.labels));
  }
  return profile;
}

std::string format_profile(const DataProfile& profile, const NameTable& labels, const NameTable& users,
                           FiguresFormat format) {
  Figures figures{.heading = "The data set",
                  .tables = {sizes_table(profile), distributions_table(profile), agreement_table(profile)},
                  .notes = {},
                  .json = as_json(profile, labels, users)};
  if (!profile.user_pairs.empty()) figures.tables.push_back(user_pairs_table(profile, users));
  if (!profile.user_agreements.empty()) figures.tables.push_back(user_agreements_table(profile, users));
  figures.tables.push_back(labels_table(profile, labels));
  return format_figures(figures, format);
}

}  // namespace crowdvote
