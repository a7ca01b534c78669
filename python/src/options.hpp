#pragma once

/// Keywords as options of the library.

#include "control.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/strategy_table.hpp>

#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>

namespace crowdvote::python {

/// A SPEC, and options as (name, text). Throws OptionError.
[[nodiscard]] StrategyOptions strategy_options(
    const std::string& spec, const std::vector<std::pair<std::string, std::string>>& options);

/// Keywords of reading, of the types that the package gives them; those that are left out have their defaults.
[[nodiscard]] ReadOptions read_options(const pybind11::dict& keywords);

/// The names of those keywords.
[[nodiscard]] std::vector<std::string> reading_keywords();

/// {"votes": [...], "authors": path, ...}
[[nodiscard]] InputPaths input_paths(const pybind11::dict& paths);

/// (threads, memory limit in bytes, function or None)
[[nodiscard]] inline ControlOptions control_options(const pybind11::tuple& control) {
  return {control[0].cast<unsigned>(), control[1].cast<std::uint64_t>(), control[2]};
}

}  // namespace crowdvote::python
