#pragma once

/// Files that well-known programs export: how each is recognised, and how it is read in the words of the options.

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

/// What a file begins with.
struct FileHead {
  std::vector<std::string> names;              ///< of a table's columns, or the keys of the first record
  std::vector<std::vector<std::string>> rows;  ///< of a table, as wide as the header
  std::vector<nlohmann::json> records;         ///< objects of JSON

  [[nodiscard]] bool has(std::string_view name) const;
  /// Whether all names are among these.
  [[nodiscard]] bool has_only(std::span<const std::string_view> names_known) const;
  /// The cells of a column. REQUIRES: has(name)
  [[nodiscard]] std::vector<std::string> column(std::string_view name) const;
  /// What follows `beginning` in the names that begin so.
  [[nodiscard]] std::vector<std::string> names_behind(std::string_view beginning) const;
};

/// Adds a text that is not there yet.
void add_new(std::vector<std::string>& texts, const std::string& text);

/// How to read an export.
struct ExportReading {
  ColumnNames columns =
      {};  ///< an observation such as /id is a key of the record itself, not of what is in it
  std::vector<RowCondition> where = {};
  std::string records =
      {};  ///< the path to the list in each JSON record whose elements are the rows; empty: none
  std::optional<Problem> problem = {};  ///< why it cannot be read as it is, without the name of the file
};

struct KnownExport {
  std::string_view name;   ///< by which it is chosen
  std::string_view title;  ///< for messages
  /// Names that have to be there, by which it is recognised. `a|b` is either of two names, `Answer.*` any that
  /// begins so.
  std::span<const std::string_view> signs;
  /// The questions that have answers in the file. Null: the export holds the answers to one question.
  std::vector<std::string> (*questions)(const FileHead& head);
  /// Nothing if the names are there, but what they hold is something else.
  /// \param question one of the questions; empty where the export has none
  std::optional<ExportReading> (*reading)(const FileHead& head, const std::string& question);
};

/// Those that are tables, and those that are records of JSON. An export may be among both.
[[nodiscard]] std::span<const KnownExport> exports_of_tables();
[[nodiscard]] std::span<const KnownExport> exports_of_records();

/// The options, and what the file itself says about how it is to be read.
struct RecognisedFile {
  ReadOptions options;
  std::string_view title = {};  ///< of the export; empty: the file is none
  std::string records = {};     ///< \see ExportReading
  std::optional<Notice> notice = {};
};

/// What was chosen stays. Where the column of the label was chosen, a file is no export unless the export was chosen,
/// too; a notice then names the column by which the export would have left out rows.
/// A list that was taken for the records is none if the object around it is a record of an export: the format is
/// mended.
/// Throws InputError if the file is not the export that was chosen, or if it holds answers to several questions
/// and none of them was chosen; OptionError if a question was chosen and the file is no export that has any.
[[nodiscard]] RecognisedFile recognise_export(ByteSource& source, FileFormat& format,
                                              const ReadOptions& options);

}  // namespace crowdvote
