#pragma once

/// Files that well-known programs export: how each is recognised, and how it is read in terms of options.

#include "io/bytes/byte_source.hpp"
#include "io/shapes/file_format.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// The beginning of a file.
struct FileHead {
  std::vector<std::string> names;              ///< columns of a table, or keys of the first record
  std::vector<std::vector<std::string>> rows;  ///< for a table, as wide as the header
  std::vector<nlohmann::json> records;         ///< for JSON: objects

  [[nodiscard]] bool has(std::string_view name) const;
  /// Whether all names are among these.
  [[nodiscard]] bool has_only(std::span<const std::string_view> names_known) const;
  /// The cells of a column. REQUIRES: has(name)
  [[nodiscard]] std::vector<std::string> column(std::string_view name) const;
  /// The rest of those names that begin with `beginning`.
  [[nodiscard]] std::vector<std::string> names_behind(std::string_view beginning) const;
};

/// Adds a text unless it is there already.
void add_new(std::vector<std::string>& texts, const std::string& text);

/// How to read an export.
struct ExportReading {
  ColumnNames columns =
      {};  ///< an observation such as /id is a key of the record itself, not of what it contains
  std::vector<RowCondition> where = {};
  std::string records =
      {};  ///< the path to the list in each JSON record whose elements are the rows; empty: there is none
  std::optional<Problem> problem = {};  ///< why it cannot be read as it is, without the name of the file
};

struct KnownExport {
  std::string_view name;   ///< by which the user chooses it
  std::string_view title;  ///< in messages
  /// Names whose presence identifies the export. `a|b` means either of two names, `Answer.*` any name with
  /// this beginning.
  std::span<const std::string_view> signs;
  /// Returns the questions with answers in the file. Null: the export has the answers to a single question.
  std::vector<std::string> (*questions)(const FileHead& head);
  /// Returns nothing if the names are there but their content is something else.
  /// \param question one of the questions; empty if the export has none
  std::optional<ExportReading> (*reading)(const FileHead& head, const std::string& question);
};

/// The exports that are tables, and those that are JSON records. An export may be both.
[[nodiscard]] std::span<const KnownExport> exports_of_tables();
[[nodiscard]] std::span<const KnownExport> exports_of_records();

/// The options, extended by what the file itself shows about how to read it.
struct RecognisedFile {
  ReadOptions options;
  std::string_view title = {};  ///< of the export; empty: the file is not an export
  std::string records = {};     ///< \see ExportReading
  std::optional<Notice> notice = {};
};

/// Options that the user has chosen are kept. If the column of the label was chosen, the file is treated as
/// an export only if the export was chosen as well; otherwise a notice names the column by which the export
/// would have left out rows.
/// If a list was mistaken for the records and the object around it is a record of an export, the format is
/// corrected.
/// Throws InputError if the file is not the export that was chosen, or if it has answers to several questions
/// and none of them was chosen; OptionError if a question was chosen and the file is not an export with
/// questions.
[[nodiscard]] RecognisedFile recognise_export(ByteSource& source, FileFormat& format,
                                              const ReadOptions& options);

}  // namespace crowdvote
