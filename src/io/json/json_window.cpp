#include "io/json/json_window.hpp"

#include "core/flat_array.hpp"
#include "io/json/json_scanner.hpp"
#include "io/json/json_text.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace crowdvote {

namespace {

std::size_t skip_white_space(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kJsonBlanks, at), text.size());
}

/// If `"key":` stands at `at`, the place behind it.
std::optional<std::size_t> skip_key(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '"') return std::nullopt;
  const auto n_quoted = JsonExtent().end_in(text.substr(at));
  if (!n_quoted) return std::nullopt;
  at = skip_white_space(text, at + *n_quoted);
  if (at >= text.size() || text[at] != ':') return std::nullopt;
  return at + 1;
}

bool opens_object(std::string_view text, std::size_t at) {
  at = skip_white_space(text, at);
  return at < text.size() && text[at] == '{';
}

std::size_t drop(ByteSource& source, std::size_t n) {
  std::vector<char> dropped(n);
  return source.read(dropped);
}

[[noreturn]] void fail_at(const ByteSource& source, std::uint64_t offset, std::string what) {
  throw InputError(
      Problem{.file = source.name(), .offset = offset, .has_offset = true, .what = std::move(what)});
}

[[noreturn]] void refuse_start(const ByteSource& source, std::uint64_t offset, char first,
                               std::string_view shape) {
  if (first == '[') fail_at(source, offset, fmt::format("found an array; expected an object, {}", shape));
  if (first == '\xff' || first == '\xfe') {
    fail_at(source, offset,
            "found a byte that is no UTF-8, as at the start of UTF-16; save the file as UTF-8");
  }
  fail_at(source, offset,
          fmt::format("not JSON: found {}; expected the '{{' of an object, {}", describe_byte(first), shape));
}

constexpr std::size_t kLookAhead = 4096;

JsonStart skip_to_object(ByteSource& source, std::string_view shape) {
  JsonStart start;
  if (source.peek(kByteOrderMark.size()) == kByteOrderMark)
    start.offset += drop(source, kByteOrderMark.size());
  for (;;) {
    const std::string_view ahead = source.peek(kLookAhead);
    if (ahead.empty()) {
      throw InputError(Problem{.file = source.name(),
                               .what = fmt::format("the file is empty; expected an object, {}", shape)});
    }
    const std::size_t n = skip_white_space(ahead, 0);
    const LineBreaks breaks(ahead.substr(0, n));
    start.lines_before += breaks.count;
    if (breaks.count > 0) start.line_begin = start.offset + breaks.last + 1;
    start.offset += n;
    if (n == ahead.size()) {
      drop(source, n);
      continue;
    }
    if (ahead[n] != '{') refuse_start(source, start.offset, ahead[n], shape);
    drop(source, n + 1);
    return start;
  }
}

}  // namespace

JsonCutter::JsonCutter(ByteSource& source, std::string_view shape, std::size_t window_size)
    : source_(source),
      window_size_(std::max<std::size_t>(window_size, 1)),
      start_(skip_to_object(source, shape)),
      begin_(start_.offset) {
  const std::string_view ahead = source.peek(kLookAhead);
  const auto behind_key = skip_key(ahead, skip_white_space(ahead, 0));
  members_are_objects_ = behind_key && opens_object(ahead, *behind_key);
  start_.file_has_lines =
      ahead.substr(0, ahead.find_last_not_of(kJsonBlanks)).find('\n') != std::string_view::npos;
}

bool JsonCutter::next(JsonWindow& window) {
  if (is_done_) return false;
  window.index = index_++;
  window.begin = begin_;
  window.size = 1 + kept_.size();
  const std::size_t amount = kept_.size() < window_size_ ? window_size_ - kept_.size() : window_size_;
  grow(window, window.size + amount);
  window.buffer[0] = '{';
  std::copy(kept_.begin(), kept_.end(), window.buffer.begin() + 1);
  kept_.clear();
  read_and_cut(window, amount, 1);
  return true;
}

void JsonCutter::extend(JsonWindow& window) {
  if (window.end == JsonWindow::End::cut) window.buffer[window.size - 1] = ',';
  const std::size_t old_size = window.size;
  const std::size_t amount = std::max(window.size, window_size_);
  grow(window, window.size + kept_.size() + amount);
  std::copy(kept_.begin(), kept_.end(), window.buffer.data() + window.size);
  window.size += kept_.size();
  kept_.clear();
  read_and_cut(window, amount, old_size);
}

/// Makes room for so many bytes. The parser's index takes up to 4 bytes for each of them, and the strings
/// that it unescapes up to 1.
void JsonCutter::grow(JsonWindow& window, std::size_t n_bytes) {
  if (n_bytes + kJsonPadding <= window.buffer.size()) return;
  constexpr std::size_t kBytesOfParser = 5;
  source_.check_memory((1 + kBytesOfParser) * n_bytes);
  reserve_more_on_huge_pages(window.buffer, n_bytes + kJsonPadding);
  window.buffer.resize(n_bytes + kJsonPadding);
}

void JsonCutter::read_and_cut(JsonWindow& window, std::size_t amount, std::size_t search_from) {
  window.end = JsonWindow::End::open;
  const std::size_t n = source_.read(std::span(window.buffer).subspan(window.size, amount));
  window.size += n;
  window.stored_bytes = source_.stored_bytes_read();
  if (n < amount || source_.peek(1).empty()) {
    window.end = JsonWindow::End::file_end;
    is_done_ = true;
    return;
  }
  if (const auto border = find_border(window.text(), search_from)) cut_back(window, *border);
}

void JsonCutter::cut_back(JsonWindow& window, std::size_t comma) {
  keep_from(window, comma + 1);
  window.buffer[comma] = '}';
  window.size = comma + 1;
  window.end = JsonWindow::End::cut;
  begin_ = window.begin + comma;
}

void JsonCutter::give_back(const JsonWindow& window) {
  keep_from(window, 1);
  begin_ = window.begin;
  index_ = window.index;
}

/// Puts the text of the window from a place on before what was kept.
void JsonCutter::keep_from(const JsonWindow& window, std::size_t from) {
  kept_.insert(kept_.begin(), window.buffer.data() + from, window.buffer.data() + window.size);
  if (window.end == JsonWindow::End::cut) kept_[window.size - from - 1] = ',';
  is_done_ = false;
}

/// The last comma from a place on that looks like the end of a member.
std::optional<std::size_t> JsonCutter::find_border(std::string_view text, std::size_t from) const {
  for (std::size_t end = text.size(); end > from;) {
    const std::size_t comma = text.substr(0, end).rfind(',');
    if (comma == std::string_view::npos || comma < from) break;
    if (is_border(text, comma)) return comma;
    end = comma;
  }
  return std::nullopt;
}

bool JsonCutter::is_border(std::string_view text, std::size_t comma) const {
  if (members_are_objects_) {
    const std::size_t before = text.substr(0, comma).find_last_not_of(kJsonBlanks);
    if (before == std::string_view::npos || text[before] != '}') return false;
  }
  const auto behind_key = skip_key(text, skip_white_space(text, comma + 1));
  return behind_key && (!members_are_objects_ || opens_object(text, *behind_key));
}

}  // namespace crowdvote
