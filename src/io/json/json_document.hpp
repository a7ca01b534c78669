#pragma once

/// A JSON file that is read whole, and its values with what it takes to complain about them.

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

  /// Throws IoError, MemoryError, and InputError with the offset of the first byte that is no JSON.
  JsonDocument(const std::string& path, const Kind& kind, const RunControl& control);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const Kind& kind() const { return kind_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// "json", with ".gz" or ".zst" behind it if packed.
  [[nodiscard]] const std::string& format() const { return format_; }
  /// Refers to the document.
  [[nodiscard]] JsonNode root() const;

 private:
  std::string path_;
  Kind kind_;
  std::uint64_t bytes_ = 0;
  std::string format_;
  nlohmann::json value_;
};

/// A place in a document, as in "/users/ann/skill". Refers to the document and to the value.
class JsonNode {
 public:
  JsonNode(const JsonDocument& document, std::string place, const nlohmann::json& value)
      : document_(document), place_(std::move(place)), value_(value) {}

  [[nodiscard]] const nlohmann::json& value() const { return value_; }

  [[noreturn]] void fail(std::string_view expected) const;

  /// Throws InputError if there is none.
  [[nodiscard]] JsonNode operator[](const std::string& key) const;
  [[nodiscard]] JsonNode operator[](std::size_t i) const;
  /// Nothing where the key is missing or null.
  [[nodiscard]] std::optional<JsonNode> find(const std::string& key) const;

  /// Each throws InputError if the value is something else.
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] const std::string& text() const;
  /// \param expected "a share from 0 to 1"
  [[nodiscard]] double number(double lowest, double highest, std::string_view expected) const;
  /// The number of its entries.
  [[nodiscard]] std::size_t array_size(std::string_view expected) const;

 private:
  [[nodiscard]] std::string shortened() const;

  const JsonDocument& document_;
  std::string place_;
  const nlohmann::json& value_;
};

}  // namespace crowdvote
