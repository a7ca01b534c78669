#pragma once

/// What the bindings share: the votes of a call and the run of a strategy over them.

#include "names.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/grade.hpp>
#include <crowdvote/model_file.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/run_input.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>

namespace crowdvote::python {

/// Three columns of statements, on ids; the arrays behind them are kept alive by the columns.
struct StatementColumns {
  Column observation;
  Column user;
  Column label;
};

/// Votes and what is known beside them, from files or from arrays. Votes of arrays are borrowed where they can be; their
/// names become text, and the votes a matrix of their own, when something asks for `data`: writers, reports, side files.
class Crowd {
 public:
  explicit Crowd(CrowdData data);
  /// Needs the interpreter's lock, as all that takes or gives objects of Python.
  explicit Crowd(StatementColumns columns);
  /// To be called once, before anything else. \param read which of several statements counts, and who is the AI
  void take_votes(const ReadOptions& read, const RunControl& control);

  /// All of it, made on the first call. May be called with or without the interpreter's lock.
  [[nodiscard]] CrowdData& data();
  /// Without making the data.
  [[nodiscard]] VotesView votes() const;
  /// Votes, and what stands beside them, in the form that strategies take; ties as RunInputOptions' defaults have them.
  [[nodiscard]] AggregationInput input() const;
  /// The data alone from now on, which may be changed. To be called before the first run.
  [[nodiscard]] CrowdData& own_data();
  [[nodiscard]] bool is_borrowed() const { return borrowed_ && borrowed_->is_borrowed(); }

  /// Whether labels depend on names, so that a run needs the data.
  [[nodiscard]] static bool needs_names(const RunInputOptions& options);

  /// To be called before the first run. Reads files and puts what they say beside the votes.
  void attach(const InputPaths& paths, const ReadOptions& read, const RunControl& control);

  /// Names as the caller wrote them, by id: an array of int64 where all are integers, otherwise of objects.
  [[nodiscard]] pybind11::object observation_names();
  [[nodiscard]] pybind11::object user_names();
  [[nodiscard]] pybind11::object label_names();

 private:
  void make_data();
  [[nodiscard]] pybind11::object names_of(Names& own, const NameTable& table);
  void release_columns();
  void collect(const ReadOptions& read, const RunControl& control);

  CrowdData data_;
  bool is_made_;
  std::optional<StatementColumns> columns_;  ///< what borrowed votes are borrowed from
  std::size_t n_statements_ = 0;
  Names observation_names_, user_names_, label_names_;
  std::optional<BorrowedVotes> borrowed_;
  std::vector<LabelId> label_rank_;
  std::mutex making_;
};

/// A strategy over a crowd, and all that came out of it.
struct Run {
  std::shared_ptr<Crowd> crowd;
  StrategyOptions strategy;
  std::optional<std::string> reason;  ///< why the strategy was chosen from the data
  RunInputOptions input_options;
  ReadOptions read_options;
  std::optional<RunInput> run_input;  ///< where names take part in the labels, or once it is asked for
  AggregationInput view;
  Consensus consensus;
  std::vector<Notice> notices;
  unsigned threads = 1;
  double seconds = 0;
  std::optional<Grades> grades;
  bool is_graded = false;
  /// Held by whoever reads or completes the run without the interpreter's lock: threads of Python may share a result.
  std::recursive_mutex in_use;
  /// Where labels follow from a model that was learnt earlier; the match views the model.
  std::unique_ptr<SavedModel> model;
  std::optional<ModelMatch> match;

  /// The input made of the crowd's data.
  [[nodiscard]] const RunInput& input_of_data();
  /// Against the truth; empty where there is none.
  [[nodiscard]] const std::optional<Grades>& graded(const RunControl& control);
};

}  // namespace crowdvote::python
