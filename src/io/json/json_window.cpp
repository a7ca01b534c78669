#include "io/json/json_window.hpp"

#include "core/flat_array.hpp"
#include "io/json/json_scanner.hpp"
#include "io/json/json_text.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <cstring>
#include <span>

#include <fmt/format.h>

namespace crowdvote {

namespace {

std::size_t skip_white_space(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kJsonBlanks, at), text.size());
}

/// If `"key":` is at `at`, the position behind it.
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

/// The key, with its quotes, of the first member of the text if that member is an object; otherwise empty.
std::string_view first_object_key(std::string_view text) {
  const std::size_t begin = skip_white_space(text, 1);
  const auto behind_key = skip_key(text, begin);
  if (!behind_key || !opens_object(text, *behind_key)) return {};
  return text.substr(begin, text.find_last_of('"', *behind_key) + 1 - begin);
}

std::size_t last_of(std::string_view text, char c) {
  const void* const found = memrchr(text.data(), c, text.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// The last comma from a given position on that seems to end a scalar member.
std::optional<std::size_t> find_inner_comma(std::string_view text, std::size_t from) {
  for (std::size_t end = text.size(); end > from;) {
    end = last_of(text.substr(0, end), ',');
    if (end == std::string_view::npos || end < from) break;
    const auto behind_key = skip_key(text, skip_white_space(text, end + 1));
    const std::size_t before = text.find_last_not_of(kJsonBlanks, end - 1);
    // A comma with nothing before it is a fault, which must not be removed by cutting.
    if (behind_key && !opens_object(text, *behind_key) && text[before] != '{') return end;
  }
  return std::nullopt;
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
            "found a byte that is not valid UTF-8, as at the start of UTF-16; save the file as UTF-8");
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

std::optional<std::size_t> find_member_border(std::string_view text, bool are_objects) {
  for (std::size_t comma = text.find(','); comma != std::string_view::npos;
       comma = text.find(',', comma + 1)) {
    const std::size_t before = comma == 0 ? 0 : text.find_last_not_of(kJsonBlanks, comma - 1);
    const bool ends_object = before < comma && text[before] == '}';
    if (ends_object != are_objects) continue;
    const auto behind_key = skip_key(text, skip_white_space(text, comma + 1));
    if (behind_key && opens_object(text, *behind_key) == are_objects) return comma;
  }
  return std::nullopt;
}

JsonCutter::JsonCutter(ByteSource& source, std::string_view shape, std::size_t window_size)
    : source_(source),
      window_size_(std::max<std::size_t>(window_size, 1)),
      start_(skip_to_object(source, shape)),
      begin_(start_.offset + 1) {
  const std::string_view ahead = source.peek(kLookAhead);
  const auto behind_key = skip_key(ahead, skip_white_space(ahead, 0));
  members_are_objects_ = behind_key && opens_object(ahead, *behind_key);
  start_.file_has_lines =
      ahead.substr(0, ahead.find_last_not_of(kJsonBlanks)).find('\n') != std::string_view::npos;
}

bool JsonCutter::next(JsonWindow& window) {
  if (is_done_) return false;
  window.index = index_++;
  window.n_added = added_.size();
  window.begin = begin_ - added_.size();
  window.size = added_.size() + kept_.size();
  const std::size_t amount = kept_.size() < window_size_ ? window_size_ - kept_.size() : window_size_;
  grow(window, window.size + amount);
  std::copy(kept_.begin(), kept_.end(), std::copy(added_.begin(), added_.end(), window.buffer.begin()));
  kept_.clear();
  read_and_cut(window, amount, window.n_added);
  return true;
}

void JsonCutter::extend(JsonWindow& window) {
  reopen(window);
  const std::size_t old_size = window.size;
  const std::size_t amount = std::max(window.size, window_size_);
  grow(window, window.size + kept_.size() + amount);
  std::copy(kept_.begin(), kept_.end(), window.buffer.data() + window.size);
  window.size += kept_.size();
  kept_.clear();
  read_and_cut(window, amount, old_size);
}

/// Restores the comma of the file at the place where the window was cut.
void JsonCutter::reopen(JsonWindow& window) {
  if (window.n_closed() == 0) return;
  window.size -= window.n_closed() - 1;
  window.buffer[window.size - 1] = ',';
  window.end = JsonWindow::End::open;
}

/// Makes room for this many bytes. For each of them, the parser needs up to 4 bytes for its index and up to 1
/// for unescaped strings.
void JsonCutter::grow(JsonWindow& window, std::size_t n_bytes) {
  n_bytes += 1;  // a cut inside a member replaces one comma by two brackets
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
  if (const auto border = find_border(window.text(), search_from)) {
    cut_back(window, *border);
  } else if (may_cut_inside_ && !first_object_key(window.text()).empty()) {
    if (const auto comma = find_inner_comma(window.text(), search_from)) cut_inside(window, *comma);
  }
}

void JsonCutter::cut_back(JsonWindow& window, std::size_t comma) {
  keep_from(window, comma + 1);
  begin_ = window.begin + comma + 1;
  added_.assign(1, '{');
  window.buffer[comma] = '}';
  window.size = comma + 1;
  window.end = JsonWindow::End::cut;
}

void JsonCutter::cut_inside(JsonWindow& window, std::size_t comma) {
  keep_from(window, comma + 1);
  begin_ = window.begin + comma + 1;
  added_ = fmt::format("{{{}:{{", first_object_key(window.text()));
  window.buffer[comma] = window.buffer[comma + 1] = '}';
  window.size = comma + 2;
  window.end = JsonWindow::End::cut_inside;
}

void JsonCutter::give_back(const JsonWindow& window) {
  keep_from(window, window.n_added);
  begin_ = window.begin + window.n_added;
  added_ = window.text().substr(0, window.n_added);
  index_ = window.index;
}

/// Puts the text of the window from a position on before what was kept.
void JsonCutter::keep_from(const JsonWindow& window, std::size_t from) {
  const std::size_t n_closed = window.n_closed();
  if (n_closed > 0) kept_.insert(kept_.begin(), ',');
  kept_.insert(kept_.begin(), window.buffer.data() + from, window.buffer.data() + window.size - n_closed);
  is_done_ = false;
}

/// The last comma from a given position on that seems to end a member.
std::optional<std::size_t> JsonCutter::find_border(std::string_view text, std::size_t from) const {
  const char before = members_are_objects_ ? '}' : ',';
  for (std::size_t end = text.size(); end > from;) {
    end = last_of(text.substr(0, end), before);
    if (end == std::string_view::npos) break;
    const std::size_t comma = members_are_objects_ ? skip_white_space(text, end + 1) : end;
    if (comma < from) break;
    if (comma >= text.size() || text[comma] != ',') continue;
    const auto behind_key = skip_key(text, skip_white_space(text, comma + 1));
    if (behind_key && (!members_are_objects_ || opens_object(text, *behind_key))) return comma;
  }
  return std::nullopt;
}

}  // namespace crowdvote
