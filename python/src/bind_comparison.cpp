#include "figures.hpp"
#include "hints.hpp"
#include "options.hpp"
#include "report_page.hpp"
#include <crowdvote/compare.hpp>
#include <crowdvote/strategy_fit.hpp>

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

constexpr std::string_view kHeldOutMark = " (experts held out)";

/// Strategies that were compared, and what reports and charts show of them.
struct ComparedStrategies {
  Figures figures;
  std::shared_ptr<const Comparison> comparison;
  ReportPage page;
};

/// What is to be compared, and how.
struct Comparing {
  std::vector<StrategySpec> specs;
  std::size_t reference = 0;
  bool leaves_out_unfit = false;
  RunInputOptions run_input;
};

std::vector<StrategySpec> chosen_specs(const std::vector<std::string>& named, bool all,
                                       const SideInputs& given) {
  for (const std::string& spec : named) {
    if (std::string_view(spec).substr(0, spec.find(':')) == kAutomaticStrategy) {
      throw OptionError(
          "'auto' is not a strategy to compare: name the strategies, or compare all that fit with all=True");
    }
  }
  std::vector<StrategySpec> specs = expand_specs(named);
  if (all) {
    for (StrategySpec& fit : specs_for(given)) {
      const bool is_named = std::any_of(specs.begin(), specs.end(),
                                        [&](const StrategySpec& one) { return one.text == fit.text; });
      if (!is_named) specs.push_back(std::move(fit));
    }
  }
  if (specs.empty())
    throw OptionError("no strategy to compare is given; all=True compares every one that fits");
  std::vector<StrategyOptions> compared;
  for (const StrategySpec& spec : specs) compared.push_back(spec.options);
  check_compared_inputs(compared, given);
  return specs;
}

std::size_t index_of_reference(const std::vector<StrategySpec>& specs,
                               const std::optional<std::string>& reference) {
  if (!reference) return 0;
  std::vector<std::string> texts;
  for (const StrategySpec& spec : specs) {
    if (spec.text == *reference) return texts.size();
    texts.push_back(spec.text);
  }
  throw OptionError(fmt::format("reference='{}' is none of the strategies compared: expected one of {}",
                                *reference, fmt::join(texts, ", ")));
}

/// What strategies could not do on the votes, a fact of several once: (text, hint) -> their names.
using Facts = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

void add_facts(const std::string& strategy, const std::vector<Notice>& notices, Facts& facts) {
  for (const Notice& notice : notices) {
    std::vector<std::string>& names = facts[{notice.text, hint_for(notice.remedy)}];
    if (std::find(names.begin(), names.end(), strategy) == names.end()) names.push_back(strategy);
  }
}

/// Compares on all votes or, with a mark behind each name, on those of users who are no experts.
Comparison compare_on(const RunInput& input, std::string_view mark, const Comparing& comparing,
                      ReportPage& page, Facts& facts, const RunControl& control) {
  const CrowdData& data = page.crowd->data();
  const Grader grader(data, input);
  AggregationInput view = input.view();
  view.wants_confusion = true;
  std::optional<ComparisonTruth> truth;
  if (!data.truth_of_observation.empty()) {
    truth.emplace(ComparisonTruth{data.truth_of_observation, grader.sets()});
  }
  const CompareOptions options{.reference = comparing.reference,
                               .leave_out_unfit = comparing.leaves_out_unfit,
                               .bootstrap = {.seed = comparing.run_input.seed}};
  const auto keep = [&](const StrategySpec& spec, Consensus&& consensus, const ComparedRun& run) {
    add_facts(std::string(strategy_of(spec.options).name()), notices_of_fit(view, spec.options, consensus),
              facts);
    page.add({.name = spec.text + std::string(mark),
              .consensus = consensus,
              .input = view,
              .evaluation = run.evaluation,
              .calibration = grader.calibration(consensus),
              .options = {},
              .seconds = run.seconds},
             spec.options);
  };
  Comparison comparison = compare(view, comparing.specs, truth, options, control, keep);
  page.add_tests(comparison);
  for (ComparedRun& run : comparison.runs) run.spec += mark;
  for (LeftOutRun& run : comparison.left_out) run.spec += mark;
  return comparison;
}

void add_advice(const Comparison& comparison, Figures& figures) {
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
  Comparing comparing{.specs = {},
                      .leaves_out_unfit = all,
                      .run_input = {.ties = value_of_word<TieRule>("ties", ties), .seed = seed}};
  return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    const CrowdData& data = crowd->data();
    comparing.specs = chosen_specs(strategies, all, side_inputs_of(data.input()));
    comparing.reference = index_of_reference(comparing.specs, reference);
    comparing.run_input.draws =
        std::any_of(comparing.specs.begin(), comparing.specs.end(),
                    [](const StrategySpec& spec) { return strategy_of(spec.options).description.draws; });
    ComparedStrategies compared{.figures = {}, .comparison = {}, .page = {.crowd = crowd}};
    Facts facts;
    const RunInput all_votes(data, comparing.run_input);
    auto comparison =
        std::make_shared<Comparison>(compare_on(all_votes, "", comparing, compared.page, facts, run_control));
    if (hold_out_experts) {
      comparing.run_input.hold_out_experts = true;
      const RunInput others(data, comparing.run_input);
      Comparison held_out = compare_on(others, kHeldOutMark, comparing, compared.page, facts, run_control);
      std::move(held_out.runs.begin(), held_out.runs.end(), std::back_inserter(comparison->runs));
      std::move(held_out.left_out.begin(), held_out.left_out.end(), std::back_inserter(comparison->left_out));
    }
    for (const auto& [fact, names] : facts) {
      compared.figures.warnings.emplace_back(fmt::format("{}: {}", fmt::join(names, ", "), fact.first),
                                             fact.second);
    }
    add_advice(*comparison, compared.figures);
    compared.figures.format = [comparison](FiguresFormat format) {
      return format_comparison(*comparison, format, ComparisonDetail::main_figures);
    };
    compared.comparison = std::move(comparison);
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
