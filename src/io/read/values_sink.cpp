#include "io/read/values_sink.hpp"

#include "core/flat_array.hpp"
#include "io/records/name_ids.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

template <class T>
T& at(std::vector<T>& values, std::size_t slot, T none) {
  if (slot >= values.size()) values.resize(slot + 1, none);
  return values[slot];
}

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

ProblemOrNull wrong(std::string what, Remedy remedy = {}) {
  return std::make_unique<Problem>(Problem{.what = std::move(what), .remedy = std::move(remedy)});
}

Problem placed(Problem place, Problem problem) {
  place.what = std::move(problem.what);
  place.remedy = std::move(problem.remedy);
  return place;
}

}  // namespace

/// The members of one window, in flat arrays that keep their memory between windows. The schema determines
/// which of them are used.
class ValueBatch final : public RecordBatch {
 public:
  explicit ValueBatch(const ValuesSink& sink)
      : sink_(sink), schema_(sink.schema()), value_reader_(sink.reader(schema_.value)) {}

  void clear() override {
    key_names.clear();
    value_names.clear();
    keys.clear();
    offsets.clear();
    names.clear();
    numbers.clear();
    is_object.clear();
    is_wrong.clear();
    scores_end.clear();
    score_labels.clear();
    scores.clear();
    parts_end.clear();
    parts.clear();
  }

  void on_value(const JsonKey& key, const Value& value, std::string& fault) override {
    const Field field = value_reader_.read(value);
    if (field.kind == Field::Kind::wrong) {
      fault = about(key.name, field.problem());
    } else {
      add_member(key, field, false);
    }
  }

  void on_object_begin(const JsonKey& key, std::string& fault) override {
    if (schema_.inner == InnerObject::refused) {
      fault = fmt::format("{} '{}' holds an object; expected {}", name_of(schema_.key), key.name.str(),
                          schema_.json_shapes());
    } else {
      add_member(key, Field(), true);
    }
  }

  void on_object_value(const JsonKey& key, const Value& value, std::string& fault) override {
    if (schema_.inner == InnerObject::refused) return;
    fault = schema_.inner == InnerObject::fields ? add_part(key, value) : add_score(key, value);
  }

  NameReferences key_names{NameReferences::Recurrence::seldom};
  NameReferences value_names{NameReferences::Recurrence::seldom};
  std::vector<std::uint32_t> keys;  ///< references
  std::vector<std::size_t> offsets;
  std::vector<std::uint32_t> names;  ///< references, for schemas whose values are names
  std::vector<double> numbers;       ///< for schemas whose values are numbers

  std::vector<std::uint8_t> is_object;  ///< this and the following: for schemas that take objects
  std::vector<std::uint8_t> is_wrong;   ///< a field of the object is wrong, which has been reported
  NameReferences label_names{NameReferences::Recurrence::often};
  std::vector<std::size_t> scores_end;  ///< by member, where its scores end
  std::vector<std::uint32_t> score_labels;
  std::vector<double> scores;
  std::vector<std::size_t> parts_end;  ///< by member, where its fields end
  std::vector<ColumnField> parts;

 private:
  void add_member(const JsonKey& key, const Field& field, bool holds_object) {
    keys.push_back(key_names.refer(key.name));
    offsets.push_back(key.offset);
    if (value_reader_.is_number()) {
      numbers.push_back(field.number);
    } else {
      names.push_back(field.kind == Field::Kind::name ? value_names.refer(field.name) : kNoReference);
    }
    if (schema_.inner == InnerObject::refused) return;
    is_object.push_back(holds_object ? 1 : 0);
    is_wrong.push_back(0);
    scores_end.push_back(scores.size());
    parts_end.push_back(parts.size());
  }

  std::string add_score(const JsonKey& key, const Value& value) {
    const Field field = sink_.reader(Column::score).read(value);
    if (field.kind == Field::Kind::wrong) return about(key_names.name(keys.back()), field.problem());
    if (field.kind == Field::Kind::none) return {};
    score_labels.push_back(label_names.refer(key.name));
    scores.push_back(field.number);
    scores_end.back() = scores.size();
    return {};
  }

  std::string add_part(const JsonKey& key, const Value& value) {
    if (key.name.is_integer()) return {};
    for (const ColumnRequest& request : schema_.columns) {
      if (request.column == schema_.key || key.name.text() != name_of(request.column)) continue;
      Field field = sink_.reader(request.column).read(value);
      if (field.kind == Field::Kind::wrong) {
        is_wrong.back() = 1;
        return about(key_names.name(keys.back()), field.problem());
      }
      parts.push_back({request.column, std::move(field)});
      parts_end.back() = parts.size();
    }
    return {};
  }

  [[nodiscard]] std::string about(const Name& key, std::string_view problem) const {
    return fmt::format("{} '{}': {}", name_of(schema_.key), key.str(), problem);
  }

  const ValuesSink& sink_;
  const Schema& schema_;
  const FieldReader& value_reader_;
};

ValuesSink::ValuesSink(const Schema& schema, const ReadOptions& options, Values& values,
                       ProblemList& problems)
    : schema_(schema), is_strict_(options.strict), values_(values), problems_(problems) {
  for (const ColumnRequest& request : schema.columns) readers_.emplace_back(request.column, options);
}

const FieldReader& ValuesSink::reader(Column column) const {
  std::size_t i = 0;
  while (readers_[i].column() != column) ++i;
  return readers_[i];
}

/// Whole numbers below 2^31 are themselves used as references.
void ValuesSink::add_key(std::uint32_t reference) {
  const std::size_t v = values_.n_values++;
  if (values_.keys.empty() && reference == v && !is_numbered(reference)) return;
  for (std::size_t place = values_.keys.size(); place < v; ++place) {
    values_.keys.push_back(static_cast<std::uint32_t>(place));
  }
  values_.keys.push_back(reference);
}

ProblemOrNull ValuesSink::check_repeat(const Name& key) {
  if (!is_strict_) return nullptr;
  const std::size_t n_before = seen_keys_.size();
  if (seen_keys_.intern(key) == n_before) return nullptr;
  return wrong(
      fmt::format("{} '{}' occurs a second time; leave one of the two", name_of(schema_.key), key.str()),
      {WayOut::allow_repairs, "the last counts"});
}

ProblemOrNull ValuesSink::add_value(const Name& key, std::span<const ColumnField> statements) {
  bool is_valid = false;
  bool has_label = false;
  for (const ColumnField& statement : statements) {
    if (statement.column == Column::valid) is_valid = statement.field.flag;
    if (statement.column == Column::label) has_label = statement.field.kind == Field::Kind::name;
  }
  if (is_valid && !has_label) {
    return wrong(fmt::format("observation '{}' is valid and has no label", key.str()));
  }
  add_key(values_.names.refer(key));
  for (const ColumnField& statement : statements) put(statement);
  return check_repeat(key);
}

ProblemOrNull ValuesSink::add_label_score(const Name& key, const Field& label, const Field& score) {
  if (label.kind != Field::Kind::name || score.kind != Field::Kind::number) return nullptr;
  values_.scores_are_joined = true;
  if (!joins_last_value(key)) add_key(values_.names.refer(key));
  put_score(values_.names.refer(label.name), score.number);
  return check_repeat(Name(fmt::format("{}', label '{}", key.str(), label.name.str())));
}

void ValuesSink::put(const ColumnField& statement) {
  const std::size_t v = values_.n_values - 1;
  const Field& field = statement.field;
  switch (statement.column) {
    case Column::valid:
      if (field.kind == Field::Kind::flag) at(values_.valid_of, v, Values::kNotSaid) = field.flag ? 1 : 0;
      break;
    case Column::acc:
      if (field.kind == Field::Kind::number) at(values_.acc_of, v, kNoNumber) = field.number;
      break;
    case Column::user:
    case Column::label:
      if (field.kind == Field::Kind::name) {
        at(values_.name_of, v, kNoReference) = values_.names.refer(field.name);
      }
      break;
    default:
      if (field.kind == Field::Kind::number) at(values_.number_of, v, kNoNumber) = field.number;
  }
}

void ValuesSink::put_score(std::uint32_t label, double score) {
  values_.scores_begin.resize(values_.n_values, values_.scores.size());
  values_.score_labels.push_back(label);
  values_.scores.push_back(score);
}

bool ValuesSink::joins_last_value(const Name& key) const {
  return values_.n_values > 0 && values_.has_scores(values_.n_values - 1) &&
         values_.key(values_.n_values - 1) == key;
}

void ValuesSink::take(const Record& record) {
  if (!read_fields(record)) return;
  const Name key = record[schema_.key].name;
  const bool is_label_score = schema_.inner == InnerObject::scores_by_label && statements_.size() > 1;
  ProblemOrNull problem = is_label_score ? add_label_score(key, statements_[1].field, statements_[0].field)
                                         : add_value(key, statements_);
  if (problem) problems_.add(placed(record.problem_at(schema_.key, ""), *std::move(problem)));
}

/// Returns false if a field is wrong.
bool ValuesSink::read_fields(const Record& record) {
  statements_.clear();
  bool is_good = true;
  const auto refuse = [&](Column column, std::string what) {
    problems_.add(record.problem_at(column, std::move(what)));
    is_good = false;
  };
  for (const FieldReader& field_reader : readers_) {
    const Column column = field_reader.column();
    const Value* const value = record.find(column);
    if (value == nullptr) continue;
    if (column != schema_.key) {
      Field field = field_reader.read(*value);
      if (field.kind == Field::Kind::wrong) refuse(column, field.problem());
      statements_.push_back({column, std::move(field)});
    } else if (value->is_missing()) {
      refuse(column, fmt::format("the {} is missing", name_of(column)));
    } else if (value->kind != Value::Kind::name) {
      refuse(column, fmt::format("the {} is {}", name_of(column), value->why_no_name()));
    }
  }
  return is_good;
}

ProblemOrNull ValuesSink::take_next(const Value& value) {
  if (schema_.is_list()) return value.is_missing() ? nullptr : add_value(value.name, {});
  Field field = reader(schema_.value).read(value);
  ++values_.n_values;
  if (field.kind == Field::Kind::wrong) return wrong(field.problem());
  put({schema_.value, std::move(field)});
  return nullptr;
}

void ValuesSink::take_integers(std::span<const std::uint32_t> integers) {
  values_.name_of.resize(values_.n_values, kNoReference);
  values_.name_of.insert(values_.name_of.end(), integers.begin(), integers.end());
  values_.n_values += integers.size();
}

void ValuesSink::expect(std::size_t n_values) {
  if (schema_.value == Column::user || schema_.value == Column::label) {
    reserve_more_on_huge_pages(values_.name_of, n_values);
  } else {
    reserve_more_on_huge_pages(values_.number_of, n_values);
  }
}

std::unique_ptr<RecordBatch> ValuesSink::make_batch() { return std::make_unique<ValueBatch>(*this); }

void ValuesSink::commit(RecordBatch& record_batch, const BatchCommit& commit) {
  auto& batch = static_cast<ValueBatch&>(record_batch);
  if (!std::exchange(has_reserved_, true) && commit.share_read > 0.0 && commit.share_read < 1.0) {
    constexpr double kMargin = 1.05;  // assumes that the rest of the file is about as dense as its start
    expect(static_cast<std::size_t>(static_cast<double>(batch.keys.size()) * kMargin / commit.share_read));
  }
  const std::vector<std::uint8_t>& is_object = batch.is_object;
  const bool has_objects = std::find(is_object.begin(), is_object.end(), 1) != is_object.end();
  values_.has_objects = values_.has_objects || has_objects;
  if (!has_objects) commit_scalars(batch, 0, batch.keys.size());
  if (!has_objects && !is_strict_) return;
  for (std::size_t m = 0; m < batch.keys.size(); ++m) {
    ProblemOrNull problem;
    if (has_objects && is_object[m] != 0 && schema_.inner == InnerObject::fields) {
      problem = commit_object(batch, m);
    } else {
      if (has_objects && is_object[m] != 0) commit_scores(batch, m);
      if (has_objects && is_object[m] == 0) commit_scalars(batch, m, m + 1);
      problem = check_repeat(batch.key_names.name(batch.keys[m]));
    }
    if (problem) problems_.add(placed(commit.problem(batch.offsets[m], ""), *std::move(problem)));
  }
}

void ValuesSink::commit_key(const ValueBatch& batch, std::size_t m) {
  const std::uint32_t key = batch.keys[m];
  add_key(is_numbered(key) ? values_.names.refer(batch.key_names.name(key)) : key);
}

void ValuesSink::commit_scalars(const ValueBatch& batch, std::size_t begin, std::size_t end) {
  const std::size_t v = values_.n_values;
  for (std::size_t m = begin; m < end; ++m) commit_key(batch, m);
  if (reader(schema_.value).is_number()) {
    values_.number_of.resize(v, kNoNumber);
    const auto numbers = std::span(batch.numbers).subspan(begin, end - begin);
    values_.number_of.insert(values_.number_of.end(), numbers.begin(), numbers.end());
    return;
  }
  values_.name_of.resize(v, kNoReference);
  for (std::size_t m = begin; m < end; ++m) {
    const std::uint32_t name = batch.names[m];
    const bool is_whole_number = !is_numbered(name) || name == kNoReference;
    values_.name_of.push_back(is_whole_number ? name : values_.names.refer(batch.value_names.name(name)));
  }
}

void ValuesSink::commit_scores(ValueBatch& batch, std::size_t m) {
  const auto refer = [&](const Name& name) { return values_.names.refer(name); };
  commit_key(batch, m);
  for (std::size_t s = m == 0 ? 0 : batch.scores_end[m - 1]; s < batch.scores_end[m]; ++s) {
    const std::uint32_t label = batch.score_labels[s];
    put_score(is_numbered(label) ? batch.label_names.id(label, refer) : label, batch.scores[s]);
  }
}

/// Commits a member whose value is an object of fields.
ProblemOrNull ValuesSink::commit_object(const ValueBatch& batch, std::size_t m) {
  if (batch.is_wrong[m] != 0) return nullptr;
  const std::size_t begin = m == 0 ? 0 : batch.parts_end[m - 1];
  const std::span<const ColumnField> parts =
      std::span(batch.parts).subspan(begin, batch.parts_end[m] - begin);
  const Name key = batch.key_names.name(batch.keys[m]);
  const bool has_label = std::any_of(parts.begin(), parts.end(), [](const ColumnField& statement) {
    return statement.column == Column::label;
  });
  if (has_label) return add_value(key, parts);
  return wrong(fmt::format("observation '{}' holds an object without the key 'label'; expected {}", key.str(),
                           schema_.json_shapes()));
}

}  // namespace crowdvote
