#include "io/json/json_path.hpp"

#include "io/bytes/field_text.hpp"
#include "io/bytes/line_reader.hpp"
#include "io/json/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Takes a word from the beginning of a text: the content of double quotes, or everything up to one of the
/// characters in `ends`.
std::optional<std::string> take_word(std::string_view& text, std::string_view ends) {
  const bool is_quoted = text.starts_with('"');
  const std::size_t end = is_quoted ? text.find('"', 1) : std::min(text.find_first_of(ends), text.size());
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  std::string word(text.substr(is_quoted ? 1 : 0, is_quoted ? end - 1 : end));
  text.remove_prefix(is_quoted ? end + 1 : end);
  return word;
}

/// Takes what is in brackets.
std::optional<JsonStep> take_selection(std::string_view& text) {
  const bool is_quoted = text.starts_with('"');
  auto word = take_word(text, "=]");
  if (!word) return std::nullopt;
  JsonStep step{.key = std::move(*word)};
  if (text.starts_with('=')) {
    text.remove_prefix(1);
    auto value = take_word(text, "]");
    if (!value) return std::nullopt;
    step.kind = JsonStep::Kind::match;
    step.value = std::move(*value);
  } else if (!is_quoted) {
    const char* const end = step.key.data() + step.key.size();
    if (std::from_chars(step.key.data(), end, step.index).ptr != end) return std::nullopt;
    step.kind = JsonStep::Kind::index;
  }
  if (!text.starts_with(']')) return std::nullopt;
  text.remove_prefix(1);
  return step;
}

/// A key or a match, as every value has elements.
std::string written(const JsonStep& step) {
  if (step.kind == JsonStep::Kind::key) return step.key;
  return fmt::format("[{}={}]", step.key, step.value);
}

bool opens(std::string_view text) { return text.starts_with('{') || text.starts_with('['); }

/// Moves from the text of a value to the text that a step leads to.
class Walker {
 public:
  Walker(std::string_view text, std::deque<std::string>& texts) : text_(text), texts_(texts) {}

  /// Returns false if the path ends here: at a missing value or at one that cannot be entered.
  bool go(const JsonStep& step) {
    look_into_string();
    switch (step.kind) {
      case JsonStep::Kind::key:
        return go_to_member(step);
      case JsonStep::Kind::index:
        return go_to_element(step);
      case JsonStep::Kind::match:
        return go_to_match(step);
    }
    return false;
  }

  /// The value that the path has led to.
  [[nodiscard]] Value value() const {
    if (!problem_.empty()) return {.kind = Value::Kind::unreachable, .text = texts_.emplace_back(problem_)};
    if (text_.empty()) return {};
    if (const auto value = value_in(text_, texts_)) return *value;
    return {.kind = Value::Kind::unreachable,
            .text = texts_.emplace_back(fmt::format("out of reach: {} is not JSON", text_.substr(0, 40)))};
  }

 private:
  bool go_to_member(const JsonStep& step) {
    if (text_.starts_with('[')) {
      const std::vector<std::string_view> all = elements();
      if (all.size() > 1) {
        return stop(step, fmt::format("a list of {}", all.size()),
                    "; choose one with [0] or [key=value] before it");
      }
      text_ = all.empty() ? std::string_view() : all.front();
      if (text_.empty()) return false;
      look_into_string();
    }
    if (!text_.starts_with('{')) return stop_at_scalar(step);
    text_ = member_of(text_, step.key).value_or(std::string_view());
    return !text_.empty();
  }

  bool go_to_element(const JsonStep& step) {
    const std::vector<std::string_view> all = elements();
    const auto n = static_cast<std::int64_t>(all.size());
    const std::int64_t index = step.index < 0 ? n + step.index : step.index;
    text_ = index < 0 || index >= n ? std::string_view() : all[static_cast<std::size_t>(index)];
    return !text_.empty();
  }

  bool go_to_match(const JsonStep& step) {
    if (!opens(text_)) return stop_at_scalar(step);
    for (const std::string_view element : elements()) {
      if (!element.starts_with('{')) continue;
      const auto member = member_of(element, step.key);
      const auto value = member ? value_in(*member, texts_) : std::nullopt;
      if (!value) continue;
      const bool is_name = value->kind == Value::Kind::name;
      if ((is_name ? value->name.str() : std::string(value->text)) != step.value) continue;
      text_ = element;
      return true;
    }
    text_ = {};
    return false;
  }

  /// The elements of a list; any other value counts as a list of one.
  [[nodiscard]] std::vector<std::string_view> elements() const {
    if (!text_.starts_with('[')) return {text_};
    std::vector<std::string_view> all;
    for (JsonElements element(text_); element.next();) all.push_back(element.value());
    return all;
  }

  void look_into_string() {
    const auto inner = string_in(text_, texts_);
    if (inner && opens(trimmed(*inner))) text_ = trimmed(*inner);
  }

  bool stop_at_scalar(const JsonStep& step) {
    const auto value = value_in(text_, texts_);
    if (value && value->is_missing()) {
      text_ = {};
      return false;
    }
    return stop(step, value ? value->description() : std::string(text_.substr(0, 40)), "");
  }

  bool stop(const JsonStep& step, std::string_view found, std::string_view advice) {
    problem_ =
        fmt::format("out of reach: there is {} where '{}' is looked for{}", found, written(step), advice);
    return false;
  }

  std::string_view text_;
  std::deque<std::string>& texts_;
  std::string problem_;
};

/// The JSON text of a value.
std::string_view json_of(const Value& value, std::deque<std::string>& texts) {
  if (value.kind != Value::Kind::name) return value.text;
  if (value.name.is_integer()) return texts.emplace_back(value.name.str());
  const std::string_view text = trimmed(value.name.text());
  if (opens(text)) return text;
  append_json_string(texts.emplace_back(), text);
  return texts.back();
}

}  // namespace

std::optional<std::vector<JsonStep>> steps_of_path(std::string_view text) {
  std::vector<JsonStep> steps;
  while (!text.empty()) {
    const char first = text.front();
    text.remove_prefix(1);
    std::optional<JsonStep> step;
    if (first == '[') {
      step = take_selection(text);
    } else if (auto key = first == '.' ? take_word(text, ".[") : std::nullopt) {
      step = JsonStep{.key = std::move(*key)};
    }
    if (!step) return std::nullopt;
    steps.push_back(std::move(*step));
  }
  return steps;
}

Value follow_path(const Value& start, const std::vector<JsonStep>& steps, std::deque<std::string>& texts) {
  if (start.is_missing()) return {};
  Walker walker(json_of(start, texts), texts);
  for (const JsonStep& step : steps) {
    if (!walker.go(step)) break;
  }
  return walker.value();
}

}  // namespace crowdvote
