#pragma once

/// Several processes that share one run.
///
/// Each process runs the same program on its own part of the observations. Data that concern all processes
/// (counts of users, statistics of blocks, names) go through an Exchange. Without one, the process is the
/// only one and the functions below change nothing, so the same code serves one process and several.
///
/// Functions that exchange data are collective: all processes call them in the same order, each from one
/// thread.

#include <crowdvote/memory.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace crowdvote {

/// A file that several processes write, each at its own offsets.
class SharedFile {
 public:
  SharedFile() = default;
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;
  virtual ~SharedFile() = default;

  /// Writes bytes. \param place offset of the first byte in the file. Returns 0, or the errno of a failure.
  [[nodiscard]] virtual int write_at(std::uint64_t place, std::string_view bytes) = 0;
  /// Waits until everything that this process has written is on the disk, and closes the file. Returns 0, or
  /// the errno of a failure.
  [[nodiscard]] virtual int finish() = 0;
};

class Exchange {
 public:
  using Bytes = std::vector<char>;

  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  virtual ~Exchange() = default;

  /// The number of this process, from 0 to size() - 1.
  [[nodiscard]] virtual std::size_t rank() const = 0;
  /// The number of processes.
  [[nodiscard]] virtual std::size_t size() const = 0;

  /// Returns the memory that receives the n_bytes from a sender.
  using Room = std::function<std::span<char>(std::size_t sender, std::size_t n_bytes)>;
  /// Collective: sends parts[r] to process r, and stores what each process sends to this one in its room.
  virtual void swap_into(std::span<const std::span<const char>> parts, const Room& room) = 0;
  /// The same. Returns the bytes sent to this process, by sender.
  [[nodiscard]] std::vector<Bytes> swap(std::span<const std::span<const char>> parts) {
    std::vector<Bytes> received(size());
    swap_into(parts, [&received](std::size_t sender, std::size_t n_bytes) {
      received[sender].resize(n_bytes);
      return std::span(received[sender]);
    });
    return received;
  }
  /// Collective: replaces every value by its sum over all processes.
  virtual void sum(std::span<std::uint64_t> values) = 0;
  virtual void sum(std::span<std::uint32_t> values) = 0;
  virtual void sum(std::span<std::int32_t> values) = 0;
  /// Opens an existing file for writing, in this process only (not collective). Returns null if this process
  /// cannot open it; its part is then sent to the first process, which writes it.
  [[nodiscard]] virtual std::unique_ptr<SharedFile> open_file(const std::string& /*path*/) { return nullptr; }
  /// The number of bytes that this process has sent to others so far.
  [[nodiscard]] virtual std::uint64_t bytes_sent() const = 0;
};

/// Whether this process is the only one or the first of several, which opens the files and reports to the
/// user.
[[nodiscard]] inline bool is_first_process(const RunControl& control) {
  return control.processes == nullptr || control.processes->rank() == 0;
}

template <class Value>
[[nodiscard]] std::span<const char> bytes_of(const std::vector<Value>& values) {
  static_assert(std::is_trivially_copyable_v<Value>);
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)};
}

/// Collective: sends part r to process r. Returns the values sent to this process, by sender.
template <class Value>
[[nodiscard]] std::vector<std::vector<Value>> swap_parts(Exchange& exchange,
                                                         std::span<const std::span<const char>> parts) {
  std::vector<std::vector<Value>> received(exchange.size());
  exchange.swap_into(parts, [&received](std::size_t sender, std::size_t n_bytes) {
    std::vector<Value>& values = received[sender];
    values.reserve(n_bytes / sizeof(Value));
    prefer_huge_pages(values.data(), n_bytes);
    values.resize(n_bytes / sizeof(Value));
    return std::span(reinterpret_cast<char*>(values.data()), n_bytes);
  });
  return received;
}

/// Collective: sends for_each_process[r] to process r. Returns the values sent to this process, by sender;
/// its values for itself are moved, not copied.
template <class Value>
[[nodiscard]] std::vector<std::vector<Value>> swap_values(
    Exchange& exchange, std::vector<std::vector<Value>>&& for_each_process) {
  std::vector<Value> mine = std::exchange(for_each_process[exchange.rank()], {});
  std::vector<std::span<const char>> parts;
  for (const auto& values : for_each_process) parts.push_back(bytes_of(values));
  std::vector<std::vector<Value>> received = swap_parts<Value>(exchange, parts);
  received[exchange.rank()] = std::move(mine);
  for_each_process.clear();
  return received;
}

/// Collective: the values of every process, by process.
template <class Value>
[[nodiscard]] std::vector<std::vector<Value>> gather_values(Exchange& exchange,
                                                            const std::vector<Value>& mine) {
  const std::vector<std::span<const char>> parts(exchange.size(), bytes_of(mine));
  return swap_parts<Value>(exchange, parts);
}

/// The same for the first process only: the others receive nothing.
template <class Value>
[[nodiscard]] std::vector<std::vector<Value>> gather_values_at_first(Exchange& exchange,
                                                                     const std::vector<Value>& mine) {
  std::vector<std::span<const char>> parts(exchange.size());
  parts[0] = bytes_of(mine);
  return swap_parts<Value>(exchange, parts);
}

/// Collective: the sum of the value over the processes; the value itself if there is one process.
[[nodiscard]] inline std::size_t sum_over_processes(const RunControl& control, std::size_t value) {
  if (control.processes == nullptr) return value;
  std::uint64_t sum = value;
  control.processes->sum(std::span(&sum, 1));
  return sum;
}

template <class Value>
void sum_over_processes(const RunControl& control, std::span<Value> values) {
  if (control.processes != nullptr) control.processes->sum(values);
}

}  // namespace crowdvote
