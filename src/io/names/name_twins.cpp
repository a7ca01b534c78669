#include "io/names/name_twins.hpp"

#include "core/flat_array.hpp"
#include "io/names/plain_fold.hpp"
#include <crowdvote/missing_words.hpp>
#include <crowdvote/name_fold.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace crowdvote {

namespace {

struct Part {
  std::string_view word;
  bool NameFold::*flag;
};
constexpr std::array kParts{Part{"case", &NameFold::letter_case}, Part{"space", &NameFold::space},
                            Part{"unicode", &NameFold::unicode}, Part{"number", &NameFold::number}};

bool may_be_number(std::string_view text) {
  const bool begins_with_letter = !text.empty() && text.front() >= 'f' && text.front() <= 'z';
  return !begins_with_letter && text.find_first_not_of("0123456789.,' eE+-") == std::string_view::npos;
}

std::uint64_t hash_of(std::string_view text) {
  // 0 means that a name is left out.
  return XXH3_64bits(text.data(), text.size()) | 1U;
}

/// The kinds of folding under which the two texts become equal.
std::vector<std::string_view> parts_that_differ(std::string_view a, std::string_view b) {
  std::vector<std::string_view> parts;
  for (const Part& part : kParts) {
    NameFold rest = NameFold::all();
    rest.*part.flag = false;
    if (fold(a, rest) != fold(b, rest)) parts.push_back(part.word);
  }
  if (!parts.empty()) return parts;
  for (const Part& part : kParts) {
    NameFold alone;
    alone.*part.flag = true;
    if (fold(a, alone) == fold(b, alone)) return {part.word};
  }
  return parts;
}

/// Hashes what a name and its twins have in common: the result of `fold`.
class FoldHash {
 public:
  explicit FoldHash(bool are_labels) : are_labels_(are_labels) {}

  /// Calls hash_of_fold(text) for a text that is not plain. Returns 0 for a name that is left out.
  template <class HashOfFold>
  std::uint64_t operator()(const Name& name, const HashOfFold& hash_of_fold) {
    if (are_labels_ && is_missing_word(name.text())) return 0;
    const auto plain = may_be_number(name.text()) ? std::nullopt : plain_fold_(name.text());
    return plain ? hash_of(*plain) : hash_of_fold(fold(name.text(), NameFold::all()));
  }

 private:
  bool are_labels_;
  PlainFold plain_fold_;
};

/// Holds a hash of the folded form of each name. A table of two bits per slot, most of which stays in the
/// cache, tells which hashes may occur twice, so that few names have to be compared and none is stored in a
/// hash table.
class TwinFinder {
 public:
  TwinFinder(const NameTable& names, std::string_view of, std::uint32_t first)
      : names_(names),
        first_(first),
        are_labels_(of == "labels"),
        numbers_{.kind = Finding::Kind::number_spellings, .of = std::string(of)},
        others_{.kind = Finding::Kind::twins, .of = std::string(of)} {}

  std::vector<Finding> find() {
    hash_names();
    find_equal_hashes();
    std::sort(pairs_.begin(), pairs_.end(),
              [](const Pair& a, const Pair& b) { return a.variant < b.variant; });
    for (const Pair& pair : pairs_) add(pair);
    std::vector<Finding> found;
    for (Finding* const finding : {&numbers_, &others_}) {
      if (finding->count > 0) found.push_back(std::move(*finding));
    }
    return found;
  }

 private:
  struct Pair {
    std::uint32_t name;
    std::uint32_t variant;
  };

  void hash_names() {
    FoldHash fold_hash(are_labels_);
    reserve_on_huge_pages(hashes_, names_.size());
    hashes_.resize(names_.size());
    for (std::uint32_t id = 0; id < names_.size(); ++id) {
      const Name name = names_[id];
      if (name.is_integer()) continue;
      hashes_[id] = fold_hash(name, [&](const std::string& folded) { return hash_of_fold(folded, id); });
    }
  }

  /// Integers are not hashed: a text that means an integer among the names is paired with it here.
  std::uint64_t hash_of_fold(const std::string& folded, std::uint32_t id) {
    const Name meant(folded);
    if (meant.is_integer()) {
      if (const auto integer = names_.find(meant)) {
        pairs_.push_back({*integer, id});
        return 0;
      }
    }
    return hash_of(folded);
  }

  void find_equal_hashes() {
    constexpr std::size_t kPlacesOfName = 8;
    constexpr std::size_t kPlacesOfWord = 32;
    // Two bits per slot: one hash was here, and another one.
    std::vector<std::uint64_t> words;
    const std::size_t n_words = std::bit_ceil(names_.size() * kPlacesOfName / kPlacesOfWord + 1);
    reserve_on_huge_pages(words, n_words);
    words.resize(n_words);
    const auto word_of = [&](std::uint64_t hash) -> std::uint64_t& {
      return words[hash >> 6U & (n_words - 1)];
    };
    const auto bit_of = [](std::uint64_t hash) { return std::uint64_t{1} << (hash & 62U); };
    std::uint64_t is_any_seen_twice = 0;
    for (const std::uint64_t hash : hashes_) {
      if (hash == 0) continue;
      const std::uint64_t seen = word_of(hash) & bit_of(hash);
      is_any_seen_twice |= seen;
      word_of(hash) |= bit_of(hash) | seen << 1U;
    }
    if (is_any_seen_twice == 0) return;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> candidates;
    for (std::uint32_t id = 0; id < hashes_.size(); ++id) {
      const std::uint64_t hash = hashes_[id];
      if (hash != 0 && (word_of(hash) & bit_of(hash) << 1U) != 0) candidates.emplace_back(hash, id);
    }
    std::sort(candidates.begin(), candidates.end());
    for (std::size_t begin = 0; begin < candidates.size();) {
      std::size_t end = begin + 1;
      while (end < candidates.size() && candidates[end].first == candidates[begin].first) ++end;
      if (end - begin > 1) pair_up(std::span(candidates).subspan(begin, end - begin));
      begin = end;
    }
  }

  /// The plainest spelling stands for the group, or else the first one.
  void pair_up(std::span<const std::pair<std::uint64_t, std::uint32_t>> group) {
    std::uint32_t name = group.front().second;
    const std::string folded = fold(names_.str(name), NameFold::all());
    if (const auto plain = names_.find(Name(folded))) name = *plain;
    for (const auto& [hash, id] : group) {
      if (id != name && fold(names_.str(id), NameFold::all()) == folded) pairs_.push_back({name, id});
    }
  }

  void add(const Pair& pair) {
    if (pair.name < first_ && pair.variant < first_) return;
    const std::string a = names_.str(pair.name);
    const std::string b = names_.str(pair.variant);
    constexpr std::size_t kMostLookedAt = 1000;
    if (numbers_.count + others_.count >= kMostLookedAt) {
      ++(may_be_number(a) && may_be_number(b) ? numbers_ : others_).count;
      return;
    }
    const auto parts = parts_that_differ(a, b);
    const bool is_number = parts.size() == 1 && parts.front() == "number";
    Finding& finding = is_number ? numbers_ : others_;
    add_example(finding, fmt::format("'{}' and '{}'", a, b));
    if (!are_labels_) return;
    finding.remedy.way = WayOut::fold_labels;
    for (const std::string_view part : parts) {
      auto& choices = finding.remedy.choices;
      if (std::find(choices.begin(), choices.end(), part) == choices.end()) choices.emplace_back(part);
    }
  }

  const NameTable& names_;
  std::uint32_t first_;
  bool are_labels_;
  Finding numbers_;
  Finding others_;
  std::vector<std::uint64_t> hashes_;  ///< 0: left out
  std::vector<Pair> pairs_;
};

}  // namespace

Spelling spelling_of(const NameTable& names) {
  auto spelling = Spelling::plain;
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    const Name name = names[id];
    if (name.is_integer()) continue;
    if (!is_plain_and_lower(name.text())) return Spelling::mixed;
    if (name.text().front() >= 'a' && name.text().front() <= 'z') continue;
    if (may_be_number(name.text())) return Spelling::mixed;
    spelling = Spelling::lower;
  }
  return spelling;
}

std::vector<Finding> find_twins(const NameTable& names, std::string_view of, std::uint32_t first) {
  return TwinFinder(names, of, first).find();
}

std::vector<std::uint64_t> twin_hashes(const NameTable& names) {
  FoldHash fold_hash(false);
  std::vector<std::uint64_t> hashes(names.size());
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    const Name name = names[id];
    hashes[id] = name.is_integer() ? hash_of(name.str()) : fold_hash(name, hash_of);
  }
  return hashes;
}

}  // namespace crowdvote
