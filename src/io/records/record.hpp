#pragma once

/// The stream of records from the readers of formats to their sinks.
///
/// Each format is read by one reader, which knows nothing about votes or truths:
///
///     RowReader         a table or JSON records: rows of fields with names
///     read_json_object  one JSON object of any size: batches, which threads fill and the sink takes in order
///     read_text, npy    values by position
///
/// A schema (io/records/schema.hpp) says which fields make a record, and a RecordSink takes the records.

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

/// Where a field of many rows is to be stored: references to its names, kNoReference where it is missing.
struct NameField {
  NameReferences& names;
  std::vector<std::uint32_t>& references;
  bool is_needed;  ///< the block is invalid if the field is missing in a row
};

/// The end of a file whose last line has no line break.
struct OpenEnd {
  std::size_t field;
  std::string text;
};

/// The fields of many rows that hold only names: observation, user and label.
using NameBlock = std::array<NameField, 3>;

/// Fields of many rows, in columns, in the reader's representation.
class TakenRows {
 public:
  virtual ~TakenRows() = default;
  [[nodiscard]] virtual std::size_t n_rows() const = 0;
  /// The fraction of the rows of the file up to the end of these; 0: unknown.
  [[nodiscard]] virtual double share_read() const = 0;
  /// Appends references to the names in the fields; may be called on any thread. The texts of the names live
  /// as long as these rows are kept. Returns false if a required field is missing.
  virtual bool refer(const NameBlock& block) = 0;
};

/// Rows whose fields have names: the columns of a table, the keys of JSON records.
class RowReader {
 public:
  virtual ~RowReader() = default;
  /// Moves to the next row; returns false at the end of the file. A row that cannot be read is added to the
  /// problems and skipped. Throws InputError if reading cannot continue.
  virtual bool next_row() = 0;
  /// Creates space for these fields of many rows; null if the rows are not stored in columns, or if a field
  /// does not hold names.
  [[nodiscard]] virtual std::unique_ptr<TakenRows> make_rows(std::span<const std::size_t, 3> /*fields*/) {
    return nullptr;
  }
  /// Whether take_rows may return any rows at this point.
  [[nodiscard]] virtual bool has_many() const { return false; }
  /// Takes many rows at once and forgets those before; returns false at the end. Called by one thread at a
  /// time.
  virtual bool take_rows(TakenRows& /*rows*/) { return false; }
  /// The rows taken last are to be read one at a time instead.
  virtual void give_back(TakenRows& /*rows*/) {}
  /// Whether fields have names; false for a table without a header.
  [[nodiscard]] virtual bool has_names() const { return true; }
  /// The names of all fields seen so far.
  [[nodiscard]] virtual const std::vector<std::string>& names() const = 0;
  /// Whether this row has the field.
  [[nodiscard]] virtual bool has(std::size_t field) const = 0;
  /// REQUIRES: has(field). Texts are valid until the next row.
  [[nodiscard]] virtual Value value(std::size_t field) const = 0;
  /// Whether the rows themselves use the field: they are selected by it, or other fields are made from it.
  [[nodiscard]] virtual bool is_used(std::size_t /*field*/) const { return false; }
  /// A problem at a field of this row, or at the row if it does not have the field.
  [[nodiscard]] virtual Problem problem_at(std::size_t field, std::string what) const = 0;
  /// The line on which the row begins, from 1.
  [[nodiscard]] virtual std::size_t line() const = 0;
  /// Behind the last row: its last field, if it ends with neither a line break nor a quote.
  [[nodiscard]] virtual std::optional<OpenEnd> open_end() const { return std::nullopt; }
  /// Adds findings about the rows so far.
  virtual void add_findings(std::vector<Finding>& /*findings*/) const {}
  /// Adds notices about the rows so far, without the name of the file.
  virtual void add_notices(std::vector<Notice>& /*notices*/) const {}
};

/// A record made of a row: the fields for the columns of the schema.
class Record {
 public:
  /// Null if the record does not have the field.
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
  std::size_t offset;  ///< where the key is in its window
};

/// Takes the members of a piece of a JSON object in sequence, on one thread: {key: scalar} or {key: {key:
/// scalar}}. Texts are valid until the batch is committed.
///
/// The functions that take a member store what is wrong with it in `fault`, which is initially empty: a
/// complete sentence without the place. Reading continues with the rest.
class RecordBatch {
 public:
  virtual ~RecordBatch() = default;
  /// Begins a new window and forgets the previous one.
  virtual void clear() = 0;
  /// Whether objects are passed to `on_value` as text, without being parsed.
  [[nodiscard]] virtual bool takes_whole_objects() const { return false; }
  /// "key": value in the top-level object.
  virtual void on_value(const JsonKey& key, const Value& value, std::string& fault) = 0;
  /// "key": { in the top-level object.
  virtual void on_object_begin(const JsonKey& key, std::string& fault) = 0;
  /// "key": value in the object that was begun.
  virtual void on_object_value(const JsonKey& key, const Value& value, std::string& fault) = 0;
  virtual void on_object_end() {}
  /// Whether an object may arrive in parts, each in its own window.
  [[nodiscard]] virtual bool takes_parts_of_objects() const { return false; }
  /// Continues the object with which the previous window ended; its end and its new begin are reported as
  /// well.
  virtual void on_object_continued(const JsonKey& /*key*/) {}

  /// Where on_names expects the names of many rows to be stored; nothing if rows have to come one at a time.
  [[nodiscard]] virtual std::optional<NameBlock> names() { return std::nullopt; }
  virtual void on_names() {}
};

/// What is known about a batch when it is committed.
struct BatchCommit {
  /// Makes a problem at an offset of the window (as in JsonKey), with its place in the file.
  std::function<Problem(std::size_t offset, std::string what)> problem;
  /// The fraction of the file that has been read; 0 if its size is unknown.
  double share_read;
  std::size_t step = 0;
};

/// Receives the records of a file. Problems of single records are added to the list that was passed to the
/// sink's constructor.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  /// Takes a record made of a row.
  virtual void take(const Record& record) = 0;
  /// Called from time to time while rows are read. \param share_read the fraction of the file; 0: unknown
  virtual void look(double /*share_read*/) {}

  /// Creates a batch for each window of a JSON object, or set of rows, that is processed concurrently;
  /// batches are reused.
  virtual std::unique_ptr<RecordBatch> make_batch() = 0;
  /// The number of steps in which a batch is committed. Threads may work on different steps at the same time,
  /// with different batches.
  [[nodiscard]] virtual std::size_t n_commit_steps() const { return 1; }
  /// Called for each step of each window, in the order of the file.
  virtual void commit(RecordBatch& batch, const BatchCommit& commit) = 0;
};

}  // namespace crowdvote
