#pragma once

/// The ids of the observations or users that a file of values is about.

#include "core/parallel.hpp"
#include "io/read/send_values.hpp"
#include "io/records/schema.hpp"
#include "io/records/values.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/run_control.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote {

/// Finds the id of each value, and accounts for keys that the votes do not have and for values that a later
/// one of the same key replaces.
///
/// Where several processes share the run, each has a part of the file, and the parts in their order are the file. The values
/// go to the processes that have their observations or users, and from then on a process has those of its own; what is
/// counted is of all of them.
class KeyIds {
 public:
  /// All processes make it; `values` become those of this process. Throws InputError if positional values are not as many
  /// as the observations.
  KeyIds(const Schema& schema, Values& values, const CrowdData& data, const RunControl& control);

  /// Value v belongs to id v.
  [[nodiscard]] bool are_in_place() const { return are_in_place_; }
  [[nodiscard]] std::size_t n_values() const { return n_values_; }
  [[nodiscard]] std::size_t n_ids() const { return n_ids_; }
  /// kNoId where the votes do not have the key, and for a value that is replaced.
  [[nodiscard]] std::uint32_t operator[](std::size_t v) const {
    return are_in_place_ ? static_cast<std::uint32_t>(v) : ids_[v];
  }

  /// Where value v stands in the file.
  [[nodiscard]] std::uint64_t place_of(std::size_t v) const {
    return are_in_place_ ? n_before_ + v : places_.empty() ? v : places_[v];
  }

  [[nodiscard]] std::size_t n_unknown() const { return n_unknown_; }
  /// Values that have an id.
  [[nodiscard]] std::size_t n_known() const { return n_known_; }
  [[nodiscard]] std::size_t n_replaced() const { return n_replaced_; }
  /// "2 observations of the file are not in the votes, as 'a', 'b'".
  [[nodiscard]] std::string describe_unknown() const;

  /// Turns the names of the values into ids of a table and puts them into the column. `find_id(name)` looks
  /// into the table. The values become the column, if it is empty and they are in place: fresh memory is dear.
  /// Returns how many values are names on known ids.
  template <class FindId>
  std::size_t put_names(Values& values, std::vector<std::uint32_t>& column, const NameTable& table,
                        const FindId& find_id);
  /// The same for numbers.
  void put_numbers(std::vector<double>& numbers, std::vector<double>& column) const;

 private:
  /// Whether value v is counted here: a user may be in several processes.
  [[nodiscard]] bool counts(std::size_t v) const {
    return ids_[v] != kNoId && crowdvote::counts_here(users_, ids_[v]);
  }
  [[nodiscard]] bool are_all(bool here) const;
  /// Values of the file that stand in the parts of the processes before this one.
  [[nodiscard]] std::uint64_t part_before() const {
    return control_.processes == nullptr ? 0 : part_begins_[control_.processes->rank()];
  }
  [[nodiscard]] std::uint64_t sum(std::uint64_t here) const;
  void find_parts(const Values& values);
  void find_places(const Schema& schema, Values& values, const CrowdData& data);
  void find_keys(Values& values, const NameTable& table);
  void check_number_of_values(const Values& values, const CrowdData& data) const;
  void note_unknown(const Values& values);
  void drop_replaced();

  // Where several processes share the run.
  class UnknownKeys;
  void bring_to_owners(Values& values, const CrowdData& data);
  [[nodiscard]] FindOwners owners_by_number(const Values& values) const;
  [[nodiscard]] FindOwners owners_by_name(const Values& values, const NameTable& table) const;
  void note_unknown_of_all(const UnknownKeys& here);

  static constexpr std::size_t kExamplesOfKeys = 3;

  bool keys_are_users_;
  bool is_list_;
  const RunControl& control_;
  const SharedUsers* users_;                ///< where the keys are users, and several processes have them
  std::size_t n_before_;                    ///< observations of the processes before this one
  std::size_t n_all_;                       ///< ids of all processes
  std::vector<std::uint64_t> part_begins_;  ///< of the file, by process, and the number of values in all
  std::uint64_t n_blank_at_end_ = 0;        ///< of the file
  bool are_in_place_ = false;
  bool are_numbered_ = false;  ///< the observations of all processes are called 0, 1, 2, ..., in this order
  std::size_t n_values_;
  std::size_t n_ids_;
  std::vector<std::uint32_t> ids_;     ///< where they are not in place
  std::vector<std::uint64_t> places_;  ///< in the file, where the values have come from several processes
  std::size_t n_known_ = 0;
  std::size_t n_unknown_ = 0;
  std::size_t n_replaced_ = 0;
  std::vector<std::string> first_unknown_;
};

template <class FindId>
std::size_t KeyIds::put_names(Values& values, std::vector<std::uint32_t>& column, const NameTable& table,
                              const FindId& find_id) {
  values.names.forget_ids();
  IntegerIds integers;
  std::size_t n_names = 0;
  if (are_in_place_ && column.empty()) {
    column = std::move(values.name_of);
    column.resize(n_ids_, kNoReference);
    for (const std::uint32_t reference : column) n_names += reference != kNoReference ? 1U : 0U;
    integers.resolve(column, table, values.names, find_id);
    return n_names;
  }
  column.resize(n_ids_, kNoId);
  values.name_of.resize(n_values_, kNoReference);
  for (std::size_t v = 0; v < n_values_; ++v) {
    if ((*this)[v] == kNoId) values.name_of[v] = kNoReference;
    if (values.name_of[v] == kNoReference) continue;
    column[(*this)[v]] = kNoId;
    ++n_names;
  }
  integers.resolve(values.name_of, table, values.names, find_id);
  for (std::size_t v = 0; v < n_values_; ++v) {
    if (values.name_of[v] != kNoId) column[(*this)[v]] = values.name_of[v];
  }
  return n_names;
}

}  // namespace crowdvote
