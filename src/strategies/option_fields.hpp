#pragma once

/// The options of a strategy as a list that can be iterated, read and written, made from its visit_options().

#include <crowdvote/options.hpp>
#include <crowdvote/strategy_table.hpp>

#include <functional>
#include <string_view>
#include <vector>

namespace crowdvote {

/// One option of one options struct. Refers to that struct: it must outlive the field and stay in place.
struct OptionField : OptionDescription {
  std::function<bool(std::string_view)> set;  ///< returns false, without a change, if the text is not allowed
};

/// The options in the order of their declaration.
[[nodiscard]] std::vector<OptionField> option_fields(StrategyOptions& options);

}  // namespace crowdvote
