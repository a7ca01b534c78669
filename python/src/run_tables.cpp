#include "run_tables.hpp"

#include <crowdvote/ballot.hpp>
#include <crowdvote/vote_agreement.hpp>

#include <algorithm>
#include <string_view>
#include <variant>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

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

}  // namespace

py::array labels_of(const RunPointer& run) { return array_of(run, run->consensus.label); }
py::array conf_of(const RunPointer& run) { return array_of(run, run->consensus.conf); }
py::array acc_of(const RunPointer& run) { return array_of(run, run->consensus.acc); }
py::array valid_of(const Run& run) { return flags_of(run.consensus.valid); }

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

}  // namespace crowdvote::python
