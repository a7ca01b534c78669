#include "io/records/column_names.hpp"

#include "io/records/column_parts.hpp"
#include "io/records/likely_columns.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

struct KnownNames {
  std::string_view column;
  std::span<const std::string_view> names;
  std::span<const std::string_view> seldom;  ///< words that often mean something else
  bool takes_suffix;                         ///< whether _id, Id, _ids or _name may follow
};

constexpr std::array kObservationNames{"observation"sv, "obs"sv,     "task"sv, "item"sv,
                                       "question"sv,    "subject"sv, "doc"sv};
constexpr std::array kUserNames{"user"sv, "worker"sv, "annotator"sv, "performer"sv, "rater"sv, "username"sv};
constexpr std::array kLabelNames{"label"sv, "answer"sv, "class"sv, "vote"sv, "species"sv, "response"sv};
constexpr std::array kSeldomObservationNames{"unit"sv, "image"sv};
constexpr std::array kSeldomUserNames{"coder"sv, "labeller"sv, "labeler"sv, "judge"sv};
constexpr std::array kSeldomLabelNames{"value"sv, "choice"sv, "category"sv};
/// Words that mean the item in some files and the question about it in others.
constexpr std::array kQuestions{"task"sv, "question"sv};
/// Follow a known name, in any letter case: taskId, TASKID, task_id, task_name.
constexpr std::array kSuffixes{"_id"sv, "id"sv, "_ids"sv, "ids"sv, "_name"sv};
constexpr std::array kAuthorNames{"author"sv};
constexpr std::array kScoreNames{"score"sv, "confidence"sv, "probability"sv};
constexpr std::array kWeightNames{"weight"sv};
constexpr std::array kValidNames{"valid"sv};
constexpr std::array kConfNames{"conf"sv};
constexpr std::array kAccNames{"acc"sv};

/// In the order of the enum Column.
constexpr std::array<KnownNames, kNumberOfColumns> kKnownNames{{
    {"observation", kObservationNames, kSeldomObservationNames, true},
    {"user", kUserNames, kSeldomUserNames, true},
    {"label", kLabelNames, kSeldomLabelNames, true},
    {"author", kAuthorNames, {}, false},
    {"score", kScoreNames, {}, false},
    {"weight", kWeightNames, {}, false},
    {"valid", kValidNames, {}, false},
    {"conf", kConfNames, {}, false},
    {"acc", kAccNames, {}, false},
    {"count", {}, {}, false},
    {"time", {}, {}, false},
}};

const KnownNames& known_names(Column column) { return kKnownNames[static_cast<std::size_t>(column)]; }

/// Lower case, with one underscore between words and none at the ends.
std::string plain_form(std::string_view text) {
  std::string plain;
  bool is_between = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '.' || c == '-' || c == '_') {
      is_between = !plain.empty();
      continue;
    }
    if (is_between) plain += '_';
    is_between = false;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

bool contains(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// How a name was recognised.
struct Match {
  enum class Words : std::uint8_t { none, seldom, usual };
  Words words = Words::none;
  bool is_exact = false;  ///< without a suffix such as _id
  std::string word;
};

Match::Words kind_of_word(std::string_view word, const ColumnRequest& request) {
  const KnownNames& known = known_names(request.column);
  if (contains(known.names, word) || contains(request.also_called, word)) return Match::Words::usual;
  return contains(known.seldom, word) ? Match::Words::seldom : Match::Words::none;
}

Match match(std::string_view name, const ColumnRequest& request) {
  std::string plain = plain_form(name);
  if (const auto words = kind_of_word(plain, request); words != Match::Words::none) {
    return {words, true, std::move(plain)};
  }
  if (!known_names(request.column).takes_suffix) return {};
  for (const std::string_view suffix : kSuffixes) {
    if (!plain.ends_with(suffix)) continue;
    std::string word = plain.substr(0, plain.size() - suffix.size());
    if (const auto words = kind_of_word(word, request); words != Match::Words::none) {
      return {words, false, std::move(word)};
    }
  }
  return {};
}

bool is_known(std::string_view name, const ColumnRequest& request) {
  return match(name, request).words != Match::Words::none;
}

bool is_better(const Match& a, const Match& b) {
  if (a.words != b.words) return a.words > b.words;
  if (!a.is_exact || b.is_exact) return false;
  return a.word == b.word || !contains(kQuestions, a.word);
}

const std::optional<std::string>& chosen_name(const ColumnNames& chosen, Column column) {
  static const std::optional<std::string> none;
  if (column == Column::observation) return chosen.observation;
  if (column == Column::user) return chosen.user;
  if (column == Column::label) return chosen.label;
  if (column == Column::count) return chosen.count;
  if (column == Column::time) return chosen.time;
  if (column == Column::score) return chosen.score;
  if (column == Column::weight) return chosen.weight;
  return none;
}

/// A column can be named only if files of votes have it.
Remedy name_another(Column column) {
  if (!known_names(column).takes_suffix && column != Column::count && column != Column::time) return {};
  return {WayOut::name_column, std::string(name_of(column))};
}

std::string describe_columns(std::span<const std::string> names) {
  return names.empty() ? "no columns" : "the columns: " + list_names(names);
}

/// The problem of a chosen name that no column has; of a name that joins several columns, reports the first
/// one that is missing.
Problem missing_chosen_column(std::span<const std::string> names, const std::string& chosen, Column column) {
  std::string what = fmt::format("no column '{}', which was chosen for the {}", chosen, name_of(column));
  for (const ColumnPart& part : parts_of_column(chosen).value_or(std::vector<ColumnPart>{})) {
    if (part.is_constant || places_of_name(names, part.text).size() == 1) continue;
    what = fmt::format("no column '{}', a part of '{}', which was chosen for the {}", part.text, chosen,
                       name_of(column));
    break;
  }
  return {.what = std::move(what), .found = describe_columns(names), .remedy = name_another(column)};
}

Problem missing_column(std::span<const std::string> names, const ColumnRequest& request) {
  const KnownNames& known = known_names(request.column);
  std::string expected = fmt::format("{}", fmt::join(known.names.begin(), known.names.end(), ", "));
  for (const std::string_view name : request.also_called) expected += fmt::format(", {}", name);
  for (const std::string_view name : known.seldom) expected += fmt::format(", {}", name);
  if (known.takes_suffix) expected += " (also followed by _id, Id or _name)";
  const Remedy remedy =
      request.column == Column::user ? Remedy{WayOut::allow_no_user} : name_another(request.column);
  return {.what = fmt::format("no column for the {}", name_of(request.column)),
          .found = describe_columns(names),
          .expected = expected,
          .remedy = remedy};
}

/// "'task' (column 2) and 'subject_id' (column 3)".
std::string list_candidates(std::span<const std::string> names, std::span<const std::size_t> candidates) {
  std::string listed;
  for (const std::size_t place : candidates) {
    if (!listed.empty()) listed += place == candidates.back() ? " and " : ", ";
    listed += fmt::format("'{}' (column {})", names[place], place + 1);
  }
  return listed;
}

Problem several_candidates(std::span<const std::string> names, const ColumnRequest& request,
                           std::span<const std::size_t> candidates) {
  return {.what = fmt::format("{} columns may be the {}: {}", candidates.size(), name_of(request.column),
                              list_candidates(names, candidates)),
          .remedy = name_another(request.column)};
}

void note_choice(ColumnPlaces& found, std::span<const std::string> names, const ColumnRequest& request,
                 std::span<const std::size_t> chosen, std::span<const std::size_t> others) {
  if (chosen.size() != 1 || others.empty()) return;
  found.notices.push_back(
      {fmt::format("the {} is read from {}; {} could hold it too", name_of(request.column),
                   list_candidates(names, chosen), list_candidates(names, others)),
       name_another(request.column)});
}

/// Keeps the candidates that no other one is better than; if a single one is left, a notice lists the rest.
void keep_best(ColumnPlaces& found, std::span<const std::string> names, const ColumnRequest& request,
               std::vector<std::size_t>& candidates) {
  std::vector<std::size_t> best;
  std::vector<std::size_t> others;
  for (const std::size_t place : candidates) {
    const Match own = match(names[place], request);
    const bool is_beaten = std::any_of(candidates.begin(), candidates.end(), [&](std::size_t other) {
      return is_better(match(names[other], request), own);
    });
    (is_beaten ? others : best).push_back(place);
  }
  note_choice(found, names, request, best, others);
  if (!best.empty()) candidates = std::move(best);
}

/// Columns whose name the request prefers to all others; of several, the chosen one if it is among them.
std::vector<std::size_t> preferred_places(std::span<const std::string> names, const ColumnRequest& request,
                                          const std::optional<std::string>& chosen) {
  std::vector<std::size_t> places;
  if (!request.prefers_these) return places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!contains(request.also_called, plain_form(names[i]))) continue;
    if (chosen && plain_form(names[i]) == plain_form(*chosen)) return {i};
    places.push_back(i);
  }
  return places;
}

void place_or_complain(ColumnPlaces& found, std::span<const std::string> names, const ColumnRequest& request,
                       std::span<const std::size_t> candidates) {
  if (candidates.size() == 1) {
    found.set(request.column, candidates.front());
  } else if (candidates.size() > 1) {
    found.problems.push_back(several_candidates(names, request, candidates));
  } else if (request.is_required) {
    found.problems.push_back(missing_column(names, request));
  }
}

constexpr std::array kChosenColumns{Column::observation, Column::user, Column::label, Column::count,
                                    Column::time};

}  // namespace

std::vector<std::size_t> places_of_name(std::span<const std::string> names, const std::string& name) {
  std::vector<std::size_t> exact;
  std::vector<std::size_t> in_other_form;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) {
      exact.push_back(i);
    } else if (plain_form(names[i]) == plain_form(name)) {
      in_other_form.push_back(i);
    }
  }
  return exact.empty() ? in_other_form : exact;
}

std::optional<std::size_t> as_column_number(const std::string& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::size_t length_of_known_beginning(std::string_view name, Column column) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::size_t end = 0;
  while (end < name.size() && (is_lower(name[end]) || is_upper(name[end]))) {
    if (end > 0 && is_upper(name[end]) && is_lower(name[end - 1])) break;
    ++end;
  }
  if (end == name.size() || std::string_view(" \t._-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ").find(name[end]) ==
                                std::string_view::npos) {
    return 0;
  }
  const std::size_t next = name.find_first_not_of(" \t._-", end);
  if (next == std::string_view::npos) return 0;
  const std::string word = plain_form(name.substr(0, end));
  const KnownNames& known = known_names(column);
  return contains(known.names, word) || contains(known.seldom, word) ? next : 0;
}

std::string list_names(std::span<const std::string> names) {
  constexpr std::size_t kMost = 10;
  if (names.empty()) return "none";
  std::string list;
  for (const std::string& name : names.first(std::min(names.size(), kMost))) {
    if (!list.empty()) list += ", ";
    list += name.empty() ? "(no name)" : name;
  }
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
    std::vector<std::size_t> candidates;
    const bool was_chosen_here = name && meaning == ChosenNames::must_exist;
    if (!was_chosen_here) candidates = preferred_places(names, request, name);
    if (candidates.empty() && name) {
      candidates = places_of_name(names, *name);
    } else if (candidates.size() == 1) {
      std::vector<std::size_t> others;
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (!contains(request.also_called, plain_form(names[i])) && is_known(names[i], request)) {
          others.push_back(i);
        }
      }
      note_choice(found, names, request, candidates, others);
    }
    for (const std::size_t place : candidates) is_taken[place] = 1;
    if (!candidates.empty()) {
      place_or_complain(found, names, request, candidates);
    } else if (was_chosen_here) {
      found.problems.push_back(missing_chosen_column(names, *name, request.column));
    } else {
      by_known_name.push_back(&request);
    }
  }
  for (const ColumnRequest* request : by_known_name) {
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (is_taken[i] == 0 && is_known(names[i], *request)) candidates.push_back(i);
    }
    keep_best(found, names, *request, candidates);
    place_or_complain(found, names, *request, candidates);
  }
  if (meaning == ChosenNames::must_exist) {
    choose_remedies(found, names);
    return found;
  }
  for (Problem& problem : found.problems) {
    // Only files of votes may lack users.
    if (problem.remedy.way == WayOut::allow_no_user) problem.remedy = name_another(Column::user);
  }
  return found;
}

bool has_known_column(std::span<const std::string> names, std::span<const ColumnRequest> requests,
                      const ColumnNames& chosen) {
  const auto least = names.size() > 1 ? Match::Words::seldom : Match::Words::usual;
  return std::any_of(requests.begin(), requests.end(), [&](const ColumnRequest& request) {
    const auto& name = chosen_name(chosen, request.column);
    return (name && !places_of_name(names, *name).empty()) ||
           std::any_of(names.begin(), names.end(),
                       [&](const auto& n) { return match(n, request).words >= least; });
  });
}

std::vector<std::string> usual_names(Column column) {
  constexpr std::array kEndings{""sv, "_id"sv, "Id"sv, "ID"sv, " id"sv, " ID"sv, " Id"sv, "_ID"sv, "_name"sv};
  const KnownNames& known = known_names(column);
  std::vector<std::string> all;
  for (const auto words : {known.names, known.seldom}) {
    for (const std::string_view word : words) {
      std::string upper(word);
      for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
      const std::string title = upper.substr(0, 1) + std::string(word.substr(1));
      for (const std::string& written : {std::string(word), title, upper}) {
        for (const std::string_view ending : kEndings) all.push_back(written + std::string(ending));
      }
    }
  }
  return all;
}

std::optional<ColumnPlaces> numbered_columns(const ColumnNames& chosen, bool needs_user) {
  ColumnPlaces found;
  bool any_number = false;
  bool all_numbers = true;
  for (const Column column : kChosenColumns) {
    const auto& name = chosen_name(chosen, column);
    const auto number = name ? as_column_number(*name) : std::nullopt;
    const bool is_required =
        column == Column::observation || column == Column::label || (column == Column::user && needs_user);
    any_number = any_number || number;
    all_numbers = all_numbers && (number || (!name && !is_required));
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
        needs_user
            ? "a column that is chosen by its number means a file without a header, so all three columns "
              "need one"
            : "a column that is chosen by its number means a file without a header, so all columns need one",
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
