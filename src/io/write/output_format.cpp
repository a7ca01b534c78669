#include "io/bytes/encoder.hpp"
#include "io/bytes/output_target.hpp"
#include "io/duckdb/duckdb_library.hpp"
#include <crowdvote/convert.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/write_outputs.hpp>

#include <array>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

/// In the order of the formats.
constexpr std::array<std::string_view, 6> kLabelEndings{".csv",   ".tsv",     ".json",
                                                        ".jsonl", ".parquet", ".npy"};
constexpr std::array<std::string_view, 5> kFigureEndings{".txt", ".csv", ".md", ".html", ".json"};

/// \param expected such as "none of .csv and .tsv"
[[noreturn]] void refuse_ending(const std::string& path, std::string_view expected, Remedy remedy) {
  throw OptionError(
      fmt::format("the ending of '{}' is {}, optionally followed by .gz or .zst", path, expected),
      std::move(remedy));
}

/// \param straight the format for standard output, a device or a pipe
/// \param remedy for an unknown ending, apart from using another name
template <class Format>
Format format_by_ending(const std::string& path, std::span<const std::string_view> endings, Format straight,
                        Remedy remedy) {
  const std::string_view stem = without_packing_ending(path);
  for (std::size_t e = 0; e < endings.size(); ++e) {
    if (stem.ends_with(endings[e])) return static_cast<Format>(e);
  }
  if (!find_output_target(path).is_replaceable) return straight;
  refuse_ending(
      path,
      fmt::format("none of {} and {}", fmt::join(endings.first(endings.size() - 1), ", "), endings.back()),
      std::move(remedy));
}

LabelsFormat labels_format_by_ending(const std::string& path, std::span<const std::string_view> endings,
                                     Remedy remedy) {
  const auto format = format_by_ending(path, endings, LabelsFormat::csv, std::move(remedy));
  check_can_write(format);
  const std::size_t n_unpacked = without_packing_ending(path).size();
  if (format == LabelsFormat::parquet && n_unpacked < path.size()) {
    throw OptionError(fmt::format("'{}' would be packed twice, as Parquet is packed by itself: leave out {}",
                                  path, path.substr(n_unpacked)));
  }
  return format;
}

}  // namespace

void check_can_write(LabelsFormat format) {
  if (format == LabelsFormat::parquet) (void)DuckdbLibrary::get();
}

LabelsFormat labels_format_of(const std::string& path) {
  return labels_format_by_ending(path, kLabelEndings, {WayOut::output_format, {}});
}

LabelsFormat probabilities_format_of(const std::string& path) {
  return labels_format_by_ending(path, kLabelEndings, {});
}

LabelsFormat users_format_of(const std::string& path) {
  return labels_format_by_ending(path, std::span(kLabelEndings).first(kLabelEndings.size() - 1), {});
}

FiguresFormat figures_format_of(const std::string& path, const Remedy& remedy) {
  return format_by_ending(path, kFigureEndings, FiguresFormat::text, remedy);
}

void check_ending(const std::string& path, std::string_view ending) {
  const std::string_view stem = without_packing_ending(path);
  if (stem.ends_with(ending) || std::filesystem::path(stem).extension().empty()) return;
  if (find_output_target(path).is_replaceable) refuse_ending(path, fmt::format("not {}", ending), {});
}

ConversionFormat conversion_format_of(const std::string& path) {
  switch (labels_format_of(path)) {
    case LabelsFormat::csv:
      return ConversionFormat::csv;
    case LabelsFormat::tsv:
      return ConversionFormat::tsv;
    case LabelsFormat::json:
      return ConversionFormat::json;
    case LabelsFormat::jsonl:
      return ConversionFormat::jsonl;
    case LabelsFormat::parquet:
      return ConversionFormat::parquet;
    case LabelsFormat::npy:
      break;
  }
  throw OptionError(
      fmt::format("'{}' cannot hold votes: choose .csv, .tsv, .json, .jsonl or .parquet", path));
}

}  // namespace crowdvote
