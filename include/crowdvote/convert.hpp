#pragma once

/// Converts votes from one format to another: nothing is aggregated and no name is changed.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

/// csv, tsv   columns `observation,user,label`, and `author`, `time` and `count` where the input has them;
///            one row per statement, in the order of the input
/// jsonl      an object per statement, with the same keys
/// parquet    the same columns: integers if all names in a column are integers, otherwise text; never null
/// json       one object {observation: {user: label}}, as peerannot reads it
enum class ConversionFormat : std::uint8_t { csv, tsv, json, jsonl, parquet };

/// By the ending of the path, as labels_format_of. Throws OptionError.
[[nodiscard]] ConversionFormat conversion_format_of(const std::string& path);

struct ConvertOptions {
  ConversionFormat format = ConversionFormat::csv;
  /// If given, users become the first 32 hexadecimal digits of HMAC-SHA-256(salt, name): a user has the same
  /// digits under the same salt, and without the salt nobody can test names. The AI keeps its name.
  std::optional<std::string> salt = std::nullopt;
};

/// What was converted.
struct Conversion {
  std::vector<InputFile> files;  ///< `left_alone` lists the columns that were left out
  std::size_t n_statements = 0;  ///< written, including abstentions
  std::size_t n_abstentions = 0;
  std::size_t n_replaced = 0;       ///< left out: another statement of the same user and observation counts
  std::size_t n_rows_left_out = 0;  ///< as in ReadCounts
  std::size_t n_too_late = 0;
  std::vector<Notice> warnings;
};

/// Writes the votes of all files, in the order of the files. Abstentions are kept: as an empty label or null
/// if the input was empty there, otherwise as the word that was used (-1, NA, ...). Observations without
/// votes are kept too.
///
/// ReadOptions::repeats says which of several votes of a user on an observation are written. Rows can hold
/// all of them (Repeats::all). One JSON object can hold neither all of them nor votes without a user or with
/// a count; it has no place for authors and times, which are left out with a warning.
///
/// A single table is converted to csv, tsv or jsonl while it is read, in little memory, and so is a single
/// file of JSON lines to jsonl, if all votes are kept (Repeats::all) and the output is a file that can be
/// replaced; otherwise all statements are held in memory.
///
/// The caller publishes the output. Throws what read_inputs() throws, and OptionError for ReadOptions::fold
/// and for Parquet without DuckDB.
[[nodiscard]] Conversion convert_votes(const std::vector<std::string>& paths, OutputFile& output,
                                       const ReadOptions& read, const ConvertOptions& options,
                                       const RunControl& control = {});

/// The content of a file, without the line break at its end. Throws IoError if it cannot be read, OptionError
/// for less than 16 bytes, and InputError for more than a megabyte.
[[nodiscard]] std::string read_salt(const std::string& path);
/// 32 random bytes from a cryptographic generator.
[[nodiscard]] std::string random_salt();

}  // namespace crowdvote
