#pragma once

/// The fast reader of a window.

#include "io/json_members.hpp"
#include "io/json_text.hpp"
#include "io/json_window.hpp"

#include <memory>

namespace crowdvote {

/// simdjson's On-Demand parser, reused from window to window. Not thread-safe.
class JsonParser {
 public:
  JsonParser();
  ~JsonParser();
  JsonParser(const JsonParser&) = delete;
  JsonParser& operator=(const JsonParser&) = delete;

  /// Gives the members of a window to `members`, the same as scan_json. False as soon as anything is not as
  /// it should be, or not taken: then the window is to be scanned from its start.
  [[nodiscard]] bool parse(const JsonWindow& window, JsonMembers& members, TextArena& arena);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace crowdvote
