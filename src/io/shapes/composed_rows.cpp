#include "io/shapes/composed_rows.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crowdvote {

namespace {

std::vector<std::string> names_of_parts(const ColumnNames& chosen) {
  std::vector<std::string> names;
  for (const auto* const name : {&chosen.observation, &chosen.user, &chosen.label}) {
    if (*name && parts_of_column(**name)) names.push_back(**name);
  }
  return names;
}

}  // namespace

bool ComposedRows::are_needed(const ColumnNames& chosen) { return !names_of_parts(chosen).empty(); }

ComposedRows::ComposedRows(RowReader& rows, const ColumnNames& chosen) : RowDecorator(rows) {
  for (std::string& name : names_of_parts(chosen)) {
    std::vector<ColumnPart> parts = parts_of_column(name).value();
    fields_.push_back({.name = std::move(name), .parts = std::move(parts)});
  }
  find_parts();
}

void ComposedRows::find_parts() {
  const std::vector<std::string>& plain = rows().names();
  names_ = plain;
  n_plain_ = plain.size();
  field_of_.clear();
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    Field& field = fields_[f];
    field.places.clear();
    bool are_all_there = places_of_name(plain, field.name).empty();
    for (const ColumnPart& part : field.parts) {
      if (part.is_constant) continue;
      const auto places = places_of_name(plain, part.text);
      are_all_there = are_all_there && places.size() == 1;
      if (are_all_there) field.places.push_back(places.front());
    }
    if (!are_all_there) continue;
    field_of_.push_back(f);
    names_.push_back(field.name);
  }
}

bool ComposedRows::next_row() {
  if (!RowDecorator::next_row()) return false;
  if (rows().names().size() > n_plain_) find_parts();
  for (const std::size_t f : field_of_) join(fields_[f]);
  return true;
}

/// A value that is not a name has no text to join, and becomes the value of the whole field.
void ComposedRows::join(Field& field) const {
  field.text.clear();
  field.is_there = false;
  bool is_empty = true;
  std::size_t place = 0;
  for (std::size_t p = 0; p < field.parts.size(); ++p) {
    const ColumnPart& part = field.parts[p];
    if (part.is_constant) {
      append_part(field.text, part.text, p == 0);
      continue;
    }
    const std::size_t at = field.places[place++];
    const Value value = rows().has(at) ? rows().value(at) : Value();
    field.is_there = field.is_there || rows().has(at);
    is_empty = is_empty && value.is_missing();
    if (value.kind >= Value::Kind::array) {
      field.value = value;
      return;
    }
    const bool is_name = value.kind == Value::Kind::name;
    append_part(field.text, is_name ? value.name.str() : std::string(value.text), p == 0);
  }
  field.value = is_empty ? Value() : Value::of(Name(field.text));
}

bool ComposedRows::has(std::size_t field) const {
  const Field* const one = composed(field);
  return one != nullptr ? one->is_there : RowDecorator::has(field);
}

bool ComposedRows::is_used(std::size_t field) const {
  return RowDecorator::is_used(field) || std::any_of(field_of_.begin(), field_of_.end(), [&](std::size_t f) {
           const auto& places = fields_[f].places;
           return std::find(places.begin(), places.end(), field) != places.end();
         });
}

Value ComposedRows::value(std::size_t field) const {
  const Field* const one = composed(field);
  return one != nullptr ? one->value : RowDecorator::value(field);
}

Problem ComposedRows::problem_at(std::size_t field, std::string what) const {
  const Field* const one = composed(field);
  return RowDecorator::problem_at(one != nullptr ? one->places.front() : field, std::move(what));
}

}  // namespace crowdvote
