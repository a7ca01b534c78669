#include "core/flat_array.hpp"
#include "core/radix_sort.hpp"
#include "io/bytes/text_index.hpp"
#include "io/bytes/text_order.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/nearest_word.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>
#include <tsl/robin_map.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace crowdvote {

namespace {

/// Enough for the decimal form of any 64-bit integer.
constexpr std::size_t kIntegerChars = 20;

/// Finds the ids of integers: small non-negative ones in an array that is allocated page by page, all others
/// in a hash map.
class IntegerIndex {
 public:
  [[nodiscard]] std::uint32_t find(std::int64_t value) const {
    if (is_small(value)) {
      const std::uint32_t* const place = place_of(value);
      return place == nullptr ? kNoId : *place;
    }
    const auto it = others_.find(value);
    return it == others_.end() ? kNoId : it->second;
  }

  /// The element for a small integer, if its page is allocated.
  [[nodiscard]] const std::uint32_t* place_of(std::int64_t value) const {
    if (!is_small(value)) return nullptr;
    const auto page = static_cast<std::size_t>(value) >> kPageBits;
    if (page >= pages_.size() || pages_[page].empty()) return nullptr;
    return &pages_[page][static_cast<std::size_t>(value) & kPageMask];
  }

  void insert(std::int64_t value, std::uint32_t id) {
    if (!is_small(value)) {
      others_.insert({value, id});
      return;
    }
    const auto page = static_cast<std::size_t>(value) >> kPageBits;
    if (page >= pages_.size()) pages_.resize(page + 1);
    if (pages_[page].empty()) pages_[page].assign(kPageMask + 1, kNoId);
    pages_[page][static_cast<std::size_t>(value) & kPageMask] = id;
  }

 private:
  static constexpr unsigned kPageBits = 10;
  static constexpr std::size_t kPageMask = (std::size_t{1} << kPageBits) - 1;
  static constexpr std::int64_t kSmallLimit = std::int64_t{1} << 28;
  static bool is_small(std::int64_t value) { return value >= 0 && value < kSmallLimit; }

  /// Values with a common stride would collide under the identity, which the standard library uses to hash
  /// integers.
  struct MixedHash {
    std::size_t operator()(std::int64_t value) const { return XXH3_64bits(&value, sizeof value); }
  };

  std::vector<std::vector<std::uint32_t>> pages_;
  tsl::robin_map<std::int64_t, std::uint32_t, MixedHash> others_;
};

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

/// Parses a text that is the canonical decimal form of an integer.
std::optional<std::int64_t> integer_of(std::string_view text) {
  if (text.empty() || text.size() > kIntegerChars) return std::nullopt;
  const std::size_t sign = text.front() == '-' ? 1 : 0;
  if (sign == 0 && (text.front() < '0' || text.front() > '9')) return std::nullopt;
  const bool has_leading_zero = text.size() > sign + 1 && text[sign] == '0';
  if (has_leading_zero || text == "-0") return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// An integer or a string. A short string is stored in the entry itself, which avoids a second memory access.
class Entry {
 public:
  explicit Entry(std::int64_t integer) : length_(kIsInteger) { store(integer); }
  /// A text that is too long for the entry is appended to `texts`.
  Entry(std::string_view text, std::vector<char>& texts) : length_(static_cast<std::uint32_t>(text.size())) {
    if (text.size() >= kIsInteger) throw std::length_error("a name of more than 4 GB");
    if (is_short()) {
      std::copy(text.begin(), text.end(), content_.begin());
    } else {
      store(static_cast<std::int64_t>(texts.size()));
      const std::size_t n = texts.size() + text.size();
      if (n > texts.capacity()) reserve_more_on_huge_pages(texts, std::max(n, 2 * texts.size()));
      texts.insert(texts.end(), text.begin(), text.end());
    }
  }

  [[nodiscard]] bool is_integer() const { return length_ == kIsInteger; }
  [[nodiscard]] std::int64_t integer() const {
    std::int64_t stored = 0;
    std::memcpy(&stored, content_.data(), sizeof stored);
    return stored;
  }
  [[nodiscard]] std::string_view text(const std::vector<char>& texts) const {
    return {is_short() ? content_.data() : texts.data() + integer(), length_};
  }

 private:
  static constexpr std::uint32_t kIsInteger = std::numeric_limits<std::uint32_t>::max();

  void store(std::int64_t value) { std::memcpy(content_.data(), &value, sizeof value); }
  [[nodiscard]] bool is_short() const { return length_ <= content_.size(); }

  std::uint32_t length_;
  std::array<char, 12> content_{};  ///< an integer, a short text, or the offset of a longer one in `texts`
};

}  // namespace

Name::Name(std::string_view text) : is_integer_(false) {
  if (const auto integer = integer_of(text)) {
    is_integer_ = true;
    value_ = *integer;
  } else {
    text_ = text;
    value_ = static_cast<std::int64_t>(hash_text(text, 0));
  }
}

std::uint64_t Name::hash() const {
  return value_ != 0 ? static_cast<std::uint64_t>(value_) : hash_text(text_, 0);
}

std::string Name::str() const { return is_integer_ ? std::to_string(value_) : std::string(text_); }

/// Ids below n_leading are consecutive integers. The ids that follow belong to integers of 32 bits, up to the
/// first other name. All remaining names have an entry.
struct NameTable::Storage {
  std::uint64_t first = 0;  ///< of the integers; all arithmetic with them is modulo 2^64
  std::uint32_t n_leading = 0;
  std::vector<std::uint32_t> short_integers;
  std::vector<Entry> entries;
  std::vector<char> texts;
  std::size_t n_strings = 0;
  IntegerIndex integers;
  TextIndex strings;

  [[nodiscard]] std::size_t size() const { return n_without_entry() + entries.size(); }
  [[nodiscard]] std::size_t n_without_entry() const { return n_leading + short_integers.size(); }

  [[nodiscard]] Name name(std::uint32_t id) const {
    if (id < n_leading) return Name(static_cast<std::int64_t>(first + id));
    if (id < n_without_entry()) return Name(std::int64_t{short_integers[id - n_leading]});
    if (entry(id).is_integer()) return Name(entry(id).integer());
    return {entry(id).text(texts), Name::IsNoInteger()};
  }
  /// REQUIRES: the id is not below n_without_entry
  [[nodiscard]] const Entry& entry(std::uint32_t id) const { return entries[id - n_without_entry()]; }

  void add_entry(const Entry& entry) {
    if (entries.size() == entries.capacity()) reserve_more_on_huge_pages(entries, 2 * entries.size() + 1);
    entries.push_back(entry);
  }

  void add_integer(std::int64_t value) {
    const bool is_short = value >= 0 && value <= std::numeric_limits<std::uint32_t>::max();
    if (is_short && entries.empty()) {
      short_integers.push_back(static_cast<std::uint32_t>(value));
    } else {
      add_entry(Entry(value));
    }
  }

  [[nodiscard]] std::uint32_t find_integer(std::int64_t value) const {
    const std::uint64_t leading = static_cast<std::uint64_t>(value) - first;
    if (leading < n_leading) return static_cast<std::uint32_t>(leading);
    return integers.find(value);
  }

  [[nodiscard]] std::uint32_t find_string(std::string_view text, std::uint64_t hash) const {
    return strings.find(hash, [&](std::uint32_t id) { return entry(id).text(texts) == text; });
  }
};

NameTable::NameTable() : storage_(std::make_unique<Storage>()) {}
NameTable::~NameTable() = default;
NameTable::NameTable(NameTable&& other) noexcept = default;
NameTable& NameTable::operator=(NameTable&& other) noexcept = default;
NameTable::NameTable(const NameTable& other) : storage_(std::make_unique<Storage>(*other.storage_)) {}
NameTable& NameTable::operator=(const NameTable& other) {
  if (this != &other) storage_ = std::make_unique<Storage>(*other.storage_);
  return *this;
}

std::uint32_t NameTable::intern(const Name& name) {
  Storage& s = *storage_;
  const std::size_t next = s.size();
  if (next >= kNoId) throw std::length_error("more than 4294967294 different names");
  const auto id = static_cast<std::uint32_t>(next);
  if (name.is_integer()) {
    if (id == 0) s.first = static_cast<std::uint64_t>(name.value());
    if (s.n_leading == id && static_cast<std::uint64_t>(name.value()) == s.first + id) {
      ++s.n_leading;
      return id;
    }
    const std::uint32_t found = s.find_integer(name.value());
    if (found != kNoId) return found;
    s.add_integer(name.value());
    s.integers.insert(name.value(), id);
    return id;
  }
  std::uint32_t& place = s.strings.find_or_add(
      name.hash(), [&](std::uint32_t known) { return s.entry(known).text(s.texts) == name.text(); });
  if (place != kNoId) return place;
  s.add_entry(Entry(name.text(), s.texts));
  place = id;
  ++s.n_strings;
  return id;
}

std::size_t NameTable::intern_consecutive(std::span<const std::uint32_t> integers) {
  if (!are_indices()) return 0;
  std::uint32_t& n = storage_->n_leading;
  const std::size_t n_before = n;
  for (const std::uint32_t integer : integers) {
    if (integer != n || n == kNoId - 1) break;
    ++n;
  }
  return n - n_before;
}

void NameTable::reserve_for_all(double share, std::size_t n_interned) {
  if (share <= 0.0 || share >= 1.0) return;
  constexpr double kMargin = 1.05;
  const auto of_all = [&](std::size_t n, double factor) {
    return static_cast<std::size_t>(static_cast<double>(n) * factor / share);
  };
  Storage& s = *storage_;
  reserve_more_on_huge_pages(s.entries, of_all(s.entries.size(), kMargin));
  reserve_more_on_huge_pages(s.texts, of_all(s.texts.size(), kMargin));
  constexpr std::size_t kNearlyAll = 99;  // percent; recurring names would have recurred by now
  // Prefers too small an estimate: short names come first, and one element beyond a power of two doubles the
  // index.
  constexpr double kCertain = 0.9;
  if (100 * size() >= kNearlyAll * n_interned) s.strings.reserve(of_all(s.n_strings, kCertain));
}

std::optional<std::uint32_t> NameTable::find(const Name& name) const {
  const std::uint32_t id = name.is_integer() ? storage_->find_integer(name.value())
                                             : storage_->find_string(name.text(), name.hash());
  return id == kNoId ? std::nullopt : std::optional(id);
}

const void* NameTable::place_of(const Name& name) const {
  return name.is_integer() ? storage_->integers.place_of(name.value())
                           : storage_->strings.place_of(name.hash());
}

const void* NameTable::entry_of(const Name& name) const {
  if (name.is_integer()) return nullptr;
  const std::uint32_t id = storage_->strings.guess(name.hash());
  return id == kNoId ? nullptr : &storage_->entry(id);
}

std::size_t NameTable::size() const { return storage_->size(); }

Name NameTable::operator[](std::uint32_t id) const { return storage_->name(id); }

const void* NameTable::place_of(std::uint32_t id) const {
  const Storage& s = *storage_;
  if (id < s.n_leading) return nullptr;
  return id < s.n_without_entry() ? static_cast<const void*>(&s.short_integers[id - s.n_leading])
                                  : &s.entry(id);
}

void NameTable::append_to(std::string& buffer, std::uint32_t id) const { buffer += (*this)[id].str(); }

std::vector<std::string> NameTable::strings() const {
  std::vector<std::string> all;
  all.reserve(size());
  for (std::uint32_t id = 0; id < size(); ++id) all.push_back(str(id));
  return all;
}

std::vector<std::string> NameTable::nearest(std::string_view name, std::size_t most) const {
  return nearest_words(name, strings(), most);
}

std::vector<std::uint32_t> NameTable::ids_of(std::span<const std::string> names,
                                             std::string_view kind) const {
  constexpr std::size_t kMostNames = 3;
  std::vector<std::uint32_t> ids;
  for (const std::string& name : names) {
    const auto id = find(Name(name));
    if (!id) {
      const std::vector<std::string> near = nearest(name, kMostNames);
      throw OptionError(fmt::format("there is no {} '{}' in the votes{}", kind, name,
                                    near.empty() ? "" : fmt::format("; did you mean {}?", one_of(near))));
    }
    ids.push_back(*id);
  }
  return ids;
}

bool NameTable::all_integers() const { return storage_->n_strings == 0; }

bool NameTable::are_integers_below(std::size_t end) const {
  if (!all_integers()) return false;
  const auto n = static_cast<std::int64_t>(end);
  const Storage& s = *storage_;
  return (s.n_leading == 0 || (s.first < end && s.n_leading <= end - s.first)) &&
         std::all_of(s.short_integers.begin(), s.short_integers.end(),
                     [n](std::uint32_t value) { return value < n; }) &&
         std::all_of(s.entries.begin(), s.entries.end(),
                     [n](const Entry& entry) { return entry.integer() >= 0 && entry.integer() < n; });
}

bool NameTable::are_indices() const {
  return storage_->n_leading == storage_->size() && storage_->first == 0;
}

namespace {

/// Sorts ids of integers by their values.
void sort_integers(const NameTable& names, std::span<std::uint32_t> ids) {
  struct Integer {
    std::uint64_t key;
    std::uint32_t id;
  };
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;  // puts negative integers first
  std::vector<Integer> integers;
  integers.reserve(ids.size());
  for (const std::uint32_t id : ids) {
    integers.push_back({static_cast<std::uint64_t>(names[id].value()) ^ kSign, id});
  }
  radix_sort(std::span(integers), [](const Integer& integer) { return integer.key; });
  std::transform(integers.begin(), integers.end(), ids.begin(),
                 [](const Integer& integer) { return integer.id; });
}

}  // namespace

std::vector<std::uint32_t> NameTable::ids_in_name_order() const {
  const Storage& s = *storage_;
  std::vector<std::uint32_t> ids;
  reserve_on_huge_pages(ids, size());
  ids.resize(size());
  std::iota(ids.begin(), ids.end(), 0U);
  if (are_indices()) return ids;
  const auto texts = std::partition(ids.begin(), ids.end(), [&](std::uint32_t id) {
    return id < s.n_without_entry() || s.entry(id).is_integer();
  });
  sort_integers(*this, std::span(ids.begin(), texts));
  const auto text_of = [&s](std::uint32_t id) { return s.entry(id).text(s.texts); };
  TextOrder(text_of).sort(std::span(texts, ids.end()));
  return ids;
}

std::uint64_t NameTable::hash(const Name& name, std::uint64_t seed) {
  return name.is_integer() ? hash_text(name.str(), seed) : hash_text(name.text(), seed);
}

}  // namespace crowdvote
