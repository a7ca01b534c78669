#pragma once

/// What all side files have in common when they are put on the ids of the votes.

#include "core/parallel.hpp"
#include "io/side_files.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

/// Finds the observation or user of each value, and accounts for what the votes do not have.
class SideAttachment {
 public:
  /// Throws InputError if a positional file has another number of lines than there are observations.
  SideAttachment(const SideValues& side, CrowdData& data, const ReadOptions& options,
                 const RunControl& control);

  /// Calls use(v, id), on several threads, for each value v that says something about a known observation, or
  /// for each key that is a known user. Where values are in place, for those that say nothing too.
  template <class Use>
  void for_each_value(const Use& use) const {
    for_each_block(n_values_, kBlockOfValues, control_, [&](const Block& block, unsigned) {
      for (std::size_t v = block.begin; v < block.end; ++v) {
        if (!are_in_place_ && id_of_value_[v] == kNoId) continue;
        use(v, are_in_place_ ? static_cast<std::uint32_t>(v) : id_of_value_[v]);
      }
    });
  }

  /// Turns names into ids and puts them into the column of the data, on several threads. Calls use(name's id,
  /// id) for each. The values become the column, if it is empty and they stand in its order: fresh memory is
  /// dear.
  template <class Use>
  void put_names(std::vector<std::uint32_t>& values, std::vector<std::uint32_t>& column,
                 const ReferenceIds& ids, const Use& use) const {
    if (!adopt(values, column, kNoId)) {
      for_each_value([&](std::size_t v, std::uint32_t id) {
        if (v >= values.size() || values[v] == kNoReference) return;
        column[id] = ids[values[v]];
        use(column[id], id);
      });
      return;
    }
    for_each_block(n_ids_, kBlockOfValues, control_, [&](const Block& block, unsigned) {
      for (std::size_t id = block.begin; id < block.end; ++id) {
        if (id + kAhead < block.end) __builtin_prefetch(ids.place_of(column[id + kAhead]));
        if (column[id] == kNoReference) continue;
        column[id] = ids[column[id]];
        use(column[id], static_cast<std::uint32_t>(id));
      }
    });
  }
  void put_names(std::vector<std::uint32_t>& values, std::vector<std::uint32_t>& column,
                 const ReferenceIds& ids) const {
    put_names(values, column, ids, [](std::uint32_t, std::uint32_t) {});
  }

  /// The same for numbers.
  void put_numbers(std::vector<double>& values, std::vector<double>& column) const {
    if (adopt(values, column, std::numeric_limits<double>::quiet_NaN())) return;
    for_each_value([&](std::size_t v, std::uint32_t id) {
      if (v < values.size() && !std::isnan(values[v])) column[id] = values[v];
    });
  }

  /// Adds the file, its counts and its warnings to the data; in strict runs throws InputError instead of
  /// warning.
  void finish();
  /// Adds a warning about the file.
  void warn(std::string_view what);

 private:
  static constexpr std::size_t kBlockOfValues = std::size_t{1} << 16;
  static constexpr std::size_t kExamples = 3;
  static constexpr std::size_t kAhead = 16;  ///< values between the one that is fetched and the one in use

  /// Keys that the votes do not have.
  struct Unknown {
    std::size_t n = 0;
    std::vector<std::string> first;
  };

  /// Makes the values the column, or else sees to it that the column has room.
  template <class T>
  bool adopt(std::vector<T>& values, std::vector<T>& column, T none) const {
    const bool takes_values = are_in_place_ && column.empty();
    if (takes_values) column = std::move(values);
    if (takes_values || column.empty()) column.resize(n_ids_, none);
    return takes_values;
  }

  [[nodiscard]] bool are_in_place() const;
  /// Nobody asks where such a value belongs.
  [[nodiscard]] bool is_idle(std::size_t v) const {
    if (keys_are_users_) return !side_.keys.has(v);
    return side_.name_at(v) == kNoReference && std::isnan(side_.number_at(v)) &&
           side_.first_score_at(v) == kNoId;
  }
  void find_ids();
  void check_number_of_lines() const;
  [[nodiscard]] std::string describe_unknown() const;
  [[nodiscard]] std::string file_name() const;

  const SideValues& side_;
  CrowdData& data_;
  const RunControl& control_;
  bool is_strict_;
  bool keys_are_users_;
  std::size_t n_values_;
  std::size_t n_ids_;                       ///< observations or users
  bool are_in_place_;                       ///< value v belongs to observation v
  std::vector<std::uint32_t> id_of_value_;  ///< where they are not in place; kNoId: of none that is known
  Unknown unknown_;
};

}  // namespace crowdvote
