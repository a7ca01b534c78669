#pragma once

/// Combines several labels of one vote into a single label.

#include "io/bytes/value.hpp"
#include <crowdvote/read_inputs.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Writes a set of labels in a canonical way: sorted, without duplicates and without surrounding blanks.
class LabelSets {
 public:
  explicit LabelSets(MultiLabel labels) : labels_(std::move(labels)) {}

  /// Returns the set as one name, which is valid until the next call; null if it holds no label. Other values
  /// are returned unchanged; a list is an array of strings and numbers, which may also be the only member of
  /// an object or written as Python prints it. For a text that begins like a list but is not one, returns a
  /// value of the kind unreachable, which describes the problem.
  [[nodiscard]] Value join(const Value& value);
  /// Returns the distinct labels of a joined set, valid until the next call.
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
