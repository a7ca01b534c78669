#pragma once

/// Figures in every format: text, Markdown and HTML for people, CSV and JSON for programs. Each ends with a line
/// break.

#include <crowdvote/compare.hpp>
#include <crowdvote/copying.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/profile.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace crowdvote {

enum class FiguresFormat { text, csv, markdown, html, json };

/// By the ending of the path, a .gz or .zst behind it left aside: .txt, .csv, .md, .html or .json; text for "-"
/// and for a device or pipe without such an ending. Throws OptionError, with the endings there are, for any other.
/// \param remedy what can be done about another ending, beside another name
[[nodiscard]] FiguresFormat figures_format_of(const std::string& path,
                                              const Remedy& remedy = {WayOut::output_format});

/// How much tables for people show.
enum class ComparisonDetail {
  main_figures,  ///< those that matter, without intervals, in at most kMostColumns columns
  all            ///< every figure, with its interval
};
inline constexpr std::size_t kMostColumns = 100;

/// A row per run and subset (csv, with every figure and its interval), an object with every run and the keys of
/// a summary's metrics (json), or a table per subset for people.
/// \param detail of text; a SPEC that leaves no room for its figures then stands on a line of its own
[[nodiscard]] std::string format_comparison(const Comparison& comparison, FiguresFormat format,
                                            ComparisonDetail detail = ComparisonDetail::all);

/// The profile of the data, with what reading counted. On an ordinal or interval scale labels are numbers; throws
/// OptionError where one is none.
[[nodiscard]] DataProfile describe(const CrowdData& data, LabelScale scale = LabelScale::nominal);

/// As CSV, a row `figure,value` per value of the JSON.
/// \param labels, users names of the most voted labels and of the pairs of users
[[nodiscard]] std::string format_profile(const DataProfile& profile, const NameTable& labels,
                                         const NameTable& users, FiguresFormat format);

/// Who copies whom, by name. As CSV, a row per finding (pair, follower, one label), or a row `nothing`.
[[nodiscard]] std::string format_copying(const CopyingReport& report, const NameTable& labels,
                                         const NameTable& users, FiguresFormat format);

/// "6,699,593"
[[nodiscard]] std::string with_commas(std::size_t number);

/// "50.8 %" for 406 of 800: a half is rounded up. REQUIRES: whole > 0
[[nodiscard]] std::string percent_of(std::size_t part, std::size_t whole);

/// "1 vote", "2,000 votes"
[[nodiscard]] std::string count_of(std::size_t number, std::string_view singular,
                                   std::string_view plural = {});

}  // namespace crowdvote
