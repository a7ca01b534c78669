#pragma once

/// DuckDB, whose library is loaded at run time if it is installed.

#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace crowdvote {

/// A result as the library returns it; all members belong to the library.
struct DuckdbResult {
  std::uint64_t n_columns = 0;
  std::uint64_t n_rows = 0;
  std::uint64_t n_rows_changed = 0;
  void* columns = nullptr;
  char* error = nullptr;
  void* data = nullptr;
};

/// Column types, with the numbers that the library uses; other types are not supported here.
enum class DuckdbType : std::uint32_t {
  boolean = 1,
  int8 = 2,
  int16 = 3,
  int32 = 4,
  int64 = 5,
  uint8 = 6,
  uint16 = 7,
  uint32 = 8,
  uint64 = 9,
  float32 = 10,
  float64 = 11,
  timestamp = 12,  ///< microseconds since 1970
  date = 13,       ///< days since 1970
  int128 = 16,
  text = 17,
  decimal = 19,
  timestamp_s = 20,
  timestamp_ms = 21,
  timestamp_ns = 22,
  timestamp_utc = 31,  ///< microseconds
};

/// The functions of DuckDB's C interface that are used here, without the prefix "duckdb_"
/// (https://duckdb.org/docs/stable/clients/c/api). Handles are void*; functions that may fail return 0 on
/// success.
#define CROWDVOTE_DUCKDB_FUNCTIONS(FUNCTION)                                                           \
  FUNCTION(int, create_config, (void** config))                                                        \
  FUNCTION(int, set_config, (void* config, const char* name, const char* value))                       \
  FUNCTION(void, destroy_config, (void** config))                                                      \
  FUNCTION(int, open_ext, (const char* path, void** database, void* config, char** error))             \
  FUNCTION(void, close, (void** database))                                                             \
  FUNCTION(int, connect, (void* database, void** connection))                                          \
  FUNCTION(void, disconnect, (void** connection))                                                      \
  FUNCTION(int, query, (void* connection, const char* sql, DuckdbResult* result))                      \
  FUNCTION(std::uint64_t, extract_statements, (void* connection, const char* sql, void** statements))  \
  FUNCTION(const char*, extract_statements_error, (void* statements))                                  \
  FUNCTION(void, destroy_extracted, (void** statements))                                               \
  FUNCTION(int, prepare_extracted_statement,                                                           \
           (void* connection, void* statements, std::uint64_t index, void** prepared))                 \
  FUNCTION(const char*, prepare_error, (void* prepared))                                               \
  FUNCTION(void, destroy_prepare, (void** prepared))                                                   \
  FUNCTION(int, pending_prepared_streaming, (void* prepared, void** pending))                          \
  FUNCTION(const char*, pending_error, (void* pending))                                                \
  FUNCTION(int, pending_execute_task, (void* pending))                                                 \
  FUNCTION(int, execute_pending, (void* pending, DuckdbResult* result))                                \
  FUNCTION(void, destroy_pending, (void** pending))                                                    \
  FUNCTION(const char*, result_error, (DuckdbResult * result))                                         \
  FUNCTION(void, destroy_result, (DuckdbResult * result))                                              \
  FUNCTION(std::uint64_t, column_count, (DuckdbResult * result))                                       \
  FUNCTION(const char*, column_name, (DuckdbResult * result, std::uint64_t column))                    \
  FUNCTION(DuckdbType, column_type, (DuckdbResult * result, std::uint64_t column))                     \
  FUNCTION(void*, column_logical_type, (DuckdbResult * result, std::uint64_t column))                  \
  FUNCTION(std::uint8_t, decimal_scale, (void* type))                                                  \
  FUNCTION(DuckdbType, decimal_internal_type, (void* type))                                            \
  FUNCTION(void*, create_logical_type, (DuckdbType type))                                              \
  FUNCTION(void, destroy_logical_type, (void** type))                                                  \
  FUNCTION(void*, fetch_chunk, (DuckdbResult result))                                                  \
  FUNCTION(std::uint64_t, data_chunk_get_size, (void* chunk))                                          \
  FUNCTION(void, data_chunk_set_size, (void* chunk, std::uint64_t size))                               \
  FUNCTION(void*, data_chunk_get_vector, (void* chunk, std::uint64_t column))                          \
  FUNCTION(void, destroy_data_chunk, (void** chunk))                                                   \
  FUNCTION(std::uint64_t, vector_size, ())                                                             \
  FUNCTION(void*, vector_get_data, (void* vector))                                                     \
  FUNCTION(std::uint64_t*, vector_get_validity, (void* vector))                                        \
  FUNCTION(void, vector_ensure_validity_writable, (void* vector))                                      \
  FUNCTION(void, vector_assign_string_element_len,                                                     \
           (void* vector, std::uint64_t row, const char* text, std::uint64_t length))                  \
  FUNCTION(void*, create_table_function, ())                                                           \
  FUNCTION(void, destroy_table_function, (void** function))                                            \
  FUNCTION(void, table_function_set_name, (void* function, const char* name))                          \
  FUNCTION(void, table_function_set_extra_info, (void* function, void* info, void (*destroy)(void*)))  \
  FUNCTION(void, table_function_set_bind, (void* function, void (*bind)(void* info)))                  \
  FUNCTION(void, table_function_set_init, (void* function, void (*init)(void* info)))                  \
  FUNCTION(void, table_function_set_function, (void* function, void (*fill)(void* info, void* chunk))) \
  FUNCTION(int, register_table_function, (void* connection, void* function))                           \
  FUNCTION(void*, bind_get_extra_info, (void* info))                                                   \
  FUNCTION(void, bind_add_result_column, (void* info, const char* name, void* type))                   \
  FUNCTION(void, init_set_max_threads, (void* info, std::uint64_t most))                               \
  FUNCTION(void*, function_get_extra_info, (void* info))                                               \
  FUNCTION(void, function_set_error, (void* info, const char* error))

/// Pointers to those functions.
class DuckdbLibrary {
 public:
  /// Loads the library once, from the first of these places that has it: the path in the environment variable
  /// CROWDVOTE_DUCKDB, which excludes all others if it is set; libduckdb.so in ../lib and ../lib/crowdvote
  /// relative to the program's folder; the search path of the loader; /usr/local/lib/crowdvote;
  /// ~/.local/lib/crowdvote.
  /// Throws OptionError if the library is not found or lacks a function.
  static const DuckdbLibrary& get();
  /// Whether get() succeeds.
  [[nodiscard]] static bool is_there();

#define CROWDVOTE_POINTER(result, name, parameters) result(*name) parameters = nullptr;
  CROWDVOTE_DUCKDB_FUNCTIONS(CROWDVOTE_POINTER)
#undef CROWDVOTE_POINTER

 private:
  DuckdbLibrary();
};

/// Owns an object of the library and releases it.
class DuckdbHandle {
 public:
  using Destroy = void (*)(void**);
  explicit DuckdbHandle(Destroy destroy, void* handle = nullptr) : destroy_(destroy), handle_(handle) {}
  ~DuckdbHandle() {
    if (handle_ != nullptr) destroy_(&handle_);
  }
  DuckdbHandle(DuckdbHandle&& other) noexcept
      : destroy_(other.destroy_), handle_(std::exchange(other.handle_, nullptr)) {}
  DuckdbHandle& operator=(DuckdbHandle&& other) noexcept {
    std::swap(destroy_, other.destroy_);
    std::swap(handle_, other.handle_);
    return *this;
  }

  [[nodiscard]] void* get() const { return handle_; }
  /// The place for the library to fill. REQUIRES: the handle is empty.
  [[nodiscard]] void** place() { return &handle_; }
  void reset(void* handle = nullptr) {
    if (handle_ != nullptr) destroy_(&handle_);
    handle_ = handle;
  }

 private:
  Destroy destroy_;
  void* handle_;
};

/// The same for a result.
class OwnedDuckdbResult {
 public:
  explicit OwnedDuckdbResult(const DuckdbLibrary& library) : library_(library) {}
  ~OwnedDuckdbResult() { library_.destroy_result(&result_); }
  OwnedDuckdbResult(const OwnedDuckdbResult&) = delete;
  OwnedDuckdbResult& operator=(const OwnedDuckdbResult&) = delete;

  [[nodiscard]] DuckdbResult* get() { return &result_; }
  void reset() {
    library_.destroy_result(&result_);
    result_ = {};
  }

 private:
  const DuckdbLibrary& library_;
  DuckdbResult result_;
};

/// An in-memory database that can read and write files, with one connection.
class DuckdbDatabase {
 public:
  /// DuckDB uses no more threads than the run, and no more memory than the run has left.
  explicit DuckdbDatabase(unsigned n_threads, const RunControl& control);

  [[nodiscard]] const DuckdbLibrary& library() const { return library_; }
  [[nodiscard]] void* connection() const { return connection_.get(); }

 private:
  const DuckdbLibrary& library_;
  DuckdbHandle database_;
  DuckdbHandle connection_;
};

/// DuckDB's message as one line, without the excerpts and advice that follow.
[[nodiscard]] std::string duckdb_message(const char* message);

/// A text as an SQL literal.
[[nodiscard]] std::string sql_text(const std::string& text);

}  // namespace crowdvote
