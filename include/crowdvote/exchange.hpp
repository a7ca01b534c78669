#pragma once

/// Several processes that share one run.
///
/// Each process runs the same program on its own part of the observations. What concerns all of them (counts of
/// users, statistics of blocks, names) goes through an Exchange. Without one, a process is alone and the
/// functions below leave everything as it is, so code that is written for several processes is that of one.
///
/// All processes call the functions that exchange something, in the same order. One thread of each process calls
/// them.

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

/// A file that is written by several processes, each in places of its own.
class SharedFile {
 public:
  SharedFile() = default;
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;
  virtual ~SharedFile() = default;

  /// \param place of the first byte in the file. Returns the errno of a failure, else 0.
  [[nodiscard]] virtual int write_at(std::uint64_t place, std::string_view bytes) = 0;
  /// Waits until what this process has written is on the disk, and closes the file. Returns the errno of a
  /// failure, else 0.
  [[nodiscard]] virtual int finish() = 0;
};

class Exchange {
 public:
  using Bytes = std::vector<char>;

  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  virtual ~Exchange() = default;

  [[nodiscard]] virtual std::size_t rank() const = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;

  /// Where the bytes of a sender are to stand.
  using Room = std::function<std::span<char>(std::size_t sender, std::size_t n_bytes)>;
  /// Sends parts[r] to the process r. What the others send to this one is put into the room that is given for it.
  virtual void swap_into(std::span<const std::span<const char>> parts, const Room& room) = 0;
  /// The same. Returns what was sent to this process, by sender.
  [[nodiscard]] std::vector<Bytes> swap(std::span<const std::span<const char>> parts) {
    std::vector<Bytes> received(size());
    swap_into(parts, [&received](std::size_t sender, std::size_t n_bytes) {
      received[sender].resize(n_bytes);
      return std::span(received[sender]);
    });
    return received;
  }
  /// Every value becomes the sum of those of all processes.
  virtual void sum(std::span<std::uint64_t> values) = 0;
  virtual void sum(std::span<std::uint32_t> values) = 0;
  virtual void sum(std::span<std::int32_t> values) = 0;
  /// Opens a file that is there for writing, in this process alone: nothing is exchanged. Null where this process
  /// cannot; then the first process is sent what is to be written.
  [[nodiscard]] virtual std::unique_ptr<SharedFile> open_file(const std::string& /*path*/) { return nullptr; }
  /// Bytes that this process has sent to others until now.
  [[nodiscard]] virtual std::uint64_t bytes_sent() const = 0;
};

/// Whether this process is the only one, or the first of several: the one that opens files and says what was done.
[[nodiscard]] inline bool is_first_process(const RunControl& control) {
  return control.processes == nullptr || control.processes->rank() == 0;
}

template <class Value>
[[nodiscard]] std::span<const char> bytes_of(const std::vector<Value>& values) {
  static_assert(std::is_trivially_copyable_v<Value>);
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)};
}

/// Sends the values of each part to the process of that number. Returns what this one was sent, by sender.
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

/// Sends the values for each process to it. Returns what this one was sent, by sender; its values for itself are not copied.
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

/// What every process has, by process.
template <class Value>
[[nodiscard]] std::vector<std::vector<Value>> gather_values(Exchange& exchange,
                                                            const std::vector<Value>& mine) {
  const std::vector<std::span<const char>> parts(exchange.size(), bytes_of(mine));
  return swap_parts<Value>(exchange, parts);
}

/// The same, for the first process alone: elsewhere nothing is received.
template <class Value>
[[nodiscard]] std::vector<std::vector<Value>> gather_values_at_first(Exchange& exchange,
                                                                     const std::vector<Value>& mine) {
  std::vector<std::span<const char>> parts(exchange.size());
  parts[0] = bytes_of(mine);
  return swap_parts<Value>(exchange, parts);
}

/// The sum over the processes; the value itself where there is one.
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
