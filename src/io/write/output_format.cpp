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
#include <type_traits>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

template <class Format>
struct Ending {
  std::string_view ending;
  Format format;
};

using Labels = Ending<LabelsFormat>;
constexpr std::array kLabelEndings{
    Labels{".csv", LabelsFormat::csv},         Labels{".tsv", LabelsFormat::tsv},
    Labels{".json", LabelsFormat::json},       Labels{".jsonl", LabelsFormat::jsonl},
    Labels{".parquet", LabelsFormat::parquet}, Labels{".npy", LabelsFormat::npy}};
using Shown = Ending<FiguresFormat>;
constexpr std::array kFigureEndings{Shown{".txt", FiguresFormat::text}, Shown{".csv", FiguresFormat::csv},
                                    Shown{".md", FiguresFormat::markdown},
                                    Shown{".html", FiguresFormat::html}, Shown{".json", FiguresFormat::json}};

/// \param expected as in "none of .csv and .tsv"
[[noreturn]] void refuse_ending(const std::string& path, std::string_view expected, Remedy remedy) {
  throw OptionError(
      fmt::format("the ending of '{}' is {}, with .gz or .zst behind it for a packed file", path, expected),
      std::move(remedy));
}

/// \param straight the format of what goes to standard output, a device or a pipe
/// \param remedy what can be done about an unknown ending, beside another name
template <class Format>
Format format_by_ending(const std::string& path, std::span<const Ending<Format>> endings, Format straight,
                        Remedy remedy) {
  const std::string_view stem = without_packing_ending(path);
  for (const auto& [ending, format] : endings) {
    if (!stem.ends_with(ending)) continue;
    if constexpr (std::is_same_v<Format, LabelsFormat>) {
      check_can_write(format);
      if (format == LabelsFormat::parquet && stem.size() < path.size()) {
        throw OptionError(
            fmt::format("'{}' would be packed twice, as Parquet is packed by itself: leave out {}", path,
                        path.substr(stem.size())));
      }
    }
    return format;
  }
  if (!find_output_target(path).is_replaceable) return straight;
  std::string words = fmt::format("none of {}", endings.front().ending);
  for (std::size_t e = 1; e < endings.size(); ++e) {
    words += (e + 1 == endings.size() ? " and " : ", ") + std::string(endings[e].ending);
  }
  refuse_ending(path, words, std::move(remedy));
}

}  // namespace

void check_can_write(LabelsFormat format) {
  if (format == LabelsFormat::parquet) (void)DuckdbLibrary::get();
}

LabelsFormat labels_format_of(const std::string& path) {
  return format_by_ending<LabelsFormat>(path, kLabelEndings, LabelsFormat::csv, {WayOut::output_format, {}});
}

LabelsFormat probabilities_format_of(const std::string& path) {
  return format_by_ending<LabelsFormat>(path, kLabelEndings, LabelsFormat::csv, {});
}

LabelsFormat users_format_of(const std::string& path) {
  const std::span all(kLabelEndings);
  return format_by_ending<LabelsFormat>(path, all.first(all.size() - 1), LabelsFormat::csv, {});
}

FiguresFormat figures_format_of(const std::string& path) {
  return format_by_ending<FiguresFormat>(path, kFigureEndings, FiguresFormat::text,
                                         {WayOut::output_format, {}});
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
