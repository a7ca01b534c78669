#pragma once

/// What a run holds, as arrays and as dicts of columns.

#include "crowd.hpp"

#include <memory>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

namespace crowdvote::python {

using RunPointer = std::shared_ptr<Run>;

/// Views that keep the run alive.
[[nodiscard]] pybind11::array labels_of(const RunPointer& run);
[[nodiscard]] pybind11::array conf_of(const RunPointer& run);
[[nodiscard]] pybind11::array acc_of(const RunPointer& run);
[[nodiscard]] pybind11::array valid_of(const Run& run);

/// The columns of users in the order of the program's file, those that the strategy does not have left out.
[[nodiscard]] pybind11::dict users_of(Run& run);
[[nodiscard]] pybind11::dict observations_of(const RunPointer& run);
/// (begin, label, value), or None.
[[nodiscard]] pybind11::object probabilities_of(const RunPointer& run);
/// (user, truth, label, probability, count) of the cells that are not zero, or None.
[[nodiscard]] pybind11::object confusion_of(const Run& run);
[[nodiscard]] pybind11::list rounds_of(const Run& run);
[[nodiscard]] pybind11::dict diagnostics_of(const Run& run);

}  // namespace crowdvote::python
