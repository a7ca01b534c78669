#pragma once

/// The folds of most names, without making a string of each.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace crowdvote {

/// Folds texts of which only the letter case changes, whether or not blanks and Unicode's forms are folded: printable ASCII
/// with single blanks inside.
class PlainFold {
 public:
  /// Nothing where the text is another one, or long: it is left to `fold`. The view lives until the next call.
  std::optional<std::string_view> operator()(std::string_view text) {
    if (text.empty() || text.size() > lower_.size() || text.front() == ' ' || text.back() == ' ')
      return std::nullopt;
    bool is_printable = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      is_printable &= c >= ' ' && c < '\x7f';
      lower_[i] = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    bool has_two_blanks = false;
    for (std::size_t i = 1; i < text.size(); ++i) has_two_blanks |= text[i - 1] == ' ' && text[i] == ' ';
    if (!is_printable || has_two_blanks) return std::nullopt;
    return std::string_view(lower_.data(), text.size());
  }

 private:
  std::array<char, 256> lower_;
};

}  // namespace crowdvote
