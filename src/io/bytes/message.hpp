#pragma once

/// Texts and numbers that are sent to other processes.

#include <crowdvote/exchange.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// A sequence of texts and numbers.
class Message {
 public:
  void add(std::uint64_t number) {
    const std::size_t n = bytes_.size();
    bytes_.resize(n + sizeof number);
    std::memcpy(bytes_.data() + n, &number, sizeof number);
  }
  void add(std::string_view text) {
    add(text.size());
    bytes_.insert(bytes_.end(), text.begin(), text.end());
  }
  void add(const std::vector<std::string>& texts) {
    add(texts.size());
    for (const std::string& text : texts) add(text);
  }
  [[nodiscard]] const Exchange::Bytes& bytes() const { return bytes_; }

 private:
  Exchange::Bytes bytes_;
};

/// Reads the content of a Message, in the same order.
class MessageReader {
 public:
  explicit MessageReader(std::span<const char> bytes) : rest_(bytes) {}

  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
  std::uint64_t number() {
    std::uint64_t number = 0;
    std::memcpy(&number, rest_.data(), sizeof number);
    rest_ = rest_.subspan(sizeof number);
    return number;
  }
  std::string_view text() {
    const std::size_t n = number();
    const std::string_view text(rest_.data(), n);
    rest_ = rest_.subspan(n);
    return text;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> texts(number());
    for (std::string& one : texts) one = text();
    return texts;
  }

 private:
  std::span<const char> rest_;
};

/// Sends one message to each process. Returns the messages received, by sender.
[[nodiscard]] inline std::vector<Exchange::Bytes> swap_messages(Exchange& processes,
                                                                const std::vector<Message>& for_process) {
  std::vector<std::span<const char>> parts;
  for (const Message& message : for_process) parts.emplace_back(message.bytes());
  return processes.swap(parts);
}

}  // namespace crowdvote
