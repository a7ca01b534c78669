#pragma once

/// The parts of the module; each fills in its functions and classes.

#include <pybind11/pybind11.h>

namespace crowdvote::python {

void bind_errors(pybind11::module_& module);
void bind_options(pybind11::module_& module);
void bind_crowd(pybind11::module_& module);
void bind_run(pybind11::module_& module);
void bind_evaluation(pybind11::module_& module);
void bind_explanation(pybind11::module_& module);
void bind_simulation(pybind11::module_& module);

}  // namespace crowdvote::python
