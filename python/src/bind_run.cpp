#include "bindings.hpp"
#include "control.hpp"
#include "crowd.hpp"
#include "hints.hpp"
#include "options.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/strategy_fit.hpp>
#include <crowdvote/summary.hpp>
#include <crowdvote/vote_agreement.hpp>
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
using RunPointer = std::shared_ptr<Run>;

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

TieRule tie_rule_of(const std::string& word) {
  for (const auto& choice : Choices<TieRule>::values) {
    if (choice.word == word) return choice.value;
  }
  throw OptionError(fmt::format("ties='{}': expected lowest, random or undefined", word));
}

Wanted wanted_of(const py::dict& settings) {
  Wanted wanted;
  const auto take = [&settings](const char* name, auto& value) {
    using Value = std::remove_reference_t<decltype(value)>;
    if (settings.contains(name)) value = settings[name].cast<Value>();
  };
  std::string ties = "lowest";
  take("ties", ties);
  wanted.ties = tie_rule_of(ties);
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
void choose(Run& run, std::string spec, const std::vector<std::pair<std::string, std::string>>& options) {
  const std::size_t end_of_name = std::min(spec.find(':'), spec.size());
  if (spec.substr(0, end_of_name) == kAutomaticStrategy) {
    const AggregationInput votes =
        run.input_options.hold_out_experts ? run.input_of_data().view() : run.crowd->input();
    const StrategyChoice choice = choose_strategy(shape_of(votes));
    spec.replace(0, end_of_name, choice.strategy);
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
  run.view.wants_model = wanted.model;
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
      choose(*run, spec, options);
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

/// A view of what the run holds, which lives as long as it.
template <class Value>
py::array array_of(const RunPointer& run, const std::vector<Value>& values) {
  py::array array(py::dtype::of<Value>(), std::vector{static_cast<py::ssize_t>(values.size())}, values.data(),
                  py::cast(run));
  array.attr("setflags")(py::arg("write") = false);
  return array;
}

template <class Value>
py::array copied(const std::vector<Value>& values) {
  return py::array_t<Value>(static_cast<py::ssize_t>(values.size()), values.data());
}

py::array flags_of(const std::vector<std::uint8_t>& flags) {
  return copied(flags).attr("view")("bool").cast<py::array>();
}

py::array array_of(const NamedColumn& column) {
  return std::visit(
      [](const auto& values) -> py::array {
        if constexpr (std::is_same_v<typename std::decay_t<decltype(values)>::value_type, std::uint8_t>) {
          return flags_of(values);
        } else {
          return copied(values);
        }
      },
      column.values);
}

/// The columns of users in the order of the program's file, those that the strategy does not have left out.
py::dict users_of(Run& run) {
  const Consensus& consensus = run.consensus;
  const VotesView votes = run.view.votes;
  std::vector<std::uint32_t> n_votes = votes.votes_per_user();
  NamedColumn agreement{.name = std::string(kAgreementColumn),
                        .help = {},
                        .values = agreement_of_users(votes, consensus.label)};
  if (consensus.ai_is_user) {
    const auto ai = run.view.ai_label_of_observation;
    n_votes.push_back(static_cast<std::uint32_t>(ai.size()) -
                      static_cast<std::uint32_t>(std::count(ai.begin(), ai.end(), kNoLabel)));
    std::get<std::vector<double>>(agreement.values).push_back(agreement_of_labels(ai, consensus.label));
  }
  py::dict columns;
  columns["votes"] = copied(n_votes);
  const auto put = [&columns](const NamedColumn& column) { columns[column.name.c_str()] = array_of(column); };
  for (const std::string_view name : {std::string_view("species_authored"), std::string_view("species_voted"),
                                      std::string_view("n_species"), kWeightColumn, kSelfValidatingColumn,
                                      kAgreementColumn, kSkillColumn}) {
    if (name == kAgreementColumn) {
      put(agreement);
    } else if (const NamedColumn* const column = consensus.users.find(name)) {
      put(*column);
    }
  }
  for (const NamedColumn& column : consensus.users.columns) {
    if (!columns.contains(column.name.c_str())) put(column);
  }
  return columns;
}

py::dict observations_of(const RunPointer& run) {
  const VotesView votes = run->view.votes;
  std::vector<std::uint32_t> n_votes(votes.n_observations());
  std::vector<std::uint8_t> is_tied(votes.n_observations());
  std::vector<LabelId> runner_up(votes.n_observations());
  {
    const py::gil_scoped_release unlocked;
    Ballots ballots(run->view, run->consensus);
    for (ObservationId i = 0; i < votes.n_observations(); ++i) {
      n_votes[i] = static_cast<std::uint32_t>(votes.n_votes_of(i));
      const Standing standing = ballots.standing_on(i);
      is_tied[i] = standing.is_tied ? 1 : 0;
      runner_up[i] = standing.runner_up;
    }
  }
  py::dict columns;
  columns["votes"] = copied(n_votes);
  for (const NamedColumn& column : run->consensus.observations.columns)
    columns[column.name.c_str()] = array_of(column);
  columns["tie"] = flags_of(is_tied);
  columns["runner_up"] = copied(runner_up);
  return columns;
}

py::object probabilities_of(const RunPointer& run) {
  const auto& probabilities = run->consensus.probabilities;
  if (!probabilities) return py::none();
  std::vector<std::int64_t> begin(probabilities->begin.begin(), probabilities->begin.end());
  return py::make_tuple(copied(begin), array_of(run, probabilities->label),
                        array_of(run, probabilities->value));
}

/// (user, truth, label, probability, count) of the cells that are not zero.
py::object confusion_of(const Run& run) {
  const auto& confusion = run.consensus.confusion;
  if (!confusion) return py::none();
  std::vector<std::uint32_t> user;
  std::vector<std::uint32_t> truth;
  std::vector<std::uint32_t> label;
  std::vector<double> probability;
  std::vector<double> count;
  for (std::size_t u = 0; u + 1 < confusion->begin.size(); ++u) {
    for (std::size_t e = confusion->begin[u]; e < confusion->begin[u + 1]; ++e) {
      const Confusion::Entry& entry = confusion->entries[e];
      user.push_back(static_cast<std::uint32_t>(u));
      truth.push_back(entry.truth);
      label.push_back(entry.label);
      probability.push_back(entry.probability);
      count.push_back(entry.count);
    }
  }
  return py::make_tuple(copied(user), copied(truth), copied(label), copied(probability), copied(count));
}

py::list rounds_of(const Run& run) {
  py::list rounds;
  for (const RoundRecord& record : run.consensus.diagnostics.rounds) {
    py::dict round;
    round["users_changed"] = record.users_changed;
    round["labels_changed"] = record.labels_changed;
    round["valid"] = record.valid;
    round["objective"] = record.objective;
    round["largest_change"] = record.largest_change;
    rounds.append(round);
  }
  return rounds;
}

py::dict diagnostics_of(const Run& run) {
  const Diagnostics& diagnostics = run.consensus.diagnostics;
  py::dict fields;
  fields["iterations"] = diagnostics.iterations();
  fields["converged"] = diagnostics.converged();
  fields["stop_reason"] = std::string(word_of(diagnostics.stop));
  fields["cycle_length"] = diagnostics.cycle_length;
  fields["ties"] = diagnostics.n_ties;
  fields["valid"] = run.consensus.n_valid();
  fields["ai_is_user"] = run.consensus.ai_is_user;
  return fields;
}

std::string summary_of(Run& run, const py::tuple& control) {
  return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
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
void write(Run& run, const std::map<std::string, std::string>& paths, const py::dict& how,
           const py::tuple& control) {
  const auto option = [&how](const char* name, auto otherwise) {
    return how.contains(name) ? how[name].cast<decltype(otherwise)>() : otherwise;
  };
  const auto format = option("format", std::optional<std::string>());
  const bool only_valid = option("only_valid", false);
  const double least = option("min_probability", 1e-6);
  const bool is_for_spreadsheets = option("spreadsheet_safe", false);
  Interruptible(control_options(control)).run([&](const RunControl& run_control) {
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
                           run_control);
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
      .def_property_readonly("label",
                             [](const RunPointer& run) { return array_of(run, run->consensus.label); })
      .def_property_readonly("conf", [](const RunPointer& run) { return array_of(run, run->consensus.conf); })
      .def_property_readonly("acc", [](const RunPointer& run) { return array_of(run, run->consensus.acc); })
      .def_property_readonly("valid", [](const Run& run) { return flags_of(run.consensus.valid); })
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
      .def("write", &write);
  module.def("run", &run_strategy);
}

}  // namespace crowdvote::python
