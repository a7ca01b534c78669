#include "bindings.hpp"

PYBIND11_MODULE(_core, module) {
  using namespace crowdvote::python;
  module.doc() = "The compiled part of crowdvote; the package crowdvote is its interface.";
  module.attr("version") = CROWDVOTE_VERSION;
  bind_errors(module);
  bind_options(module);
  bind_crowd(module);
  bind_run(module);
#if __has_include("bind_evaluation.cpp")
  bind_evaluation(module);
#endif
#if __has_include("bind_explanation.cpp")
  bind_explanation(module);
#endif
#if __has_include("bind_simulation.cpp")
  bind_simulation(module);
#endif
}
