#pragma once

/// How a value of a side file is understood, whatever the format of the file.

#include "io/column_names.hpp"
#include "io/json_members.hpp"
#include "io/vote_collector.hpp"
#include <crowdvote/name_table.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace crowdvote {

/// A value as it was read. Names view the text of the caller.
struct SideValue {
  enum class Kind : std::uint8_t { none, name, number, wrong };
  Kind kind = Kind::none;
  Name name = Name(std::int64_t{0});
  double number = std::numeric_limits<double>::quiet_NaN();
  std::string problem = {};  ///< of the kind wrong: a whole sentence
};

/// Users and labels are names; -1, null and nothing mean none, and so does a label that is an abstention.
/// Scores are numbers from 0 to 1 and weights numbers from 0 up; nothing means none.
class SideValueReader {
 public:
  SideValueReader(Column column, const ReadOptions& options);

  /// Values are numbers, else names.
  [[nodiscard]] bool is_number() const { return column_ == Column::score || column_ == Column::weight; }

  [[nodiscard]] SideValue from_text(std::string_view text) const;
  /// Every whole number from 0 up is a name.
  [[nodiscard]] bool takes_integers_as_names() const { return !is_number() && nones_.have_no_others(); }
  [[nodiscard]] SideValue from_json(const JsonValue& value) const;

 private:
  [[nodiscard]] SideValue from_name(const Name& name) const;
  [[nodiscard]] SideValue from_number(double number, std::string_view text) const;
  [[nodiscard]] SideValue wrong(std::string_view found) const;

  Column column_;
  Abstentions nones_;
};

}  // namespace crowdvote
