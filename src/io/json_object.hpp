#pragma once

/// Reads a file that is one JSON object, of any size, on all threads.

#include "io/byte_source.hpp"
#include "io/json_members.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace crowdvote {

/// A window whose members were read, at the time of its commit.
struct JsonCommit {
  /// What is wrong at an offset of the window (as in JsonKey), with its place in the file.
  std::function<Problem(std::size_t offset, std::string what)> problem;
  /// How much of the file was read so far, of 1; 0 where its size is not known.
  double share_read;
};

/// What a reader does with the members.
class JsonConsumer {
 public:
  virtual ~JsonConsumer() = default;
  /// For each window that is in work at a time an object of its own, reused from window to window.
  virtual std::unique_ptr<JsonMembers> make_members() = 0;
  /// Called for one window after the other, in the order of the file.
  virtual void commit(JsonMembers& members, const JsonCommit& commit) = 0;
};

/// Small enough that a window stays in the cache, large enough that its start does not matter.
inline constexpr std::size_t kJsonWindowSize = std::size_t{1} << 20;

/// Windows are parsed on control.threads() threads and committed in order, so the result depends neither on
/// where they are cut nor on the number of threads.
///
/// What the members do not take is added to `problems`, with its place: line and column where the file has
/// lines, else the offset. What is no JSON is added too, and `problems` thrown.
///
/// \param shape for messages: what the object should look like, as in "{observation: {user: label}}"
/// \param window_size how much is read at once
/// Throws InputError, IoError, Cancelled, and what the consumer throws.
void read_json_object(ByteSource& source, std::string_view shape, JsonConsumer& consumer,
                      ProblemList& problems, const RunControl& control,
                      std::size_t window_size = kJsonWindowSize);

}  // namespace crowdvote
