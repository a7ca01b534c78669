#include "io/encoder.hpp"
#include "io/output_target.hpp"
#include <crowdvote/convert.hpp>
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
                              std::pair{std::string_view(".npy"), LabelsFormat::npy}};

/// \param remedy what can be done about an unknown ending, beside another name
LabelsFormat format_by_ending(const std::string& path, Remedy remedy) {
  const std::string_view stem = without_packing_ending(path);
  for (const auto& [ending, format] : kEndings) {
    if (stem.ends_with(ending)) return format;
  }
  if (!find_output_target(path).is_replaceable) return LabelsFormat::csv;
  throw OptionError(
      fmt::format("the ending of '{}' is none of .csv, .tsv, .json, .jsonl and .npy, with .gz or .zst "
                  "behind it for a packed file",
                  path),
      std::move(remedy));
}

}  // namespace

LabelsFormat labels_format_of(const std::string& path) {
  return format_by_ending(path, {WayOut::output_format, {}});
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
    case LabelsFormat::npy:
      break;
  }
  throw OptionError("a .npy file holds labels and no votes: choose .csv, .tsv, .json or .jsonl");
}

LabelsFormat probabilities_format_of(const std::string& path) { return format_by_ending(path, {}); }

}  // namespace crowdvote
