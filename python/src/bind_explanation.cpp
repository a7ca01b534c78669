#include "bindings.hpp"
#include "crowd.hpp"
#include "figures.hpp"
#include "names.hpp"
#include "options.hpp"
#include <crowdvote/explain.hpp>
#include <crowdvote/explain_user.hpp>
#include <crowdvote/format_explanation.hpp>
#include <crowdvote/format_influence.hpp>
#include <crowdvote/influence.hpp>

#include <memory>

#include <pybind11/stl.h>

namespace crowdvote::python {

namespace py = pybind11;

namespace {

std::vector<std::string> texts_of(const py::list& names) {
  std::vector<std::string> texts;
  std::string made;
  for (const py::handle& name : names) texts.emplace_back(text_of(name, made));
  return texts;
}

/// A run with all that explanations need.
class Explainer : public std::enable_shared_from_this<Explainer> {
 public:
  explicit Explainer(std::shared_ptr<Run> run) : run_(std::move(run)), view_(run_->view) {}

  [[nodiscard]] Figures observations(const std::vector<std::string>& names, bool refit,
                                     const RunControl& control) {
    const auto ids = data().observations.ids_of(names, "observation");
    if (refit && run_->match) {
      throw OptionError("refit= learns again, and with use_model= nothing is learnt: leave one out");
    }
    learn_for_explanations(control);
    auto cards = std::make_shared<std::vector<Explanation>>();
    for (const ObservationId i : ids) {
      Explanation& card = cards->emplace_back(explain(view_, consensus(), i, &run_->strategy));
      if (refit && card.removal) card.refit = learn_again(view_, consensus(), card, run_->strategy, control);
    }
    return {[self = shared_from_this(), cards](FiguresFormat format) {
      return format_explanations(*cards, self->data(), self->consensus(), self->ai_user(), format);
    }};
  }

  [[nodiscard]] Figures users(const std::vector<std::string>& names, const RunControl& control) {
    find_decisive_votes(control);
    auto cards = std::make_shared<std::vector<UserExplanation>>();
    for (const UserId user : data().users.ids_of(names, "user")) {
      cards->push_back(explain_user(view_, consensus(), user, by_model()));
    }
    return {[self = shared_from_this(), cards](FiguresFormat format) {
      return format_user_explanations(*cards, self->explained(), format);
    }};
  }

  [[nodiscard]] Figures contested(std::size_t rows, const RunControl& control) {
    find_decisive_votes(control);
    auto found =
        std::make_shared<std::vector<ObservationId>>(find_most_contested(view_, consensus(), rows, control));
    return {[self = shared_from_this(), found](FiguresFormat format) {
      return format_contested(*found, self->explained(), format);
    }};
  }

  [[nodiscard]] Figures influential(std::size_t rows, const RunControl& control) {
    find_decisive_votes(control);
    if (!explained().knows_decisive_votes()) {
      throw OptionError(
          "most='influential' takes votes out one by one, and what this strategy would then say is known "
          "only by learning again: choose one that counts or weighs votes, such as plantnet, wawa or mv, or "
          "one that has a model to save, such as dawid-skene");
    }
    auto found = std::make_shared<InfluenceOfUsers>(find_influence(view_, consensus(), control, by_model()));
    return {[self = shared_from_this(), found, rows](FiguresFormat format) {
      return format_influential(*found, rows, self->explained(), format);
    }};
  }

 private:
  [[nodiscard]] const CrowdData& data() const { return run_->crowd->data(); }
  [[nodiscard]] const Consensus& consensus() const { return again_ ? *again_ : run_->consensus; }
  [[nodiscard]] const std::string& ai_user() const { return run_->read_options.ai_user; }
  [[nodiscard]] ExplainedRun explained() const { return {data(), view_, consensus(), ai_user(), by_model()}; }
  [[nodiscard]] const DecisiveVotes* by_model() const { return by_model_ ? &*by_model_ : nullptr; }

  /// The rounds in which labels changed, and a model's parameters, are kept only by a run that is asked for them.
  void learn_for_explanations(const RunControl& control) {
    if (again_) return;
    view_.wants_model = is_explained_by_model(view_, run_->strategy);
    view_.wants_last_changes = true;
    again_ = aggregate(view_, run_->strategy, control);
  }

  void find_decisive_votes(const RunControl& control) {
    if (by_model_ || consensus().decided_by == DecidedBy::votes) return;
    if (is_explained_by_model(view_, run_->strategy)) learn_for_explanations(control);
    by_model_ = find_decisive_votes_by_model(view_, consensus(), run_->strategy, control);
  }

  std::shared_ptr<Run> run_;
  AggregationInput view_;
  std::optional<Consensus> again_;
  std::optional<DecisiveVotes> by_model_;
};

}  // namespace

void bind_explanation(py::module_& module) {
  py::class_<Explainer, std::shared_ptr<Explainer>>(module, "Explainer")
      .def(py::init<std::shared_ptr<Run>>())
      .def("observations",
           [](Explainer& explainer, const py::list& names, bool refit, const py::tuple& control) {
             const auto texts = texts_of(names);
             return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
               return explainer.observations(texts, refit, run_control);
             });
           })
      .def("users",
           [](Explainer& explainer, const py::list& names, const py::tuple& control) {
             const auto texts = texts_of(names);
             return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
               return explainer.users(texts, run_control);
             });
           })
      .def("contested",
           [](Explainer& explainer, std::size_t rows, const py::tuple& control) {
             return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
               return explainer.contested(rows, run_control);
             });
           })
      .def("influential", [](Explainer& explainer, std::size_t rows, const py::tuple& control) {
        return Interruptible(control_options(control)).run([&](const RunControl& run_control) {
          return explainer.influential(rows, run_control);
        });
      });
}

}  // namespace crowdvote::python
