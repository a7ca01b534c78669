#pragma once

/// Several labels in one vote, as one label.

#include "io/bytes/value.hpp"
#include <crowdvote/read_inputs.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Writes a set of labels in one way, whatever their order: sorted, each once, without blanks around them.
class LabelSets {
 public:
  explicit LabelSets(MultiLabel labels) : labels_(std::move(labels)) {}

  /// The set as one name, which lives until the next call; null where it holds no label. What is no text stays
  /// what it is: a list is an array of strings and numbers, also as the only member of an object or as Python prints it.
  /// Of a text that begins like a list and is none, a value of the kind unreachable, which says so.
  [[nodiscard]] Value join(const Value& value);
  /// The labels of a set that was joined, each once, which live until the next call.
  [[nodiscard]] const std::vector<std::string>& labels_in(const Name& set);

 private:
  [[nodiscard]] bool take(const Value& value);
  void split(std::string_view text);
  [[nodiscard]] bool take_list(std::string_view json);
  [[nodiscard]] Value joined();

  MultiLabel labels_;
  std::vector<std::string> set_;
  std::string text_;
};

}  // namespace crowdvote
