#include "io/duckdb_library.hpp"
#include "io/encoder.hpp"
#include "io/output_target.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/write_outputs.hpp>

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::array kEndings{std::pair{std::string_view(".csv"), LabelsFormat::csv},
                              std::pair{std::string_view(".tsv"), LabelsFormat::tsv},
                              std::pair{std::string_view(".json"), LabelsFormat::json},
                              std::pair{std::string_view(".jsonl"), LabelsFormat::jsonl},
                              std::pair{std::string_view(".npy"), LabelsFormat::npy},
                              std::pair{std::string_view(".parquet"), LabelsFormat::parquet}};

/// \param remedy what can be done about an unknown ending, beside another name
LabelsFormat format_by_ending(const std::string& path, Remedy remedy) {
  const std::string_view stem = without_packing_ending(path);
  for (const auto& [ending, format] : kEndings) {
    if (!stem.ends_with(ending)) continue;
    check_can_write(format);
    if (format == LabelsFormat::parquet && stem.size() < path.size()) {
      throw OptionError(
          fmt::format("'{}' would be packed twice, as Parquet is packed by itself: leave out {}", path,
                      path.substr(stem.size())));
    }
    return format;
  }
  if (!find_output_target(path).is_replaceable) return LabelsFormat::csv;
  throw OptionError(
      fmt::format(
          "the ending of '{}' is none of .csv, .tsv, .json, .jsonl, .npy and .parquet, with .gz or .zst "
          "behind it for a packed file",
          path),
      std::move(remedy));
}

}  // namespace

void check_can_write(LabelsFormat format) {
  if (format == LabelsFormat::parquet) (void)DuckdbLibrary::get();
}

LabelsFormat labels_format_of(const std::string& path) {
  return format_by_ending(path, {WayOut::output_format, {}});
}

LabelsFormat probabilities_format_of(const std::string& path) { return format_by_ending(path, {}); }

}  // namespace crowdvote
