#include "io/names/name_directory.hpp"

#include "core/flat_array.hpp"
#include "core/radix_sort.hpp"
#include "io/bytes/message.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>

namespace crowdvote {

namespace {

/// Hashes are handled in shares, so that the data in transit stays small compared with the names. A power of
/// two.
constexpr std::uint64_t kShares = 8;
/// Up to this many hashes per process are handled in one share.
constexpr std::uint64_t kHashesOfOneShare = std::uint64_t{1} << 19;
constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15U;

std::uint64_t share_of(std::uint64_t hash, std::uint64_t n_shares) { return (hash >> 61U) & (n_shares - 1); }

/// Returns the same number on all processes.
std::uint64_t n_shares_of(std::uint64_t n_hashes, Exchange& processes) {
  processes.sum(std::span(&n_hashes, 1));
  return n_hashes <= kHashesOfOneShare * processes.size() ? 1 : kShares;
}

/// Returns the process that is responsible for a hash. Uses a multiplication instead of a remainder, as it is
/// called for every name.
std::size_t answerer_of(std::uint64_t hash, std::size_t n_processes) {
  return ((hash >> 24U & 0xffff'ffffU) * n_processes) >> 32U;
}

/// Marks bits of hashes that occur twice, so that few hashes have to be sorted.
class BitsSeenTwice {
 public:
  explicit BitsSeenTwice(std::size_t n_hashes)
      : is_seen_(std::bit_ceil(std::max<std::size_t>(64, n_hashes * kBitsOfHash))),
        is_seen_twice_(is_seen_.size()) {}

  void add(std::uint64_t hash) {
    if (is_seen_[bit_of(hash)]) is_seen_twice_[bit_of(hash)] = true;
    is_seen_[bit_of(hash)] = true;
  }
  [[nodiscard]] bool may_hold_twice(std::uint64_t hash) const { return is_seen_twice_[bit_of(hash)]; }

 private:
  static constexpr std::size_t kBitsOfHash = 16;

  [[nodiscard]] std::size_t bit_of(std::uint64_t hash) const { return (hash >> 24U) & (is_seen_.size() - 1); }

  std::vector<bool> is_seen_;
  std::vector<bool> is_seen_twice_;
};

/// Finds the values that were sent more than once: by sender, their positions in its message.
std::vector<std::vector<std::uint32_t>> repeated_among(const std::vector<std::vector<std::uint64_t>>& sent) {
  struct Sent {
    std::uint64_t hash;
    std::uint32_t sender;
    std::uint32_t place;
  };
  std::size_t n = 0;
  for (const auto& hashes : sent) n += hashes.size();
  BitsSeenTwice bits(n);
  for (const auto& hashes : sent) {
    for (const std::uint64_t hash : hashes) bits.add(hash);
  }
  std::vector<Sent> all;
  for (std::uint32_t sender = 0; sender < sent.size(); ++sender) {
    for (std::uint32_t place = 0; place < sent[sender].size(); ++place) {
      const std::uint64_t hash = sent[sender][place];
      if (bits.may_hold_twice(hash)) all.push_back({hash, sender, place});
    }
  }
  std::sort(all.begin(), all.end(), [](const Sent& a, const Sent& b) { return a.hash < b.hash; });
  std::vector<std::vector<std::uint32_t>> repeated(sent.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    const bool is_repeated =
        (k > 0 && all[k - 1].hash == all[k].hash) || (k + 1 < all.size() && all[k + 1].hash == all[k].hash);
    if (is_repeated) repeated[all[k].sender].push_back(all[k].place);
  }
  return repeated;
}

/// Compares the names in one message of ids and names per process: for each process, which of its names a
/// process before it has.
std::vector<std::vector<NameElsewhere>> compare_names(const std::vector<Exchange::Bytes>& messages) {
  NameTable names;
  // Process and id of the first occurrence, by name.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> first;
  std::vector<std::vector<NameElsewhere>> elsewhere(messages.size());
  for (std::uint32_t process = 0; process < messages.size(); ++process) {
    MessageReader message(messages[process]);
    while (!message.is_at_end()) {
      const auto id = static_cast<std::uint32_t>(message.number());
      const std::uint32_t name = names.intern(Name(message.text()));
      if (name == first.size()) {
        first.emplace_back(process, id);
      } else {
        elsewhere[process].push_back({id, first[name].first, first[name].second});
      }
    }
  }
  return elsewhere;
}

std::vector<std::uint64_t> hashes_of(const NameTable& names) {
  std::vector<std::uint64_t> hashes(names.size());
  for (std::uint32_t id = 0; id < hashes.size(); ++id) hashes[id] = directory_hash(names[id]);
  return hashes;
}

/// The hashes of one share, by the process that is responsible for them.
struct HashesForAnswerers {
  std::vector<std::vector<std::uint64_t>> hashes;
  std::vector<std::vector<std::uint32_t>> places;  ///< position of each among all hashes
};

HashesForAnswerers hashes_for_answerers(std::span<const std::uint64_t> hashes, std::uint64_t share,
                                        std::uint64_t n_shares, const Exchange& processes) {
  const std::size_t n_processes = processes.size();
  HashesForAnswerers of_share{std::vector<std::vector<std::uint64_t>>(n_processes),
                              std::vector<std::vector<std::uint32_t>>(n_processes)};
  for (std::uint32_t place = 0; place < hashes.size(); ++place) {
    const std::uint64_t hash = hashes[place];
    if (hash == 0 || share_of(hash, n_shares) != share) continue;
    const std::size_t answerer = answerer_of(hash, n_processes);
    of_share.hashes[answerer].push_back(hash);
    of_share.places[answerer].push_back(place);
  }
  return of_share;
}

/// By sender, the processes that hold each hash it asked for.
std::vector<std::vector<NameHolder>> holders_of(const std::vector<std::vector<std::uint64_t>>& asked,
                                                const std::vector<std::vector<std::uint64_t>>& held) {
  struct Held {
    std::uint64_t hash;
    std::uint32_t process;
  };
  std::vector<Held> all;
  for (std::uint32_t process = 0; process < held.size(); ++process) {
    for (const std::uint64_t hash : held[process]) all.push_back({hash, process});
  }
  const auto is_before = [](const Held& a, const Held& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.process < b.process;
  };
  const auto is_same = [](const Held& a, const Held& b) {
    return a.hash == b.hash && a.process == b.process;
  };
  std::sort(all.begin(), all.end(), is_before);
  all.erase(std::unique(all.begin(), all.end(), is_same), all.end());
  std::vector<std::vector<NameHolder>> holders(asked.size());
  for (std::size_t sender = 0; sender < asked.size(); ++sender) {
    for (std::uint32_t place = 0; place < asked[sender].size(); ++place) {
      const std::uint64_t hash = asked[sender][place];
      for (auto at = std::lower_bound(all.begin(), all.end(), Held{hash, 0}, is_before);
           at != all.end() && at->hash == hash; ++at) {
        holders[sender].push_back({place, at->process});
      }
    }
  }
  return holders;
}

/// The range of the integers among the names of a process.
struct IntegerRange {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = std::numeric_limits<std::int64_t>::min();

  [[nodiscard]] bool holds(std::int64_t value) const { return least <= value && value <= most; }
  [[nodiscard]] bool overlaps(const IntegerRange& other) const {
    return least <= other.most && other.least <= most;
  }
};

IntegerRange integer_range(const NameTable& names) {
  if (names.are_indices() && !names.empty()) return {0, static_cast<std::int64_t>(names.size() - 1)};
  IntegerRange range;
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    const Name name = names[id];
    if (!name.is_integer()) continue;
    range.least = std::min(range.least, name.value());
    range.most = std::max(range.most, name.value());
  }
  return range;
}

/// The names that another process may have too. Excludes integers below or above all integers of every other
/// process, which most integers are if files are sorted.
struct DoubtfulNames {
  std::vector<std::uint32_t> integers;  ///< ids
  std::vector<std::uint32_t> texts;     ///< ids
};

DoubtfulNames doubtful_names(const NameTable& names, Exchange& processes) {
  const IntegerRange mine = integer_range(names);
  std::vector<IntegerRange> elsewhere;
  const auto ranges = gather_values(processes, std::vector<IntegerRange>{mine});
  for (std::size_t r = 0; r < ranges.size(); ++r) {
    if (r != processes.rank()) elsewhere.push_back(ranges[r].front());
  }
  const auto is_any_elsewhere = [&](const auto& holds) {
    return std::any_of(elsewhere.begin(), elsewhere.end(), holds);
  };
  DoubtfulNames doubtful;
  const bool are_apart = !is_any_elsewhere([&](const IntegerRange& other) { return other.overlaps(mine); });
  if (are_apart && names.all_integers()) return doubtful;
  reserve_on_huge_pages(names.all_integers() ? doubtful.integers : doubtful.texts, names.size());
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    const Name name = names[id];
    if (!name.is_integer()) {
      doubtful.texts.push_back(id);
    } else if (is_any_elsewhere([&](const IntegerRange& other) { return other.holds(name.value()); })) {
      doubtful.integers.push_back(id);
    }
  }
  return doubtful;
}

/// Compares the integers sent, given with their ids, by sender: for each sender, which of them a process
/// before it has.
std::vector<std::vector<NameElsewhere>> compare_integers(const std::vector<std::vector<std::int64_t>>& values,
                                                         const std::vector<std::vector<std::uint32_t>>& ids) {
  NameTable seen;
  std::vector<NameElsewhere> first;
  std::size_t n = 0;
  for (const auto& of_process : values) n += of_process.size();
  reserve_on_huge_pages(first, n);
  std::vector<std::vector<NameElsewhere>> elsewhere(values.size());
  for (std::uint32_t process = 0; process < values.size(); ++process) {
    for (std::size_t k = 0; k < values[process].size(); ++k) {
      const std::uint32_t id = ids[process][k];
      const std::uint32_t integer = seen.intern(Name(values[process][k]));
      if (integer == first.size()) {
        first.push_back({id, process, id});
      } else {
        elsewhere[process].push_back({id, first[integer].process, first[integer].id_there});
      }
    }
  }
  return elsewhere;
}

/// Integers are compared directly, as they are no longer than a hash.
void find_integers_elsewhere(const NameTable& names, std::span<const std::uint32_t> ids, Exchange& processes,
                             std::vector<NameElsewhere>& elsewhere) {
  // Low bits: integers near each other go together, to be looked up faster.
  constexpr unsigned kBitsTogether = 10;
  const auto hash_of = [](std::int64_t value) {
    return (static_cast<std::uint64_t>(value) >> kBitsTogether) * kGoldenRatio;
  };
  const std::uint64_t n_shares = n_shares_of(ids.size(), processes);
  std::vector<std::uint8_t> share_of_integer;
  if (n_shares > 1) {
    reserve_on_huge_pages(share_of_integer, ids.size());
    for (const std::uint32_t id : ids) {
      share_of_integer.push_back(static_cast<std::uint8_t>(share_of(hash_of(names[id].value()), n_shares)));
    }
  }
  const std::size_t n_processes = processes.size();
  const std::size_t n_together = ids.size() / n_shares / n_processes;
  for (std::uint64_t share = 0; share < n_shares; ++share) {
    std::vector<std::vector<std::int64_t>> values(n_processes);
    std::vector<std::vector<std::uint32_t>> ids_of_values(n_processes);
    for (std::size_t answerer = 0; answerer < n_processes; ++answerer) {
      reserve_on_huge_pages(values[answerer], n_together + n_together / 8);
      reserve_on_huge_pages(ids_of_values[answerer], n_together + n_together / 8);
    }
    for (std::size_t k = 0; k < ids.size(); ++k) {
      if (n_shares > 1 && share_of_integer[k] != share) continue;
      const std::int64_t value = names[ids[k]].value();
      const std::size_t answerer = answerer_of(hash_of(value), n_processes);
      values[answerer].push_back(value);
      ids_of_values[answerer].push_back(ids[k]);
    }
    values = swap_values(processes, std::move(values));
    for (const auto& part :
         swap_values(processes, compare_integers(values, swap_values(processes, std::move(ids_of_values))))) {
      elsewhere.insert(elsewhere.end(), part.begin(), part.end());
    }
  }
}

/// For most texts, only the hash is sent.
void find_texts_elsewhere(const NameTable& names, std::span<const std::uint32_t> ids, Exchange& processes,
                          std::vector<NameElsewhere>& elsewhere) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(ids.size());
  for (const std::uint32_t id : ids) hashes.push_back(directory_hash(names[id]));
  const std::vector<std::uint32_t> candidates = find_equal_hashes(hashes, processes);
  std::uint64_t n_candidates = candidates.size();
  processes.sum(std::span(&n_candidates, 1));
  if (n_candidates == 0) return;
  const std::uint64_t n_shares = n_shares_of(candidates.size(), processes);
  const std::size_t n_processes = processes.size();
  for (std::uint64_t share = 0; share < n_shares; ++share) {
    std::vector<Message> messages(n_processes);
    for (const std::uint32_t candidate : candidates) {
      if (share_of(hashes[candidate], n_shares) != share) continue;
      Message& message = messages[answerer_of(hashes[candidate], n_processes)];
      message.add(ids[candidate]);
      message.add(names[ids[candidate]].text());
    }
    for (const auto& part : swap_values(processes, compare_names(swap_messages(processes, messages)))) {
      elsewhere.insert(elsewhere.end(), part.begin(), part.end());
    }
  }
}

}  // namespace

std::uint64_t directory_hash(const Name& name) {
  return std::max<std::uint64_t>(1, NameTable::hash(name, 0));
}

std::vector<std::uint32_t> find_equal_hashes(std::span<const std::uint64_t> hashes, Exchange& processes) {
  std::vector<std::uint32_t> found;
  const auto n_missing = static_cast<std::size_t>(std::count(hashes.begin(), hashes.end(), 0));
  const std::uint64_t n_shares = n_shares_of(hashes.size() - n_missing, processes);
  for (std::uint64_t share = 0; share < n_shares; ++share) {
    auto of_share = hashes_for_answerers(hashes, share, n_shares, processes);
    const auto repeated =
        swap_values(processes, repeated_among(swap_values(processes, std::move(of_share.hashes))));
    for (std::size_t r = 0; r < repeated.size(); ++r) {
      for (const std::uint32_t number : repeated[r]) found.push_back(of_share.places[r][number]);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<NameElsewhere> find_names_elsewhere(const NameTable& names, Exchange& processes) {
  const auto [integers, texts] = doubtful_names(names, processes);
  std::vector<NameElsewhere> elsewhere;
  find_integers_elsewhere(names, integers, processes, elsewhere);
  find_texts_elsewhere(names, texts, processes, elsewhere);
  radix_sort(
      std::span(elsewhere), [](const NameElsewhere& name) { return std::uint64_t{name.id}; }, 24);
  return elsewhere;
}

std::vector<NameHolder> find_holders(std::span<const std::uint64_t> asked, const NameTable& names,
                                     Exchange& processes) {
  const std::vector<std::uint64_t> of_names = hashes_of(names);
  std::vector<NameHolder> found;
  const std::uint64_t n_shares = n_shares_of(asked.size() + of_names.size(), processes);
  for (std::uint64_t share = 0; share < n_shares; ++share) {
    auto of_share = hashes_for_answerers(asked, share, n_shares, processes);
    const auto held =
        swap_values(processes, hashes_for_answerers(of_names, share, n_shares, processes).hashes);
    const auto answers =
        swap_values(processes, holders_of(swap_values(processes, std::move(of_share.hashes)), held));
    for (std::size_t r = 0; r < answers.size(); ++r) {
      for (const NameHolder& holder : answers[r])
        found.push_back({of_share.places[r][holder.place], holder.process});
    }
  }
  std::sort(found.begin(), found.end(), [](const NameHolder& a, const NameHolder& b) {
    return a.place != b.place ? a.place < b.place : a.process < b.process;
  });
  return found;
}

std::vector<bool> are_names_anywhere(const NameTable& asked, const NameTable& names, Exchange& processes) {
  std::vector<bool> are_there(asked.size());
  std::uint64_t n_asked = asked.size();
  processes.sum(std::span(&n_asked, 1));
  if (n_asked == 0) return are_there;
  std::vector<Message> messages(processes.size());
  std::vector<std::vector<std::uint32_t>> asked_of(processes.size());
  for (const NameHolder& holder : find_holders(hashes_of(asked), names, processes)) {
    messages[holder.process].add(asked.str(holder.place));
    asked_of[holder.process].push_back(holder.place);
  }
  std::vector<std::vector<std::uint8_t>> answers;
  for (const Exchange::Bytes& bytes : swap_messages(processes, messages)) {
    std::vector<std::uint8_t>& answer = answers.emplace_back();
    MessageReader reader(bytes);
    while (!reader.is_at_end()) answer.push_back(names.find(Name(reader.text())) ? 1 : 0);
  }
  answers = swap_values(processes, std::move(answers));
  for (std::size_t r = 0; r < answers.size(); ++r) {
    for (std::size_t k = 0; k < answers[r].size(); ++k) {
      if (answers[r][k] != 0) are_there[asked_of[r][k]] = true;
    }
  }
  return are_there;
}

}  // namespace crowdvote
