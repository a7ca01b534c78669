#pragma once

#include <crowdvote/errors.hpp>

#include <string>
#include <vector>

namespace crowdvote::python {

/// The way out in the words of Python: keywords of `aggregate` and its neighbours. Empty where there is none.
[[nodiscard]] std::string hint_for(const Remedy& remedy);

/// The name of an option as a keyword: _ for -.
[[nodiscard]] std::string keyword(std::string word);

/// "a, b or c"
[[nodiscard]] std::string one_of(const std::vector<std::string>& words);

}  // namespace crowdvote::python
