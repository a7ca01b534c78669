#include "cluster/mpi_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <mpi.h>
#include <unistd.h>

namespace crowdvote {

namespace {

/// MPI counts in int.
constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;

class MpiFile final : public SharedFile {
 public:
  MpiFile(MPI_File file, std::string path) : file_(file), path_(std::move(path)) {}
  ~MpiFile() override {
    if (file_ != MPI_FILE_NULL) MPI_File_close(&file_);
  }

  [[nodiscard]] int write_at(std::uint64_t place, std::string_view bytes) override {
    while (!bytes.empty()) {
      MPI_Status status;
      const int asked = static_cast<int>(std::min(bytes.size(), kMostAtOnce));
      const int result =
          MPI_File_write_at(file_, static_cast<MPI_Offset>(place), bytes.data(), asked, MPI_BYTE, &status);
      int written = 0;
      if (result == MPI_SUCCESS) MPI_Get_count(&status, MPI_BYTE, &written);
      // On a full disk, Open MPI reports success with no bytes written.
      if (written <= 0) return write_by_system(place, bytes);
      place += static_cast<std::uint64_t>(written);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
  }

  [[nodiscard]] int finish() override {
    const int synced = MPI_File_sync(file_);
    const int closed = MPI_File_close(&file_);
    return synced == MPI_SUCCESS && closed == MPI_SUCCESS ? 0 : EIO;
  }

 private:
  /// MPI does not say why it could not write, but the system does.
  [[nodiscard]] int write_by_system(std::uint64_t place, std::string_view bytes) const {
    const int file = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    int error_number = file < 0 ? errno : 0;
    while (error_number == 0 && !bytes.empty()) {
      const ssize_t written = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(place));
      if (written < 0) {
        error_number = errno == EINTR ? 0 : errno;
      } else {
        place += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
      }
    }
    if (file >= 0 && close(file) != 0 && error_number == 0) error_number = errno;
    return error_number;
  }

  MPI_File file_;
  std::string path_;
};

}  // namespace

std::unique_ptr<SharedFile> open_mpi_file(const std::string& path) {
  MPI_File file = MPI_FILE_NULL;
  if (MPI_File_open(MPI_COMM_SELF, path.c_str(), MPI_MODE_WRONLY, MPI_INFO_NULL, &file) != MPI_SUCCESS) {
    return nullptr;
  }
  return std::make_unique<MpiFile>(file, path);
}

}  // namespace crowdvote
