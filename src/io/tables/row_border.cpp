#include "io/tables/row_border.hpp"

#include "io/bytes/line_reader.hpp"

#include <algorithm>

namespace crowdvote {

namespace {

/// Parses a row that begins in a text, in the same way as CsvReader.
struct RowAhead {
  enum class State { whole, cut_off, wrong } state = State::wrong;
  std::size_t end = 0;
  std::size_t n_cells = 0;
};

class RowsAhead {
 public:
  RowsAhead(std::string_view text, const CsvReader::Options& options) : text_(text), options_(options) {}

  [[nodiscard]] RowAhead row_at(std::size_t at) const {
    using State = RowAhead::State;
    for (std::size_t n_cells = 1;; ++n_cells) {
      at = skip_blanks(at);
      if (options_.quote != '\0' && at < text_.size() && text_[at] == options_.quote) {
        const auto end = end_of_quoted(at);
        if (!end) return {.state = State::cut_off};
        at = skip_blanks(*end);
        if (at < text_.size() && !is_line_end(at) && text_[at] != options_.separator) return {};
      } else {
        while (at < text_.size() && !is_line_end(at) && text_[at] != options_.separator) ++at;
      }
      if (at == text_.size()) return {.state = State::cut_off};
      if (is_line_end(at)) {
        return {.state = State::whole, .end = at + line_length(text_.substr(at)), .n_cells = n_cells};
      }
      ++at;
    }
  }

 private:
  [[nodiscard]] std::optional<std::size_t> end_of_quoted(std::size_t at) const {
    for (++at;; at += 2) {
      at = text_.find(options_.quote, at);
      if (at == std::string_view::npos) return std::nullopt;
      if (at + 1 == text_.size() || text_[at + 1] != options_.quote) return at + 1;
    }
  }
  [[nodiscard]] std::size_t skip_blanks(std::size_t at) const {
    const auto is_blank = [this](char c) { return (c == ' ' || c == '\t') && c != options_.separator; };
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at;
  }
  [[nodiscard]] bool is_line_end(std::size_t at) const { return text_[at] == '\n' || text_[at] == '\r'; }

  std::string_view text_;
  const CsvReader::Options& options_;
};

}  // namespace

std::optional<std::size_t> find_row_border(std::string_view text, const CsvReader::Options& options,
                                           std::size_t n_cells) {
  constexpr std::size_t kEnoughRows = 32;
  constexpr std::size_t kMostLines = 1000;
  const RowsAhead rows(text, options);
  const auto seems_to_begin_rows = [&](std::size_t at) {
    std::size_t n_rows = 0;
    while (n_rows < kEnoughRows) {
      const RowAhead row = rows.row_at(at);
      if (row.state == RowAhead::State::cut_off) return n_rows > 0;
      if (row.state == RowAhead::State::wrong || row.n_cells != n_cells) return false;
      at = row.end;
      ++n_rows;
    }
    return true;
  };
  std::size_t at = 0;
  for (std::size_t l = 0; l < kMostLines; ++l) {
    at += line_length(text.substr(at));
    // A CR at the end may be half of a CRLF.
    if (at >= text.size()) break;
    if (seems_to_begin_rows(at)) return at;
  }
  return std::nullopt;
}

}  // namespace crowdvote
