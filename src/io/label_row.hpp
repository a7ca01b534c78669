#pragma once

#include "io/column_names.hpp"
#include "io/json_members.hpp"
#include <crowdvote/name_table.hpp>

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

/// What a file of labels says about one observation. Names view the text of the reader.
struct LabelRow {
  Name observation = Name(std::string_view());
  Name label = Name(std::string_view());  ///< empty: none
  std::optional<bool> valid = std::nullopt;
  double conf = std::numeric_limits<double>::quiet_NaN();
  double acc = std::numeric_limits<double>::quiet_NaN();

  /// Each takes the value of a column and returns what is wrong with it, a whole sentence, or nothing.
  [[nodiscard]] std::string set(Column column, std::string_view cell);
  [[nodiscard]] std::string set(Column column, const JsonValue& value);

 private:
  [[nodiscard]] std::string set_flag(Column column, std::string_view text);
  [[nodiscard]] std::string set_number(Column column, double number, std::string_view text);
};

/// The columns besides the observation, of which only the label is required.
[[nodiscard]] std::span<const ColumnRequest> label_requests();

}  // namespace crowdvote
