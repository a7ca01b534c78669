#include "cli/publication.hpp"

#include <array>

namespace crowdvote::cli {

namespace {

std::optional<int> settled;

}  // namespace

void publish(std::span<OutputFile* const> files, int code, const OutputFile::WithOthers& others) {
  OutputFile::publish_together(files, others);
  settle(code);
}

void publish(OutputFile& file) {
  const std::array files{&file};
  publish(files);
}

void settle(int code) noexcept { settled = code; }
std::optional<int> settled_code() noexcept { return settled; }

}  // namespace crowdvote::cli
