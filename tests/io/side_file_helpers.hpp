#pragma once

#include "io/read_votes_file.hpp"
#include "io/records/values.hpp"
#include "io/temporary_file.hpp"
#include <crowdvote/crowd_data.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

/// The crowd described by these rows of observation,user,label.
inline CrowdData crowd_of(std::string_view rows, const ReadOptions& options = {}) {
  const TemporaryFile file(fmt::format("observation,user,label\n{}", rows), ".csv");
  ByteSource source(file.path());
  VoteCollector collector(file.path(), options);
  read_votes_rows(source, options, {.kind = FileFormat::Kind::table}, collector);
  return collector.finish();
}

/// Reads a side file with this content into the crowd; warnings call it FILE.
inline void attach(const Schema& schema, std::string_view content, CrowdData& data,
                   const ReadOptions& options = {}) {
  const TemporaryFile file(content, ".txt");
  attach_values(schema, read_values(schema, file.path(), options), data, options);
  for (Notice& warning : data.warnings) warning.text = without_path(warning.text, file.path());
}

/// The error in a side file with this content beside these votes.
inline std::string error_of(const Schema& schema, std::string_view content, CrowdData data,
                            const ReadOptions& options = {}) {
  const TemporaryFile file(content, ".txt");
  try {
    attach_values(schema, read_values(schema, file.path(), options), data, options);
  } catch (const InputError& error) {
    return without_path(error.what(), file.path());
  }
  return "no error";
}

/// The texts of notices.
inline std::vector<std::string> texts_of(const std::vector<Notice>& notices) {
  std::vector<std::string> texts;
  for (const Notice& notice : notices) texts.push_back(notice.text);
  return texts;
}

/// Labels by name, "-" if there is none.
inline std::vector<std::string> names_of(const std::vector<std::uint32_t>& ids, const NameTable& names) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const std::uint32_t id : ids) texts.push_back(id == kNoId ? "-" : names.str(id));
  return texts;
}

}  // namespace crowdvote
