#pragma once

/// Converts text to the bytes of a file: unchanged, gzip or zstd.

#include <crowdvote/output_file.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace crowdvote {

/// Receives finished bytes.
using ByteSink = std::function<void(std::string_view bytes)>;

class Encoder {
 public:
  Encoder() = default;
  virtual ~Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /// See OutputFile::prepare: the work that any thread can do.
  virtual void prepare(OutputFile::Part& part) const = 0;
  /// The work that must be done in the order of the file.
  virtual void append(const OutputFile::Part& part, const ByteSink& sink) = 0;
  virtual void finish(const ByteSink& sink) = 0;
  /// Writes what precedes the first part. Returns false if parts cannot be stored independently, because each
  /// depends on those before it.
  virtual bool begin_parts(const ByteSink& sink) = 0;
  /// Skips a part that others have stored behind all earlier ones. REQUIRES: begin_parts() returned true.
  virtual void go_past(const OutputFile::StoredPart& part) = 0;
};

/// Chooses by the ending of the path: .gz, .zst, or neither.
[[nodiscard]] std::unique_ptr<Encoder> make_encoder(std::string_view path);

/// The path without the .gz or .zst ending that make_encoder recognises.
[[nodiscard]] std::string_view without_packing_ending(std::string_view path);

}  // namespace crowdvote
