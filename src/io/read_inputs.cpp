#include "core/parallel.hpp"
#include "io/byte_source.hpp"
#include "io/column_names.hpp"
#include "io/read_votes_csv.hpp"
#include "io/read_votes_json.hpp"
#include "io/read_votes_jsonl.hpp"
#include "io/side_files.hpp"
#include "io/vote_collector.hpp"
#include "io/votes_format.hpp"
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
  std::string_view option;  ///< by which it is named on a command line
  std::optional<std::string> InputPaths::*path;
  SideValues (*parse)(const std::string&, const ReadOptions&, const RunControl&);
  void (*attach)(SideValues&&, CrowdData&, const ReadOptions&, const RunControl&);
};

/// In the order in which they are attached.
constexpr std::array kSideFiles{
    SideFile{"--authors", &InputPaths::authors, parse_authors, attach_authors},
    SideFile{"--ai-votes", &InputPaths::ai_votes, parse_ai_votes, attach_ai_votes},
    SideFile{"--truth", &InputPaths::truth, parse_truth, attach_truth},
    SideFile{"--experts", &InputPaths::experts, parse_experts, attach_experts},
    SideFile{"--ai-scores", &InputPaths::ai_scores, parse_ai_scores, attach_ai_scores},
    SideFile{"--weights", &InputPaths::weights, parse_weights, attach_weights},
};

void check_paths(const InputPaths& paths) {
  constexpr std::string_view kStandardInput = "-";
  std::string_view reader = paths.votes == kStandardInput ? "VOTES" : "";
  for (const SideFile& side : kSideFiles) {
    const auto& path = paths.*side.path;
    if (!path || *path != kStandardInput) continue;
    if (!reader.empty()) {
      throw OptionError(
          fmt::format("{} and {} are both '-': standard input can be read once", reader, side.option));
    }
    reader = side.option;
  }
}

void check_format_options(VotesFormat format, const std::string& file, const ReadOptions& options) {
  const ColumnNames& columns = options.columns;
  if (format == VotesFormat::json && (columns.observation || columns.user || columns.label)) {
    throw OptionError(fmt::format(
        "--columns is for CSV, TSV and JSON lines, and {} is one JSON object; --input-format says otherwise",
        file));
  }
  if (format != VotesFormat::json && options.json_order == JsonOrder::user) {
    throw OptionError(
        fmt::format("--json-order is for votes as one JSON object, and {} is {}; "
                    "--input-format says otherwise",
                    file, name_of(format)));
  }
}

void warn_of_repairs(const std::string& file, CrowdData& data) {
  const auto warn = [&](std::size_t n, std::string_view one, std::string_view many) {
    if (n > 0) data.warnings.push_back(fmt::format("{}: {} {}", file, n, n == 1 ? one : many));
  };
  warn(data.counts.repeated_observations, "key stands a second time; its votes were joined",
       "keys stand a second time; their votes were joined");
  warn(data.counts.replaced_votes,
       "vote was replaced by a later one of the same user on the same observation",
       "votes were replaced by later ones of the same user on the same observation");
}

CrowdData read_votes_file(const std::string& path, const ReadOptions& options, const RunControl& control) {
  ByteSource source(path);
  const auto [format, separator] = detect_votes_format(source, options.votes_format);
  check_format_options(format, source.name(), options);
  VoteCollector collector(source.name(), options);
  switch (format) {
    case VotesFormat::jsonl:
      read_votes_jsonl(source, options, collector, control);
      break;
    case VotesFormat::csv:
    case VotesFormat::tsv:
      read_votes_csv(source, options, separator, collector, control);
      break;
    default:
      read_votes_json(source, options, collector, control);
  }
  CrowdData data = collector.finish(control);
  data.files.push_back({.role = "votes",
                        .path = path,
                        .format = fmt::format("{}{}", name_of(format), source.packing_suffix()),
                        .bytes = source.stored_bytes()});
  warn_of_repairs(source.name(), data);
  return data;
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
          data_ = read_votes_file(paths.votes, options, control);
        } else {
          Side& side = sides_[block.index - 1];
          side.values = side.file->parse(side.path, options, side_control);
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
    for (Side& side : sides_) {
      try {
        side.file->attach(std::move(side.values), data_, options_, control_);
      } catch (const InputError& error) {
        problems.add(error);
      }
    }
    problems.throw_if_any();
    return std::move(data_);
  }

 private:
  struct Side {
    const SideFile* file;
    std::string path;
    SideValues values;
  };

  const ReadOptions& options_;
  const RunControl& control_;
  std::vector<Side> sides_;
  CrowdData data_;
};

}  // namespace

CrowdData read_inputs(const InputPaths& paths, const ReadOptions& options, const RunControl& control) {
  check_paths(paths);
  check_chosen_names(options.columns);
  CrowdData data = Inputs(paths, options, control).attach();
  data.order_labels();
  return data;
}

}  // namespace crowdvote
