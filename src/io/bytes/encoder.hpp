#pragma once

/// From text to the bytes of a file: as they are, gzip or zstd.

#include <crowdvote/output_file.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace crowdvote {

/// Where an encoder puts finished bytes.
using ByteSink = std::function<void(std::string_view bytes)>;

class Encoder {
 public:
  Encoder() = default;
  virtual ~Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /// See OutputFile::prepare: what can be done on any thread.
  virtual void prepare(OutputFile::Part& part) const = 0;
  /// What must be done in the order of the file.
  virtual void append(const OutputFile::Part& part, const ByteSink& sink) = 0;
  virtual void finish(const ByteSink& sink) = 0;
  /// Puts what stands before the first part. False where parts cannot be stored by others: each depends on those
  /// before it.
  virtual bool begin_parts(const ByteSink& sink) = 0;
  /// A part that others have stored behind all before. REQUIRES: begin_parts() was true.
  virtual void go_past(const OutputFile::StoredPart& part) = 0;
};

/// By the ending of the path: .gz, .zst, or neither.
[[nodiscard]] std::unique_ptr<Encoder> make_encoder(std::string_view path);

/// The path without the .gz or .zst that make_encoder would obey.
[[nodiscard]] std::string_view without_packing_ending(std::string_view path);

}  // namespace crowdvote
