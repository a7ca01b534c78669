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
#include <type_traits>
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
  /// for each key that is a known user.
  template <class Use>
  void for_each_value(const Use& use) const {
    for_each_block(n_values_, kBlockOfValues, control_, [&](const Block& block, unsigned) {
      for (std::size_t v = block.begin; v < block.end; ++v) {
        if (!are_in_place_ && id_of_value_[v] == kNoId) continue;
        use(v, are_in_place_ ? static_cast<std::uint32_t>(v) : id_of_value_[v]);
      }
    });
  }

  /// Puts translate(value, id) into the column of the data, on several threads, for each value that is not
  /// none. The values become the column, if it is empty and they stand in its order: fresh memory is dear.
  template <class T, class Translate>
  void put(std::vector<T>& values, std::vector<T>& column, const Translate& translate) const {
    if (!are_in_place_ || !column.empty()) {
      if (column.empty()) column.assign(n_ids_, none<T>());
      for_each_value([&](std::size_t v, std::uint32_t id) {
        if (v < values.size() && !is_none(values[v])) column[id] = translate(values[v], id);
      });
      return;
    }
    column = std::move(values);
    column.resize(n_ids_, none<T>());
    for_each_block(n_ids_, kBlockOfValues, control_, [&](const Block& block, unsigned) {
      for (std::size_t id = block.begin; id < block.end; ++id) {
        if (!is_none(column[id])) column[id] = translate(column[id], static_cast<std::uint32_t>(id));
      }
    });
  }
  template <class T>
  void put(std::vector<T>& values, std::vector<T>& column) const {
    put(values, column, [](const T& value, std::uint32_t) { return value; });
  }

  /// Adds the file, its counts and its warnings to the data; in strict runs throws InputError instead of
  /// warning.
  void finish();
  /// Adds a warning about the file.
  void warn(std::string_view what);

 private:
  static constexpr std::size_t kBlockOfValues = std::size_t{1} << 16;
  static constexpr std::size_t kExamples = 3;

  /// Keys that the votes do not have.
  struct Unknown {
    std::size_t n = 0;
    std::vector<std::string> first;
  };

  template <class T>
  static T none() {
    return std::is_floating_point_v<T> ? std::numeric_limits<T>::quiet_NaN() : static_cast<T>(kNoId);
  }
  static bool is_none(double number) { return std::isnan(number); }
  static bool is_none(std::uint32_t id) { return id == kNoId; }

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
