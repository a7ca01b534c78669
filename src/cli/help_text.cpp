#include "cli/help_text.hpp"

#include <sstream>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kHelpColumn = 30;

/// The text in lines of at most `width` bytes, with `indent` blanks before each line except the first.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::string lines;
  std::size_t column = 0;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (column > 0 && column + 1 + word.size() > width) {
      lines += '\n';
      lines.append(indent, ' ');
      column = 0;
    } else if (column > 0) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
  }
  return lines;
}

}  // namespace

std::string help_line(const std::string& left, const std::string& right) {
  const std::string help = wrapped(right, kWidth - kHelpColumn, kHelpColumn);
  const std::string name = "  " + left;
  if (name.size() + 2 > kHelpColumn) return fmt::format("{}\n{:{}}{}\n", name, "", kHelpColumn, help);
  return fmt::format("{:<{}}{}\n", name, kHelpColumn, help);
}

}  // namespace crowdvote::cli
