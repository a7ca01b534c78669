#include "io/shapes/path_rows.hpp"

#include "io/records/column_parts.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// All distinct names that may be paths.
std::vector<std::string> names_of_paths(const ColumnNames& chosen, std::span<const RowCondition> conditions) {
  std::vector<std::string> names;
  const auto add = [&names](const std::string& name) {
    const bool may_be_path = name.find_first_of(".[", 1) != std::string::npos;
    if (may_be_path && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const auto* const name : {&chosen.observation, &chosen.user, &chosen.label, &chosen.count,
                                 &chosen.time, &chosen.score, &chosen.weight}) {
    if (!*name) continue;
    for (const ColumnPart& part : parts_of_column(**name).value_or(std::vector<ColumnPart>{{**name}})) {
      if (!part.is_constant) add(part.text);
    }
  }
  for (const RowCondition& condition : conditions) add(condition.column);
  return names;
}

}  // namespace

bool PathRows::are_needed(const ColumnNames& chosen, std::span<const RowCondition> conditions) {
  return !names_of_paths(chosen, conditions).empty();
}

PathRows::PathRows(RowReader& rows, const ColumnNames& chosen, std::span<const RowCondition> conditions,
                   std::string file, ProblemList& problems)
    : RowDecorator(rows), file_(std::move(file)), problems_(problems) {
  for (std::string& name : names_of_paths(chosen, conditions)) paths_.push_back({.name = std::move(name)});
  find_beginnings();
}

void PathRows::find_beginnings() {
  const std::vector<std::string>& plain = rows().names();
  names_ = plain;
  n_plain_ = plain.size();
  path_of_.clear();
  for (std::size_t p = 0; p < paths_.size(); ++p) {
    if (std::find(plain.begin(), plain.end(), paths_[p].name) != plain.end()) continue;
    if (!find_beginning(paths_[p])) continue;
    path_of_.push_back(p);
    names_.push_back(paths_[p].name);
  }
}

/// Of the fields whose names begin the path, the one with the longest name.
bool PathRows::find_beginning(Path& path) const {
  for (std::size_t end = path.name.find_last_of(".["); end != std::string::npos && end > 0;
       end = path.name.find_last_of(".[", end - 1)) {
    const auto places = places_of_name(rows().names(), path.name.substr(0, end));
    if (places.size() != 1) continue;
    auto steps = steps_of_path(std::string_view(path.name).substr(end));
    if (!steps) continue;
    path.place = places.front();
    path.steps = std::move(*steps);
    return true;
  }
  return false;
}

bool PathRows::next_row() {
  if (!RowDecorator::next_row()) {
    if (std::exchange(has_rows_, false)) complain_of_idle_paths();
    return false;
  }
  has_rows_ = true;
  if (rows().names().size() > n_plain_) find_beginnings();
  texts_.clear();
  for (const std::size_t p : path_of_) {
    Path& path = paths_[p];
    path.value = rows().has(path.place) ? follow_path(rows().value(path.place), path.steps, texts_) : Value();
    path.has_led_somewhere = path.has_led_somewhere || path.value.kind != Value::Kind::null;
  }
  return true;
}

void PathRows::complain_of_idle_paths() {
  for (const std::size_t p : path_of_) {
    if (paths_[p].has_led_somewhere) continue;
    problems_.add({.file = file_, .what = fmt::format("no row has anything at '{}'", paths_[p].name)});
  }
}

Value PathRows::value(std::size_t field) const {
  const Path* const one = path(field);
  return one != nullptr ? one->value : RowDecorator::value(field);
}

bool PathRows::is_used(std::size_t field) const {
  return RowDecorator::is_used(field) || std::any_of(path_of_.begin(), path_of_.end(),
                                                     [&](std::size_t p) { return paths_[p].place == field; });
}

}  // namespace crowdvote
