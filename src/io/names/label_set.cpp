#include "io/names/label_set.hpp"

#include "io/bytes/field_text.hpp"
#include "io/bytes/line_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

/// Converts a list as Python prints it, such as "['a', "b's"]", to JSON.
std::string json_of_python(std::string_view text) {
  std::string json;
  char quote = '\0';  // the quote that encloses the current string
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == '\0') {
      if (c == '\'' || c == '"') quote = c;
      json += quote == '\0' ? c : '"';
    } else if (c == '\\' && i + 1 < text.size()) {
      if (text[++i] != '\'') json += c;
      json += text[i];
    } else if (c == quote) {
      quote = '\0';
      json += '"';
    } else {
      if (c == '"') json += '\\';
      json += c;
    }
  }
  return json;
}

/// Whether the text begins like a list of strings, whatever follows.
bool begins_like_list(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with('[')) return false;
  text = trimmed(text.substr(1));
  return text.starts_with('"') || text.starts_with('\'');
}

}  // namespace

Value LabelSets::join(const Value& value) {
  if (take(value)) return joined();
  const bool is_text =
      labels_.separator.empty() && value.kind == Value::Kind::name && !value.name.is_integer();
  if (!is_text || !begins_like_list(value.name.text())) return value;
  text_ = fmt::format("'{}', which begins like a list of labels but is not one", cut_short(value.name.str()));
  return {.kind = Value::Kind::unreachable, .text = text_};
}

const std::vector<std::string>& LabelSets::labels_in(const Name& set) {
  if (!take(Value::of(set))) set_ = {set.str()};
  return set_;
}

/// Puts the labels of the value into set_; returns false for a value that is left as it is.
bool LabelSets::take(const Value& value) {
  set_.clear();
  const bool is_name = value.kind == Value::Kind::name;
  if (!labels_.separator.empty()) {
    if (!is_name) return false;
    split(value.name.str());
  } else if (value.kind == Value::Kind::array || value.kind == Value::Kind::object) {
    if (!take_list(value.text)) return false;
  } else if (is_name && !value.is_missing()) {
    const std::string text = value.name.str();
    const std::string_view list = trimmed(text);
    if (!list.starts_with('[') && !list.starts_with('{')) {
      set_.push_back(text);
    } else if (!take_list(list) && !take_list(json_of_python(list))) {
      return false;
    }
  } else {
    return false;
  }
  std::sort(set_.begin(), set_.end());
  set_.erase(std::unique(set_.begin(), set_.end()), set_.end());
  return true;
}

void LabelSets::split(std::string_view text) {
  while (true) {
    const std::size_t end = text.find(labels_.separator);
    const std::string_view label = trimmed(text.substr(0, end));
    if (!label.empty()) set_.emplace_back(label);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + labels_.separator.size());
  }
}

/// Accepts a list, or an object with a list as its only member, such as {"choices": ["a", "b"]}, which Label
/// Studio writes for several choices.
bool LabelSets::take_list(std::string_view json) {
  nlohmann::json list = nlohmann::json::parse(json, nullptr, false);
  if (list.is_object() && list.size() == 1) list = nlohmann::json(list.front());
  if (!list.is_array()) return false;
  for (const auto& label : list) {
    if (label.is_string()) {
      set_.push_back(label.get<std::string>());
    } else if (label.is_number_integer() || label.is_boolean()) {
      set_.push_back(label.dump());
    } else {
      return false;
    }
  }
  return true;
}

/// A set that came from a list is written as a list, so that a comma inside a label does not split it. A
/// single label is written as it is.
Value LabelSets::joined() {
  if (set_.empty()) return {};
  text_.clear();
  const bool is_list = labels_.separator.empty() && set_.size() > 1;
  for (const std::string& label : set_) {
    if (!text_.empty()) text_ += is_list ? "," : labels_.separator;
    if (is_list) {
      if (text_.empty()) text_ += '[';
      append_json_string(text_, label);
    } else {
      text_ += label;
    }
  }
  if (is_list) text_ += ']';
  return Value::of(Name(text_));
}

}  // namespace crowdvote
