#include <crowdvote/nearest_word.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other
/// (optimal string alignment), by rows of the usual table.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

/// A third of the letters may be wrong, and a short word may be a beginning of the whole.
bool is_near(std::string_view word, std::string_view candidate, std::size_t distance) {
  const bool begins_it = word.size() >= 3 && candidate.starts_with(word);
  return begins_it || 3 * distance <= std::max(word.size(), candidate.size()) + 1;
}

}  // namespace

std::vector<std::string> nearest_words(std::string_view word, const std::vector<std::string>& words,
                                       std::size_t most) {
  std::vector<std::pair<std::size_t, const std::string*>> near;
  for (const std::string& candidate : words) {
    const std::size_t distance = edit_distance(word, candidate);
    if (is_near(word, candidate, distance)) near.emplace_back(distance, &candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> nearest;
  for (std::size_t k = 0; k < std::min(most, near.size()); ++k) nearest.push_back(*near[k].second);
  return nearest;
}

std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& words) {
  const std::vector<std::string> nearest = nearest_words(word, words, 1);
  return nearest.empty() ? std::nullopt : std::optional(nearest.front());
}

std::string one_of(const std::vector<std::string>& words) {
  if (words.size() < 2) return words.empty() ? std::string() : words.front();
  return fmt::format("{} or {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
}

}  // namespace crowdvote
