#include "io/bytes/foreign_files.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view bytes;
  std::size_t place;
  std::string_view what;
  std::string_view way_out;
  WayOut remedy = WayOut::none;
};

constexpr std::string_view kSaveAsCsv = "save its table as CSV in UTF-8";

constexpr std::array kSignatures{
    Signature{kParquetMagic, 0, "a Parquet file",
              "DuckDB's library, which reads it, was not found; install it, or export the file as CSV",
              WayOut::get_duckdb},
    Signature{"ARROW1\0"sv, 0, "an Arrow file", "export it as CSV"},
    Signature{"Obj\x01"sv, 0, "an Avro file", "export it as CSV or JSON lines"},
    Signature{
        "SQLite format 3\0"sv, 0, "a SQLite database",
        "read it with a query, as in SELECT * FROM sqlite_scan('votes.db', 'votes'), or export the table, as "
        "with sqlite3 -header -csv FILE 'SELECT * FROM votes'",
        WayOut::give_query},
    Signature{"1AY&SY"sv, 4, "a bzip2 file", "unpack it, as with bunzip2; .gz and .zst are read as they are"},
    Signature{"\xfd"
              "7zXZ\0"sv,
              0, "an xz file", "unpack it, as with unxz; .gz and .zst are read as they are"},
    Signature{"\x04\x22\x4d\x18"sv, 0, "an lz4 file",
              "unpack it, as with unlz4; .gz and .zst are read as they are"},
    Signature{"7z\xbc\xaf\x27\x1c"sv, 0, "a 7z archive", "unpack it and name the file in it"},
    Signature{"Rar!\x1a"sv, 0, "a RAR archive", "unpack it and name the file in it"},
    Signature{"\0ustar"sv, 256, "a tar archive", "unpack it, as with tar -xf, and name the file in it"},
    Signature{"\xd0\xcf\x11\xe0"sv, 0, "an old spreadsheet (.xls) or document", kSaveAsCsv},
    Signature{"%PDF"sv, 0, "a PDF document", "ask for the table that it was made from"},
    Signature{"{\\rtf"sv, 0, "an RTF document", kSaveAsCsv},
    Signature{"\x89HDF"sv, 0, "an HDF5 file", "export it as CSV, as with pandas"},
    Signature{"\x93NUMPY"sv, 0, "a NumPy array", "votes need names: write a table or a JSON object"},
    Signature{"RDX3\n"sv, 0, "an R workspace",
              "export the data frame with write.csv(..., row.names = FALSE)"},
    Signature{"X\n\0\0\0"sv, 0, "an R data file (.rds)", "export it with write.csv(..., row.names = FALSE)"},
    Signature{"version https://git-lfs"sv, 0, "a pointer of Git LFS, not the file itself",
              "fetch it, as with git lfs pull"},
};

/// Ignores the case of ASCII letters. `lower` is in lower case.
bool begins_with(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
         });
}

std::string zip_archive(std::string_view head) {
  if (head.find("xl/") != std::string_view::npos ||
      head.find("[Content_Types].xml") != std::string_view::npos) {
    return fmt::format("the file is a spreadsheet (.xlsx); {}", kSaveAsCsv);
  }
  if (head.find("opendocument.spreadsheet") != std::string_view::npos) {
    return fmt::format("the file is a spreadsheet (.ods); {}", kSaveAsCsv);
  }
  return "the file is a zip archive; unpack it, as with unzip, and name the file in it";
}

/// ASCII text in UTF-16 has a zero in every second byte.
std::string utf16_without_mark(std::string_view head) {
  constexpr std::size_t kLooked = 16;
  if (head.size() < kLooked) return "";
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < kLooked; ++i) zeros[i % 2] += head[i] == '\0' ? 1U : 0U;
  const bool is_big = zeros[0] == kLooked / 2 && zeros[1] == 0;
  const bool is_little = zeros[1] == kLooked / 2 && zeros[0] == 0;
  if (!is_big && !is_little) return "";
  return fmt::format("the file is text in UTF-16; convert it, as with iconv -f UTF-16{} -t UTF-8",
                     is_big ? "BE" : "LE");
}

}  // namespace

Notice foreign_file(std::string_view head) {
  for (const Signature& signature : kSignatures) {
    if (head.size() > signature.place && head.substr(signature.place).starts_with(signature.bytes)) {
      return {fmt::format("the file is {}; {}", signature.what, signature.way_out), {signature.remedy}};
    }
  }
  if (head.starts_with("PK\x03\x04"sv)) return {zip_archive(head)};
  const std::size_t begin = head.find_first_not_of(" \t\r\n");
  const std::string_view text = begin == std::string_view::npos ? std::string_view() : head.substr(begin);
  if (begins_with(text, "<!doctype html") || begins_with(text, "<html")) {
    return {
        "the file is a web page, perhaps a login or an error page instead of the file; download it again"};
  }
  if (begins_with(text, "<?xml")) return {"the file is XML; export it as CSV or JSON"};
  return {utf16_without_mark(head)};
}

}  // namespace crowdvote
