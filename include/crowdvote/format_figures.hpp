#pragma once

/// Figures as text: tables for people, CSV and JSON for programs. Each text ends with a line break.

#include <crowdvote/compare.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/profile.hpp>

#include <cstddef>
#include <string>

namespace crowdvote {

enum class ComparisonFormat { text, csv, json, markdown };

/// How much tables for people show.
enum class ComparisonDetail {
  main_figures,  ///< those that matter, without intervals, in at most kMostColumns columns
  all            ///< every figure, with its interval
};
inline constexpr std::size_t kMostColumns = 100;

/// A row per run and subset (csv, with every figure and its interval), an object with every run and the keys of
/// a summary's metrics (json), or a table per subset for people (text, markdown).
/// \param detail of text; a SPEC that leaves no room for its figures then stands on a line of its own
[[nodiscard]] std::string format_comparison(const Comparison& comparison, ComparisonFormat format,
                                            ComparisonDetail detail = ComparisonDetail::all);

enum class ProfileFormat { text, json };

/// The profile of the data, with what reading counted.
[[nodiscard]] DataProfile describe(const CrowdData& data);

/// \param labels names of the most voted labels
[[nodiscard]] std::string format_profile(const DataProfile& profile, const NameTable& labels,
                                         ProfileFormat format);

}  // namespace crowdvote
