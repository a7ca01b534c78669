#include "io/duckdb/write_parquet.hpp"

#include <crowdvote/errors.hpp>

#include <cmath>
#include <exception>
#include <variant>

#include <fmt/format.h>

namespace crowdvote {

DuckdbType type_of_names(const NameTable& names) {
  for (std::uint32_t id = 0; id < names.size(); ++id) {
    if (!names[id].is_integer()) return DuckdbType::text;
  }
  return DuckdbType::int64;
}

DuckdbType type_of_values(const NamedColumn& column) {
  if (std::holds_alternative<std::vector<double>>(column.values)) return DuckdbType::float64;
  return std::holds_alternative<std::vector<std::uint8_t>>(column.values) ? DuckdbType::boolean
                                                                          : DuckdbType::int64;
}

void ParquetRow::put_null() {
  void* const vector = places_[column_++].vector;
  library_->vector_ensure_validity_writable(vector);
  library_->vector_get_validity(vector)[row_ / 64] &= ~(std::uint64_t{1} << (row_ % 64));
}

void ParquetRow::put(double value) {
  if (std::isnan(value)) return put_null();
  put_number<double>(value);
}

void ParquetRow::put(const Name& name) {
  if (places_[column_].type == DuckdbType::int64) return put(name.value());
  const std::string number = name.is_integer() ? name.str() : std::string();
  const std::string_view text = name.is_integer() ? std::string_view(number) : name.text();
  library_->vector_assign_string_element_len(places_[column_++].vector, row_, text.data(), text.size());
}

void ParquetRow::put_value(const NamedColumn* column, std::size_t row) {
  if (column == nullptr) return put_null();
  if (const auto* const doubles = std::get_if<std::vector<double>>(&column->values))
    return put((*doubles)[row]);
  if (const auto* const flags = std::get_if<std::vector<std::uint8_t>>(&column->values)) {
    return put((*flags)[row] != 0);
  }
  put(std::int64_t{std::get<std::vector<std::uint32_t>>(column->values)[row]});
}

/// Provides rows as DuckDB requests them, through a table function without arguments. Exceptions must not
/// pass through the library, so they are stored.
class ParquetChunk {
 public:
  ParquetChunk(const DuckdbLibrary& library, std::span<const ParquetColumn> columns, std::size_t n_rows,
               const NextParquetRow& next, const RunControl& control)
      : library_(library), columns_(columns), n_rows_(n_rows), next_(next), control_(control) {
    row_.library_ = &library;
    row_.places_.resize(columns.size());
  }

  void register_at(void* connection, const char* name) {
    DuckdbHandle function(library_.destroy_table_function, library_.create_table_function());
    library_.table_function_set_name(function.get(), name);
    library_.table_function_set_extra_info(function.get(), this, nullptr);
    library_.table_function_set_bind(function.get(), [](void* info) {
      const DuckdbLibrary& library = DuckdbLibrary::get();
      for (const ParquetColumn& column :
           static_cast<ParquetChunk*>(library.bind_get_extra_info(info))->columns_) {
        const DuckdbHandle type(library.destroy_logical_type, library.create_logical_type(column.type));
        library.bind_add_result_column(info, column.name.c_str(), type.get());
      }
    });
    library_.table_function_set_init(function.get(),
                                     [](void* info) { DuckdbLibrary::get().init_set_max_threads(info, 1); });
    library_.table_function_set_function(function.get(), [](void* info, void* chunk) {
      const DuckdbLibrary& library = DuckdbLibrary::get();
      auto& rows = *static_cast<ParquetChunk*>(library.function_get_extra_info(info));
      try {
        rows.fill(chunk);
      } catch (...) {
        rows.error_ = std::current_exception();
        library.function_set_error(info, "the rows could not be made");
      }
    });
    (void)library_.register_table_function(connection, function.get());
  }

  void throw_if_any() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void fill(void* chunk) {
    control_.throw_if_cancelled();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      void* const vector = library_.data_chunk_get_vector(chunk, c);
      row_.places_[c] = {columns_[c].type, vector, library_.vector_get_data(vector)};
    }
    const std::uint64_t most = library_.vector_size();
    for (row_.row_ = 0; row_.row_ < most; ++row_.row_) {
      row_.column_ = 0;
      if (!next_(row_)) break;
    }
    library_.data_chunk_set_size(chunk, row_.row_);
    n_written_ += row_.row_;
    control_.report({.stage = "write", .done = n_written_, .total = n_rows_, .detail = {}});
  }

  const DuckdbLibrary& library_;
  std::span<const ParquetColumn> columns_;
  std::size_t n_rows_;
  const NextParquetRow& next_;
  const RunControl& control_;
  ParquetRow row_;
  std::size_t n_written_ = 0;
  std::exception_ptr error_;
};

void write_parquet(OutputFile& file, std::span<const ParquetColumn> columns, std::size_t n_rows,
                   const NextParquetRow& next, const RunControl& control) {
  // A single thread, so that row groups, and therefore the bytes, do not depend on the number of threads.
  const DuckdbDatabase database(1, control);
  const DuckdbLibrary& library = database.library();
  ParquetChunk rows(library, columns, n_rows, next, control);
  rows.register_at(database.connection(), "crowdvote_rows");
  OwnedDuckdbResult result(library);
  const std::string query =
      // Version 2 has shorter encodings of numbers, which are also faster to decode.
      fmt::format(
          "COPY (FROM crowdvote_rows()) TO {} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, "
          "USE_TMP_FILE false)",
          sql_text(file.path_for_libraries()));
  if (library.query(database.connection(), query.c_str(), result.get()) == 0) return;
  rows.throw_if_any();
  throw IoError(file.path(), "write", 0, duckdb_message(library.result_error(result.get())));
}

}  // namespace crowdvote
