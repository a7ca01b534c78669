#include "io/shapes/wide_rows.hpp"

#include "io/records/column_parts.hpp"
#include "io/records/likely_columns.hpp"
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

constexpr std::array kObservationRequest{ColumnRequest{.column = Column::observation, .is_required = false}};

/// Usual names of columns that do not belong to users.
constexpr std::array kOtherColumns{
    "gold"sv,        "truth"sv,    "ground_truth"sv, "gold_label"sv, "true_label"sv, "expert_label"sv,
    "label"sv,       "final"sv,    "final_label"sv,  "consensus"sv,  "majority"sv,   "majority_vote"sv,
    "adjudicated"sv, "text"sv,     "sentence"sv,     "title"sv,      "url"sv,        "image"sv,
    "comment"sv,     "comments"sv, "notes"sv,        "date"sv,       "timestamp"sv,  "created_at"sv,
    "index"sv,       "id"sv,       "idx"sv,          "nr"sv,         "row"sv,        "unnamed: 0"sv,
    "total"sv,       "sum"sv,      "mean"sv,         "average"sv,    "median"sv,     "agreement"sv,
    "confidence"sv,  "count"sv,    "n_votes"sv,      "entropy"sv,    "kappa"sv,      "std"sv,
    "score"sv,       "result"sv,   "prediction"sv,   "gesamt"sv,     "summe"sv,      "mittelwert"sv,
    "kommentar"sv,   "somme"sv,    "moyenne"sv,      "commentaire"sv};

bool is_gap_word(std::string_view text) {
  constexpr std::array kGaps{"NaN"sv, "nan"sv, "NAN"sv, "NA"sv, "<NA>"sv};
  return std::find(kGaps.begin(), kGaps.end(), text) != kGaps.end();
}

/// Whether the names are 0, 1, 2, ..., which a data frame gives to columns without names, or the same from
/// another number on.
bool are_counted(const std::vector<std::string>& names, std::size_t first) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != std::to_string(first + i)) return false;
  }
  return true;
}

bool are_whole_numbers(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(),
                     [](const std::string& name) { return !name.empty() && Name(name).is_integer(); });
}

}  // namespace

WideRows::WideRows(RowReader& rows, const ReadOptions& options, std::string file, ProblemList& problems)
    : RowDecorator(rows), options_(options), file_(std::move(file)), problems_(problems) {
  if (rows.has_names() && !rows.names().empty()) find_columns_by_name();
}

const std::vector<std::string>& WideRows::names() const {
  static const std::vector<std::string> fields{"observation", "user", "label"};
  return fields;
}

bool WideRows::next_row() {
  while (true) {
    if (next_vote()) return true;
    if (!next_observation()) return false;
  }
}

/// Moves to the next row of the matrix; returns false at its end.
bool WideRows::next_observation() {
  if (!rows().next_row()) return false;
  if (!rows().has_names()) {
    if (!are_columns_known_) find_columns_by_number();
  } else if (!are_columns_known_ || rows().names().size() > n_known_names_) {
    find_columns_by_name();
  }
  observation_ = Value::of(Name(n_rows_++));
  if (id_place_ != kNoColumn) observation_ = rows().has(id_place_) ? rows().value(id_place_) : Value();
  next_user_ = 0;
  has_given_row_ = false;
  return true;
}

/// Moves to the next cell of the row that is not empty, or to the row itself if all are.
bool WideRows::next_vote() {
  if (n_rows_ == 0) return false;
  for (; next_user_ < users_.size(); ++next_user_) {
    const std::size_t place = users_[next_user_].place;
    if (!rows().has(place)) continue;
    label_ = rows().value(place);
    if (is_nothing(label_)) continue;
    ++next_user_;
    has_given_row_ = has_vote_ = true;
    return true;
  }
  if (has_given_row_) return false;
  has_given_row_ = true;
  has_vote_ = false;
  // A row that is completely empty, without even an id, is a blank line.
  return id_place_ == kNoColumn || !observation_.is_missing();
}

bool WideRows::is_nothing(const Value& value) const {
  if (value.is_missing()) return true;
  return !options_.missing_words_are_labels && value.kind == Value::Kind::name && !value.name.is_integer() &&
         is_gap_word(value.name.text());
}

Value WideRows::value(std::size_t field) const {
  if (field == kObservation) return observation_;
  if (!has_vote_) return {};
  return field == kUser ? Value::of(Name(users_[next_user_ - 1].user)) : label_;
}

Problem WideRows::problem_at(std::size_t field, std::string what) const {
  std::size_t place = id_place_;
  if (field != kObservation && has_vote_) place = users_[next_user_ - 1].place;
  return RowDecorator::problem_at(place, std::move(what));
}

std::optional<OpenEnd> WideRows::open_end() const {
  auto end = rows().open_end();
  if (!end || users_.empty() || users_.back().place != end->field) return std::nullopt;
  end->field = kLabel;
  return end;
}

void WideRows::refuse(Problem problem) {
  problem.file = file_;
  problem.line = rows().line();
  problems_.add(std::move(problem));
  problems_.throw_if_any();
  throw std::logic_error("a problem was lost");
}

void WideRows::find_columns_by_name() {
  n_known_names_ = rows().names().size();
  are_columns_known_ = true;
  if (const std::string separator = separator_in_one_cell(rows().names()); !separator.empty()) {
    refuse({.what = "a wide table has one column",
            .found = "the columns: " + list_names(rows().names()),
            .remedy = {WayOut::choose_separator, separator}});
  }
  choose_ids();
  choose_users();
  if (users_.empty()) {
    refuse({.what = "no column of a user in a wide table",
            .found = "the columns: " + list_names(rows().names()),
            .remedy = {WayOut::name_column, "user"}});
  }
  refuse_equal_users();
}

void WideRows::refuse_equal_users() {
  std::vector<std::string> names;
  for (const UserColumn& column : users_) names.push_back(column.user);
  std::sort(names.begin(), names.end());
  const auto twin = std::adjacent_find(names.begin(), names.end());
  if (twin == names.end() || twin->empty()) return;
  refuse({.what = fmt::format("two columns of a wide table are of the user '{}'", *twin),
          .remedy = {WayOut::no_header}});
}

void WideRows::choose_ids() {
  const std::vector<std::string>& names = rows().names();
  ColumnPlaces found =
      find_columns(names, kObservationRequest, {.observation = options_.columns.observation});
  if (!found.problems.empty()) refuse(std::move(found.problems.front()));
  id_place_ = found[Column::observation];
  const bool may_be_ids = names.front().empty() || !places_of_name(std::span(names).first(1), "id").empty();
  if (id_place_ == kNoColumn && may_be_ids) id_place_ = 0;
}

std::vector<std::uint8_t> WideRows::taken_by_ids() const {
  const std::vector<std::string>& names = rows().names();
  std::vector<std::uint8_t> is_taken(names.size(), 0);
  if (id_place_ == kNoColumn) return is_taken;
  is_taken[id_place_] = 1;
  const auto parts = parts_of_column(names[id_place_]);
  if (!parts || !options_.columns.observation) return is_taken;
  for (const ColumnPart& part : *parts) {
    for (const std::size_t place : places_of_name(names, part.text)) is_taken[place] = 1;
  }
  return is_taken;
}

bool WideRows::is_chosen_user(const std::string& name) const {
  const std::string& chosen = *options_.columns.user;
  const auto parts = parts_of_column(chosen).value_or(std::vector<ColumnPart>{{chosen}});
  return std::any_of(parts.begin(), parts.end(), [&](const ColumnPart& part) {
    if (!part.text.ends_with('*')) return name == part.text;
    return name.starts_with(std::string_view(part.text).substr(0, part.text.size() - 1));
  });
}

void WideRows::choose_users() {
  const std::vector<std::string>& names = rows().names();
  const std::vector<std::uint8_t> is_taken = taken_by_ids();
  std::vector<UserColumn> chosen;
  std::vector<UserColumn> by_label;
  std::vector<UserColumn> by_user;
  std::vector<UserColumn> all;
  for (std::size_t place = 0; place < names.size(); ++place) {
    if (is_taken[place] != 0) continue;
    all.push_back({place, names[place]});
    if (options_.columns.user && is_chosen_user(names[place])) chosen.push_back({place, names[place]});
    const std::size_t beginning = length_of_known_beginning(names[place], Column::label);
    if (beginning > 0) by_label.push_back({place, names[place].substr(beginning)});
    if (length_of_known_beginning(names[place], Column::user) > 0) by_user.push_back({place, names[place]});
  }
  if (!rule_) {
    rule_ = options_.columns.user ? Rule::chosen
            : by_label.size() > 1 ? Rule::by_label
            : by_user.size() > 1  ? Rule::by_user
                                  : Rule::all;
  }
  switch (*rule_) {
    case Rule::chosen:
      users_ = std::move(chosen);
      break;
    case Rule::by_label:
      users_ = std::move(by_label);
      break;
    case Rule::by_user:
      users_ = std::move(by_user);
      break;
    case Rule::all:
      users_ = all;
      break;
  }
  left_alone_.clear();
  for (const UserColumn& column : all) {
    const bool is_left = std::none_of(users_.begin(), users_.end(),
                                      [&](const UserColumn& user) { return user.place == column.place; });
    if (is_left) left_alone_.push_back(names[column.place]);
  }
}

/// All rows have the width of the first.
void WideRows::find_columns_by_number() {
  are_columns_known_ = true;
  std::size_t n_cells = 0;
  while (rows().has(n_cells)) ++n_cells;
  if (options_.columns.observation) {
    id_place_ = as_column_number(*options_.columns.observation).value_or(0) - 1;
    if (id_place_ >= n_cells) {
      refuse({.what = fmt::format("a row of {}, but column {} was chosen for the observation",
                                  count_of(n_cells, "cell"), *options_.columns.observation)});
    }
  }
  for (std::size_t place = 0; place < n_cells; ++place) {
    if (place != id_place_) users_.push_back({place, std::to_string(place + 1)});
  }
  std::vector<std::string> cells;
  for (const UserColumn& column : users_) {
    const Value value = rows().value(column.place);
    cells.push_back(value.kind == Value::Kind::name ? value.name.str() : "");
  }
  const bool was_said = options_.table.has_no_header || options_.columns.observation;
  may_have_header_ = !was_said && (are_counted(cells, 0) || are_counted(cells, 1));
}

std::string WideRows::layout() const {
  std::vector<std::string> names;
  for (const UserColumn& column : users_) names.push_back(column.user);
  return fmt::format("a row per observation, a column per user: {}", list_names(names));
}

void WideRows::add_notices(std::vector<Notice>& notices) const {
  RowDecorator::add_notices(notices);
  if (may_have_header_) {
    notices.push_back(
        {"the first line was taken for votes, not for the names of users", {WayOut::no_header}});
  }
  if (!rows().has_names() || users_.empty()) return;
  if (id_place_ == kNoColumn) {
    notices.push_back({"no column holds the ids of the observations, so they are counted from 0",
                       {WayOut::name_column, "observation"}});
  }
  if (rule_ == Rule::all) {
    std::vector<std::string> others;
    for (const std::string_view word : kOtherColumns) {
      for (const std::size_t place : places_of_name(rows().names(), std::string(word))) {
        if (place != id_place_) others.push_back(rows().names()[place]);
      }
    }
    if (!others.empty()) {
      notices.push_back(
          {fmt::format("columns that were taken for users, in spite of their names: {}", list_names(others)),
           {WayOut::name_column, "user"}});
    }
  }
  if (!left_alone_.empty()) {
    notices.push_back({fmt::format("columns that were not taken for users: {}", list_names(left_alone_)),
                       {WayOut::name_column, "user"}});
  }
  std::vector<std::string> names;
  for (const UserColumn& column : users_) names.push_back(column.user);
  const bool is_data_frame = id_place_ == 0 && rows().names().front().empty() && are_counted(names, 0);
  if (are_whole_numbers(names) && !is_data_frame) {
    notices.push_back(
        {fmt::format("the first line was taken for the names of the users: {}", list_names(names)),
         {WayOut::no_header}});
  }
}

}  // namespace crowdvote
