#pragma once

/// The fast parser for a window.

#include "io/json/json_scanner.hpp"
#include "io/json/json_window.hpp"
#include "io/records/record.hpp"

#include <memory>
#include <vector>

namespace crowdvote {

/// simdjson's On-Demand parser, reused for every window. Not thread-safe.
class JsonParser {
 public:
  JsonParser();
  ~JsonParser();
  JsonParser(const JsonParser&) = delete;
  JsonParser& operator=(const JsonParser&) = delete;

  /// Passes the members of a window to the batch. What the batch rejects is added to `refused`, with its
  /// offset in the window. Returns false if the text is not such an object: `scan_json` finds out why.
  [[nodiscard]] bool parse(const JsonWindow& window, RecordBatch& batch, std::vector<JsonFault>& refused);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace crowdvote
