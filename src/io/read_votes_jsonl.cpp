#include "io/read_votes_jsonl.hpp"

#include "io/author_mark.hpp"
#include "io/column_names.hpp"
#include "io/json_parser.hpp"
#include "io/json_scanner.hpp"
#include "io/line_reader.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::array kRequests{ColumnRequest{.column = Column::observation},
                               ColumnRequest{.column = Column::user}, ColumnRequest{.column = Column::label},
                               ColumnRequest{.column = Column::author, .is_required = false}};

/// Lines between two looks at RunControl.
constexpr std::size_t kLinesBetweenReports = 1 << 16;

/// The members of one line.
class LineMembers final : public JsonMembers {
 public:
  struct Member {
    JsonKey key;
    JsonValue value;
  };

  void clear() override { members_.clear(); }
  std::string on_value(const JsonKey& key, const JsonValue& value) override {
    members_.push_back({key, value});
    return {};
  }
  std::string on_object_begin(const JsonKey& key) override {
    members_.push_back({key, {.kind = JsonValue::Kind::object}});
    return {};
  }
  std::string on_object_value(const JsonKey&, const JsonValue&) override { return {}; }

  [[nodiscard]] const std::vector<Member>& all() const { return members_; }

 private:
  std::vector<Member> members_;
};

using Member = LineMembers::Member;

class JsonLinesReader {
 public:
  JsonLinesReader(const ReadOptions& options, VoteCollector& collector)
      : options_(options), collector_(collector) {}

  void read_line(std::string_view text, std::size_t line) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return;
    has_read_anything_ = true;
    line_ = line;
    before_ = 0;
    if (text[begin] != '{') {
      add_problem(begin, fmt::format("found {}; expected the '{{' of an object, a vote a line",
                                     describe_byte(text[begin])));
      return;
    }
    before_ = begin;
    if (parse(text.substr(begin))) take_vote();
  }

  /// False after blank lines alone.
  [[nodiscard]] bool has_read_anything() const { return has_read_anything_; }

 private:
  bool parse(std::string_view text) {
    window_.size = text.size();
    window_.buffer.resize(std::max(window_.buffer.size(), text.size() + kJsonPadding));
    std::copy(text.begin(), text.end(), window_.buffer.begin());
    window_.end = JsonWindow::End::file_end;
    members_.clear();
    arena_.clear();
    if (parser_.parse(window_, members_, arena_)) return true;
    members_.clear();
    const JsonScan scan = scan_json(window_, members_, arena_);
    if (scan.is_complete) return true;
    if (scan.fault) {
      add_problem(scan.fault->offset, scan.fault->what);
    } else if (scan.open_string) {
      add_problem(*scan.open_string, "the string that begins here is not closed on its line");
    } else {
      add_problem(text.size(), "the line ends inside the object; a vote stands on one line");
    }
    return false;
  }

  void take_vote() {
    std::array<const Member*, kNumberOfColumns> by_column{};
    find_members(by_column);
    const auto member_of = [&](Column column) { return by_column[static_cast<std::size_t>(column)]; };
    for (const ColumnRequest& request : kRequests) {
      if (request.is_required && member_of(request.column) == nullptr) {
        add_problem(0, fmt::format("no key '{}', which holds the {}", names_[places_[request.column]],
                                   name_of(request.column)));
        return;
      }
    }
    const auto observation = take_name(Column::observation, *member_of(Column::observation));
    const auto user = take_name(Column::user, *member_of(Column::user));
    const auto label = take_name(Column::label, *member_of(Column::label));
    if (!observation || !user || !label) return;
    if (is_missing(*observation)) {
      add_problem(*member_of(Column::observation), "a vote without an observation; every vote needs its id");
      return;
    }
    const ObservationId id = collector_.add_observation(*observation);
    if (is_missing(*user)) {
      if (is_missing(*label)) return;  // how a file of votes lists an observation that nobody voted on
      add_problem(*member_of(Column::user), "a vote without a user; every vote needs one");
      return;
    }
    collector_.add(id, *user, *label, line_);
    if (const Member* const author = member_of(Column::author)) take_author(id, *user, *author);
  }

  /// Which member is which column. A key that was not seen before may make it clear or unclear.
  void find_members(std::array<const Member*, kNumberOfColumns>& by_column) {
    const std::size_t n_known = keys_.size();
    for (const Member& member : members_.all()) keys_.intern(member.key.name);
    if (keys_.size() > n_known || n_known == 0) find_keys(n_known);
    for (const Member& member : members_.all()) {
      const std::size_t key = *keys_.find(member.key.name);
      for (const ColumnRequest& request : kRequests) {
        if (places_[request.column] != key) continue;
        const Member*& found = by_column[static_cast<std::size_t>(request.column)];
        if (found != nullptr)
          add_problem(member, "the key stands a second time on its line; leave one of the two");
        found = &member;
      }
    }
  }

  void find_keys(std::size_t first_new) {
    for (std::size_t key = first_new; key < keys_.size(); ++key) {
      names_.push_back(keys_.str(static_cast<std::uint32_t>(key)));
    }
    places_ = find_columns(names_, kRequests, options_.columns);
    for (const std::string& problem : places_.problems) collector_.add_problem(line_, 0, problem);
    if (!places_.problems.empty()) collector_.problems().throw_if_any();
  }

  /// null is the empty name.
  std::optional<Name> take_name(Column column, const Member& member) {
    if (member.value.kind == JsonValue::Kind::name) return member.value.name;
    if (member.value.kind == JsonValue::Kind::null) return Name(std::string_view());
    add_problem(member, fmt::format("the {} is {}", name_of(column), member.value.why_no_name()));
    return std::nullopt;
  }

  static bool is_missing(const Name& name) { return !name.is_integer() && name.text().empty(); }

  void take_author(ObservationId observation, const Name& user, const Member& member) {
    const JsonValue& value = member.value;
    const std::string mark = value.kind == JsonValue::Kind::name      ? value.name.str()
                             : value.kind == JsonValue::Kind::boolean ? std::string(value.text)
                             : value.kind == JsonValue::Kind::null    ? std::string()
                                                                      : value.description();
    const auto is_author = parse_author_mark(mark);
    if (!is_author) {
      add_problem(member, explain_author_mark(mark));
    } else if (*is_author) {
      collector_.add_author(observation, user, line_);
    }
  }

  void add_problem(const Member& member, std::string what) {
    add_problem(member.key.offset, std::move(what));
  }
  void add_problem(std::size_t offset, std::string what) {
    collector_.add_problem(line_, before_ + offset + 1, std::move(what));
  }

  const ReadOptions& options_;
  VoteCollector& collector_;
  JsonWindow window_;
  JsonParser parser_;
  TextArena arena_;
  LineMembers members_;
  NameTable keys_;                  ///< all that were seen
  std::vector<std::string> names_;  ///< the same, for find_columns
  ColumnPlaces places_;
  bool has_read_anything_ = false;
  std::size_t line_ = 0;
  std::size_t before_ = 0;  ///< blanks before the object of the line
};

}  // namespace

void read_votes_jsonl(ByteSource& source, const ReadOptions& options, VoteCollector& collector,
                      const RunControl& control) {
  LineReader lines(source);
  JsonLinesReader reader(options, collector);
  while (const auto line = lines.next()) {
    if (const auto& fault = lines.fault()) {
      collector.add_problem(lines.number(), fault->column, fault->what);
    } else {
      reader.read_line(without_line_break(*line), lines.number());
    }
    if (lines.number() % kLinesBetweenReports != 0) continue;
    control.throw_if_cancelled();
    control.report({.stage = "read",
                    .done = source.stored_bytes_read(),
                    .total = source.stored_size().value_or(0),
                    .detail = {}});
  }
  if (lines.stopped_at_a_long_line()) {
    collector.add_problem(lines.number() + 1, 1,
                          fmt::format("a line of more than {} MB; expected a JSON object a line, a vote each",
                                      LineReader::kLongest >> 20));
  }
  if (!reader.has_read_anything()) {
    collector.problems().throw_if_any();
    throw InputError(
        Problem{.file = source.name(), .what = "the file is empty; expected a JSON object a line"});
  }
}

}  // namespace crowdvote
