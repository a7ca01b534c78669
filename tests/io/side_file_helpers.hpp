#pragma once

#include "io/byte_source.hpp"
#include "io/read_votes_csv.hpp"
#include "io/side_files.hpp"
#include "io/temporary_file.hpp"
#include "io/vote_collector.hpp"
#include <crowdvote/crowd_data.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

/// A side file's two steps.
struct SideFileKind {
  SideValues (*parse)(const std::string&, const ReadOptions&, const RunControl&);
  void (*attach)(SideValues&&, CrowdData&, const ReadOptions&, const RunControl&);
};
inline constexpr SideFileKind kAuthorsFile{parse_authors, attach_authors};
inline constexpr SideFileKind kAiVotesFile{parse_ai_votes, attach_ai_votes};
inline constexpr SideFileKind kAiScoresFile{parse_ai_scores, attach_ai_scores};
inline constexpr SideFileKind kTruthFile{parse_truth, attach_truth};
inline constexpr SideFileKind kExpertsFile{parse_experts, attach_experts};
inline constexpr SideFileKind kWeightsFile{parse_weights, attach_weights};

/// The crowd of these rows of observation,user,label.
inline CrowdData crowd_of(std::string_view rows, const ReadOptions& options = {}) {
  const TemporaryFile file(fmt::format("observation,user,label\n{}", rows), ".csv");
  ByteSource source(file.path());
  VoteCollector collector(file.path(), options);
  read_votes_csv(source, options, ',', collector);
  return collector.finish();
}

/// Reads a side file with this content into the crowd; its warnings name it FILE.
inline void attach(const SideFileKind& kind, std::string_view content, CrowdData& data,
                   const ReadOptions& options = {}) {
  const TemporaryFile file(content, ".txt");
  kind.attach(kind.parse(file.path(), options, {}), data, options, {});
  for (std::string& warning : data.warnings) warning = without_path(warning, file.path());
}

/// What is wrong with a side file of this content, beside these votes.
inline std::string error_of(const SideFileKind& kind, std::string_view content, CrowdData data,
                            const ReadOptions& options = {}) {
  const TemporaryFile file(content, ".txt");
  try {
    kind.attach(kind.parse(file.path(), options, {}), data, options, {});
  } catch (const InputError& error) {
    return without_path(error.what(), file.path());
  }
  return "no error";
}

/// Labels by name, "-" where there is none.
inline std::vector<std::string> names_of(const std::vector<std::uint32_t>& ids, const NameTable& names) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const std::uint32_t id : ids) texts.push_back(id == kNoId ? "-" : names.str(id));
  return texts;
}

}  // namespace crowdvote
