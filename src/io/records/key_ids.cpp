#include "io/records/key_ids.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

constexpr std::size_t kExamples = 3;

/// Nobody asks where such a value belongs.
bool is_idle(const Values& values, std::size_t v) {
  return values.name_at(v) == kNoReference && std::isnan(values.number_at(v)) && !values.has_scores(v);
}

}  // namespace

KeyIds::KeyIds(const Schema& schema, Values& values, const CrowdData& data, const RunControl& control)
    : keys_are_users_(schema.key == Column::user),
      is_list_(schema.is_list()),
      n_values_(values.n_values),
      n_ids_(keys_are_users_ ? data.users.size() : data.observations.size()) {
  control.throw_if_cancelled();
  find_places(schema, values, data);
  if (are_in_place_) return;
  if (ids_.empty()) find_keys(values, keys_are_users_ ? data.users : data.observations);
  note_unknown(values);
  if (!values.scores_are_joined) drop_replaced();
}

/// Where keys are places: observations that are called 0, 1, 2, ..., but in another order, have their values
/// in the order of names.
void KeyIds::find_places(const Schema& schema, Values& values, const CrowdData& data) {
  const NameTable& observations = data.observations;
  if (values.are_positional) {
    const bool without_votes_by_id = schema.may_be_npy && data.votes.n_votes() == 0;
    const bool are_ids = without_votes_by_id && n_values_ != n_ids_ && [&] {
      const bool truth_is_positional = std::any_of(
          data.files.begin(), data.files.end(),
          [](const InputFile& file) { return file.role == "truth" && file.format.starts_with("text"); });
      for (std::uint32_t i = 0; i < n_ids_ && !truth_is_positional; ++i) {
        const Name name = observations[i];
        if (!name.is_integer() || name.value() < 0 || name.value() >= static_cast<std::int64_t>(n_values_)) {
          return false;
        }
      }
      return !truth_is_positional;
    }();
    const bool by_number = are_ids || observations.are_indices() || observations.is_permutation_of_indices();
    values.file.layout = by_number ? "a line per observation, line 1 for the id 0"
                                   : "a line per observation, in the order of the votes";
    if (!are_ids) {
      check_number_of_values(values, data);
      n_values_ = n_ids_;
      are_in_place_ = observations.are_indices() || !by_number;
    }
    if (are_in_place_) return;
    ids_.resize(n_values_);
    for (std::size_t v = 0; v < n_values_; ++v) {
      ids_[v] = observations.find(Name(static_cast<std::int64_t>(v))).value_or(kNoId);
    }
    return;
  }
  are_in_place_ =
      !keys_are_users_ && values.keys_are_places() && observations.are_indices() && n_values_ <= n_ids_;
}

void KeyIds::find_keys(Values& values, const NameTable& table) {
  if (values.keys_are_places()) {
    ids_.resize(n_values_);
    for (std::size_t v = 0; v < n_values_; ++v) ids_[v] = static_cast<std::uint32_t>(v);
  } else {
    ids_ = values.keys;
  }
  if (table.are_indices()) {
    for (std::uint32_t& id : ids_) id = id < table.size() ? id : kNoId;
    return;
  }
  values.names.forget_ids();
  IntegerIds integers;
  integers.resolve(ids_, table, values.names,
                   [&](const Name& name) { return table.find(name).value_or(kNoId); });
}

void KeyIds::check_number_of_values(const Values& values, const CrowdData& data) const {
  // Blank lines at the end are values (none) as far as they are needed, else the habit of an editor.
  const std::size_t n_least = values.n_values - values.n_blank_at_end;
  if (n_ids_ <= values.n_values && n_ids_ >= n_least) return;
  const std::size_t n_lines = n_ids_ < values.n_values ? n_least : values.n_values;
  const bool is_text = values.file.format.starts_with("text");
  throw InputError(Problem{
      .file = values.file_name(),
      .what =
          fmt::format("{}, but the {} {}; {} for each observation, in their order. Give a JSON object or a "
                      "table with ids where not all of them have a value",
                      count_of(n_lines, is_text ? "line" : "value"),
                      data.votes.n_votes() == 0 && values.file.role == "labels" ? "truth has" : "votes have",
                      count_of(n_ids_, "observation"),
                      is_text ? "a text file has one line" : "such a file has one value")});
}

void KeyIds::note_unknown(const Values& values) {
  for (std::size_t v = 0; v < n_values_; ++v) {
    if (ids_[v] != kNoId || (!is_list_ && is_idle(values, v))) continue;
    ++n_unknown_;
    if (first_unknown_.size() >= kExamples) continue;
    first_unknown_.push_back(
        fmt::format("'{}'", values.are_positional ? std::to_string(v) : values.key(v).str()));
  }
}

void KeyIds::drop_replaced() {
  std::vector<bool> has_value(n_ids_, false);
  for (std::size_t v = n_values_; v-- > 0;) {
    if (ids_[v] == kNoId) continue;
    if (has_value[ids_[v]]) {
      ids_[v] = kNoId;
      ++n_replaced_;
    } else {
      has_value[ids_[v]] = true;
    }
  }
}

std::string KeyIds::describe_unknown() const {
  return fmt::format("{} of the file {} not in the votes, as {}",
                     count_of(n_unknown_, keys_are_users_ ? "user" : "observation"),
                     n_unknown_ == 1 ? "is" : "are", fmt::join(first_unknown_, ", "));
}

void KeyIds::put_numbers(std::vector<double>& numbers, std::vector<double>& column) const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (are_in_place_ && column.empty()) {
    column = std::move(numbers);
    column.resize(n_ids_, kNone);
    return;
  }
  column.resize(n_ids_, kNone);
  for (std::size_t v = 0; v < std::min(n_values_, numbers.size()); ++v) {
    if ((*this)[v] != kNoId && !std::isnan(numbers[v])) column[(*this)[v]] = numbers[v];
  }
}

}  // namespace crowdvote
