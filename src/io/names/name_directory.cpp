#include "io/names/name_directory.hpp"

#include "io/bytes/message.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string>
#include <utility>

namespace crowdvote {

namespace {

/// Hashes are looked at a share at a time, so that what is on its way stays small beside the names.
constexpr std::uint64_t kShareBits = 3;

std::uint64_t share_of(std::uint64_t hash) { return hash >> (64 - kShareBits); }

/// The process that answers for a hash.
std::size_t answerer_of(std::uint64_t hash, const Exchange& processes) {
  return (hash >> 8U) % processes.size();
}

/// Bits of hashes that come twice, so that few of them have to be sorted.
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

/// Of what was sent, those that stand more than once: by sender, their places there.
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

/// Messages of ids and names, one from each process: for each, which of its names one before it has.
std::vector<std::vector<NameElsewhere>> compare_names(const std::vector<Exchange::Bytes>& messages) {
  NameTable names;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> first;  // process and id of each
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

/// Hashes of a share, by the process that answers for them.
struct HashesForAnswerers {
  std::vector<std::vector<std::uint64_t>> hashes;
  std::vector<std::vector<std::uint32_t>> places;  ///< of each among all
};

HashesForAnswerers hashes_for_answerers(std::span<const std::uint64_t> hashes, std::uint64_t share,
                                        const Exchange& processes) {
  HashesForAnswerers of_share{std::vector<std::vector<std::uint64_t>>(processes.size()),
                              std::vector<std::vector<std::uint32_t>>(processes.size())};
  for (std::uint32_t place = 0; place < hashes.size(); ++place) {
    const std::uint64_t hash = hashes[place];
    if (hash == 0 || share_of(hash) != share) continue;
    of_share.hashes[answerer_of(hash, processes)].push_back(hash);
    of_share.places[answerer_of(hash, processes)].push_back(place);
  }
  return of_share;
}

/// By sender, for each hash that it asks for, which processes hold it.
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

}  // namespace

std::uint64_t directory_hash(const Name& name) {
  return std::max<std::uint64_t>(1, NameTable::hash(name, 0));
}

std::vector<std::uint32_t> find_equal_hashes(std::span<const std::uint64_t> hashes, Exchange& processes) {
  std::vector<std::uint32_t> found;
  for (std::uint64_t share = 0; share < std::uint64_t{1} << kShareBits; ++share) {
    const auto of_share = hashes_for_answerers(hashes, share, processes);
    const auto repeated = swap_values(processes, repeated_among(swap_values(processes, of_share.hashes)));
    for (std::size_t r = 0; r < repeated.size(); ++r) {
      for (const std::uint32_t number : repeated[r]) found.push_back(of_share.places[r][number]);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<NameElsewhere> find_names_elsewhere(const NameTable& names, Exchange& processes) {
  const std::vector<std::uint64_t> hashes = hashes_of(names);
  const std::vector<std::uint32_t> candidates = find_equal_hashes(hashes, processes);
  std::uint64_t n_candidates = candidates.size();
  processes.sum(std::span(&n_candidates, 1));
  std::vector<NameElsewhere> elsewhere;
  if (n_candidates == 0) return elsewhere;
  std::string text;
  for (std::uint64_t share = 0; share < std::uint64_t{1} << kShareBits; ++share) {
    std::vector<Message> messages(processes.size());
    for (const std::uint32_t id : candidates) {
      if (share_of(hashes[id]) != share) continue;
      text.clear();
      names.append_to(text, id);
      Message& message = messages[answerer_of(hashes[id], processes)];
      message.add(id);
      message.add(text);
    }
    for (const auto& part : swap_values(processes, compare_names(swap_messages(processes, messages)))) {
      elsewhere.insert(elsewhere.end(), part.begin(), part.end());
    }
  }
  std::sort(elsewhere.begin(), elsewhere.end(),
            [](const NameElsewhere& a, const NameElsewhere& b) { return a.id < b.id; });
  return elsewhere;
}

std::vector<NameHolder> find_holders(std::span<const std::uint64_t> asked, const NameTable& names,
                                     Exchange& processes) {
  const std::vector<std::uint64_t> of_names = hashes_of(names);
  std::vector<NameHolder> found;
  for (std::uint64_t share = 0; share < std::uint64_t{1} << kShareBits; ++share) {
    const auto of_share = hashes_for_answerers(asked, share, processes);
    const auto held = swap_values(processes, hashes_for_answerers(of_names, share, processes).hashes);
    const auto answers = swap_values(processes, holders_of(swap_values(processes, of_share.hashes), held));
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
  answers = swap_values(processes, answers);
  for (std::size_t r = 0; r < answers.size(); ++r) {
    for (std::size_t k = 0; k < answers[r].size(); ++k) {
      if (answers[r][k] != 0) are_there[asked_of[r][k]] = true;
    }
  }
  return are_there;
}

}  // namespace crowdvote
