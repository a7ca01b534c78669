#include "io/json/json_documents.hpp"

#include "io/bytes/byte_source.hpp"
#include "io/json/json_scanner.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

bool begins_value(char c) { return c != '\0' && std::strchr(",:]}", c) == nullptr; }

}  // namespace

JsonDocuments::JsonDocuments(ByteSource& source, Options options, ProblemList& problems)
    : source_(source),
      options_(std::move(options)),
      problems_(problems),
      buffer_(source),
      line_begin_(buffer_.begin()) {}

std::optional<std::string_view> JsonDocuments::next() {
  for (is_record_ = false; !is_record_;) {
    const char first = token();
    if (position_ == buffer_.size()) {
      if (place_ != Place::between_documents)
        fail("the file ends too early; it is cut off: fetch or write it again");
      return std::nullopt;
    }
    switch (place_) {
      case Place::between_documents:
        go_on_between_documents(first);
        break;
      case Place::array:
        go_on_in_array(first);
        break;
      case Place::object:
        go_on_in_object(first);
        break;
    }
  }
  return take_value();
}

void JsonDocuments::enter(Place place) {
  place_ = place;
  is_first_ = true;
}

void JsonDocuments::go_on_between_documents(char first) {
  has_found_ = false;
  n_steps_taken_ = 0;
  if (first == '{' && !options_.opens_objects) {
    is_record_ = true;
  } else if (first == '{') {
    ++position_;
    n_open_ = 1;
    enter(Place::object);
  } else if (first == '[') {
    ++position_;
    enter(Place::array);
  } else {
    fail_at(first, "expected the '{' of an object or the '[' of an array of objects");
  }
}

/// Moves past the comma, if one is required here. Returns the character at the new position.
char JsonDocuments::behind_comma(char first, char closing) {
  if (std::exchange(is_first_, false)) return first;
  if (first != ',') fail_at(first, fmt::format("expected a ',' or a '{}' after the value", closing));
  ++position_;
  return token();
}

void JsonDocuments::go_on_in_array(char first) {
  if (first == ']') {
    ++position_;
    place_ = n_open_ > 0 ? Place::object : Place::between_documents;
    is_first_ = false;
    return;
  }
  first = behind_comma(first, ']');
  is_record_ = first == '{';
  if (is_record_) return;
  if (!begins_value(first)) fail_at(first, "expected the '{' of an object");
  count_lines();
  problems_.add(problem(0, fmt::format("found {}; expected the '{{' of an object", describe_byte(first))));
  skip_value();
}

void JsonDocuments::go_on_in_object(char first) {
  if (first == '}') {
    ++position_;
    is_first_ = false;
    if (--n_open_ == 0) place_ = Place::between_documents;
    return;
  }
  if (behind_comma(first, '}') != '"') fail_at(token(), "expected a key, which is a string in double quotes");
  const std::string quoted(take_value());
  if (token() != ':') fail_at(token(), "expected a ':' after the key");
  ++position_;
  look_at_member(std::string_view(quoted).substr(1, quoted.size() - 2), token());
}

void JsonDocuments::look_at_member(std::string_view key, char first) {
  const std::vector<std::string>& path = options_.path;
  const bool is_on_path = !has_found_ && n_open_ <= path.size() && key == path[n_open_ - 1];
  const bool is_record = first == '{' && n_open_ == path.size();
  if (is_on_path && (first == '[' || is_record)) {
    has_found_ = true;
    n_steps_taken_ = n_open_;
    is_record_ = is_record;
    if (is_record) return;
    ++position_;
    enter(Place::array);
  } else if (is_on_path && first == '{') {
    ++position_;
    ++n_open_;
    enter(Place::object);
  } else if (!begins_value(first)) {
    fail_at(first, "expected a value after the ':'");
  } else if (options_.was_found && first == '[') {
    refuse_if_list_of_objects();
  } else {
    skip_value();
  }
}

/// Handles a list of objects too far into a large file for format detection to see it.
void JsonDocuments::refuse_if_list_of_objects() {
  ++position_;
  if (token() == '{') {
    count_lines();
    Problem one = problem(
        0, fmt::format("a second list of records begins here, besides '{}'", fmt::join(options_.path, ".")));
    one.remedy = {WayOut::choose_records};
    problems_.add(std::move(one));
    problems_.throw_if_any();
  }
  JsonExtent extent;
  (void)extent.end_in("[");
  skip_value(extent);
}

void JsonDocuments::skip_value(JsonExtent extent) {
  do {
    const auto n = extent.end_in(buffer_.bytes().substr(position_));
    position_ += n.value_or(buffer_.size() - position_);
    if (n) return;
  } while (refill());
}

/// Leaves the line count at the beginning of the value.
std::string_view JsonDocuments::take_value() {
  count_lines();
  JsonExtent extent;
  std::size_t n_bytes = 0;
  bool is_whole = false;
  do {
    const auto n = extent.end_in(buffer_.bytes().substr(position_ + n_bytes));
    n_bytes = n ? n_bytes + *n : buffer_.size() - position_;
    if (n_bytes > options_.longest) {
      Problem long_one =
          problem(0, fmt::format("a record of more than {} bytes begins here", options_.longest));
      long_one.remedy = {WayOut::field_limit};
      problems_.add(std::move(long_one));
      problems_.throw_if_any();
    }
    is_whole = n.has_value();
  } while (!is_whole && refill());
  position_ += n_bytes;
  return buffer_.bytes().substr(position_ - n_bytes, n_bytes);
}

/// Moves to the next character that is not white space; returns NUL at the end of the file.
char JsonDocuments::token() {
  do {
    const std::string_view rest = buffer_.bytes().substr(position_);
    const std::size_t n_blanks = rest.find_first_not_of(" \t\r\n\x1e");
    position_ += std::min(n_blanks, rest.size());
  } while (position_ == buffer_.size() && refill());
  return position_ < buffer_.size() ? buffer_.bytes()[position_] : '\0';
}

bool JsonDocuments::refill() {
  if (buffer_.is_at_end()) return false;
  count_lines();
  const std::size_t n_done = std::exchange(position_, 0);
  counted_ = 0;
  return buffer_.read_on(n_done) > 0;
}

void JsonDocuments::count_lines() {
  const LineBreaks breaks(buffer_.bytes().substr(counted_, position_ - counted_));
  line_ += breaks.count;
  if (breaks.count > 0) line_begin_ = buffer_.begin() + counted_ + breaks.last + 1;
  counted_ = position_;
}

Problem JsonDocuments::problem(std::size_t offset, std::string what) const {
  const LineBreaks breaks(buffer_.bytes().substr(counted_, offset));
  const std::uint64_t begin = breaks.count == 0 ? line_begin_ : buffer_.begin() + counted_ + breaks.last + 1;
  return {.file = source_.name(),
          .line = line_ + breaks.count,
          .column = buffer_.begin() + counted_ + offset - begin + 1,
          .what = std::move(what)};
}

void JsonDocuments::fail(std::string what) {
  count_lines();
  problems_.add(problem(0, std::move(what)));
  throw InputError(problems_.problems(), problems_.total());
}

void JsonDocuments::fail_at(char found, std::string_view expectation) {
  if (position_ == buffer_.size()) fail("the file ends too early; it is cut off: fetch or write it again");
  fail(fmt::format("found {}; {}", describe_byte(found), expectation));
}

}  // namespace crowdvote
