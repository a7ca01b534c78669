#include "bindings.hpp"
#include "control.hpp"
#include "crowd.hpp"
#include "hints.hpp"
#include "options.hpp"

#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

using Warning = std::pair<std::string, std::string>;  // text, hint

std::vector<Warning> warnings_of(const std::vector<Notice>& notices) {
  std::vector<Warning> warnings;
  for (const Notice& notice : notices) warnings.emplace_back(notice.text, hint_for(notice.remedy));
  return warnings;
}

std::shared_ptr<Crowd> read_crowd(const py::dict& paths, const py::dict& read, const py::tuple& control,
                                  bool keeps_label_scores) {
  const InputPaths inputs = input_paths(paths);
  ReadOptions options = read_options(read);
  options.keeps_label_scores = keeps_label_scores;
  CrowdData data = Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    return read_inputs(inputs, options, run_control);
  });
  return std::make_shared<Crowd>(std::move(data));
}

std::shared_ptr<Crowd> crowd_of_arrays(const py::array& observation, const py::array& user,
                                       const py::array& label, const py::dict& read,
                                       const py::tuple& control) {
  const ReadOptions options = read_options(read);
  StatementColumns columns{make_column(observation, Role::observation, false),
                           make_column(user, Role::user, false),
                           make_column(label, Role::label, options.minus_one_is_a_label)};
  auto crowd = std::make_shared<Crowd>(std::move(columns));
  Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    crowd->take_votes(options, run_control);
    return true;
  });
  return crowd;
}

void attach(Crowd& crowd, const py::dict& paths, const py::dict& read, const py::tuple& control,
            bool keeps_label_scores) {
  const InputPaths inputs = input_paths(paths);
  ReadOptions options = read_options(read);
  options.keeps_label_scores = keeps_label_scores;
  Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    crowd.attach(inputs, options, run_control);
    return true;
  });
}

py::dict counts_of(const Crowd& crowd) {
  const VotesView votes = crowd.votes();
  py::dict counts;
  counts["observations"] = votes.n_observations();
  counts["users"] = votes.n_users();
  counts["labels"] = votes.n_labels();
  counts["votes"] = votes.n_votes();
  return counts;
}

template <class Value>
std::uintptr_t address_of(std::span<const Value> values) {
  return reinterpret_cast<std::uintptr_t>(values.data());
}

}  // namespace

void bind_crowd(py::module_& module) {
  py::class_<Crowd, std::shared_ptr<Crowd>>(module, "Crowd")
      .def_property_readonly("observation_names", &Crowd::observation_names)
      .def_property_readonly("user_names", &Crowd::user_names)
      .def_property_readonly("label_names", &Crowd::label_names)
      .def_property_readonly("counts", &counts_of)
      .def_property_readonly("is_borrowed", &Crowd::is_borrowed)
      .def_property_readonly("addresses",
                             [](const Crowd& crowd) {
                               return std::pair(address_of(crowd.votes().user_of_vote()),
                                                address_of(crowd.votes().label_of_vote()));
                             })
      .def_property_readonly("warnings", [](Crowd& crowd) { return warnings_of(crowd.data().warnings); })
      .def("attach", &attach)
      .def(
          "votes",
          [](const Crowd& crowd) {
            const VotesView votes = crowd.votes();
            std::vector<std::uint32_t> observation(votes.n_votes());
            for (ObservationId i = 0; i < votes.n_observations(); ++i) {
              std::fill(observation.begin() + votes.votes_begin(i), observation.begin() + votes.votes_end(i),
                        i);
            }
            return std::tuple(
                py::array_t<std::uint32_t>(static_cast<py::ssize_t>(observation.size()), observation.data()),
                py::array_t<std::uint32_t>(static_cast<py::ssize_t>(votes.n_votes()),
                                           votes.user_of_vote().data()),
                py::array_t<std::uint32_t>(static_cast<py::ssize_t>(votes.n_votes()),
                                           votes.label_of_vote().data()));
          },
          "The votes as they are counted: arrays of ids of observations, users and labels.");
  module.def("read", &read_crowd);
  module.def("from_arrays", &crowd_of_arrays);
}

}  // namespace crowdvote::python
