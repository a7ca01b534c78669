#pragma once

/// How a strategy declares its options: once, and everything else follows from it (flags, configuration file,
/// SPEC, help, docs).
///
///     template <class Visitor>
///     void visit_options(Visitor&& visit, WawaOptions& options) {
///       visit("rounds", options.rounds, Range{1, 1000}, "Repeat weights and vote this often; 1 is WAWA");
///     }

#include <array>
#include <limits>
#include <string_view>

namespace crowdvote {

/// Closed range of allowed values of a number.
struct Range {
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
};

/// Specialise for an enumeration that is an option: `static constexpr std::array values{Choice<E>{"word",
/// E::x}, ...}`.
template <class Enum>
struct Choice {
  std::string_view word;
  Enum value;
};
template <class Enum>
struct Choices;

/// The word of such a value.
template <class Enum>
[[nodiscard]] constexpr std::string_view word_of(Enum value) {
  for (const auto& choice : Choices<Enum>::values) {
    if (choice.value == value) return choice.word;
  }
  return {};
}

/// Any value of the enumeration or truth value: what an option without a numeric range takes.
struct AnyChoice {};

/// Any text that is not empty, and what it holds, for messages.
struct AnyText {
  std::string_view what;
};

}  // namespace crowdvote
