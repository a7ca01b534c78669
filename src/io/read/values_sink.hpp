#pragma once

/// Gathers the records of a file other than a file of votes.

#include "io/records/field.hpp"
#include "io/records/record.hpp"
#include "io/records/schema.hpp"
#include "io/records/values.hpp"
#include <crowdvote/errors.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

/// The value of a record in one column.
struct ColumnField {
  Column column;
  Field field;
};

/// Null if nothing is wrong. One is returned for each value, and a pointer is the cheapest choice.
using ProblemOrNull = std::unique_ptr<Problem>;

class ValueBatch;

class ValuesSink final : public RecordSink {
 public:
  /// All arguments must outlive the sink.
  ValuesSink(const Schema& schema, const ReadOptions& options, Values& values, ProblemList& problems);

  void take(const Record& record) override;
  std::unique_ptr<RecordBatch> make_batch() override;
  void commit(RecordBatch& batch, const BatchCommit& commit) override;

  /// Takes the next value by position, or the next key of a list. Returns what is wrong, without its
  /// position.
  [[nodiscard]] ProblemOrNull take_next(const Value& value);
  /// The same for short whole numbers, with kNoReference for a missing one. REQUIRES: takes_integers()
  void take_integers(std::span<const std::uint32_t> integers);
  [[nodiscard]] bool takes_integers() const {
    return !schema_.is_list() && reader(schema_.value).takes_integers_as_names();
  }
  /// Reserves memory for the likely number of values in the file.
  void expect(std::size_t n_values);

  [[nodiscard]] const FieldReader& reader(Column column) const;
  [[nodiscard]] const Schema& schema() const { return schema_; }

 private:
  void add_key(std::uint32_t reference);
  /// In strict runs, reports a key that has occurred before.
  [[nodiscard]] ProblemOrNull check_repeat(const Name& key);
  /// Adds the value of a key, or returns what is wrong with it.
  [[nodiscard]] ProblemOrNull add_value(const Name& key, std::span<const ColumnField> statements);
  /// Adds the score of a label that has a row of its own.
  [[nodiscard]] ProblemOrNull add_label_score(const Name& key, const Field& label, const Field& score);
  void put(const ColumnField& statement);
  void put_score(std::uint32_t label, double score);
  [[nodiscard]] bool joins_last_value(const Name& key) const;
  [[nodiscard]] bool read_fields(const Record& record);
  void commit_key(const ValueBatch& batch, std::size_t m);
  void commit_scalars(const ValueBatch& batch, std::size_t begin, std::size_t end);
  void commit_scores(ValueBatch& batch, std::size_t m);
  [[nodiscard]] ProblemOrNull commit_object(const ValueBatch& batch, std::size_t m);

  const Schema& schema_;
  bool is_strict_;
  std::vector<FieldReader> readers_;  ///< for the columns of the schema
  Values& values_;
  ProblemList& problems_;
  std::vector<ColumnField> statements_;  ///< of the current record, without its key
  bool has_reserved_ = false;
  NameTable seen_keys_;  ///< in strict runs
};

}  // namespace crowdvote
