#pragma once

/// Sources of the texts of JSON records.

#include <crowdvote/errors.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

/// A sequence of texts that each begin with the '{' of an object. Other texts are added to the problems and
/// skipped.
class JsonTexts {
 public:
  virtual ~JsonTexts() = default;
  /// Returns nothing at the end of the file. The view is valid until the next call. Throws InputError if
  /// reading cannot continue or the file is empty; IoError, MemoryError, Cancelled.
  virtual std::optional<std::string_view> next() = 0;
  /// The number of steps of the path to the records that lead to the last text given out.
  [[nodiscard]] virtual std::size_t n_steps_taken() const { return 0; }
  /// The line on which that text begins, from 1.
  [[nodiscard]] virtual std::size_t line() const = 0;
  /// Makes a problem at a byte of that text.
  [[nodiscard]] virtual Problem problem(std::size_t offset, std::string what) const = 0;
  /// For messages: why a text, or a string in it, may end too early.
  [[nodiscard]] virtual std::string why_cut_off() const = 0;
  [[nodiscard]] virtual std::string_view why_open_string() const = 0;
};

}  // namespace crowdvote
