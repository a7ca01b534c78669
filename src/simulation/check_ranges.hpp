#pragma once

#include <crowdvote/errors.hpp>
#include <crowdvote/options.hpp>

#include <string_view>
#include <type_traits>

#include <fmt/format.h>

namespace crowdvote::simulation {

/// An options visitor that throws OptionError for the first value outside its declared range.
struct CheckRange {
  template <class Value>
  void operator()(std::string_view name, const Value& value, const Range& range, std::string_view /*help*/) {
    if constexpr (std::is_arithmetic_v<Value>) {
      const auto number = static_cast<double>(value);
      if (number >= range.lowest && number <= range.highest) return;
      throw OptionError(
          fmt::format("{}: {} is not in the range from {} to {}", name, value, range.lowest, range.highest));
    } else if (value) {
      (*this)(name, *value, range, {});
    }
  }
};

}  // namespace crowdvote::simulation
