#pragma once

/// How a strategy declares its options. They are declared once; flags, configuration file, SPEC, help and
/// docs follow from the declaration.
///
///     template <class Visitor>
///     void visit_options(Visitor&& visit, WawaOptions& options) {
///       visit("rounds", options.rounds, Range{1, 1000}, "Repeat weights and vote this often; 1 is WAWA");
///     }

#include <array>
#include <limits>
#include <string_view>

namespace crowdvote {

/// The closed range of the allowed values of a number.
struct Range {
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
};

/// A value of an option that is an enumeration E, and its word. Choices<E> is to be specialised, with a
/// member `static constexpr std::array values{Choice<E>{"word", E::x}, ...}`.
template <class Enum>
struct Choice {
  std::string_view word;
  Enum value;
};
template <class Enum>
struct Choices;

/// The word of a value, by Choices<Enum>; empty if it has none.
template <class Enum>
[[nodiscard]] constexpr std::string_view word_of(Enum value) {
  for (const auto& choice : Choices<Enum>::values) {
    if (choice.value == value) return choice.word;
  }
  return {};
}

/// In place of a Range: any value of an enumeration or bool is allowed.
struct AnyChoice {};

/// In place of a Range: any text that is not empty is allowed.
struct AnyText {
  std::string_view what;  ///< what the text holds, for messages
};

}  // namespace crowdvote
