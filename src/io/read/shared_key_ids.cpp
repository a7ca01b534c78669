#include "io/bytes/message.hpp"
#include "io/names/name_directory.hpp"
#include "io/read/key_ids.hpp"
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace crowdvote {

/// The keys in this process's part of the file for which no process has an id.
class KeyIds::UnknownKeys {
 public:
  explicit UnknownKeys(std::size_t n_values) : n_processes_(n_values, 0) {}

  /// The values [begin, end) are sent to the processes that may have ids for their keys.
  void look_at(const Values& values, std::size_t begin, std::size_t end,
               const std::vector<std::vector<std::uint32_t>>& by_owner) {
    for (const auto& places : by_owner) {
      for (const std::uint32_t v : places) ++n_processes_[v];
    }
    for (std::size_t v = begin; v < end; ++v) {
      if (n_processes_[v] == 0 && !values.says_nothing(v)) add(v, values.key(v).str());
    }
  }

  /// Notes that a process to which the value was sent does not have its key.
  void take_back(std::size_t v, std::string_view key) {
    if (--n_processes_[v] == 0) add(v, key);
  }

  [[nodiscard]] std::size_t size() const { return n_; }
  [[nodiscard]] std::vector<std::string> first() const {
    std::vector<std::string> keys;
    for (const auto& [v, key] : first_) keys.push_back(key);
    return keys;
  }

 private:
  void add(std::size_t v, std::string_view key) {
    ++n_;
    first_.emplace(v, key);
    if (first_.size() > kExamplesOfKeys) first_.erase(std::prev(first_.end()));
  }

  std::vector<std::uint32_t> n_processes_;  ///< number of processes that may have an id for the key
  std::map<std::size_t, std::string> first_;
  std::size_t n_ = 0;
};

void KeyIds::bring_to_owners(Values& values, const CrowdData& data) {
  Exchange& processes = *control_.processes;
  const NameTable& table = keys_are_users_ ? data.users : data.observations;
  if (values.are_positional && !are_in_place_) {
    const std::uint64_t before = part_before();
    for (std::size_t v = 0; v < n_values_; ++v) {
      values.keys.push_back(values.names.refer(Name(static_cast<std::int64_t>(before + v))));
    }
  }
  const FindOwners find_owners =
      are_in_place_ || are_numbered_ ? owners_by_number(values) : owners_by_name(values, table);
  UnknownKeys unknown(are_in_place_ ? 0 : n_values_);
  const auto find_and_note = [&](std::size_t begin, std::size_t end) {
    auto by_owner = find_owners(begin, end);
    if (!are_in_place_) unknown.look_at(values, begin, end, by_owner);
    return by_owner;
  };
  std::vector<std::uint64_t> n_sent;
  for (const auto& of_process : gather_values(processes, std::vector<std::uint64_t>{n_values_})) {
    n_sent.push_back(of_process.front());
  }
  ArrivedValues arrived = send_values(std::move(values), n_sent, find_and_note, !are_in_place_, processes);
  values = std::move(arrived.values);
  n_values_ = values.n_values;
  if (are_in_place_) return;
  find_keys(values, table);
  std::vector<Message> not_here(processes.size());
  std::size_t v = 0;
  for (std::size_t r = 0; r < arrived.sender_ends.size(); ++r) {
    for (; v < arrived.sender_ends[r]; ++v) {
      places_.push_back(part_begins_[r] + arrived.place[v]);
      if (ids_[v] != kNoId || values.says_nothing(v)) continue;
      not_here[r].add(arrived.place[v]);
      not_here[r].add(values.key(v).str());
    }
  }
  for (const Exchange::Bytes& bytes : swap_messages(processes, not_here)) {
    MessageReader reader(bytes);
    while (!reader.is_at_end()) {
      const std::uint64_t place = reader.number();
      unknown.take_back(place, reader.text());
    }
  }
  note_unknown_of_all(unknown);
}

/// Finds the processes that own the observations. REQUIRES: the keys or the positions of the values are
/// numbers of observations.
FindOwners KeyIds::owners_by_number(const Values& values) const {
  std::vector<std::uint64_t> ends;
  for (const auto& of_process :
       gather_values(*control_.processes, std::vector<std::uint64_t>{n_before_ + n_ids_})) {
    ends.push_back(of_process.front());
  }
  return [this, &values, before = part_before(), ends = std::move(ends)](std::size_t begin, std::size_t end) {
    std::vector<std::vector<std::uint32_t>> by_owner(ends.size());
    std::size_t owner = 0;  // of the value before: values of one process usually stand together
    for (std::size_t v = begin; v < end; ++v) {
      const std::optional<std::uint64_t> number = are_in_place_ ? before + v : values.number_of_key(v);
      if (!number || *number >= n_all_) continue;
      const bool is_there_too = *number < ends[owner] && (owner == 0 || ends[owner - 1] <= *number);
      if (!is_there_too) {
        owner = static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), *number) - ends.begin());
      }
      by_owner[owner].push_back(static_cast<std::uint32_t>(v));
    }
    return by_owner;
  };
}

/// The same for observations or users with arbitrary names. For most keys, some process has the name; in rare
/// cases a process has only another name with the same hash.
FindOwners KeyIds::owners_by_name(const Values& values, const NameTable& table) const {
  std::vector<std::uint64_t> hashes(n_values_);
  for (std::size_t v = 0; v < n_values_; ++v) hashes[v] = directory_hash(values.key(v));
  return [n_processes = control_.processes->size(),
          holders = find_holders(hashes, table, *control_.processes)](std::size_t begin, std::size_t end) {
    std::vector<std::vector<std::uint32_t>> by_owner(n_processes);
    auto holder = std::lower_bound(holders.begin(), holders.end(), begin,
                                   [](const NameHolder& a, std::size_t place) { return a.place < place; });
    for (; holder != holders.end() && holder->place < end; ++holder) {
      by_owner[holder->process].push_back(holder->place);
    }
    return by_owner;
  };
}

void KeyIds::note_unknown_of_all(const UnknownKeys& here) {
  n_unknown_ = sum(here.size());
  if (n_unknown_ == 0) return;
  Message message;
  for (const std::string& key : here.first()) message.add(key);
  for (const Exchange::Bytes& bytes : gather_values(*control_.processes, message.bytes())) {
    MessageReader reader(bytes);
    while (!reader.is_at_end()) {
      const std::string_view key = reader.text();
      if (first_unknown_.size() < kExamplesOfKeys) first_unknown_.push_back(fmt::format("'{}'", key));
    }
  }
}

}  // namespace crowdvote
