#pragma once

/// What all side files have in common when they are put on the ids of the votes.

#include "io/side_files.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Finds the observation or user of each value, and accounts for what the votes do not have.
class SideAttachment {
 public:
  /// Throws InputError if a positional file has another number of lines than there are observations.
  SideAttachment(const SideValues& side, CrowdData& data, const ReadOptions& options);

  /// Calls use(v, observation) for each value v that says something about a known observation.
  template <class Use>
  void for_each_observation(const Use& use) {
    for (std::size_t v = 0; v < n_values_; ++v) {
      if (says_nothing(v)) continue;
      const ObservationId i = side_.is_positional ? observation_of_line(v) : id_of_key(v, data_.observations);
      if (i != kNoId) use(v, i);
    }
  }
  /// The same for users, with the keys that have no value too.
  template <class Use>
  void for_each_user(const Use& use) {
    for (std::size_t v = 0; v < n_values_; ++v) {
      const UserId user = id_of_key(v, data_.users);
      if (user != kNoId) use(v, user);
    }
  }

  /// Adds the file, its counts and its warnings to the data; in strict runs throws InputError instead of
  /// warning.
  void finish();
  /// Adds a warning about the file.
  void warn(std::string_view what);

 private:
  [[nodiscard]] bool says_nothing(std::size_t v) const {
    return side_.name_at(v) == kNoId && std::isnan(side_.number_at(v)) && side_.first_score_at(v) == kNoId;
  }
  [[nodiscard]] ObservationId observation_of_line(std::size_t line) const {
    if (!lines_are_names_) return static_cast<ObservationId>(line);
    return *data_.observations.find(Name(static_cast<std::int64_t>(line)));
  }
  std::uint32_t id_of_key(std::size_t v, const NameTable& names) {
    const Name key = side_.keys[static_cast<std::uint32_t>(v)];
    if (const auto id = names.find(key)) return *id;
    note_unknown(key);
    return kNoId;
  }
  void note_unknown(const Name& key);
  void check_number_of_lines() const;
  [[nodiscard]] std::string describe_unknown() const;
  [[nodiscard]] std::string file_name() const;

  const SideValues& side_;
  CrowdData& data_;
  bool is_strict_;
  bool keys_are_users_ = false;
  std::size_t n_values_;
  bool lines_are_names_ = false;  ///< line v belongs to the observation called v, which has another id
  std::size_t n_unknown_ = 0;
  std::vector<std::string> first_unknown_;
};

}  // namespace crowdvote
