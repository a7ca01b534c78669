#pragma once

/// The options of a strategy as a list that can be walked, read and written, made from its visit_options.

#include <crowdvote/options.hpp>
#include <crowdvote/strategy_table.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// One option of one options struct. Refers to that struct: it must outlive the field and stay in place.
struct OptionField {
  std::string_view name;
  std::string_view help;
  std::string_view type;                      ///< "NUM", "INT", "FLAG", "CHOICE" or "TEXT"
  std::string allowed;                        ///< "0 to 1", "at least 0", "lowest, random"
  std::function<std::string()> text;          ///< the value as a user would write it; empty where none is set
  std::function<bool(std::string_view)> set;  ///< false, and nothing changed, if the text is no allowed value
};

/// In the order of their declaration.
[[nodiscard]] std::vector<OptionField> option_fields(StrategyOptions& options);

}  // namespace crowdvote
