#pragma once

/// Maps the keys of a file of values to the ids of observations or users.

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

/// Finds the id of each value, and counts keys that do not occur in the votes and values that a later value
/// of the same key replaces.
///
/// If several processes share the run, each has read a part of the file, and the parts in the order of the
/// processes make up the file. The values are sent to the processes that own their observations or users;
/// after that, each process has the values of its own ids, and the counts are totals over all processes.
class KeyIds {
 public:
  /// Collective: all processes construct it, and `values` become those that belong to this process. Throws
  /// InputError if the number of positional values differs from the number of observations.
  KeyIds(const Schema& schema, Values& values, const CrowdData& data, const RunControl& control);

  /// Whether each value v belongs to id v.
  [[nodiscard]] bool are_in_place() const { return are_in_place_; }
  [[nodiscard]] std::size_t n_values() const { return n_values_; }
  [[nodiscard]] std::size_t n_ids() const { return n_ids_; }
  /// kNoId if the votes do not have the key or if a later value replaces this one.
  [[nodiscard]] std::uint32_t operator[](std::size_t v) const {
    return are_in_place_ ? static_cast<std::uint32_t>(v) : ids_[v];
  }

  /// The position of value v in the file.
  [[nodiscard]] std::uint64_t place_of(std::size_t v) const {
    return are_in_place_ ? n_before_ + v : places_.empty() ? v : places_[v];
  }

  [[nodiscard]] std::size_t n_unknown() const { return n_unknown_; }
  /// The number of values that have an id.
  [[nodiscard]] std::size_t n_known() const { return n_known_; }
  [[nodiscard]] std::size_t n_replaced() const { return n_replaced_; }
  /// A text such as "2 observations of the file are not in the votes, as 'a', 'b'".
  [[nodiscard]] std::string describe_unknown() const;

  /// Turns the names of the values into ids of a table, which `find_id(name)` looks up, and stores them in
  /// the column. If the column is empty and the values are in place, their memory becomes the column, because
  /// allocating new memory is expensive. Returns the number of values that have both a name and a known id.
  template <class FindId>
  std::size_t put_names(Values& values, std::vector<std::uint32_t>& column, const NameTable& table,
                        const FindId& find_id);
  /// The same for values that are numbers.
  void put_numbers(std::vector<double>& numbers, std::vector<double>& column) const;

 private:
  /// Whether this process counts value v: several processes may have the same user.
  [[nodiscard]] bool counts(std::size_t v) const {
    return ids_[v] != kNoId && crowdvote::counts_here(users_, ids_[v]);
  }
  [[nodiscard]] bool are_all(bool here) const;
  /// The number of values in the parts of the file that the processes before this one have read.
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

  // Used only if several processes share the run.
  class UnknownKeys;
  void bring_to_owners(Values& values, const CrowdData& data);
  [[nodiscard]] FindOwners owners_by_number(const Values& values) const;
  [[nodiscard]] FindOwners owners_by_name(const Values& values, const NameTable& table) const;
  void note_unknown_of_all(const UnknownKeys& here);

  static constexpr std::size_t kExamplesOfKeys = 3;

  bool keys_are_users_;
  bool is_list_;
  const RunControl& control_;
  const SharedUsers* users_;                ///< set if the keys are users and several processes share them
  std::size_t n_before_;                    ///< number of observations on the processes before this one
  std::size_t n_all_;                       ///< number of ids on all processes
  std::vector<std::uint64_t> part_begins_;  ///< by process, where its part of the file begins; then the end
  std::uint64_t n_blank_at_end_ = 0;        ///< blank lines at the end of the file
  bool are_in_place_ = false;
  bool are_numbered_ = false;  ///< the observations of all processes are named 0, 1, 2, ..., in this order
  std::size_t n_values_;
  std::size_t n_ids_;
  std::vector<std::uint32_t> ids_;     ///< empty if the values are in place
  std::vector<std::uint64_t> places_;  ///< in the file; set if values came from other processes
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
