#include "io/duckdb/duckdb_rows.hpp"

#include <crowdvote/errors.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// A text in DuckDB's representation: short texts are stored in place, long ones behind a pointer.
struct DuckdbText {
  std::uint32_t length;
  char begin[4];
  const char* text;

  static constexpr std::uint32_t kShort = 12;
  [[nodiscard]] bool is_short() const { return length <= kShort; }
  [[nodiscard]] std::string_view view() const { return {is_short() ? begin : text, length}; }
  /// Bytes that are equal for equal short texts: DuckDB pads them with zeros.
  [[nodiscard]] ReferencesOfShortTexts::Text bytes() const {
    ReferencesOfShortTexts::Text bytes{};
    std::memcpy(&bytes, this, sizeof bytes);
    return bytes;
  }
  /// Avoids a function call for most texts that differ, as their last characters usually do.
  [[nodiscard]] bool operator==(const DuckdbText& other) const {
    if (length != other.length) return false;
    if (is_short()) return bytes() == other.bytes();
    return text[length - 1] == other.text[length - 1] && view() == other.view();
  }
};

struct DuckdbInt128 {
  std::uint64_t lower;
  std::int64_t upper;

  [[nodiscard]] Int128 value() const { return Int128{upper} * (Int128{1} << 64) + lower; }
};

/// Whether all values of the type are integers that fit into 64 bits with a sign.
bool has_short_integers(DuckdbType type) {
  return (type >= DuckdbType::int8 && type <= DuckdbType::int64) ||
         (type >= DuckdbType::uint8 && type <= DuckdbType::uint32);
}

/// Calls with_integer(0) with a zero of the integer type. REQUIRES: has_short_integers(type)
template <class WithInteger>
auto of_short_integer(DuckdbType type, const WithInteger& with_integer) {
  switch (type) {
    case DuckdbType::int8:
      return with_integer(std::int8_t{});
    case DuckdbType::int16:
      return with_integer(std::int16_t{});
    case DuckdbType::int32:
      return with_integer(std::int32_t{});
    case DuckdbType::uint8:
      return with_integer(std::uint8_t{});
    case DuckdbType::uint16:
      return with_integer(std::uint16_t{});
    case DuckdbType::uint32:
      return with_integer(std::uint32_t{});
    default:
      return with_integer(std::int64_t{});
  }
}

constexpr std::int64_t kTicksOfMicroseconds = 1'000'000;

/// "2024-02-23 16:17:48.250000"
std::string text_of_time(std::int64_t ticks, std::int64_t ticks_per_second) {
  std::int64_t second = ticks / ticks_per_second;
  std::int64_t rest = ticks % ticks_per_second;
  if (rest < 0) {
    rest += ticks_per_second;
    --second;
  }
  const std::chrono::sys_seconds time{std::chrono::seconds(second)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  const std::int64_t microseconds = ticks_per_second > kTicksOfMicroseconds
                                        ? rest / (ticks_per_second / kTicksOfMicroseconds)
                                        : rest * (kTicksOfMicroseconds / ticks_per_second);
  if (microseconds > 0) text += fmt::format(".{:06}", microseconds);
  return text;
}

std::string text_of_day(std::int32_t days) {
  constexpr std::int64_t kSecondsOfDay = 86'400;
  return text_of_time(days * kSecondsOfDay, 1).substr(0, std::string_view("2024-02-23").size());
}

}  // namespace

DuckdbRows::DuckdbRows(const std::string& query, std::string name, bool is_given, const RunControl& control,
                       const std::string& counting)
    : name_(std::move(name)),
      control_(control),
      database_(control.threads(), control),
      library_(database_.library()),
      result_(library_),
      chunk_(library_.destroy_data_chunk) {
  if (!counting.empty()) n_rows_ = count_rows(counting);
  run(query, is_given);
  describe_columns();
}

std::uint64_t DuckdbRows::count_rows(const std::string& query) {
  run(query, false);
  if (!next_chunk()) return 0;
  void* const vector = library_.data_chunk_get_vector(chunk_.get(), 0);
  const auto n = static_cast<const std::int64_t*>(library_.vector_get_data(vector))[0];
  while (next_chunk()) continue;
  return n > 0 ? static_cast<std::uint64_t>(n) : 0;
}

void DuckdbRows::run(const std::string& query, bool is_given) {
  const auto refuse = [&](const char* error) {
    const std::string message = duckdb_message(error);
    if (!is_given) {
      throw InputError(Problem{.file = name_,
                               .what = fmt::format("the file is Parquet that DuckDB refuses: {}", message)});
    }
    throw OptionError(
        fmt::format("{}: {}", name_, message.empty() ? "there is no statement in it" : message));
  };
  DuckdbHandle statements(library_.destroy_extracted);
  const std::uint64_t n =
      library_.extract_statements(database_.connection(), query.c_str(), statements.place());
  if (n == 0) refuse(library_.extract_statements_error(statements.get()));
  for (std::uint64_t i = 0; i < n; ++i) {
    DuckdbHandle prepared(library_.destroy_prepare);
    if (library_.prepare_extracted_statement(database_.connection(), statements.get(), i, prepared.place()) !=
        0) {
      refuse(library_.prepare_error(prepared.get()));
    }
    result_.reset();
    is_at_end_ = false;
    run(prepared.get());
    while (i + 1 < n && next_chunk()) continue;
  }
  n_rows_before_ = 0;
  chunk_size_ = 0;
}

/// Runs in small tasks, so that the run can be cancelled in between.
void DuckdbRows::run(void* prepared) {
  enum State : int { is_ready = 0, is_not_ready = 1, has_failed = 2 };
  constexpr std::chrono::milliseconds kPause{1};
  DuckdbHandle pending(library_.destroy_pending);
  if (library_.pending_prepared_streaming(prepared, pending.place()) != 0) {
    fail(library_.pending_error(pending.get()));
  }
  for (int state = is_not_ready; state != is_ready;) {
    control_.throw_if_cancelled();
    state = library_.pending_execute_task(pending.get());
    if (state == has_failed) fail(library_.pending_error(pending.get()));
    if (state != is_ready && state != is_not_ready) std::this_thread::sleep_for(kPause);
  }
  if (library_.execute_pending(pending.get(), result_.get()) != 0) fail(library_.result_error(result_.get()));
}

void DuckdbRows::fail(const char* message) const {
  const std::string text = duckdb_message(message);
  const bool is_memory = text.starts_with("Out of Memory");
  throw InputError(
      Problem{.file = name_, .what = text, .remedy = is_memory ? Remedy{WayOut::more_memory} : Remedy{}});
}

void DuckdbRows::describe_columns() {
  const std::uint64_t n = library_.column_count(result_.get());
  columns_.resize(n);
  for (std::uint64_t c = 0; c < n; ++c) {
    names_.emplace_back(library_.column_name(result_.get(), c));
    Column& column = columns_[c];
    column.type = library_.column_type(result_.get(), c);
    if (column.type != DuckdbType::decimal) continue;
    const DuckdbHandle type(library_.destroy_logical_type, library_.column_logical_type(result_.get(), c));
    column.type = library_.decimal_internal_type(type.get());
    column.per_unit = std::pow(10.0, library_.decimal_scale(type.get()));
  }
}

/// Returns an empty handle at the end, and if the query fails.
DuckdbHandle DuckdbRows::fetch() {
  while (!is_at_end_) {
    control_.throw_if_cancelled();
    DuckdbHandle chunk(library_.destroy_data_chunk, library_.fetch_chunk(*result_.get()));
    is_at_end_ = chunk.get() == nullptr;
    if (!is_at_end_ && library_.data_chunk_get_size(chunk.get()) > 0) return chunk;
  }
  return DuckdbHandle(library_.destroy_data_chunk);
}

void DuckdbRows::leave_chunk() {
  n_rows_before_ += chunk_size_;
  chunk_size_ = 0;
  row_ = 0;
  has_begun_ = false;
}

bool DuckdbRows::next_chunk() {
  leave_chunk();
  if (given_back_.empty()) {
    chunk_ = fetch();
  } else {
    chunk_ = std::move(given_back_.front());
    given_back_.pop_front();
  }
  if (chunk_.get() == nullptr) {
    if (const char* const error = library_.result_error(result_.get())) fail(error);
    return false;
  }
  chunk_size_ = library_.data_chunk_get_size(chunk_.get());
  for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c].look_at(library_, chunk_.get(), c);
  return true;
}

bool DuckdbRows::next_row() {
  if (has_begun_) ++row_;
  if (row_ >= chunk_size_ && !next_chunk()) return false;
  has_begun_ = true;
  return true;
}

Value DuckdbRows::value(std::size_t field) const {
  const Column& column = columns_[field];
  if (column.is_null(row_)) return {};
  const auto named = [&](std::string_view text) {
    column.text.assign(text);  // reuses memory that may already be in use
    return Value::of(Name(std::string_view(column.text)));
  };
  if (has_short_integers(column.type)) {
    return of_short_integer(column.type, [&]<class Integer>(Integer /*of the type*/) {
      return integer_or_text(column, column.at<Integer>(row_));
    });
  }
  switch (column.type) {
    case DuckdbType::boolean:
      return Value::of(Name(std::string_view(column.at<bool>(row_) ? "true" : "false")));
    case DuckdbType::uint64:
      return integer_or_text(column, column.at<std::uint64_t>(row_));
    case DuckdbType::int128:
      return integer_or_text(column, column.at<DuckdbInt128>(row_).value());
    case DuckdbType::float32:
      return number(column, static_cast<double>(column.at<float>(row_)));
    case DuckdbType::float64:
      return number(column, column.at<double>(row_));
    case DuckdbType::text:
      return Value::of(Name(column.at<DuckdbText>(row_).view()));
    case DuckdbType::date:
      return named(text_of_day(column.at<std::int32_t>(row_)));
    case DuckdbType::timestamp:
    case DuckdbType::timestamp_utc:
      return named(text_of_time(column.at<std::int64_t>(row_), kTicksOfMicroseconds));
    case DuckdbType::timestamp_s:
      return named(text_of_time(column.at<std::int64_t>(row_), 1));
    case DuckdbType::timestamp_ms:
      return named(text_of_time(column.at<std::int64_t>(row_), 1'000));
    case DuckdbType::timestamp_ns:
      return named(text_of_time(column.at<std::int64_t>(row_), 1'000'000'000));
    default:
      break;
  }
  throw InputError(problem_at(
      field, fmt::format("the column '{0}' is of a type other than number, text, truth value or time; turn "
                         "it into text, as in: SELECT CAST(\"{0}\" AS VARCHAR) AS \"{0}\"",
                         names_[field])));
}

Value DuckdbRows::integer_or_text(const Column& column, Int128 value) const {
  if (column.per_unit != 1) return number(column, static_cast<double>(value) / column.per_unit);
  using Limits = std::numeric_limits<std::int64_t>;
  if (value >= Limits::min() && value <= Limits::max()) {
    return Value::of(Name(static_cast<std::int64_t>(value)));
  }
  column.text.assign(fmt::format("{}", value));
  return Value::of(Name(std::string_view(column.text)));
}

/// Integers too: tables of numbers with missing values store 4 as 4.0.
Value DuckdbRows::number(const Column& column, double value) const {
  constexpr double kExact = 9007199254740992.0;  // 2^53: every integer up to it is exact
  if (std::isnan(value)) return {};
  if (value == std::floor(value) && std::abs(value) <= kExact) {
    return Value::of(Name(static_cast<std::int64_t>(value)));
  }
  column.text.assign(fmt::format("{}", value));
  return {.kind = Value::Kind::number, .number = value, .text = column.text};
}

Problem DuckdbRows::problem_at(std::size_t /*field*/, std::string what) const {
  return {.file = name_, .line = line(), .what = std::move(what)};
}

/// Several chunks at a time, so that threads rarely wait for each other.
class DuckdbRows::Taken final : public TakenRows {
 public:
  Taken(const DuckdbRows& rows, std::span<const std::size_t, 3> fields) : library_(rows.library_) {
    for (std::size_t f = 0; f < fields.size(); ++f) {
      fields_[f] = {.field = fields[f], .column = rows.columns_[fields[f]], .short_texts = {}};
    }
  }

  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] double share_read() const override { return share_read_; }

  bool refer(const NameBlock& block) override {
    for (std::size_t f = 0; f < fields_.size(); ++f) {
      auto& [field, column, short_texts] = fields_[f];
      std::vector<std::uint32_t>& references = block[f].references;
      references.reserve(n_rows_);
      for (const DuckdbHandle& chunk : chunks_) {
        column.look_at(library_, chunk.get(), field);
        column.refer(library_.data_chunk_get_size(chunk.get()), block[f], short_texts);
      }
      const bool is_missing =
          std::find(references.begin(), references.end(), kNoReference) != references.end();
      if (block[f].is_needed && is_missing) return false;
    }
    return true;
  }

 private:
  friend class DuckdbRows;
  struct Field {
    std::size_t field;
    Column column;
    ReferencesOfShortTexts short_texts;
  };

  const DuckdbLibrary& library_;
  std::array<Field, 3> fields_;
  std::vector<DuckdbHandle> chunks_;
  std::size_t n_rows_ = 0;
  double share_read_ = 0;
};

std::unique_ptr<TakenRows> DuckdbRows::make_rows(std::span<const std::size_t, 3> fields) {
  const bool are_names =
      std::all_of(fields.begin(), fields.end(), [&](std::size_t f) { return columns_[f].holds_names(); });
  return are_names ? std::make_unique<Taken>(*this, fields) : nullptr;
}

bool DuckdbRows::take_rows(TakenRows& rows) {
  constexpr std::size_t kChunks = 32;
  auto& taken = static_cast<Taken&>(rows);
  leave_chunk();
  taken.chunks_.clear();
  taken.n_rows_ = 0;
  while (taken.chunks_.size() < kChunks) {
    DuckdbHandle chunk = fetch();
    if (chunk.get() == nullptr) break;
    taken.n_rows_ += library_.data_chunk_get_size(chunk.get());
    taken.chunks_.push_back(std::move(chunk));
  }
  n_rows_before_ += taken.n_rows_;
  taken.share_read_ = share_read();
  return !taken.chunks_.empty();
}

void DuckdbRows::give_back(TakenRows& rows) {
  auto& taken = static_cast<Taken&>(rows);
  n_rows_before_ -= taken.n_rows_;
  given_back_.insert(given_back_.begin(), std::move_iterator(taken.chunks_.begin()),
                     std::move_iterator(taken.chunks_.end()));
  taken.chunks_.clear();
}

bool DuckdbRows::Column::holds_names() const {
  return per_unit == 1 && (has_short_integers(type) || type == DuckdbType::text);
}

/// REQUIRES: holds_names()
void DuckdbRows::Column::refer(std::size_t n_rows, const NameField& field,
                               ReferencesOfShortTexts& short_texts) const {
  std::vector<std::uint32_t>& references = field.references;
  if (type != DuckdbType::text) {
    of_short_integer(type, [&]<class Integer>(Integer /*of the type*/) {
      for (std::size_t r = 0; r < n_rows; ++r) {
        const Integer value = at<Integer>(r);
        references.push_back(is_null(r) ? kNoReference
                             : std::cmp_greater_equal(value, 0) && std::cmp_less(value, kNumbered)
                                 ? static_cast<std::uint32_t>(value)
                                 : field.names.refer(Name(std::int64_t{value})));
      }
    });
    return;
  }
  for (std::size_t r = 0; r < n_rows; ++r) {
    const DuckdbText& name = at<DuckdbText>(r);
    if (is_null(r) || name.length == 0) {
      references.push_back(kNoReference);
      continue;
    }
    const auto refer = [&] { return field.names.refer(Name(name.view())); };
    // Votes on one observation usually stand together.
    if (r > 0 && !is_null(r - 1) && at<DuckdbText>(r - 1) == name) {
      references.push_back(references.back());
    } else if (name.is_short() && field.names.keeps_any()) {
      references.push_back(short_texts.find(
          name.bytes(), refer, [&](std::uint32_t reference) { return field.names.is_kept(reference); }));
    } else {
      references.push_back(refer());
    }
  }
}

}  // namespace crowdvote
