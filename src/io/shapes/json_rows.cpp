#include "io/shapes/json_rows.hpp"

#include "io/json/json_scanner.hpp"
#include "io/records/column_names.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

void JsonRows::Members::on_value(const JsonKey& key, const Value& value, std::string& /*fault*/) {
  all.push_back({key, value.kind == Value::Kind::array ? only_element(value.text, texts_) : value});
}

JsonRows::JsonRows(JsonTexts& texts, std::vector<std::string> path, std::string file, ProblemList& problems)
    : texts_(texts), path_(std::move(path)), file_(std::move(file)), problems_(problems) {
  (void)level_at(0);
}

JsonRows::Level& JsonRows::level_at(std::size_t depth) {
  if (depth == levels_.size()) levels_.push_back(std::make_unique<Level>());
  return *levels_[depth];
}

bool JsonRows::next_row() {
  while (const auto text = next_text()) {
    Level& level = *levels_[depth_];
    if (!parse(level, *text)) continue;
    if (level.first_step == path_.size()) {
      name_keys();
      ++n_rows_;
      return true;
    }
    open(level);
  }
  finish();
  return false;
}

/// The text of the next record: from the innermost list that still has one, or else from the file.
std::optional<std::string_view> JsonRows::next_text() {
  while (n_open_ > 0 && levels_[n_open_]->next == levels_[n_open_]->elements.size()) --n_open_;
  depth_ = n_open_;
  Level& level = *levels_[depth_];
  if (depth_ == 0) {
    const auto text = texts_.next();
    level.first_step = texts_.n_steps_taken();
    return text;
  }
  const Level& around = *levels_[depth_ - 1];
  const std::string_view text = level.elements[level.next++];
  level.begin = around.begin + static_cast<std::size_t>(text.data() - around.window.buffer.data());
  return text;
}

bool JsonRows::parse(Level& level, std::string_view object) {
  const auto refuse = [&](std::size_t offset, std::string what) {
    problems_.add(texts_.problem(level.begin + offset, std::move(what)));
    return false;
  };
  if (object.front() != '{') {
    return refuse(0, fmt::format("found {}; expected the '{{' of an object", describe_byte(object.front())));
  }
  JsonWindow& window = level.window;
  window.size = object.size();
  window.buffer.resize(std::max(window.buffer.size(), object.size() + kJsonPadding));
  std::copy(object.begin(), object.end(), window.buffer.begin());
  window.end = JsonWindow::End::file_end;
  std::vector<JsonFault> refused;
  level.members.clear();
  if (level.parser.parse(window, level.members, refused)) return find_keys(level);
  const JsonScan scan = scan_json(window, {});
  if (scan.fault) return refuse(scan.fault->offset, scan.fault->what);
  if (scan.open_string) return refuse(*scan.open_string, std::string(texts_.why_open_string()));
  return scan.is_complete ? refuse(0, std::string(kUnreadableJson))
                          : refuse(object.size(), texts_.why_cut_off());
}

bool JsonRows::find_keys(Level& level) {
  std::fill(level.member_of_key.begin(), level.member_of_key.end(), kNone);
  const std::vector<Member>& members = level.members.all;
  for (std::size_t m = 0; m < members.size(); ++m) {
    const std::uint32_t key = level.keys.intern(members[m].key.name);
    if (key == level.member_of_key.size()) level.member_of_key.push_back(kNone);
    if (level.member_of_key[key] != kNone) {
      problems_.add(texts_.problem(level.begin + members[m].key.offset,
                                   "the key occurs a second time in its object; leave one of the two"));
      return false;
    }
    level.member_of_key[key] = m;
  }
  return true;
}

/// Finds the records inside a record.
void JsonRows::open(const Level& around) {
  Level& inner = level_at(++n_open_);
  inner.elements.clear();
  inner.next = 0;
  std::size_t step = around.first_step;
  std::string_view text;
  const auto key = around.keys.find(Name(path_[step++]));
  if (key && around.member_of_key[*key] != kNone) {
    text = around.members.all[around.member_of_key[*key]].value.text;
  }
  while (text.starts_with('{') && step < path_.size()) {
    text = crowdvote::member_of(text, path_[step++]).value_or(std::string_view());
  }
  inner.first_step = step;
  if (text.starts_with('[')) {
    for (JsonElements elements(text); elements.next();) inner.elements.push_back(elements.value());
  } else if (text.starts_with('{')) {
    inner.elements.push_back(text);
  }
  if (inner.elements.empty()) ++n_without_rows_;
}

/// Makes fields of keys that are new.
void JsonRows::name_keys() {
  for (std::size_t depth = depth_ + 1; depth-- > 0;) {
    Level& level = *levels_[depth];
    for (; level.n_named < level.keys.size(); ++level.n_named) {
      const std::string key = level.keys.str(static_cast<std::uint32_t>(level.n_named));
      const bool is_taken = taken_.find(Name(key)).has_value();
      if (!is_taken) taken_.intern(Name(key));
      names_.push_back(is_taken ? path_of(level, key) : key);
      fields_.push_back({depth, level.n_named});
    }
  }
}

std::string JsonRows::path_of(const Level& level, const std::string& key) const {
  std::string path;
  for (const std::string& step : std::span(path_).first(level.first_step)) path += '/' + step;
  return path + '/' + key;
}

void JsonRows::finish() {
  if (n_rows_ > 0) return;
  problems_.throw_if_any();
  if (path_.empty()) throw InputError(Problem{.file = file_, .what = "the file holds no record"});
  throw InputError(Problem{.file = file_,
                           .what = fmt::format("there is no record at '{}'", fmt::join(path_, ".")),
                           .found = "the keys: " + list_names(all_keys(*levels_.front())),
                           .remedy = {WayOut::choose_records}});
}

std::vector<std::string> JsonRows::all_keys(const Level& level) {
  std::vector<std::string> keys;
  for (std::uint32_t key = 0; key < level.keys.size(); ++key) keys.push_back(level.keys.str(key));
  return keys;
}

const JsonRows::Member* JsonRows::member_of(const Field& field) const {
  if (field.level > depth_) return nullptr;
  const Level& level = *levels_[field.level];
  const std::size_t member = field.key < level.member_of_key.size() ? level.member_of_key[field.key] : kNone;
  return member == kNone ? nullptr : &level.members.all[member];
}

Problem JsonRows::problem_at(std::size_t field, std::string what) const {
  if (!has(field)) return texts_.problem(levels_[depth_]->begin, std::move(what));
  const std::size_t offset = member_of(fields_[field])->key.offset;
  return texts_.problem(levels_[fields_[field].level]->begin + offset, std::move(what));
}

void JsonRows::add_notices(std::vector<Notice>& notices) const {
  if (n_without_rows_ == 0) return;
  notices.push_back({fmt::format("{} record{} nothing at '{}' and {} left out", n_without_rows_,
                                 n_without_rows_ == 1 ? " has" : "s have", fmt::join(path_, "."),
                                 n_without_rows_ == 1 ? "is" : "are")});
}

}  // namespace crowdvote
