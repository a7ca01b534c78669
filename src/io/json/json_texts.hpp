#pragma once

/// Where the texts of JSON records come from.

#include <crowdvote/errors.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

/// Texts that each begin with the '{' of an object, one after the other. What is no such text is added to the
/// problems and skipped.
class JsonTexts {
 public:
  virtual ~JsonTexts() = default;
  /// Nothing at the end of the file. The view lives until the next call. Throws InputError where nothing can be read
  /// on, or if the file is empty; IoError, MemoryError, Cancelled.
  virtual std::optional<std::string_view> next() = 0;
  /// How many steps of the path to the records lie behind the text that was given last.
  [[nodiscard]] virtual std::size_t n_steps_taken() const { return 0; }
  /// On which that text begins, from 1.
  [[nodiscard]] virtual std::size_t line() const = 0;
  /// A problem at a byte of that text.
  [[nodiscard]] virtual Problem problem(std::size_t offset, std::string what) const = 0;
  /// For messages: why a text may end too early, or a string in it.
  [[nodiscard]] virtual std::string why_cut_off() const = 0;
  [[nodiscard]] virtual std::string_view why_open_string() const = 0;
};

}  // namespace crowdvote
