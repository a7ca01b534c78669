#pragma once

/// Figures as the program writes them, in the format that is asked for.

#include "hints.hpp"
#include <crowdvote/format_figures.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>

namespace crowdvote::python {

/// What a command of the program would write. `format` holds all that it needs, and takes no object of Python.
struct Figures {
  std::function<std::string(FiguresFormat)> format;
  std::vector<std::pair<std::string, std::string>> warnings = {};  ///< text and hint
};

/// The value of an enumeration by its word. Throws OptionError, with the words there are.
template <class Enum>
[[nodiscard]] Enum value_of_word(const std::string& keyword, const std::string& word) {
  std::vector<std::string> words;
  for (const auto& choice : Choices<Enum>::values) {
    if (choice.word == word) return choice.value;
    words.emplace_back(choice.word);
  }
  throw OptionError(keyword + "='" + word + "': expected " + one_of(words));
}

void bind_comparison(pybind11::module_& module);
void bind_report(pybind11::module_& module);

}  // namespace crowdvote::python
