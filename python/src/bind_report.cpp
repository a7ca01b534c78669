#include "figures.hpp"
#include "options.hpp"
#include "report_page.hpp"
#include <crowdvote/profile.hpp>

#include <fmt/format.h>
#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

/// SPEC of the options that are not as by default.
std::string spec_of(const StrategyOptions& strategy) {
  const StrategyInfo& info = strategy_of(strategy);
  const auto defaults = option_values(info.defaults);
  std::string spec(info.name());
  char before = ':';
  for (const auto& option : option_values(strategy)) {
    if (std::find(defaults.begin(), defaults.end(), option) != defaults.end()) continue;
    spec += fmt::format("{}{}={}", std::exchange(before, ','), option.first, option.second);
  }
  return spec;
}

/// With the confusion, where the strategy learns one: for that it may have to run again.
ReportPage page_of_run(const std::shared_ptr<Run>& run, bool with_copies, const py::tuple& control) {
  return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    const std::lock_guard lock(run->in_use);
    ReportPage page{.crowd = run->crowd};
    const CrowdData& data = page.crowd->data();
    const bool lacks_confusion =
        strategy_of(run->strategy).description.gives.confusion && !run->match && !run->consensus.confusion;
    AggregationInput view = run->view;
    view.wants_confusion = true;
    std::optional<Consensus> again;
    if (lacks_confusion) again = aggregate(view, run->strategy, run_control);
    const Consensus& consensus = again ? *again : run->consensus;
    const std::optional<Grades>& grades = run->graded(run_control);
    if (with_copies) page.copies = find_copies(view, consensus, run->strategy, run_control);
    page.runs.push_back(
        condense_run({.name = spec_of(run->strategy),
                      .consensus = consensus,
                      .input = view,
                      .evaluation = grades ? std::optional(grades->evaluation) : std::nullopt,
                      .calibration = grades ? std::optional(grades->calibration) : std::nullopt,
                      .options = applied_options(run->strategy),
                      .seconds = run->seconds},
                     data));
    return page;
  });
}

/// \param make called with the input of the page; must not touch objects of Python
template <class Make>
auto made_of(const ReportPage& page, const std::optional<std::string>& title, const std::string& command,
             const Make& make) {
  const py::gil_scoped_release unlocked;
  const CrowdData& data = page.crowd->data();
  const DataProfile profile = describe(data);
  return make(ReportInput{.data = data,
                          .runs = page.runs,
                          .title = title.value_or(""),
                          .version = CROWDVOTE_VERSION,
                          .profile = &profile,
                          .command = command,
                          .copies = page.copies ? &*page.copies : nullptr});
}

}  // namespace

void bind_report(py::module_& module) {
  py::class_<ReportPage>(module, "ReportPage")
      .def("write",
           [](const ReportPage& page, const std::string& path, const std::optional<std::string>& title,
              const std::string& command) {
             made_of(page, title, command, [&](const ReportInput& input) { write_report(path, input); });
           })
      .def("write_charts",
           [](const ReportPage& page, const std::string& folder) {
             made_of(page, std::nullopt, "", [&](const ReportInput& input) { write_charts(folder, input); });
           })
      .def_property_readonly(
          "charts",
          [](const ReportPage& page) {
            std::vector<std::pair<std::string, std::string>> charts;
            for (ChartText& chart : made_of(page, std::nullopt, "", &chart_texts)) {
              charts.emplace_back(std::move(chart.id), std::move(chart.specification));
            }
            return charts;
          },
          "(id, Vega specification as JSON) of each chart that has something to show.");
  module.def("report_page", &page_of_run);
}

}  // namespace crowdvote::python
