#pragma once

/// One file of votes: how it is to be read, and the reading.

#include "io/read/input_source.hpp"
#include "io/read/read_records.hpp"
#include "io/read/record_reader.hpp"
#include "io/records/record.hpp"
#include "io/shapes/file_format.hpp"
#include "io/shapes/known_exports.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

class VotesFile {
 public:
  /// Opens the file and detects its format. Throws IoError, InputError for a file that is empty or has no
  /// votes, OptionError for options that do not fit the file.
  /// \param options must outlive this object
  VotesFile(const std::string& path, const ReadOptions& options, const RunControl& control);
  VotesFile(const VotesFile&) = delete;
  VotesFile& operator=(const VotesFile&) = delete;

  [[nodiscard]] std::string name() const { return source_.name(); }
  [[nodiscard]] FileFormat::Kind kind() const { return format_.kind; }
  [[nodiscard]] bool is_json_object() const { return format_.kind == FileFormat::Kind::json; }
  /// Whether columns have names, from a header or from keys.
  [[nodiscard]] bool has_names() const { return format_.has_header; }
  /// The options as given, with the columns and conditions of the program that wrote the file if it is
  /// recognised.
  [[nodiscard]] const ReadOptions& options() const { return recognised_.options; }

  /// Reads the records; may be called once. \see read_records
  ReadNotes read(RecordSink& sink, ProblemList& problems, const RunControl& control,
                 const RecordRange& range = {});
  /// Finds where a record begins near a place, so that the file can be read in ranges; returns nothing if it
  /// cannot be.
  [[nodiscard]] std::optional<std::uint64_t> find_record(std::uint64_t from);
  /// Describes what was read. \param notes returned by `read`
  [[nodiscard]] InputFile describe(const ReadNotes& notes) const;

 private:
  [[nodiscard]] RecordFile records(const RecordRange& range);

  InputSource source_;
  const Schema& schema_;
  FileFormat format_;
  RecognisedFile recognised_;
  std::string_view json_shape_;
};

}  // namespace crowdvote
