#include "io/read/input_source.hpp"

#include "io/bytes/foreign_files.hpp"
#include <crowdvote/errors.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace crowdvote {

bool is_parquet_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;  // a pipe can be read only once
  std::array<char, 4> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  return std::string_view(head.data(), head.size()) == kParquetMagic;
}

InputSource::InputSource(const std::string& path, const RunControl& control) : path_(path) {
  if (is_query(path)) {
    rows_.emplace(path.substr(kQueryPrefix.size()), name(), true, control);
  } else if (is_parquet_file(path) && DuckdbLibrary::is_there()) {
    rows_.emplace(
        fmt::format("SELECT * FROM read_parquet({})", sql_text(path)), name(), false, control,
        fmt::format("SELECT CAST(sum(num_rows) AS BIGINT) FROM parquet_file_metadata({})", sql_text(path)));
  } else {
    bytes_.emplace(path, control);
  }
}

FileFormat InputSource::find_format(const Schema& schema, VotesFormat chosen, const ColumnNames& columns,
                                    const TableFormat& table, const std::string& records) {
  if (bytes_) return crowdvote::find_format(*bytes_, schema, chosen, columns, table, records);
  const FileFormat format{.kind = is_query(path_) ? FileFormat::Kind::sql : FileFormat::Kind::parquet};
  if (chosen != VotesFormat::automatic) {
    throw OptionError(fmt::format("a format was chosen, but {} is {}: leave it out", name(), format.name()));
  }
  return format;
}

std::string InputSource::format_name(const FileFormat& format) const {
  return fmt::format("{}{}", format.name(), bytes_ ? bytes_->format_suffix() : "");
}

std::uint64_t InputSource::stored_bytes() const {
  if (bytes_) return bytes_->stored_bytes();
  std::error_code ignored;
  return is_query(path_) ? 0 : std::filesystem::file_size(path_, ignored);
}

}  // namespace crowdvote
