#pragma once

/// Exchange between processes over MPI. Only this file and mpi_file use MPI.

#include <crowdvote/exchange.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace crowdvote {

/// Another process has failed and reports why; this process has to end as well.
class OtherProcessFailed : public std::runtime_error {
 public:
  OtherProcessFailed() : std::runtime_error("another process has failed") {}
};

/// All processes that mpirun has started.
///
/// Every exchange begins by asking whether all processes are well. A process that fails answers no, by
/// calling `end`, and all others throw OtherProcessFailed from their current exchange, so that none of them
/// waits forever.
class MpiExchange final : public Exchange {
 public:
  /// Starts MPI. May be constructed only once.
  MpiExchange(int& argc, char**& argv);
  /// Ends MPI. REQUIRES: `end` was called.
  ~MpiExchange() override;

  [[nodiscard]] std::size_t rank() const override { return rank_; }
  [[nodiscard]] std::size_t size() const override { return size_; }
  void swap_into(std::span<const std::span<const char>> parts, const Room& room) override;
  void sum(std::span<std::uint64_t> values) override;
  void sum(std::span<std::uint32_t> values) override;
  void sum(std::span<std::int32_t> values) override;
  [[nodiscard]] std::unique_ptr<SharedFile> open_file(const std::string& path) override;
  [[nodiscard]] std::uint64_t bytes_sent() const override { return bytes_sent_; }

  /// The last call: reports how this process ended, by its exit code, or nothing if another process has
  /// failed. Returns the exit code for all processes, which is that of the first process that failed, and
  /// whether that is this process, so that only one process reports what happened.
  struct End {
    int code;
    bool is_mine;
  };
  [[nodiscard]] End end(std::optional<int> code);

 private:
  void check_that_all_are_well();
  [[nodiscard]] std::size_t first_that_failed(bool has_failed) const;

  std::size_t rank_ = 0;
  std::size_t size_ = 1;
  std::uint64_t bytes_sent_ = 0;
};

}  // namespace crowdvote
