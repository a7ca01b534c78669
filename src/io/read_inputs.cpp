#include "core/parallel.hpp"
#include "io/byte_source.hpp"
#include "io/column_names.hpp"
#include "io/file_format.hpp"
#include "io/json_shapes.hpp"
#include "io/label_questions.hpp"
#include "io/name_findings.hpp"
#include "io/prodigy.hpp"
#include "io/read_records.hpp"
#include "io/row_options.hpp"
#include "io/values.hpp"
#include "io/vote_collector.hpp"
#include "io/votes_sink.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

struct SideFile {
  const Schema* schema;
  std::optional<std::string> InputPaths::*path;
};

/// In the order in which they are attached.
constexpr std::array kSideFiles{
    SideFile{&kAuthors, &InputPaths::authors}, SideFile{&kAiVotes, &InputPaths::ai_votes},
    SideFile{&kTruth, &InputPaths::truth},     SideFile{&kGold, &InputPaths::gold},
    SideFile{&kExperts, &InputPaths::experts}, SideFile{&kAiScores, &InputPaths::ai_scores},
    SideFile{&kWeights, &InputPaths::weights},
};

void check_paths(const InputPaths& paths) {
  std::string_view reader = paths.votes == "-" ? kVotes.title : "";
  for (const SideFile& side : kSideFiles) {
    const auto& path = paths.*side.path;
    if (!path || *path != "-") continue;
    if (!reader.empty()) {
      throw OptionError(
          fmt::format("{} and {} are both to come from standard input, which can be read once: give a file "
                      "for one of them",
                      reader, side.schema->title));
    }
    reader = side.schema->title;
  }
}

/// A crowd with so many more users than observations is rather a file of users.
void warn_if_users_seem_to_come_first(const std::string& file, CrowdData& data) {
  constexpr std::size_t kSuspiciousUsersPerObservation = 10;
  if (data.observations.empty() ||
      data.users.size() < kSuspiciousUsersPerObservation * data.observations.size()) {
    return;
  }
  data.warnings.push_back(
      {fmt::format("{} was read as {}: {} observation{}, {} users; its outer keys may be the users", file,
                   kVotes.json_shape, data.observations.size(), data.observations.size() == 1 ? "" : "s",
                   data.users.size()),
       {WayOut::json_order}});
}

struct VotesFile {
  CrowdData data;
  std::string name;
  VotesOrigin origin;
  std::vector<Finding> findings;  ///< of its rows
};

/// The options, and what the file itself says about how it is to be read.
struct Reading {
  ReadOptions options;
  std::string_view source = {};  ///< the program that wrote the file, if it is known
};

Reading reading_of(ByteSource& source, const FileFormat& format, const ReadOptions& options) {
  if (format.kind != FileFormat::Kind::jsonl) return {options};
  constexpr std::size_t kHeadSize = std::size_t{1} << 16;
  const std::string_view head = source.peek(kHeadSize);
  const auto prodigy = recognise_prodigy(head.substr(0, head.find_first_of("\r\n")), options);
  if (!prodigy) return {options};
  Reading reading{options, ", Prodigy"};
  reading.options.columns = prodigy->columns;
  reading.options.where = prodigy->where;
  return reading;
}

VotesFile read_votes_file(const std::string& path, const ReadOptions& given, const RunControl& control) {
  ByteSource source(path, control);
  const Schema& schema = votes_schema(given);
  const FileFormat format = find_format(source, schema, given.votes_format, given.columns, given.table);
  check_row_options(format, source.name(), given);
  const Reading reading = reading_of(source, format, given);
  const ReadOptions& options = reading.options;
  VoteCollector collector(source.name(), options);
  VotesSink sink(options, collector, control);
  const std::string_view shape = vote_keys(options.json_order).shape;
  ReadNotes notes =
      read_records({source, format, schema, options.columns, shape, options.max_field_bytes, &options}, sink,
                   collector.problems(), control);
  const bool is_json_object = format.kind == FileFormat::Kind::json;
  // A table has values that are no labels; what they have in common says more than each of them.
  if (is_json_object) refuse_table(collector.data(), source.name());
  CrowdData data = collector.finish(control);
  data.counts.rows_left_out = notes.n_rows_left_out;
  tell_notices(notes.notices, source.name(), data.warnings);
  if (is_json_object && options.json_order == JsonOrder::observation) {
    warn_if_users_seem_to_come_first(source.name(), data);
  }
  data.files.push_back(
      {.role = "votes",
       .path = path,
       .format = fmt::format("{}{}{}", format.name(), source.format_suffix(), reading.source),
       .bytes = source.stored_bytes(),
       .columns = notes.columns,
       .left_alone = std::move(notes.left_alone),
       .layout = is_json_object ? std::string(shape) : std::move(notes.layout)});
  if (!format.has_header) notes.columns.clear();
  return {.data = std::move(data),
          .name = source.name(),
          .origin = {.is_json_object = is_json_object,
                     .is_table = format.kind == FileFormat::Kind::table,
                     .columns = std::move(notes.columns),
                     .n_minus_one = collector.n_minus_one()},
          .findings = std::move(notes.findings)};
}

/// Problems of all files, so that a user sees them in one run.
class AllProblems {
 public:
  void add(const InputError& error) {
    problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
    total_ += error.total();
  }
  void throw_if_any() const {
    if (total_ > 0) throw InputError(problems_, total_);
  }

 private:
  std::vector<Problem> problems_;
  std::size_t total_ = 0;
};

/// The votes and the side files, read side by side.
class Inputs {
 public:
  Inputs(const InputPaths& paths, const ReadOptions& options, const RunControl& control)
      : options_(options), control_(control) {
    for (const SideFile& side : kSideFiles) {
      if (paths.*side.path) sides_.push_back({&side, *(paths.*side.path), {}});
    }
    // When the votes are done, the rest of the side files gets their cores; not all, as each holds a window.
    constexpr unsigned kMostThreadsOfSideFile = 4;
    RunControl side_control = control;
    side_control.n_threads = std::min(control.threads(), kMostThreadsOfSideFile);
    side_control.progress = nullptr;
    std::vector<std::optional<InputError>> errors(1 + sides_.size());
    for_each_block(errors.size(), 1, control, [&](const Block& block, unsigned) {
      try {
        if (block.index == 0) {
          votes_ = read_votes_file(paths.votes, options, control);
        } else {
          Side& side = sides_[block.index - 1];
          side.values = read_values(*side.file->schema, side.path, options, side_control);
        }
      } catch (const InputError& error) {
        errors[block.index] = error;
      }
    });
    AllProblems problems;
    for (const auto& error : errors) {
      if (error) problems.add(*error);
    }
    problems.throw_if_any();
  }

  CrowdData attach() {
    AllProblems problems;
    CrowdData& data = votes_.data;
    try {
      std::vector<Finding> findings = look_at_names(data, votes_.origin, options_);
      findings.insert(findings.end(), votes_.findings.begin(), votes_.findings.end());
      tell_findings(findings, votes_.name, options_.strict, data);
    } catch (const InputError& error) {
      problems.add(error);
    }
    // What is said of observations comes before their questions, what is said of users behind them.
    bool awaits_questions = options_.asks_for_each_label();
    for (Side& side : sides_) {
      if (side.file->schema->key == Column::user && std::exchange(awaits_questions, false)) {
        ask_for_each_label(data, options_, control_);
      }
      try {
        const auto n_labels = static_cast<LabelId>(data.labels.size());
        attach_values(*side.file->schema, std::move(side.values), data, options_, control_);
        tell_findings(look_at_added_labels(data.labels, n_labels, options_), name_of_input(side.path),
                      options_.strict, data);
      } catch (const InputError& error) {
        problems.add(error);
      }
    }
    problems.throw_if_any();
    if (awaits_questions) ask_for_each_label(data, options_, control_);
    return std::move(data);
  }

 private:
  struct Side {
    const SideFile* file;
    std::string path;
    Values values;
  };

  const ReadOptions& options_;
  const RunControl& control_;
  std::vector<Side> sides_;
  VotesFile votes_;
};

}  // namespace

CrowdData read_inputs(const InputPaths& paths, const ReadOptions& options, const RunControl& control) {
  check_paths(paths);
  check_chosen_names(options.columns);
  check_row_options(options);
  if (paths.ai_scores && options.asks_for_each_label()) {
    throw OptionError("scores of labels do not go with a yes/no question for each label",
                      {WayOut::leave_out, "ai-scores"});
  }
  CrowdData data = Inputs(paths, options, control).attach();
  data.order_labels();
  return data;
}

}  // namespace crowdvote
