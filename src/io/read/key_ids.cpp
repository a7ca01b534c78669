#include "io/read/key_ids.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

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
  find_parts(values);
  find_places(schema, values, data);
  if (control.processes != nullptr) {
    bring_to_owners(values, data);
  } else if (!are_in_place_) {
    find_keys(values, keys_are_users_ ? data.users : data.observations);
    note_unknown(values);
  }
  if (!are_in_place_ && !values.scores_are_joined) drop_replaced();
  std::size_t n_known = are_in_place_ ? n_values_ : 0;
  for (std::size_t v = 0; v < ids_.size(); ++v) n_known += counts(v) ? 1 : 0;
  n_known_ = sum(n_known);
}

std::uint64_t KeyIds::sum(std::uint64_t here) const { return sum_over_processes(control_, here); }

bool KeyIds::are_all(bool here) const { return sum(here ? 0 : 1) == 0; }

void KeyIds::find_parts(const Values& values) {
  if (control_.processes == nullptr) {
    part_begins_ = {0, values.n_values};
    n_blank_at_end_ = values.n_blank_at_end;
    return;
  }
  part_begins_ = {0};
  for (const auto& part : gather_values(*control_.processes,
                                        std::vector<std::uint64_t>{values.n_values, values.n_blank_at_end})) {
    part_begins_.push_back(part_begins_.back() + part[0]);
    n_blank_at_end_ = part[1] + (part[1] == part[0] ? n_blank_at_end_ : 0);
  }
}

/// For keys that are row numbers: if the observations are named 0, 1, 2, ..., but are stored in another
/// order, the values are in the order of the names.
void KeyIds::find_places(const Schema& schema, Values& values, const CrowdData& data) {
  const NameTable& observations = data.observations;
  const std::uint64_t n_in_file = part_begins_.back();
  const auto are_names_places = [&] {
    if (n_before_ == 0) return observations.are_indices();
    bool are_here = observations.all_integers();
    for (std::uint32_t i = 0; i < n_ids_ && are_here; ++i) {
      are_here = observations[i].value() == static_cast<std::int64_t>(n_before_ + i);
    }
    return are_here;
  };
  are_numbered_ = !keys_are_users_ && are_all(are_names_places());
  if (values.are_positional) {
    const bool without_votes_by_id = schema.may_be_npy && data.n_votes() == 0;
    const bool are_ids = without_votes_by_id && n_in_file != n_all_ && are_all([&] {
                           const bool truth_is_positional =
                               std::any_of(data.files.begin(), data.files.end(), [](const InputFile& file) {
                                 return file.role == "truth" && file.format.starts_with("text");
                               });
                           for (std::uint32_t i = 0; i < n_ids_ && !truth_is_positional; ++i) {
                             const Name name = observations[i];
                             if (!name.is_integer() || name.value() < 0 ||
                                 name.value() >= static_cast<std::int64_t>(n_in_file)) {
                               return false;
                             }
                           }
                           return !truth_is_positional;
                         }());
    const bool are_in_order = !are_ids && are_numbered_;
    const bool by_number = are_ids || are_in_order || are_all(observations.are_integers_below(n_all_));
    values.file.layout = by_number ? "a line per observation, line 1 for the id 0"
                                   : "a line per observation, in the order of the votes";
    if (are_ids) return;
    check_number_of_values(values, data);
    const std::uint64_t n_before = part_before();
    n_values_ = std::min<std::uint64_t>(n_values_, n_all_ - std::min<std::uint64_t>(n_all_, n_before));
    are_in_place_ = are_in_order || !by_number;
    return;
  }
  const auto are_keys_places = [&] {
    bool are_places = values.keys_are_places() && (part_before() == 0 || n_values_ == 0);
    if (are_places || control_.processes == nullptr) return are_places;
    are_places = true;
    const std::uint64_t before = part_before();
    for (std::size_t v = 0; v < n_values_ && are_places; ++v) {
      are_places = values.number_of_key(v) == before + v;
    }
    return are_places;
  };
  are_in_place_ = are_numbered_ && n_in_file <= n_all_ && are_all(are_keys_places());
}

void KeyIds::find_keys(Values& values, const NameTable& table) {
  if (are_numbered_ || table.are_indices()) {
    const std::uint64_t first = are_numbered_ ? n_before_ : 0;
    ids_.assign(n_values_, kNoId);
    for (std::size_t v = 0; v < n_values_; ++v) {
      const std::optional<std::uint64_t> number = values.number_of_key(v);
      const bool is_here = number && *number >= first && *number - first < table.size();
      if (is_here) ids_[v] = static_cast<std::uint32_t>(*number - first);
    }
    return;
  }
  if (values.keys_are_places()) {
    ids_.resize(n_values_);
    std::iota(ids_.begin(), ids_.end(), std::uint32_t{0});
  } else {
    ids_ = values.keys;
  }
  values.names.forget_ids();
  IntegerIds integers;
  integers.resolve(ids_, table, values.names,
                   [&](const Name& name) { return table.find(name).value_or(kNoId); });
}

void KeyIds::check_number_of_values(const Values& values, const CrowdData& data) const {
  // Blank lines at the end count as missing values if the observations need them; otherwise they are
  // leftovers of an editor.
  const std::uint64_t n_values = part_begins_.back();
  const std::uint64_t n_least = n_values - n_blank_at_end_;
  if (n_all_ <= n_values && n_all_ >= n_least) return;
  const std::uint64_t n_lines = n_all_ < n_values ? n_least : n_values;
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
  for (std::size_t v = 0; v < n_values_; ++v) {
    if (ids_[v] != kNoId || (!is_list_ && values.says_nothing(v))) continue;
    if (n_unknown_++ >= kExamplesOfKeys) continue;
    first_unknown_.push_back(
        fmt::format("'{}'", values.are_positional ? std::to_string(v) : values.key(v).str()));
  }
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
  return fmt::format("{} of the file {} not in the votes, such as {}",
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
