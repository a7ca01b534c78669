#include "bindings.hpp"
#include "hints.hpp"
#include "options.hpp"
#include <crowdvote/crowdswe.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/simulate.hpp>

#include <type_traits>

#include <fmt/format.h>
#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

template <class Value>
struct Plain {
  using type = Value;
};
template <class Value>
struct Plain<std::optional<Value>> {
  using type = Value;
};

/// Sets the options that keywords give, and takes these keywords out; `known` gets the names of all.
template <class Options>
void take_options(py::dict& given, Options& options, std::vector<std::string>& known) {
  const auto set = [&](std::string_view name, auto& value, Range range, std::string_view /*help*/) {
    const std::string word = keyword(std::string(name));
    known.push_back(word);
    if (!given.contains(word.c_str())) return;
    const py::object object = given.attr("pop")(word);
    if (object.is_none()) return;
    using Value = typename Plain<std::decay_t<decltype(value)>>::type;
    try {
      const auto number = object.cast<Value>();
      const auto point = static_cast<double>(number);
      if (point >= range.lowest && point <= range.highest) {
        value = number;
        return;
      }
    } catch (const py::cast_error&) {
      // Told below, with what is allowed.
    }
    throw OptionError(fmt::format("{}={}: expected a {}number from {} to {}", word,
                                  py::repr(object).cast<std::string>(),
                                  std::is_integral_v<Value> ? "whole " : "", range.lowest, range.highest));
  };
  visit_options(set, options);
}

void check_none_left(const py::dict& given, const std::vector<std::string>& known, const std::string& what) {
  for (const auto& [name, value] : given) {
    const auto word = py::str(name).cast<std::string>();
    const auto near = nearest_word(word, known);
    throw OptionError(fmt::format("{} has no option {}={}", what, word,
                                  near ? fmt::format("; did you mean {}=?", *near) : ""));
  }
}

template <class Options>
std::vector<OptionDescription> described(Options options) {
  std::vector<OptionDescription> all;
  const auto describe = [&](std::string_view name, const auto& value, Range range, std::string_view help) {
    using Value = std::decay_t<decltype(value)>;
    OptionDescription option{.name = keyword(std::string(name)),
                             .type = std::is_same_v<Value, double> ? "float" : "int",
                             .default_value = "in proportion",
                             .allowed = fmt::format("{} to {}", range.lowest, range.highest),
                             .help = std::string(help)};
    if constexpr (std::is_arithmetic_v<Value>) option.default_value = fmt::format("{}", value);
    all.push_back(std::move(option));
  };
  visit_options(describe, options);
  return all;
}

py::dict dict_of(const SimulationCounts& counts) {
  py::dict fields;
  fields["votes"] = counts.votes;
  fields["several_votes"] = counts.several_votes;
  fields["disagreements"] = counts.disagreements;
  fields["expert_observations"] = counts.expert_observations;
  return fields;
}

/// \param given keywords, of which it keeps what it takes
py::dict simulate_into(const std::string& folder, const std::string& preset, py::dict given,
                       py::dict adversaries, const py::tuple& control) {
  if (preset != "platform" && preset != "crowd") {
    throw OptionError(fmt::format("preset='{}': expected platform or crowd", preset));
  }
  const bool is_platform = preset == "platform";
  SimulationOptions platform;
  CrowdOptions crowd;
  std::vector<std::string> known;
  if (is_platform) {
    take_options(given, platform, known);
    take_options(given, platform.shape, known);
  } else {
    take_options(given, crowd, known);
  }
  check_none_left(given, known, fmt::format("preset='{}'", preset));
  std::vector<std::string> kinds;
  take_options(adversaries, is_platform ? platform.adversaries : crowd.adversaries, kinds);
  check_none_left(adversaries, kinds, "adversaries");
  return dict_of(Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    return is_platform ? write_simulation(folder, platform, run_control)
                       : write_crowd(folder, crowd, run_control);
  }));
}

/// (figure, published, found) rows.
std::vector<std::tuple<std::string, std::optional<double>, std::optional<double>>> crowdswe_figures(
    const py::dict& paths, const py::tuple& control) {
  const InputPaths inputs = input_paths(paths);
  const auto figures = Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    return compare_with_crowdswe(read_inputs(inputs, {}, run_control), run_control);
  });
  std::vector<std::tuple<std::string, std::optional<double>, std::optional<double>>> rows;
  for (const ComparedFigure& figure : figures) rows.emplace_back(figure.name, figure.published, figure.found);
  return rows;
}

/// The options of a preset as (name, type, default, allowed, help).
std::vector<std::array<std::string, 5>> simulation_options(const std::string& preset) {
  std::vector<OptionDescription> options;
  if (preset == "platform") {
    options = described(SimulationOptions{});
    const auto shape = described(SimulationShape{});
    options.insert(options.end(), shape.begin(), shape.end());
  } else {
    options = described(CrowdOptions{});
  }
  std::vector<std::array<std::string, 5>> rows;
  for (OptionDescription& option : options) {
    rows.push_back({std::move(option.name), std::move(option.type), std::move(option.default_value),
                    std::move(option.allowed), std::move(option.help)});
  }
  return rows;
}

}  // namespace

void bind_simulation(py::module_& module) {
  module.def("simulate", &simulate_into);
  module.def("crowdswe_figures", &crowdswe_figures);
  module.def("simulation_options", &simulation_options);
}

}  // namespace crowdvote::python
