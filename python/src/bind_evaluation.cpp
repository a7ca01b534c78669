#include "bindings.hpp"
#include "crowd.hpp"
#include "figures.hpp"
#include "hints.hpp"
#include "options.hpp"
#include <crowdvote/copying.hpp>
#include <crowdvote/grade.hpp>
#include <crowdvote/option_texts.hpp>
#include <crowdvote/profile.hpp>
#include <crowdvote/read_labels.hpp>
#include <crowdvote/summary.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <memory>

#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

py::str formatted(const Figures& figures, const std::string& word) {
  const auto format = value_of_word<FiguresFormat>("format", word);
  std::string text;
  {
    const py::gil_scoped_release unlocked;
    text = figures.format(format);
  }
  return py::reinterpret_steal<py::str>(
      PyUnicode_DecodeUTF8(text.data(), static_cast<py::ssize_t>(text.size()), "surrogateescape"));
}

/// In the format of the path's ending, packed if that says so; the file appears as a whole.
void write_figures(const Figures& figures, const std::string& path) {
  const py::gil_scoped_release unlocked;
  write_text(path, figures.format(figures_format_of(path)));
}

/// Where the labels that are graded, and their truth, are found.
struct GradedFiles {
  std::optional<std::string> labels;
  std::optional<std::string> probabilities;
  std::optional<std::string> truth;
};

/// Labels that were read, on the data that they are graded against.
struct GradedData {
  std::shared_ptr<Crowd> crowd;
  LabelsToGrade given;
  Evaluation evaluation;
};

void warn(const std::vector<Notice>& notices, Figures& figures) {
  for (const Notice& notice : notices) figures.warnings.emplace_back(notice.text, hint_for(notice.remedy));
}

/// \param crowd the votes with their truth, not used for anything else; null: the file has the truth
Figures evaluate_labels(std::shared_ptr<Crowd> crowd, const GradedFiles& files, std::uint64_t seed,
                        const ReadOptions& read, const RunControl& control) {
  const bool has_votes = crowd != nullptr;
  if (!has_votes) crowd = std::make_shared<Crowd>(read_truth(*files.truth, read, control));
  CrowdData& data = crowd->own_data();
  Figures figures;
  warn(data.warnings, figures);
  auto graded = std::make_shared<GradedData>(
      GradedData{crowd, read_labels_to_grade(files.labels, files.probabilities, data, read, control), {}});
  const LabelsToGrade& given = graded->given;
  if (files.labels && given.probabilities) warn(given.probabilities->warnings, figures);
  warn(given.labels.warnings, figures);
  graded->evaluation = grade_labels(given, data, has_votes, seed, control);
  figures.format = [graded, seed](FiguresFormat format) {
    return format_labels_evaluation(CROWDVOTE_VERSION, graded->given.labels, graded->crowd->data(),
                                    graded->evaluation, seed, format);
  };
  return figures;
}

Figures bound_evaluate(const std::shared_ptr<Crowd>& crowd, const std::optional<std::string>& labels,
                       const std::optional<std::string>& probabilities,
                       const std::optional<std::string>& truth, std::uint64_t seed, const py::dict& read,
                       const py::tuple& control) {
  const ReadOptions options = read_options(read);
  return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    return evaluate_labels(crowd, {labels, probabilities, truth}, seed, options, run_control);
  });
}

Figures describe_crowd(const std::shared_ptr<Crowd>& crowd, const std::string& scale,
                       const py::tuple& control) {
  const auto chosen = value_of_word<LabelScale>("scale", scale);
  return Interruptible(control_options(control)).run([&](const RunControl& /*run_control*/) {
    auto profile = std::make_shared<const DataProfile>(describe(crowd->data(), chosen));
    return Figures{[crowd, profile](FiguresFormat format) {
      const CrowdData& data = crowd->data();
      return format_profile(*profile, data.labels, data.users, format);
    }};
  });
}

Figures find_copies(const std::shared_ptr<Crowd>& crowd, const py::tuple& control) {
  return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
    const CrowdData& votes = crowd->data();
    auto found = std::make_shared<const CopyingReport>(
        find_copying(votes.votes, votes.author_of_observation, {}, run_control));
    return Figures{[crowd, found](FiguresFormat format) {
      const CrowdData& data = crowd->data();
      return format_copying(*found, data.labels, data.users, format);
    }};
  });
}

}  // namespace

void bind_evaluation(py::module_& module) {
  py::class_<Figures>(module, "Figures")
      .def("format", &formatted)
      .def("write", &write_figures)
      .def_readonly("warnings", &Figures::warnings);
  module.def("evaluate", &bound_evaluate);
  module.def("stats", &describe_crowd);
  module.def("copies", &find_copies);
  bind_report(module);
  bind_comparison(module);
}

}  // namespace crowdvote::python
