#include "bindings.hpp"

PYBIND11_MODULE(_core, module) {
  using namespace crowdvote::python;
  module.doc() = "The compiled part of crowdvote; the package crowdvote is its interface.";
  module.attr("version") = CROWDVOTE_VERSION;
  bind_errors(module);
  bind_options(module);
  bind_crowd(module);
  bind_run(module);
  bind_evaluation(module);
  bind_explanation(module);
  bind_simulation(module);
}
