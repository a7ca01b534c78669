#include "io/column_names.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

struct KnownNames {
  std::string_view column;
  std::span<const std::string_view> names;
  bool takes_suffix;  ///< also with _id, Id or _name behind it
};

constexpr std::array kObservationNames{"observation"sv, "obs"sv,     "task"sv, "item"sv,
                                       "question"sv,    "subject"sv, "doc"sv};
constexpr std::array kUserNames{"user"sv, "worker"sv, "annotator"sv, "performer"sv, "rater"sv, "username"sv};
constexpr std::array kLabelNames{"label"sv, "answer"sv, "class"sv, "vote"sv, "species"sv, "response"sv};
/// Behind a known name, in any case: taskId, TASKID, task_id, task_name.
constexpr std::array kSuffixes{"_id"sv, "id"sv, "_name"sv};
constexpr std::array kAuthorNames{"author"sv};
constexpr std::array kScoreNames{"score"sv, "confidence"sv, "probability"sv};
constexpr std::array kWeightNames{"weight"sv};
constexpr std::array kValidNames{"valid"sv};
constexpr std::array kConfNames{"conf"sv};
constexpr std::array kAccNames{"acc"sv};

/// In the order of the enum Column.
constexpr std::array<KnownNames, kNumberOfColumns> kKnownNames{{
    {"observation", kObservationNames, true},
    {"user", kUserNames, true},
    {"label", kLabelNames, true},
    {"author", kAuthorNames, false},
    {"score", kScoreNames, false},
    {"weight", kWeightNames, false},
    {"valid", kValidNames, false},
    {"conf", kConfNames, false},
    {"acc", kAccNames, false},
}};

const KnownNames& known_names(Column column) { return kKnownNames[static_cast<std::size_t>(column)]; }

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool is_one_of(std::string_view name, const ColumnRequest& request) {
  const auto contains = [name](std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return contains(known_names(request.column).names) || contains(request.also_called);
}

bool is_known(std::string_view name, const ColumnRequest& request) {
  const std::string lower = in_lower_case(name);
  if (is_one_of(lower, request)) return true;
  if (!known_names(request.column).takes_suffix) return false;
  return std::any_of(kSuffixes.begin(), kSuffixes.end(), [&](std::string_view suffix) {
    return lower.ends_with(suffix) &&
           is_one_of(std::string_view(lower).substr(0, lower.size() - suffix.size()), request);
  });
}

const std::optional<std::string>& chosen_name(const ColumnNames& chosen, Column column) {
  static const std::optional<std::string> none;
  if (column == Column::observation) return chosen.observation;
  if (column == Column::user) return chosen.user;
  if (column == Column::label) return chosen.label;
  return none;
}

std::vector<std::size_t> places_of_chosen(std::span<const std::string> names, const std::string& chosen) {
  std::vector<std::size_t> exact;
  std::vector<std::size_t> in_other_case;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == chosen) {
      exact.push_back(i);
    } else if (in_lower_case(names[i]) == in_lower_case(chosen)) {
      in_other_case.push_back(i);
    }
  }
  return exact.empty() ? in_other_case : exact;
}

/// Names can be chosen for the columns that files of votes have.
Remedy name_another(Column column) {
  if (!known_names(column).takes_suffix) return {};
  return {WayOut::name_column, std::string(name_of(column))};
}

std::string describe_columns(std::span<const std::string> names) {
  return names.empty() ? "no columns" : "the columns: " + list_names(names);
}

Problem missing_column(std::span<const std::string> names, const ColumnRequest& request) {
  const KnownNames& known = known_names(request.column);
  std::string expected = fmt::format("{}", fmt::join(known.names.begin(), known.names.end(), ", "));
  for (const std::string_view name : request.also_called) expected += fmt::format(", {}", name);
  if (known.takes_suffix) expected += " (also with _id, Id or _name behind it)";
  return {.what = fmt::format("no column for the {}", name_of(request.column)),
          .found = describe_columns(names),
          .expected = expected,
          .remedy = name_another(request.column)};
}

Problem two_candidates(std::span<const std::string> names, const ColumnRequest& request,
                       std::span<const std::size_t> candidates) {
  std::string listed;
  for (const std::size_t place : candidates) {
    if (!listed.empty()) listed += place == candidates.back() ? " and " : ", ";
    listed += fmt::format("'{}' (column {})", names[place], place + 1);
  }
  return {
      .what = fmt::format("{} columns may be the {}: {}", candidates.size(), name_of(request.column), listed),
      .remedy = name_another(request.column)};
}

void place_or_complain(ColumnPlaces& found, std::span<const std::string> names, const ColumnRequest& request,
                       std::span<const std::size_t> candidates) {
  if (candidates.size() == 1) {
    found.set(request.column, candidates.front());
  } else if (candidates.size() > 1) {
    found.problems.push_back(two_candidates(names, request, candidates));
  } else if (request.is_required) {
    found.problems.push_back(missing_column(names, request));
  }
}

/// A number that counts columns from 1, or nothing if the text is a name.
std::optional<std::size_t> as_column_number(const std::string& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

constexpr std::array kChosenColumns{Column::observation, Column::user, Column::label};

}  // namespace

std::string list_names(std::span<const std::string> names) {
  constexpr std::size_t kMost = 10;
  if (names.empty()) return "none";
  std::string list = fmt::format("{}", fmt::join(names.first(std::min(names.size(), kMost)), ", "));
  if (names.size() > kMost) list += fmt::format(" and {} more", names.size() - kMost);
  return list;
}

std::string_view name_of(Column column) { return known_names(column).column; }

ColumnPlaces find_columns(std::span<const std::string> names, std::span<const ColumnRequest> requests,
                          const ColumnNames& chosen, ChosenNames meaning) {
  ColumnPlaces found;
  std::vector<std::uint8_t> is_taken(names.size(), 0);
  std::vector<const ColumnRequest*> by_known_name;
  for (const ColumnRequest& request : requests) {
    const auto& name = chosen_name(chosen, request.column);
    const auto candidates = name ? places_of_chosen(names, *name) : std::vector<std::size_t>();
    for (const std::size_t place : candidates) is_taken[place] = 1;
    if (!candidates.empty()) {
      place_or_complain(found, names, request, candidates);
    } else if (name && meaning == ChosenNames::must_exist) {
      found.problems.push_back(
          {.what = fmt::format("no column '{}', which was chosen for the {}", *name, name_of(request.column)),
           .found = describe_columns(names),
           .remedy = name_another(request.column)});
    } else {
      by_known_name.push_back(&request);
    }
  }
  for (const ColumnRequest* request : by_known_name) {
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (is_taken[i] == 0 && is_known(names[i], *request)) candidates.push_back(i);
    }
    place_or_complain(found, names, *request, candidates);
  }
  return found;
}

bool has_known_column(std::span<const std::string> names, std::span<const ColumnRequest> requests,
                      const ColumnNames& chosen) {
  return std::any_of(requests.begin(), requests.end(), [&](const ColumnRequest& request) {
    const auto& name = chosen_name(chosen, request.column);
    return (name && !places_of_chosen(names, *name).empty()) ||
           std::any_of(names.begin(), names.end(), [&](const auto& n) { return is_known(n, request); });
  });
}

std::optional<ColumnPlaces> numbered_columns(const ColumnNames& chosen) {
  ColumnPlaces found;
  bool any_number = false;
  bool all_numbers = true;
  for (const Column column : kChosenColumns) {
    const auto& name = chosen_name(chosen, column);
    const auto number = name ? as_column_number(*name) : std::nullopt;
    any_number = any_number || number;
    all_numbers = all_numbers && number;
    if (!number) continue;
    if (*number == 0) {
      throw OptionError(
          fmt::format("column 0 was chosen for the {}; columns are counted from 1", name_of(column)));
    }
    if (std::find(found.places.begin(), found.places.end(), *number - 1) != found.places.end()) {
      throw OptionError(fmt::format("column {} was chosen twice", *number));
    }
    found.set(column, *number - 1);
  }
  if (!any_number) return std::nullopt;
  if (!all_numbers) {
    throw OptionError(
        "a column that is chosen by its number means a file without a header, so all three columns need one",
        {WayOut::number_columns});
  }
  return found;
}

void check_chosen_names(const ColumnNames& chosen) {
  for (std::size_t i = 0; i < kChosenColumns.size(); ++i) {
    for (std::size_t j = i + 1; j < kChosenColumns.size(); ++j) {
      const auto& a = chosen_name(chosen, kChosenColumns[i]);
      const auto& b = chosen_name(chosen, kChosenColumns[j]);
      if (!a || !b || *a != *b) continue;
      throw OptionError(fmt::format("column '{}' was chosen for both the {} and the {}", *a,
                                    name_of(kChosenColumns[i]), name_of(kChosenColumns[j])));
    }
  }
}

}  // namespace crowdvote
