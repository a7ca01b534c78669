#pragma once

/// The stream of records between the readers of formats and what becomes of the records.
///
/// A format is read by one reader, which knows nothing of votes or truths:
///
///     RowReader       a table or JSON records: rows of fields with names
///     read_object     one JSON object of any size: batches, which threads fill and the sink takes in order
///     read_text, npy  values by position
///
/// A schema (io/schema.hpp) says which fields make a record, and a RecordSink takes the records.

#include "io/bytes/value.hpp"
#include "io/records/column_names.hpp"
#include "io/records/name_ids.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/finding.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Where a field of many rows at once is to be put: references of its names, kNoReference where it is missing.
struct NameField {
  NameReferences& names;
  std::vector<std::uint32_t>& references;
  bool is_needed;  ///< a block in which it is missing is none
};

/// What stands at the end of a file whose last line has no end.
struct OpenEnd {
  std::size_t field;
  std::string text;
};

/// Many rows at once whose fields are names alone: observation, user and label.
using NameBlock = std::array<NameField, 3>;

/// Fields of many rows at once as a reader has them, in columns.
class TakenRows {
 public:
  virtual ~TakenRows() = default;
  [[nodiscard]] virtual std::size_t n_rows() const = 0;
  /// Of the rows of the file, of 1: those up to the end of these; 0: not known.
  [[nodiscard]] virtual double share_read() const = 0;
  /// Appends the names in the fields, in any thread; their texts live as long as these rows are kept. False where a field
  /// that every row needs is missing.
  virtual bool refer(const NameBlock& block) = 0;
};

/// Rows of fields that have names: the columns of a table, the keys of JSON records.
class RowReader {
 public:
  virtual ~RowReader() = default;
  /// Goes to the next row; false at the end of the file. A row that cannot be read is added to the problems
  /// and skipped. Throws InputError where nothing can be read on.
  virtual bool next_row() = 0;
  /// Room for these fields of many rows at once; null where the rows are not in columns, or a field holds something else
  /// than names.
  [[nodiscard]] virtual std::unique_ptr<TakenRows> make_rows(std::span<const std::size_t, 3> /*fields*/) {
    return nullptr;
  }
  /// Whether take_rows may give any here.
  [[nodiscard]] virtual bool has_many() const { return false; }
  /// Goes over many rows at once, of which those before are forgotten; false at the end. One thread at a time.
  virtual bool take_rows(TakenRows& /*rows*/) { return false; }
  /// What was taken last is to come one by one.
  virtual void give_back(TakenRows& /*rows*/) {}
  /// Fields have names; false in a table without a header.
  [[nodiscard]] virtual bool has_names() const { return true; }
  /// Of all fields that were seen so far.
  [[nodiscard]] virtual const std::vector<std::string>& names() const = 0;
  /// Whether this row has the field.
  [[nodiscard]] virtual bool has(std::size_t field) const = 0;
  /// REQUIRES: has(field). Texts live until the next row.
  [[nodiscard]] virtual Value value(std::size_t field) const = 0;
  /// Whether the field serves these rows themselves: they are chosen by it, or other fields are made of it.
  [[nodiscard]] virtual bool is_used(std::size_t /*field*/) const { return false; }
  /// A problem at a field of this row, or at the row where it does not have the field.
  [[nodiscard]] virtual Problem problem_at(std::size_t field, std::string what) const = 0;
  /// On which the row begins, from 1.
  [[nodiscard]] virtual std::size_t line() const = 0;
  /// Behind the last row: its last field, where neither a line break nor a quote ends it.
  [[nodiscard]] virtual std::optional<OpenEnd> open_end() const { return std::nullopt; }
  /// What was odd in the rows so far.
  virtual void add_findings(std::vector<Finding>& /*findings*/) const {}
  /// What is to be said of the rows so far, without the name of the file.
  virtual void add_notices(std::vector<Notice>& /*notices*/) const {}
};

/// One record of rows: what the schema's columns hold.
class Record {
 public:
  /// Null where the record has no such field.
  [[nodiscard]] const Value* find(Column column) const {
    const Value& value = values_[static_cast<std::size_t>(column)];
    return has_[static_cast<std::size_t>(column)] ? &value : nullptr;
  }
  /// REQUIRES: the column is required by the schema.
  [[nodiscard]] const Value& operator[](Column column) const {
    return values_[static_cast<std::size_t>(column)];
  }
  [[nodiscard]] std::size_t line() const { return rows_.line(); }
  /// A problem at the field of a column.
  [[nodiscard]] Problem problem_at(Column column, std::string what) const {
    return rows_.problem_at(places_[column], std::move(what));
  }

 private:
  friend class RecordReader;
  explicit Record(const RowReader& rows) : rows_(rows) {}

  const RowReader& rows_;
  ColumnPlaces places_;
  std::array<Value, kNumberOfColumns> values_{};
  std::array<bool, kNumberOfColumns> has_{};
};

/// A key of a JSON object. \see RecordBatch
struct JsonKey {
  Name name;
  std::size_t offset;  ///< where the key stands in its window
};

/// Takes the members of a piece of a JSON object, one after the other, on one thread: {key: scalar} or
/// {key: {key: scalar}}. Texts live until the batch is committed.
///
/// The functions that take something put what is wrong with it into `fault`, which is empty: a whole sentence without
/// the place. The rest is read on.
class RecordBatch {
 public:
  virtual ~RecordBatch() = default;
  /// A window begins; what the one before said is forgotten.
  virtual void clear() = 0;
  /// Objects are given to `on_value` as the text that they are, and not looked into.
  [[nodiscard]] virtual bool takes_whole_objects() const { return false; }
  /// "key": value, in the top-level object.
  virtual void on_value(const JsonKey& key, const Value& value, std::string& fault) = 0;
  /// "key": {, in the top-level object.
  virtual void on_object_begin(const JsonKey& key, std::string& fault) = 0;
  /// "key": value, in the object that was begun.
  virtual void on_object_value(const JsonKey& key, const Value& value, std::string& fault) = 0;
  virtual void on_object_end() {}
  /// Whether one object may come in parts, each in a window of its own.
  [[nodiscard]] virtual bool takes_parts_of_objects() const { return false; }
  /// The object that the window before ended with goes on; its end and its begin were said, too.
  virtual void on_object_continued(const JsonKey& /*key*/) {}

  /// Where the names of many rows at once are to be put, for on_names; nothing: rows are to come one by one.
  [[nodiscard]] virtual std::optional<NameBlock> names() { return std::nullopt; }
  virtual void on_names() {}
};

/// What is known of a batch at the time of its commit.
struct BatchCommit {
  /// What is wrong at an offset of the window (as in JsonKey), with its place in the file.
  std::function<Problem(std::size_t offset, std::string what)> problem;
  /// How much of the file was read so far, of 1; 0 where its size is not known.
  double share_read;
  std::size_t step = 0;
};

/// What becomes of the records of a file. Problems of single records go to the list that the sink was made
/// with.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  /// Records of rows.
  virtual void take(const Record& record) = 0;
  /// Asked now and then while rows are read. \param share_read of the file, of 1; 0: not known
  virtual void look(double /*share_read*/) {}

  /// For each window of a JSON object, or many rows, that are in work at a time a batch of its own, reused from window
  /// to window.
  virtual std::unique_ptr<RecordBatch> make_batch() = 0;
  /// In how many steps a batch is committed. Threads may be at work on different steps, with different batches.
  [[nodiscard]] virtual std::size_t n_commit_steps() const { return 1; }
  /// Called for each step of one window after the other, in the order of the file.
  virtual void commit(RecordBatch& batch, const BatchCommit& commit) = 0;
};

}  // namespace crowdvote
