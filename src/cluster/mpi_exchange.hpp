#pragma once

/// The exchange of processes by MPI. This is the only place that knows MPI.

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

/// Another process has failed, and says why: this one has to end too.
class OtherProcessFailed : public std::runtime_error {
 public:
  OtherProcessFailed() : std::runtime_error("another process has failed") {}
};

/// All processes that mpirun has started.
///
/// Every exchange begins with the question whether all processes are well. A process that fails answers no, by
/// `end`, and all others throw OtherProcessFailed from the exchange that they are in: none of them waits for ever.
class MpiExchange final : public Exchange {
 public:
  /// Starts MPI. To be made once.
  MpiExchange(int& argc, char**& argv);
  /// Ends it. REQUIRES: `end` was called.
  ~MpiExchange() override;

  [[nodiscard]] std::size_t rank() const override { return rank_; }
  [[nodiscard]] std::size_t size() const override { return size_; }
  void swap_into(std::span<const std::span<const char>> parts, const Room& room) override;
  void sum(std::span<std::uint64_t> values) override;
  void sum(std::span<std::uint32_t> values) override;
  void sum(std::span<std::int32_t> values) override;
  [[nodiscard]] std::unique_ptr<SharedFile> open_file(const std::string& path) override;
  [[nodiscard]] std::uint64_t bytes_sent() const override { return bytes_sent_; }

  /// The last call: how this process ended, as the code of its exit; nothing if another one has failed. Returns
  /// the code with which all of them are to end, which is that of the first process that failed, and whether that is
  /// this one, so that one process says what happened.
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
