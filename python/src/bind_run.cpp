#include "bindings.hpp"
#include "control.hpp"
#include "crowd.hpp"
#include "figures.hpp"
#include "hints.hpp"
#include "options.hpp"
#include "run_tables.hpp"
#include <crowdvote/explain.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/strategy_fit.hpp>
#include <crowdvote/summary.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

using Clock = std::chrono::steady_clock;

/// What a run is asked for beside the strategy.
struct Wanted {
  TieRule ties = TieRule::lowest;
  std::uint64_t seed = 0;
  bool hold_out_experts = false;
  bool probabilities = false;
  bool confusion = false;
  bool model = false;
  bool last_changes = false;
  std::optional<std::string> use_model = std::nullopt;
  std::vector<std::string> given;  ///< keywords of what is given beside the votes
};

Wanted wanted_of(const py::dict& settings) {
  Wanted wanted;
  const auto take = [&settings](const char* name, auto& value) {
    using Value = std::remove_reference_t<decltype(value)>;
    if (settings.contains(name)) value = settings[name].cast<Value>();
  };
  std::string ties = "lowest";
  take("ties", ties);
  wanted.ties = value_of_word<TieRule>("ties", ties);
  take("seed", wanted.seed);
  take("hold_out_experts", wanted.hold_out_experts);
  take("probabilities", wanted.probabilities);
  take("confusion", wanted.confusion);
  take("model", wanted.model);
  take("last_changes", wanted.last_changes);
  take("use_model", wanted.use_model);
  take("given", wanted.given);
  return wanted;
}

/// What the caller gives beside the votes; an AI among the users is none of it.
SideInputs side_inputs_of(const std::vector<std::string>& given) {
  const auto has = [&given](std::string_view keyword) {
    return std::find(given.begin(), given.end(), keyword) != given.end();
  };
  return {.authors = has("authors"),
          .ai_votes = has("ai_votes"),
          .ai_scores = has("ai_votes") || has("ai_scores"),
          .weights = has("weights"),
          .gold = has("gold")};
}

/// A strategy by its SPEC, or the one that fits the data in its place.
void choose(Run& run, std::string spec, const std::vector<std::pair<std::string, std::string>>& options,
            const RunControl& control) {
  const std::size_t end_of_name = std::min(spec.find(':'), spec.size());
  if (spec.substr(0, end_of_name) == kAutomaticStrategy) {
    const AggregationInput votes =
        run.input_options.hold_out_experts ? run.input_of_data().view() : run.crowd->input();
    const StrategyChoice choice = choose_strategy(shape_of(votes), control);
    spec.replace(0, end_of_name, choice.strategy);
    for (const auto& [name, value] : choice.options) {
      if (spec.find(name + "=") != std::string::npos) continue;
      spec += fmt::format("{}{}={}", spec.find(':') == std::string::npos ? ':' : ',', name, value);
    }
    run.reason = choice.reason;
    run.notices.insert(run.notices.end(), choice.warnings.begin(), choice.warnings.end());
    run.run_input.reset();
  }
  run.strategy = strategy_options(spec, options);
}

/// What the strategy is given.
AggregationInput view_of(Run& run) {
  run.input_options.draws = strategy_of(run.strategy).description.draws;
  AggregationInput view =
      Crowd::needs_names(run.input_options) ? run.input_of_data().view() : run.crowd->input();
  view.ties = run.input_options.ties;
  view.draws.seed = run.input_options.seed;
  if (run.match) view.known = run.match->known;
  return view;
}

void learn(Run& run, const Wanted& wanted, const RunControl& control) {
  run.view.wants_probabilities = wanted.probabilities;
  run.view.wants_confusion = wanted.confusion;
  // Explanations are the only ones to want the last changes.
  run.view.wants_model =
      wanted.model || (wanted.last_changes && is_explained_by_model(run.view, run.strategy));
  run.view.wants_last_changes = wanted.last_changes;
  const auto start = Clock::now();
  run.consensus = aggregate(run.view, run.strategy, control);
  run.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  run.threads = control.threads();
}

RunPointer run_strategy(const std::shared_ptr<Crowd>& crowd, const std::string& spec,
                        const std::vector<std::pair<std::string, std::string>>& options,
                        const py::dict& settings, const py::dict& read, const py::tuple& control) {
  const Wanted wanted = wanted_of(settings);
  auto run = std::make_shared<Run>();
  run->crowd = crowd;
  const SideInputs sides = side_inputs_of(wanted.given);
  run->read_options = read_options(read);
  run->input_options = {
      .hold_out_experts = wanted.hold_out_experts, .ties = wanted.ties, .seed = wanted.seed};
  Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    if (wanted.use_model) {
      run->model = std::make_unique<SavedModel>(read_model(*wanted.use_model, run_control));
      run->strategy = run->model->strategy;
      run->match.emplace(match_model(*run->model, crowd->own_data(), run->read_options.fold));
    } else {
      choose(*run, spec, options, run_control);
    }
    run->view = view_of(*run);
    if (wanted.use_model) {
      check_uses_model(run->strategy, sides);
    } else {
      check_side_inputs(run->strategy, sides);
    }
    if (wanted.confusion) check_gives_confusion(run->strategy);
    if (wanted.model) check_gives_model(run->strategy);
    learn(*run, wanted, run_control);
    for (const Advice& advice : advice_on_strategy(run->strategy)) {
      run->notices.push_back(
          {fmt::format("{}. {}= sets it", advice.text, keyword(std::string(advice.option)))});
    }
    for (Notice& notice : notices_of_fit(run->view, run->strategy, run->consensus)) {
      notice.text = fmt::format("{}: {}", strategy_of(run->strategy).name(), notice.text);
      run->notices.push_back(std::move(notice));
    }
    return true;
  });
  return run;
}

/// The same run once more, for what it was not asked for before.
void run_again(Run& run, const py::dict& settings, const py::tuple& control) {
  const Wanted wanted = wanted_of(settings);
  if (wanted.confusion) check_gives_confusion(run.strategy);
  if (wanted.model) check_gives_model(run.strategy);
  const double seconds = run.seconds;
  Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    const std::lock_guard lock(run.in_use);
    Consensus before = std::move(run.consensus);
    try {
      learn(run, wanted, run_control);
    } catch (...) {
      run.consensus = std::move(before);
      throw;
    }
    // Arrays of the caller view what was there.
    run.consensus.label = std::move(before.label);
    run.consensus.conf = std::move(before.conf);
    run.consensus.acc = std::move(before.acc);
    run.consensus.valid = std::move(before.valid);
    if (before.probabilities) run.consensus.probabilities = std::move(before.probabilities);
    if (before.confusion) run.consensus.confusion = std::move(before.confusion);
    if (before.model) run.consensus.model = std::move(before.model);
    run.consensus.users = std::move(before.users);
    run.consensus.observations = std::move(before.observations);
    return true;
  });
  run.seconds = seconds;
}

std::string summary_of(Run& run, const py::tuple& control) {
  return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    const std::lock_guard lock(run.in_use);
    const RunInput& input = run.input_of_data();
    const std::optional<Grades>& grades = run.graded(run_control);
    const Stage stage{.name = "aggregate", .seconds = run.seconds, .peak_memory_bytes = 0};
    return summary_json({.version = CROWDVOTE_VERSION,
                         .strategy = run.strategy,
                         .input_options = run.input_options,
                         .read_options = run.read_options,
                         .threads = run.threads,
                         .data = run.crowd->data(),
                         .input = input,
                         .consensus = run.consensus,
                         .n_valid = run.consensus.n_valid(),
                         .grades = grades,
                         .stages = std::span(&stage, 1),
                         .model = run.match ? &*run.match : nullptr,
                         .strategy_reason = run.reason,
                         .total_seconds = run.seconds});
  });
}

LabelsFormat labels_format(const std::string& path, const std::optional<std::string>& format) {
  return labels_format_of(format ? "labels." + *format : path);
}

/// Files by what they hold, as the program writes them; all appear, or none does.
void write_results(Run& run, const std::map<std::string, std::string>& paths, const py::dict& how,
                   const py::tuple& control) {
  const auto option = [&how](const char* name, auto otherwise) {
    return how.contains(name) ? how[name].cast<decltype(otherwise)>() : otherwise;
  };
  const auto format = option("format", std::optional<std::string>());
  const bool only_valid = option("only_valid", false);
  const double least = option("min_probability", 1e-6);
  const bool is_for_spreadsheets = option("spreadsheet_safe", false);
  Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    const std::lock_guard lock(run.in_use);
    const CrowdData& data = run.crowd->data();
    const std::string& ai_user = run.read_options.ai_user;
    std::vector<OutputFile> files;
    files.reserve(2 * paths.size());
    const auto open = [&](const std::string& path) -> OutputFile& {
      OutputFile& file = files.emplace_back(path);
      if (is_for_spreadsheets) file.make_safe_for_spreadsheets();
      return file;
    };
    for (const auto& [what, path] : paths) {
      if (what == "labels") {
        const LabelsFormat labels = labels_format(path, format);
        check_can_write(labels);
        write_labels(open(path), data, run.view, run.consensus, {.format = labels, .only_valid = only_valid},
                     run_control);
      } else if (what == "users") {
        write_users(open(path), data, run.view.votes, run.consensus, ai_user, users_format_of(path),
                    run_control);
      } else if (what == "explanations") {
        write_explanations(open(path), data, run.view, run.consensus, ai_user, users_format_of(path),
                           run_control, &run.strategy);
      } else if (what == "probabilities") {
        const WriteProbabilitiesOptions options{.format = probabilities_format_of(path), .least = least};
        check_probabilities_fit(run.view, options.format, run_control);
        write_probabilities(open(path), data, run.view, run.consensus, options, run_control);
        if (options.format == LabelsFormat::npy) {
          write_probability_labels(open(path + ".labels.json"), data, run.view, run.consensus);
        }
      } else if (what == "confusion") {
        check_ending(path, ".csv");
        write_confusion(open(path), data, run.consensus, run_control);
      } else if (what == "model") {
        check_ending(path, ".json");
        write_model(open(path), data, run.view.votes, run.strategy, run.consensus, CROWDVOTE_VERSION,
                    run_control);
      }
    }
    std::vector<OutputFile*> all;
    for (OutputFile& file : files) all.push_back(&file);
    OutputFile::publish_together(all);
    return true;
  });
}

}  // namespace

void bind_run(py::module_& module) {
  py::class_<Run, RunPointer>(module, "Run")
      .def_property_readonly("crowd", [](const Run& run) { return run.crowd; })
      .def_property_readonly("strategy",
                             [](const Run& run) { return std::string(strategy_of(run.strategy).name()); })
      .def_property_readonly("options",
                             [](const Run& run) { return option_values(with_defaults_filled(run.strategy)); })
      .def_property_readonly("reason", [](const Run& run) { return run.reason; })
      .def_property_readonly("seconds", [](const Run& run) { return run.seconds; })
      .def_property_readonly("label", &labels_of)
      .def_property_readonly("conf", &conf_of)
      .def_property_readonly("acc", &acc_of)
      .def_property_readonly("valid", &valid_of)
      .def_property_readonly("users", &users_of)
      .def_property_readonly("observations", &observations_of)
      .def_property_readonly("probabilities", &probabilities_of)
      .def_property_readonly("confusion", &confusion_of)
      .def_property_readonly("rounds", &rounds_of)
      .def_property_readonly("diagnostics", &diagnostics_of)
      .def_property_readonly("gives",
                             [](const Run& run) {
                               const StrategyDescription& strategy = strategy_of(run.strategy).description;
                               std::set<std::string> words;
                               if (strategy.gives.confusion && !run.match) words.insert("confusion");
                               if (strategy.model.exists() && !run.match) words.insert("model");
                               return words;
                             })
      .def_property_readonly("notices",
                             [](const Run& run) {
                               std::vector<std::pair<std::string, std::string>> notices;
                               for (const Notice& notice : run.notices)
                                 notices.emplace_back(notice.text, hint_for(notice.remedy));
                               return notices;
                             })
      .def("again", &run_again)
      .def("summary", &summary_of)
      .def("write", &write_results);
  module.def("run", &run_strategy);
}

}  // namespace crowdvote::python
