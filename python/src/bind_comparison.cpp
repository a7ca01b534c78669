#include "figures.hpp"
#include "hints.hpp"
#include "options.hpp"
#include "report_page.hpp"
#include <crowdvote/compare_crowd.hpp>
#include <crowdvote/strategy_fit.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

/// Strategies that were compared, and what reports and charts show of them.
struct ComparedStrategies {
  Figures figures;
  ReportPage page;
};

std::vector<StrategySpec> chosen_specs(const std::vector<std::string>& named, bool all,
                                       const SideInputs& given) {
  for (const std::string& spec : named) {
    if (std::string_view(spec).substr(0, spec.find(':')) == kAutomaticStrategy) {
      throw OptionError(
          "'auto' is not a strategy to compare: name the strategies, or compare all that fit with all=True");
    }
  }
  if (named.empty() && !all) {
    throw OptionError("no strategy to compare is given; all=True compares every one that fits");
  }
  return compared_specs(named, all, given);
}

void add_advice(const CrowdComparison& compared, Figures& figures) {
  const Comparison& comparison = compared.comparison;
  for (const SharedNotice& shared : compared.notices) {
    figures.warnings.emplace_back(
        fmt::format("{}: {}", fmt::join(shared.strategies, ", "), shared.notice.text),
        hint_for(shared.notice.remedy));
  }
  for (const LeftOutRun& run : comparison.left_out) {
    figures.warnings.emplace_back(fmt::format("{} is left out: {}", run.spec, run.reason), "");
  }
  for (const ComparedRun& run : comparison.runs) {
    const VoteAgreement& agreement = run.vote_agreement;
    if (agreement.gap() <= kWideGap) continue;
    figures.warnings.emplace_back(
        fmt::format("the labels of {} equal {:.1f} % of the votes, those of mv {:.1f} %", run.spec,
                    100 * *agreement.share(), 100 * *agreement.share_of_majority()),
        "see whether the strategy suits the data");
  }
}

ComparedStrategies compare_strategies(const std::shared_ptr<Crowd>& crowd,
                                      const std::vector<std::string>& strategies, bool all,
                                      const std::optional<std::string>& reference, const std::string& ties,
                                      std::uint64_t seed, bool hold_out_experts, const py::tuple& control) {
  CompareCrowdOptions options{.leave_out_unfit = all,
                              .hold_out_experts = hold_out_experts,
                              .wants_confusion = true,
                              .ties = value_of_word<TieRule>("ties", ties),
                              .seed = seed};
  return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    const CrowdData& data = crowd->data();
    const auto specs = chosen_specs(strategies, all, side_inputs_of(data.input()));
    options.reference = index_of_reference(specs, reference.value_or(""));
    ComparedStrategies compared{.figures = {}, .page = {.crowd = crowd}};
    ReportPage& page = compared.page;
    const auto keep = [&](CrowdRun&& run) {
      page.runs.push_back(condense_run({.name = std::move(run.name),
                                        .consensus = run.consensus,
                                        .input = run.input,
                                        .evaluation = run.figures.evaluation,
                                        .calibration = std::move(run.calibration),
                                        .options = applied_options(run.strategy),
                                        .seconds = run.figures.seconds},
                                       data));
    };
    const auto comparison =
        std::make_shared<const CrowdComparison>(compare_crowd(data, specs, options, run_control, keep));
    add_tests(page.runs, comparison->comparison);
    add_advice(*comparison, compared.figures);
    compared.figures.format = [comparison](FiguresFormat format) {
      return format_comparison(comparison->comparison, format, ComparisonDetail::main_figures);
    };
    return compared;
  });
}

}  // namespace

void bind_comparison(py::module_& module) {
  py::class_<ComparedStrategies>(module, "ComparedStrategies")
      .def_readonly("figures", &ComparedStrategies::figures)
      .def_readonly("page", &ComparedStrategies::page);
  module.def("compare", &compare_strategies);
}

}  // namespace crowdvote::python
