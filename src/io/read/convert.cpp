#include "io/bytes/byte_source.hpp"
#include "io/bytes/output_target.hpp"
#include "io/duckdb/duckdb_library.hpp"
#include "io/names/label_set.hpp"
#include "io/names/pseudonyms.hpp"
#include "io/read/kept_statements.hpp"
#include "io/read/vote_collector.hpp"
#include "io/read/vote_record_reader.hpp"
#include "io/read/votes_file.hpp"
#include "io/read/votes_sink.hpp"
#include "io/records/field.hpp"
#include "io/records/statement.hpp"
#include "io/shapes/json_shapes.hpp"
#include "io/shapes/row_options.hpp"
#include <crowdvote/convert.hpp>
#include <crowdvote/format_figures.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

/// The members of one window of {observation: {user: label}}; abstentions are kept as they are written.
class MemberBatch final : public RecordBatch {
 public:
  struct Member {
    Name outer;
    std::optional<Name> inner;  ///< empty if the outer object has no members
    Name label;
  };

  MemberBatch(const VoteKeys& keys, const std::optional<MultiLabel>& multi_label) : keys_(keys) {
    if (multi_label) label_sets_.emplace(*multi_label);
  }

  void clear() override {
    members_.clear();
    sets_.clear();
  }
  void on_value(const JsonKey& key, const Value& value, std::string& fault) override {
    fault = refused_value(keys_, key.name, value);
  }
  void on_object_begin(const JsonKey& key, std::string& /*fault*/) override {
    members_.push_back({key.name, std::nullopt, Name(std::string_view())});
  }
  void on_object_value(const JsonKey& key, const Value& written, std::string& fault) override {
    const Name outer = members_.back().outer;
    const Value value = label_sets_ ? set_in(written) : written;
    if (value.kind != Value::Kind::name && value.kind != Value::Kind::null &&
        value.kind != Value::Kind::boolean) {
      fault = refused_label(keys_, outer, key.name, value);
      return;
    }
    if (!members_.back().inner) members_.pop_back();
    members_.push_back({outer, key.name, name_or_empty(value)});
  }
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }

 private:
  /// The text of a set stays valid until the next window.
  Value set_in(const Value& written) {
    Value set = label_sets_->join(written);
    if (set.kind == Value::Kind::name && !set.name.is_integer()) {
      set.name = Name(sets_.emplace_back(set.name.text()));
    }
    return set;
  }

  const VoteKeys& keys_;
  std::optional<LabelSets> label_sets_;
  std::deque<std::string> sets_;
  std::vector<Member> members_;
};

/// Turns records into statements and passes them on.
class ConversionSink final : public RecordSink {
 public:
  ConversionSink(const ReadOptions& read, const ConvertOptions& options, Conversion& conversion)
      : read_(read),
        records_(read),
        author_reader_(Column::author, read),
        abstentions_(read),
        problems_(read.max_errors),
        conversion_(conversion) {
    if (options.salt) pseudonyms_.emplace(*options.salt);
  }

  /// Chooses where the statements go, once the columns of the first record are known.
  std::function<StatementSink&(const std::vector<Column>& columns)> choose_target;

  /// Sets how the rows of the next file are read. \param options must outlive the rows
  void understand_rows_by(const ReadOptions& options) { records_.begin_file(options); }
  [[nodiscard]] ProblemList& problems() { return problems_; }
  [[nodiscard]] std::size_t n_too_late() const { return records_.n_too_late(); }

  void take(const Record& record) override {
    if (!records_.read(record, problems_)) return;
    statement_[Column::observation] = name_or_empty(record[Column::observation]);
    statement_[Column::user] = name_or_empty(value_or_none(record, Column::user));
    statement_[Column::label] = name_or_empty(records_.label());
    statement_[Column::author] = author_of(record);
    for (const Column column : {Column::time, Column::count}) {
      const Value& value = value_or_none(record, column);
      statement_[column] = value.kind == Value::Kind::number ? Name(value.text) : name_or_empty(value);
    }
    if (target_ == nullptr) {
      std::vector<Column> columns;
      for (const Column column : kStatementColumns) {
        if (is_always_written(column) || record.find(column) != nullptr) columns.push_back(column);
      }
      target_ = &choose_target(columns);
    }
    hand_on(records_.time());
  }

  std::unique_ptr<RecordBatch> make_batch() override {
    return std::make_unique<MemberBatch>(vote_keys(read_.json_order), read_.multi_label);
  }
  void commit(RecordBatch& batch, const BatchCommit& /*commit*/) override {
    const bool by_user = read_.json_order == JsonOrder::user;
    const bool has_counts = read_.json_order == JsonOrder::count;
    if (target_ == nullptr) {
      target_ = &choose_target(
          has_counts ? std::vector{Column::observation, Column::user, Column::label, Column::count}
                     : std::vector<Column>());
    }
    statement_ = {};
    for (const auto& [outer, inner, label] : static_cast<MemberBatch&>(batch).members()) {
      if (by_user && !inner) continue;  // the user has no votes
      if (has_counts) {
        statement_[Column::observation] = outer;
        statement_[Column::label] = inner.value_or(Name(std::string_view()));
        statement_[Column::count] = label;
        hand_on(0);
        continue;
      }
      statement_[by_user ? Column::user : Column::observation] = outer;
      statement_[by_user ? Column::observation : Column::user] = inner.value_or(Name(std::string_view()));
      statement_[Column::label] = label;
      hand_on(0);
    }
  }

 private:
  void hand_on(std::int64_t time) {
    const bool has_user = statement_.has(Column::user);
    if (has_user || statement_.has(Column::label)) {
      ++conversion_.n_statements;
      if (abstentions_.contains(statement_[Column::label])) ++conversion_.n_abstentions;
    }
    if (pseudonyms_ && has_user && !(statement_[Column::user] == Name(read_.ai_user))) {
      statement_[Column::user] = pseudonyms_->of(statement_[Column::user]);
    }
    target_->add(statement_, time);
  }

  Name author_of(const Record& record) {
    const Value& value = value_or_none(record, Column::author);
    if (value.is_missing()) return Name(std::string_view());
    const Field field = author_reader_.read(value);
    if (field.kind == Field::Kind::wrong) problems_.add(record.problem_at(Column::author, field.problem()));
    if (field.kind != Field::Kind::flag) return Name(std::string_view());
    return Name(std::int64_t{field.flag ? 1 : 0});
  }

  const ReadOptions& read_;
  VoteRecordReader records_;
  FieldReader author_reader_;
  Abstentions abstentions_;
  ProblemList problems_;
  Conversion& conversion_;
  std::optional<Pseudonyms> pseudonyms_;
  Statement statement_;
  StatementSink* target_ = nullptr;
};

class Converter {
 public:
  Converter(const std::vector<std::string>& paths, OutputFile& output, const ReadOptions& read,
            const ConvertOptions& options, const RunControl& control)
      : paths_(paths),
        output_(output),
        read_(read),
        options_(options),
        control_(control),
        sink_(read, options, conversion_) {
    if (options.format == ConversionFormat::parquet) (void)DuckdbLibrary::get();  // fails before reading
    sink_.choose_target = [this](const std::vector<Column>& columns) -> StatementSink& {
      if (!goes_straight_) return kept_;
      return rows_.emplace(output_, options_.format, columns);
    };
  }

  Conversion convert() {
    for (const std::string& path : paths_) {
      VotesFile file(path, read_, control_);
      goes_straight_ = may_go_straight(file.kind());
      sink_.understand_rows_by(file.options());
      const ReadNotes notes = file.read(sink_, sink_.problems(), control_);
      if (file.is_json_object()) {
        refuse_table(kept_.names(Column::observation), kept_.names(Column::user), file.name());
      }
      conversion_.n_rows_left_out += notes.n_rows_left_out;
      conversion_.files.push_back(file.describe(notes));
      look_at(notes, file.name());
    }
    sink_.problems().throw_if_any();
    conversion_.n_too_late = sink_.n_too_late();
    if (!goes_straight_) write_kept();
    if (goes_straight_ && !rows_) rows_.emplace(output_, options_.format, kept_.columns());
    return std::move(conversion_);
  }

 private:
  /// The header of a table lists all columns; in JSON lines a column may first appear late in the file, and
  /// only JSON lines can be written in that case.
  [[nodiscard]] bool may_go_straight(FileFormat::Kind kind) const {
    if (paths_.size() > 1 || read_.repeats != Repeats::all ||
        !find_output_target(output_.path()).is_replaceable) {
      return false;
    }
    const bool needs_all_first =
        options_.format == ConversionFormat::json || options_.format == ConversionFormat::parquet;
    if (needs_all_first) return false;
    return kind == FileFormat::Kind::table ||
           (kind == FileFormat::Kind::jsonl && options_.format == ConversionFormat::jsonl);
  }

  void look_at(const ReadNotes& notes, const std::string& file) {
    for (const Finding& finding : notes.findings) {
      if (read_.strict) {
        sink_.problems().add({.file = file, .what = finding.text(), .remedy = finding.remedy});
      } else {
        warn(fmt::format("{}: {}", file, finding.text()), finding.remedy);
      }
    }
    for (const Notice& notice : notes.notices) warn(fmt::format("{}: {}", file, notice.text), notice.remedy);
  }

  void write_kept() {
    const bool is_object = options_.format == ConversionFormat::json;
    const KeptStatements::Repeated repeated = kept_.settle(read_.repeats);
    if (repeated.count > 0 && (forbids_repeats(read_) || (is_object && read_.repeats == Repeats::all))) {
      refuse(
          fmt::format(
              "{} repeated, as that of {}{}",
              repeated.count == 1 ? "1 vote is" : fmt::format("{} votes are", repeated.count),
              repeated.example,
              is_object ? "; {observation: {user: label}} holds one vote of a user on an observation" : ""),
          {WayOut::choose_repeats, "",
           is_object ? std::vector<std::string>{"last", "first"} : std::vector<std::string>{}});
    }
    if (read_.repeats != Repeats::all) conversion_.n_replaced = repeated.count;
    conversion_.n_statements -= conversion_.n_replaced;
    if (options_.format == ConversionFormat::parquet) return kept_.write_parquet(output_, control_);
    if (!is_object) {
      StatementRows rows(output_, options_.format, kept_.columns());
      return kept_.write_rows(rows);
    }
    if (const std::size_t n = kept_.n_without_user(); n > 0) {
      refuse(
          fmt::format(
              "{} no user, and {{observation: {{user: label}}}} holds votes by their users; write a table or "
              "JSON lines",
              count_of(n, "vote has", "votes have")),
          {});
    }
    std::vector<std::string_view> lost;
    for (const Column column : kept_.columns()) {
      if (column == Column::author || column == Column::time) lost.push_back(name_of(column));
    }
    if (!lost.empty()) {
      warn(fmt::format("{{observation: {{user: label}}}} has no place for the column {}: left out",
                       fmt::join(lost, ", ")),
           {});
    }
    kept_.write_json(output_);
  }

  [[noreturn]] void refuse(std::string what, Remedy remedy) const {
    throw InputError(
        Problem{.file = name_of_inputs(paths_), .what = std::move(what), .remedy = std::move(remedy)});
  }
  void warn(std::string text, Remedy remedy) {
    conversion_.warnings.push_back({std::move(text), std::move(remedy)});
  }

  const std::vector<std::string>& paths_;
  OutputFile& output_;
  const ReadOptions& read_;
  const ConvertOptions& options_;
  const RunControl& control_;
  Conversion conversion_;
  ConversionSink sink_;
  bool goes_straight_ = false;
  std::optional<StatementRows> rows_;
  KeptStatements kept_;
};

}  // namespace

Conversion convert_votes(const std::vector<std::string>& paths, OutputFile& output, const ReadOptions& read,
                         const ConvertOptions& options, const RunControl& control) {
  if (paths.empty()) throw OptionError("no file of votes is given");
  if (read.fold.any()) {
    throw OptionError(
        "a conversion keeps labels as they are written: join their spellings when they are aggregated");
  }
  check_row_options(read);
  return Converter(paths, output, read, options, control).convert();
}

}  // namespace crowdvote
