#pragma once

/// Sorts texts that are known by ids.

#include "core/flat_array.hpp"
#include "core/radix_sort.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

/// Sorts ids by their texts, byte by byte. Comparing two texts directly would miss the cache twice, so the
/// next eight bytes of each text are stored beside its id and sorted as one integer; texts that these leave
/// equal are sorted by the bytes that follow.
template <class TextOf>
class TextOrder {
 public:
  /// \param text_of text_of(id): std::string_view; all texts are different
  explicit TextOrder(const TextOf& text_of) : text_of_(text_of) {}

  void sort(std::span<std::uint32_t> ids) {
    reserve_on_huge_pages(keyed_, ids.size());
    for (const std::uint32_t id : ids) keyed_.push_back({0, id});
    groups_.push_back({0, keyed_.size(), 0});
    while (!groups_.empty()) {
      const Group group = groups_.back();
      groups_.pop_back();
      sort_group(group);
    }
    std::transform(keyed_.begin(), keyed_.end(), ids.begin(), [](const Keyed& keyed) { return keyed.id; });
  }

 private:
  struct Keyed {
    std::uint64_t key;
    std::uint32_t id;
  };
  /// Texts that begin with the same bytes.
  struct Group {
    std::size_t begin;
    std::size_t end;
    std::size_t n_equal_bytes;
  };

  void sort_group(const Group& group) {
    const auto ids = std::span(keyed_).subspan(group.begin, group.end - group.begin);
    constexpr std::size_t kFew = 16;
    if (ids.size() <= kFew) {
      std::sort(ids.begin(), ids.end(), [&](const Keyed& a, const Keyed& b) {
        return text_of_(a.id).substr(group.n_equal_bytes) < text_of_(b.id).substr(group.n_equal_bytes);
      });
      return;
    }
    const std::size_t at = equal_bytes(ids, group.n_equal_bytes);
    for (Keyed& keyed : ids) keyed.key = key_at(text_of_(keyed.id), at);
    radix_sort(ids, [](const Keyed& keyed) { return keyed.key; });
    for (std::size_t begin = 0, end = 0; begin < ids.size(); begin = end) {
      while (end < ids.size() && ids[end].key == ids[begin].key) ++end;
      if (end - begin > 1) group_behind(group.begin + begin, group.begin + end, at + sizeof(std::uint64_t));
    }
  }

  /// Texts that end here come before longer ones; a key cannot distinguish the end of a text from NUL bytes.
  void group_behind(std::size_t begin, std::size_t end, std::size_t at) {
    const auto ids = std::span(keyed_).subspan(begin, end - begin);
    const auto size_of = [&](const Keyed& keyed) { return text_of_(keyed.id).size(); };
    const auto longer =
        std::partition(ids.begin(), ids.end(), [&](const Keyed& keyed) { return size_of(keyed) <= at; });
    std::sort(ids.begin(), longer, [&](const Keyed& a, const Keyed& b) { return size_of(a) < size_of(b); });
    begin += static_cast<std::size_t>(longer - ids.begin());
    if (end - begin > 1) groups_.push_back({begin, end, at});
  }

  /// The number of leading bytes that all texts have in common; at least `n` is known.
  [[nodiscard]] std::size_t equal_bytes(std::span<const Keyed> ids, std::size_t n) const {
    std::string_view common = text_of_(ids.front().id).substr(n);
    for (const Keyed& keyed : ids) {
      const std::string_view text = text_of_(keyed.id).substr(n);
      if (text.starts_with(common)) continue;
      const auto differ = std::mismatch(common.begin(), common.end(), text.begin(), text.end());
      common = common.substr(0, static_cast<std::size_t>(differ.first - common.begin()));
    }
    return n + common.size();
  }

  /// The eight bytes from a position on, most significant first; padded with zeros behind the end.
  [[nodiscard]] static std::uint64_t key_at(std::string_view text, std::size_t at) {
    std::uint64_t key = 0;
    for (const char c : text.substr(at, sizeof key)) key = key << 8U | static_cast<unsigned char>(c);
    const std::size_t n_missing = sizeof key - std::min(sizeof key, text.size() - at);
    return n_missing == sizeof key ? 0 : key << 8U * n_missing;
  }

  const TextOf& text_of_;
  std::vector<Keyed> keyed_;
  std::vector<Group> groups_;  ///< still to be sorted
};

}  // namespace crowdvote
