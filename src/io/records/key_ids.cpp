#include "io/records/key_ids.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
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

template <class Value>
void keep_range(std::vector<Value>& column, std::size_t begin, std::size_t n) {
  const std::size_t end = std::min(column.size(), begin + n);
  column = begin < end ? std::vector<Value>(column.begin() + static_cast<std::ptrdiff_t>(begin),
                                            column.begin() + static_cast<std::ptrdiff_t>(end))
                       : std::vector<Value>();
}

}  // namespace

KeyIds::KeyIds(const Schema& schema, Values& values, const CrowdData& data, const RunControl& control)
    : keys_are_users_(schema.key == Column::user),
      is_list_(schema.is_list()),
      control_(control),
      users_(keys_are_users_ && data.shared_users ? &*data.shared_users : nullptr),
      n_before_(data.shared ? data.shared->observations_before : 0),
      n_all_(keys_are_users_ ? data.n_users() : data.n_observations()),
      n_values_(values.n_values),
      n_ids_(keys_are_users_ ? data.users.size() : data.observations.size()) {
  control.throw_if_cancelled();
  find_places(schema, values, data);
  if (!are_in_place_) {
    if (ids_.empty()) find_keys(values, keys_are_users_ ? data.users : data.observations);
    note_unknown(values);
    if (!values.scores_are_joined) drop_replaced();
  }
  std::size_t n_known = are_in_place_ ? n_values_ : 0;
  for (std::size_t v = 0; v < ids_.size(); ++v) n_known += counts(v) ? 1 : 0;
  n_known_ = sum(n_known);
}

std::uint64_t KeyIds::sum(std::uint64_t here) const { return sum_over_processes(control_, here); }

bool KeyIds::are_all(bool here) const { return sum(here ? 0 : 1) == 0; }

/// Where keys are places: observations that are called 0, 1, 2, ..., but in another order, have their values
/// in the order of names.
void KeyIds::find_places(const Schema& schema, Values& values, const CrowdData& data) {
  const NameTable& observations = data.observations;
  const auto are_numbered = [&] {
    if (n_before_ == 0) return are_all(observations.are_indices());
    bool are_here = observations.all_integers();
    for (std::uint32_t i = 0; i < n_ids_ && are_here; ++i) {
      are_here = observations[i].value() == static_cast<std::int64_t>(n_before_ + i);
    }
    return are_all(are_here);
  };
  if (values.are_positional) {
    const bool without_votes_by_id = schema.may_be_npy && data.n_votes() == 0;
    const bool are_ids = without_votes_by_id && n_values_ != n_all_ && are_all([&] {
                           const bool truth_is_positional =
                               std::any_of(data.files.begin(), data.files.end(), [](const InputFile& file) {
                                 return file.role == "truth" && file.format.starts_with("text");
                               });
                           for (std::uint32_t i = 0; i < n_ids_ && !truth_is_positional; ++i) {
                             const Name name = observations[i];
                             if (!name.is_integer() || name.value() < 0 ||
                                 name.value() >= static_cast<std::int64_t>(n_values_)) {
                               return false;
                             }
                           }
                           return !truth_is_positional;
                         }());
    const bool are_in_order = !are_ids && are_numbered();
    const bool by_number = are_ids || are_in_order || are_all(observations.are_integers_below(n_all_));
    values.file.layout = by_number ? "a line per observation, line 1 for the id 0"
                                   : "a line per observation, in the order of the votes";
    if (!are_ids) {
      check_number_of_values(values, data);
      n_values_ = n_all_;
      if (are_in_order || !by_number) return put_in_place(values);
    }
    ids_.resize(n_values_);
    for (std::size_t v = 0; v < n_values_; ++v) {
      ids_[v] = observations.find(Name(static_cast<std::int64_t>(v))).value_or(kNoId);
    }
    return;
  }
  if (!keys_are_users_ && values.keys_are_places() && n_values_ <= n_all_ && are_numbered())
    put_in_place(values);
}

/// Value v is that of observation v among all: those of this process stay.
void KeyIds::put_in_place(Values& values) {
  are_in_place_ = true;
  if (control_.processes == nullptr) return;
  keep_range(values.name_of, n_before_, n_ids_);
  keep_range(values.number_of, n_before_, n_ids_);
  keep_range(values.acc_of, n_before_, n_ids_);
  keep_range(values.valid_of, n_before_, n_ids_);
  keep_scores(values);
  n_values_ = n_values_ <= n_before_ ? 0 : std::min(n_values_ - n_before_, n_ids_);
}

void KeyIds::keep_scores(Values& values) const {
  const std::size_t first = std::min(n_before_, values.scores_begin.size());
  const std::size_t begin =
      first < values.scores_begin.size() ? values.scores_begin[first] : values.scores.size();
  const std::size_t behind = first + n_ids_;
  const std::size_t end =
      behind < values.scores_begin.size() ? values.scores_begin[behind] : values.scores.size();
  keep_range(values.scores_begin, first, n_ids_);
  for (std::size_t& place : values.scores_begin) place -= begin;
  keep_range(values.score_labels, begin, end - begin);
  keep_range(values.scores, begin, end - begin);
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
  if (n_all_ <= values.n_values && n_all_ >= n_least) return;
  const std::size_t n_lines = n_all_ < values.n_values ? n_least : values.n_values;
  const bool is_text = values.file.format.starts_with("text");
  throw InputError(Problem{
      .file = values.file_name(),
      .what =
          fmt::format("{}, but the {} {}; {} for each observation, in their order. Give a JSON object or a "
                      "table with ids where not all of them have a value",
                      count_of(n_lines, is_text ? "line" : "value"),
                      data.n_votes() == 0 && values.file.role == "labels" ? "truth has" : "votes have",
                      count_of(n_all_, "observation"),
                      is_text ? "a text file has one line" : "such a file has one value")});
}

void KeyIds::note_unknown(const Values& values) {
  std::size_t n_asked = 0;
  std::size_t n_here = 0;
  for (std::size_t v = 0; v < n_values_; ++v) {
    if (!is_list_ && is_idle(values, v)) continue;
    ++n_asked;
    if (counts(v)) ++n_here;
  }
  n_unknown_ = n_asked - sum(n_here);
  if (n_unknown_ == 0) return;
  for (const std::size_t v : first_unknown(values)) {
    first_unknown_.push_back(
        fmt::format("'{}'", values.are_positional ? std::to_string(v) : values.key(v).str()));
  }
}

/// The first values that no process has an id for.
std::vector<std::size_t> KeyIds::first_unknown(const Values& values) const {
  constexpr std::size_t kAtATime = std::size_t{1} << 16;
  std::vector<std::size_t> unknown;
  for (std::size_t begin = 0; begin < n_values_ && unknown.size() < kExamples; begin += kAtATime) {
    const std::size_t end = std::min(n_values_, begin + kAtATime);
    std::vector<std::uint32_t> n_processes(end - begin);
    for (std::size_t v = begin; v < end; ++v) n_processes[v - begin] = ids_[v] != kNoId ? 1 : 0;
    sum_over_processes(control_, std::span(n_processes));
    for (std::size_t v = begin; v < end && unknown.size() < kExamples; ++v) {
      if (n_processes[v - begin] == 0 && (is_list_ || !is_idle(values, v))) unknown.push_back(v);
    }
  }
  return unknown;
}

void KeyIds::drop_replaced() {
  std::vector<bool> has_value(n_ids_, false);
  std::size_t n_replaced = 0;
  for (std::size_t v = n_values_; v-- > 0;) {
    if (ids_[v] == kNoId) continue;
    if (has_value[ids_[v]]) {
      n_replaced += counts(v) ? 1 : 0;
      ids_[v] = kNoId;
    } else {
      has_value[ids_[v]] = true;
    }
  }
  n_replaced_ = sum(n_replaced);
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
