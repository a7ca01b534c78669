#include "io/bytes/checksum.hpp"
#include "io/bytes/encoder.hpp"
#include "io/bytes/output_target.hpp"
#include "io/bytes/unfinished_file.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/write_outputs.hpp>

#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace crowdvote {

namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;
constexpr off_t kBytesToSend = off_t{1} << 23;
constexpr off_t kBytesToCache = off_t{1} << 29;  ///< a file longer than this leaves the page cache
/// The last bytes, which are probably not yet on the disk.
constexpr off_t kBytesOnTheirWay = off_t{1} << 26;

Descriptor open_straight(const OutputTarget& target) {
  if (target.descriptor >= 0) return Descriptor(fcntl(target.descriptor, F_DUPFD_CLOEXEC, 0));
  return Descriptor(open(target.path.c_str(), O_WRONLY | O_CLOEXEC));
}

}  // namespace

struct OutputFile::State {
  explicit State(const std::string& asked)
      : path(asked), target(find_output_target(asked)), encoder(make_encoder(asked)) {
    if (target.is_replaceable) {
      unfinished = std::make_unique<UnfinishedFile>(target.path);
      descriptor = unfinished->open(target.access);
    } else {
      descriptor = open_straight(target);
    }
    if (!descriptor.is_open()) fail(errno);
  }

  /// For a file that another process owns.
  State(const std::string& asked, std::unique_ptr<Encoder> of_parts)
      : path(asked), encoder(std::move(of_parts)), is_elsewhere(true) {}

  [[noreturn]] void fail(int error_number, std::string advice = "") const {
    const bool is_full = error_number == ENOSPC || error_number == EDQUOT;
    if (is_full && advice.empty()) advice = "Make room there or write elsewhere";
    throw IoError(path == "-" ? "standard output" : path, "write", error_number, advice);
  }

  void store(std::string_view bytes) {
    if (is_elsewhere) return;
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor.number(), bytes.data(), bytes.size());
      if (written >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
        stored_bytes += written;
        if (checksum) checksum->add({bytes.data() - written, static_cast<std::size_t>(written)});
        if (unfinished) send_to_disk();
      } else if (errno != EINTR) {
        fail(errno);
      }
    }
  }

  /// Lets the disk work while the rest is made, so that the final sync is short. Failures show up there. A
  /// long file drops from the page cache what is already on the disk, without waiting: it reuses the pages of
  /// its own last bytes and evicts nothing else.
  void send_to_disk() {
#ifdef __linux__
    if (stored_bytes - sent_bytes < kBytesToSend) return;
    (void)sync_file_range(descriptor.number(), sent_bytes, stored_bytes - sent_bytes, SYNC_FILE_RANGE_WRITE);
    sent_bytes = stored_bytes;
    if (stored_bytes < kBytesToCache) return;
    (void)posix_fadvise(descriptor.number(), 0, stored_bytes - kBytesOnTheirWay, POSIX_FADV_DONTNEED);
#endif
  }

  [[nodiscard]] ByteSink sink() {
    return [this](std::string_view bytes) { store(bytes); };
  }

  void flush() {
    if (held_back.bytes.empty()) return;
    encoder->prepare(held_back);
    encoder->append(held_back, sink());
    held_back.bytes.clear();
  }

  std::string path;  ///< as given
  OutputTarget target;
  std::unique_ptr<Encoder> encoder;
  std::unique_ptr<UnfinishedFile> unfinished;  ///< null if the target is written directly
  Descriptor descriptor{-1};
  std::unique_ptr<SharedFile> shared;  ///< set if several processes write parts
  Part held_back;
  bool is_for_spreadsheets = false;
  bool is_elsewhere = false;
  std::optional<Sha256> checksum;
  std::string sha256;  ///< of the finished file
  off_t stored_bytes = 0;
  off_t sent_bytes = 0;  ///< how many of them are on their way to the disk
};

OutputFile::OutputFile(const std::string& path) : state_(std::make_unique<State>(path)) {}
OutputFile::OutputFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
OutputFile OutputFile::of_other_process(const std::string& path) {
  return OutputFile(std::make_unique<State>(path, make_encoder(path)));
}
OutputFile::~OutputFile() = default;
OutputFile::OutputFile(OutputFile&&) noexcept = default;
OutputFile& OutputFile::operator=(OutputFile&&) noexcept = default;

void OutputFile::make_safe_for_spreadsheets() { state_->is_for_spreadsheets = true; }
bool OutputFile::is_for_spreadsheets() const { return state_->is_for_spreadsheets; }

bool OutputFile::is_packed() const { return without_packing_ending(state_->path) != state_->path; }

void OutputFile::write(std::string_view bytes) {
  if (state_->is_elsewhere) return;
  state_->held_back.bytes.append(bytes);
  if (state_->held_back.bytes.size() >= kBufferBytes) state_->flush();
}

void OutputFile::prepare(Part& part) const { state_->encoder->prepare(part); }

void OutputFile::append(const Part& part) {
  state_->flush();
  state_->encoder->append(part, state_->sink());
}

std::optional<OutputFile::Place> OutputFile::place_for_parts() {
  if (!state_->unfinished || state_->checksum) return std::nullopt;
  state_->flush();
  if (!state_->encoder->begin_parts(state_->sink())) return std::nullopt;
  return Place{state_->unfinished->path(), static_cast<std::uint64_t>(state_->stored_bytes)};
}

void OutputFile::share(std::unique_ptr<SharedFile> file) { state_->shared = std::move(file); }

void OutputFile::write_at(std::uint64_t place, const Part& part) {
  const int error_number = state_->shared->write_at(place, part.bytes);
  if (error_number != 0) state_->fail(error_number);
}

void OutputFile::go_past(const StoredPart& part) {
  state_->encoder->go_past(part);
  state_->stored_bytes += static_cast<off_t>(part.bytes);
  if (lseek(state_->descriptor.number(), state_->stored_bytes, SEEK_SET) < 0) state_->fail(errno);
}

void OutputFile::finish() {
  if (const auto shared = std::exchange(state_->shared, nullptr)) {
    const int error_number = shared->finish();
    if (error_number != 0) state_->fail(error_number);
  }
  if (!state_->descriptor.is_open()) return;
  state_->flush();
  state_->encoder->finish(state_->sink());
  if (state_->unfinished && fsync(state_->descriptor.number()) != 0) state_->fail(errno);
  if (state_->checksum) state_->sha256 = state_->checksum->finish();
  const int error_number = state_->descriptor.close();
  if (error_number != 0) state_->fail(error_number);
}

void OutputFile::publish() {
  const std::array files{this};
  publish_together(files);
}

void OutputFile::publish_together(std::span<OutputFile* const> files, const WithOthers& others) {
  std::vector<OutputFile*> all(files.begin(), files.end());
  all.insert(all.end(), others.last.begin(), others.last.end());
  // What is written to a pipe or a device cannot be undone, so it is written once everything else is on the
  // disk.
  for (const bool is_straight : {false, true}) {
    for (OutputFile* file : all) {
      if ((file->state_->unfinished == nullptr) == is_straight) file->finish();
    }
  }
  const auto agree = [&others] {
    if (others.agree) others.agree();
  };
  agree();
  const PublishingMoment moment;
  try {
    take_places(files, all);
    agree();
    take_places(others.last, all);
    agree();
  } catch (...) {
    (void)take_back(all);
    throw;
  }
  for (OutputFile* file : all) file->state_->unfinished.reset();
}

void OutputFile::take_places(std::span<OutputFile* const> files, std::span<OutputFile* const> all) {
  for (OutputFile* file : files) {
    State& state = *file->state_;
    const int error_number = state.unfinished ? state.unfinished->publish() : 0;
    if (error_number != 0) state.fail(error_number, take_back(all));
  }
  std::set<std::filesystem::path> folders;
  for (OutputFile* file : files) {
    State& state = *file->state_;
    const std::filesystem::path folder = std::filesystem::path(state.target.path).parent_path();
    if (!state.unfinished || !folders.insert(folder).second) continue;
    const int error_number = state.unfinished->sync_folder();
    if (error_number != 0) state.fail(error_number, take_back(all));
  }
}

std::string OutputFile::take_back(std::span<OutputFile* const> files) {
  std::string standing;
  for (OutputFile* file : files) {
    const State& state = *file->state_;
    if (!state.unfinished || state.unfinished->take_back()) continue;
    standing += fmt::format("{}'{}'", standing.empty() ? "" : ", ", state.path);
  }
  if (!standing.empty()) return fmt::format("Already replaced, which cannot be undone: {}", standing);
  return files.size() > 1 ? "No file was replaced" : "";
}

void OutputFile::keep_checksum() { state_->checksum.emplace(); }
OutputFile::Stored OutputFile::stored() const {
  return {static_cast<std::uint64_t>(state_->stored_bytes), state_->sha256};
}

const std::string& OutputFile::path() const { return state_->path; }

std::string OutputFile::path_for_libraries() const {
  return fmt::format("/proc/self/fd/{}", state_->descriptor.number());
}

void write_text(const std::string& path, std::string_view text) {
  OutputFile file(path);
  file.write(text);
  file.publish();
}

}  // namespace crowdvote
