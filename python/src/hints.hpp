#pragma once

#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>

#include <string>

namespace crowdvote::python {

/// The way out in the words of Python: keywords of `aggregate` and its neighbours. Empty where there is none.
[[nodiscard]] std::string hint_for(const Remedy& remedy);

/// The name of an option as a keyword: _ for -.
[[nodiscard]] std::string keyword(std::string word);

}  // namespace crowdvote::python
