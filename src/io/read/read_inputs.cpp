#include "core/parallel.hpp"
#include "io/bytes/byte_source.hpp"
#include "io/names/name_findings.hpp"
#include "io/read/shared_values.hpp"
#include "io/read/votes.hpp"
#include "io/records/column_names.hpp"
#include "io/records/values.hpp"
#include "io/shapes/label_questions.hpp"
#include "io/shapes/row_options.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/read_inputs.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

struct SideFile {
  const Schema* schema;
  std::optional<std::string> InputPaths::*path;
};

/// The files are attached to the votes in this order.
constexpr std::array kSideFiles{
    SideFile{&kAuthors, &InputPaths::authors}, SideFile{&kAiVotes, &InputPaths::ai_votes},
    SideFile{&kTruth, &InputPaths::truth},     SideFile{&kGold, &InputPaths::gold},
    SideFile{&kExperts, &InputPaths::experts}, SideFile{&kAiScores, &InputPaths::ai_scores},
    SideFile{&kWeights, &InputPaths::weights},
};

void check_paths(const InputPaths& paths) {
  std::string_view reader;
  const auto read_standard_input = [&reader](std::string_view title) {
    if (!reader.empty()) {
      throw OptionError(fmt::format(
          "{} and {} are both to come from standard input, which can be read only once: give a file "
          "for one of them",
          reader, title));
    }
    reader = title;
  };
  for (const std::string& votes : paths.votes) {
    if (votes == "-") read_standard_input(kVotes.title);
  }
  for (const SideFile& side : kSideFiles) {
    const auto& path = paths.*side.path;
    if (path == "-") read_standard_input(side.schema->title);
  }
}

void attach_file(const SideFile& file, const std::string& path, Values&& values, CrowdData& data,
                 const ReadOptions& options, const RunControl& control) {
  const auto n_labels = static_cast<LabelId>(data.labels.size());
  attach_values(*file.schema, std::move(values), data, options, control);
  tell_findings(look_at_added_labels(data.labels, n_labels, options, control), name_of_input(path),
                options.strict, data);
}

/// Counts the labels in a column that no vote has chosen.
std::size_t count_labels_without_votes(const std::vector<LabelId>& column, const CrowdData& data,
                                       const RunControl& control) {
  std::vector<std::uint32_t> stands(data.labels.size(), 0);
  for (const LabelId label : column) {
    if (label != kNoLabel) stands[label] = 1;
  }
  sum_over_processes(control, std::span(stands));
  const std::vector<std::uint8_t> is_voted = data.voted_labels();
  std::size_t n = 0;
  for (std::size_t label = 0; label < stands.size(); ++label) {
    if (stands[label] != 0 && is_voted[label] == 0) ++n;
  }
  return n;
}

/// Counts the values that the files beside the votes provide.
void count_what_is_known(CrowdData& data, const RunControl& control) {
  const auto ids = [&](const std::vector<std::uint32_t>& column) {
    const auto n_none = static_cast<std::size_t>(std::count(column.begin(), column.end(), kNoId));
    return sum_over_processes(control, column.size() - n_none);
  };
  const auto numbers = [](const std::vector<double>& column) {
    return static_cast<std::size_t>(
        std::count_if(column.begin(), column.end(), [](double value) { return !std::isnan(value); }));
  };
  for (InputFile& file : data.files) {
    const auto labels = [&, &known = file](const std::vector<LabelId>& column) {
      known.n_known = ids(column);
      known.n_labels_without_votes = count_labels_without_votes(column, data, control);
    };
    if (file.role == "authors") {
      file.n_known = ids(data.author_of_observation) + data.counts.authors_elsewhere;
    }
    if (file.role == "ai_votes") labels(data.ai_label_of_observation);
    if (file.role == "truth") labels(data.truth_of_observation);
    if (file.role == "gold") labels(data.gold_of_observation);
    if (file.role == "ai_scores") {
      file.n_known = sum_over_processes(control, numbers(data.ai_score_of_observation));
    }
    if (file.role == "experts") file.n_known = data.experts.size();
    if (file.role == "weights") {
      std::size_t n = 0;
      for (UserId user = 0; user < data.weight_of_user.size(); ++user) {
        const bool is_known = !std::isnan(data.weight_of_user[user]);
        n += is_known && counts_here(data.shared_users ? &*data.shared_users : nullptr, user) ? 1 : 0;
      }
      file.n_known = sum_over_processes(control, n);
    }
  }
}

/// The votes and the side files, which are read concurrently.
class Inputs {
 public:
  Inputs(const InputPaths& paths, const ReadOptions& options, const RunControl& control)
      : options_(options), control_(control) {
    for (const SideFile& side : kSideFiles) {
      const std::optional<std::string>& path = paths.*side.path;
      if (path) sides_.push_back({&side, *path, {*side.schema, *path, options, sides_.size(), control}});
    }
    // Once the votes are read, their cores go to the side files, but only up to a limit, as every thread
    // holds a window.
    constexpr unsigned kMostThreadsOfSideFile = 4;
    RunControl side_control = control;
    side_control.n_threads = std::min(control.threads(), kMostThreadsOfSideFile);
    side_control.progress = nullptr;
    std::vector<std::optional<InputError>> errors(1 + sides_.size());
    for_each_block(errors.size(), 1, control, [&](const Block& block, unsigned) {
      try {
        if (block.index == 0) {
          votes_.emplace(paths.votes, options, control);
        } else {
          sides_[block.index - 1].values.read(side_control);
        }
      } catch (const InputError& error) {
        errors[block.index] = error;
      }
    });
    if (control.processes != nullptr) agree_on_sides(errors);
    AllProblems problems;
    for (const auto& error : errors) {
      if (error) problems.add(*error);
    }
    problems.throw_if_any();
  }

  CrowdData attach() {
    AllProblems problems;
    CrowdData& data = votes_->data();
    std::vector<LabelId> in_order;
    try {
      votes_->tell_all_findings(in_order);
    } catch (const InputError& error) {
      problems.add(error);
    }
    // Values of observations are attached before labels are split into questions, and values of users
    // afterwards.
    bool awaits_questions = options_.asks_for_each_label();
    for (Side& side : sides_) {
      if (side.file->schema->key == Column::user && std::exchange(awaits_questions, false)) {
        ask_for_each_label(data, options_, control_);
      }
      try {
        attach_file(*side.file, side.path, side.values.take(), data, options_, control_);
      } catch (const InputError& error) {
        problems.add(error);
      }
    }
    problems.throw_if_any();
    if (awaits_questions) ask_for_each_label(data, options_, control_);
    // The side files may have added labels.
    if (in_order.size() != data.labels.size() || options_.asks_for_each_label()) {
      data.order_labels();
    } else {
      data.order_labels(in_order);
    }
    return std::move(data);
  }

 private:
  /// Errors in the files beside the votes are reported by the process whose votes have errors, or by the
  /// first process; it reads these files again, whole. \param errors of this process: those of the votes,
  /// then those of each of these files
  void agree_on_sides(std::vector<std::optional<InputError>>& errors) {
    const bool is_any_wrong =
        errors[0] ||
        sum_over_processes(control_, std::any_of(errors.begin(), errors.end(),
                                                 [](const auto& error) { return error.has_value(); })) > 0;
    for (std::size_t s = 0; s < sides_.size(); ++s) {
      SharedValues& values = sides_[s].values;
      errors[1 + s].reset();
      if (!is_any_wrong && values.are_parts_right()) continue;
      try {
        values.read_again(errors[0] || is_first_process(control_));
      } catch (const InputError& error) {
        errors[1 + s] = error;
      }
    }
    const bool are_well =
        std::none_of(errors.begin(), errors.end(), [](const auto& error) { return error.has_value(); });
    if (are_well) (void)sum_over_processes(control_, std::size_t{0});  // one with an error ends the run
  }

  struct Side {
    const SideFile* file;
    std::string path;
    SharedValues values;
  };

  const ReadOptions& options_;
  const RunControl& control_;
  std::vector<Side> sides_;
  std::optional<Votes> votes_;
};

}  // namespace

CrowdData read_inputs(const InputPaths& paths, const ReadOptions& options, const RunControl& control) {
  if (paths.votes.empty()) throw OptionError("no file of votes is given");
  check_paths(paths);
  check_chosen_names(options.columns);
  check_row_options(options);
  if (paths.ai_scores && options.asks_for_each_label()) {
    throw OptionError("scores of labels do not go with a yes/no question for each label",
                      {WayOut::leave_out, "ai-scores"});
  }
  CrowdData data = Inputs(paths, options, control).attach();
  count_what_is_known(data, control);
  return data;
}

void attach_side_files(const InputPaths& paths, CrowdData& data, const ReadOptions& options,
                       const RunControl& control) {
  check_paths(paths);
  AllProblems problems;
  for (const SideFile& side : kSideFiles) {
    const std::optional<std::string>& path = paths.*side.path;
    if (!path) continue;
    try {
      attach_file(side, *path, read_values(*side.schema, *path, options, control), data, options, control);
    } catch (const InputError& error) {
      problems.add(error);
    }
  }
  problems.throw_if_any();
  data.order_labels();
  count_what_is_known(data, control);
}

}  // namespace crowdvote
