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

/// None of them is 0.
std::vector<std::uint64_t> hashes_of(const NameTable& names) {
  std::vector<std::uint64_t> hashes(names.size());
  for (std::uint32_t id = 0; id < hashes.size(); ++id) {
    hashes[id] = std::max<std::uint64_t>(1, names.hash(id, 0));
  }
  return hashes;
}

}  // namespace

std::vector<std::uint32_t> find_equal_hashes(std::span<const std::uint64_t> hashes, Exchange& processes) {
  std::vector<std::uint32_t> found;
  for (std::uint64_t share = 0; share < std::uint64_t{1} << kShareBits; ++share) {
    std::vector<std::vector<std::uint64_t>> sent(processes.size());
    std::vector<std::vector<std::uint32_t>> place_of_sent(processes.size());
    for (std::uint32_t place = 0; place < hashes.size(); ++place) {
      const std::uint64_t hash = hashes[place];
      if (hash == 0 || share_of(hash) != share) continue;
      sent[answerer_of(hash, processes)].push_back(hash);
      place_of_sent[answerer_of(hash, processes)].push_back(place);
    }
    const auto repeated = swap_values(processes, repeated_among(swap_values(processes, sent)));
    for (std::size_t r = 0; r < repeated.size(); ++r) {
      for (const std::uint32_t number : repeated[r]) found.push_back(place_of_sent[r][number]);
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

std::vector<bool> are_names_anywhere(const NameTable& asked, const NameTable& names, Exchange& processes) {
  std::vector<bool> are_there(asked.size());
  std::uint64_t n_asked = asked.size();
  processes.sum(std::span(&n_asked, 1));
  if (n_asked == 0) return are_there;
  std::vector<std::uint64_t> hashes = hashes_of(asked);
  const std::vector<std::uint64_t> of_names = hashes_of(names);
  hashes.insert(hashes.end(), of_names.begin(), of_names.end());
  std::vector<Message> messages(processes.size());
  std::vector<std::vector<std::uint32_t>> asked_of(processes.size());
  const std::vector<std::uint32_t> candidates = find_equal_hashes(hashes, processes);
  for (const std::uint32_t candidate : candidates) {
    const std::size_t process = answerer_of(hashes[candidate], processes);
    const bool is_asked = candidate < asked.size();
    messages[process].add(is_asked ? 1 : 0);
    messages[process].add(is_asked ? asked.str(candidate)
                                   : names.str(static_cast<std::uint32_t>(candidate - asked.size())));
    if (is_asked) asked_of[process].push_back(candidate);
  }
  const std::vector<Exchange::Bytes> received = swap_messages(processes, messages);
  NameTable there;
  std::vector<std::vector<std::uint8_t>> answers(processes.size());
  for (const bool answers_now : {false, true}) {
    for (std::size_t r = 0; r < received.size(); ++r) {
      MessageReader reader(received[r]);
      while (!reader.is_at_end()) {
        const bool is_asked = reader.number() != 0;
        const Name name(reader.text());
        if (!is_asked && !answers_now) there.intern(name);
        if (is_asked && answers_now) answers[r].push_back(there.find(name) ? 1 : 0);
      }
    }
  }
  answers = swap_values(processes, answers);
  for (std::size_t r = 0; r < answers.size(); ++r) {
    for (std::size_t k = 0; k < answers[r].size(); ++k) are_there[asked_of[r][k]] = answers[r][k] != 0;
  }
  return are_there;
}

}  // namespace crowdvote
