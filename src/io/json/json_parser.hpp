#pragma once

/// The fast reader of a window.

#include "io/json/json_scanner.hpp"
#include "io/json/json_window.hpp"
#include "io/records/record.hpp"

#include <memory>
#include <vector>

namespace crowdvote {

/// simdjson's On-Demand parser, reused from window to window. Not thread-safe.
class JsonParser {
 public:
  JsonParser();
  ~JsonParser();
  JsonParser(const JsonParser&) = delete;
  JsonParser& operator=(const JsonParser&) = delete;

  /// Gives the members of a window to the batch. What the batch does not take is added to `refused`, with its
  /// offset in the window. False if the text is no such object: `scan_json` tells why.
  [[nodiscard]] bool parse(const JsonWindow& window, RecordBatch& batch, std::vector<JsonFault>& refused);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace crowdvote
