#pragma once

/// A JSON file that is read as a whole, and its values with the information needed for error messages.

#include <crowdvote/errors.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace crowdvote {

class JsonNode;

class JsonDocument {
 public:
  /// What the file should be, for messages.
  struct Kind {
    std::string_view name;      ///< "baseline"
    std::string_view expected;  ///< "the summary of a run"
    WayOut way_out;
    std::size_t most_bytes = std::numeric_limits<std::size_t>::max();
  };

  /// Throws IoError, MemoryError, and InputError with the offset of the first byte that is not JSON.
  JsonDocument(const std::string& path, const Kind& kind, const RunControl& control);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const Kind& kind() const { return kind_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// "json", followed by ".gz" or ".zst" if the file is compressed.
  [[nodiscard]] const std::string& format() const { return format_; }
  /// The result refers to the document.
  [[nodiscard]] JsonNode root() const;

 private:
  std::string path_;
  Kind kind_;
  std::uint64_t bytes_ = 0;
  std::string format_;
  nlohmann::json value_;
};

/// A place in a document, such as "/users/ann/skill". Refers to the document and to the value.
class JsonNode {
 public:
  JsonNode(const JsonDocument& document, std::string place, const nlohmann::json& value)
      : document_(document), place_(std::move(place)), value_(value) {}

  [[nodiscard]] const nlohmann::json& value() const { return value_; }

  [[noreturn]] void fail(std::string_view expected) const;

  /// Throws InputError if the key is missing.
  [[nodiscard]] JsonNode operator[](const std::string& key) const;
  [[nodiscard]] JsonNode operator[](std::size_t i) const;
  /// Returns nothing if the key is missing or its value is null.
  [[nodiscard]] std::optional<JsonNode> find(const std::string& key) const;

  /// These functions throw InputError if the value is of another kind.
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] const std::string& text() const;
  /// \param expected for example "a share from 0 to 1"
  [[nodiscard]] double number(double lowest, double highest, std::string_view expected) const;
  /// Returns the number of elements.
  [[nodiscard]] std::size_t array_size(std::string_view expected) const;

 private:
  [[nodiscard]] std::string shortened() const;

  const JsonDocument& document_;
  std::string place_;
  const nlohmann::json& value_;
};

}  // namespace crowdvote
