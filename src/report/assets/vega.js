// Vega from its modules, with only what the report's charts need: no maps, trees, force layouts or word clouds.
// Expressions are interpreted, never compiled, so that the page needs no unsafe-eval.
const vega = (() => {
  "use strict";
  const modules = {};
  const alias = { "vega-selections": "vega-selection" };
  const require = (name) => modules[alias[name] || name];
  const define = (name, factory) => factory((modules[name] = {}), {}, require);
/* VEGA MODULES */
  Object.assign(
    modules["vega-dataflow"].transforms,
    modules["vega-transforms"],
    modules["vega-view-transforms"],
    modules["vega-encode"],
    modules["vega-label"],
  );
  return {
    parse: (spec, config) => modules["vega-parser"].parse(spec, config, { ast: true }),
    View: modules["vega-view"].View,
    expressionInterpreter: modules["vega-interpreter"].expressionInterpreter,
  };
})();
