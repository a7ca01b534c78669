#pragma once

/// Figures in every format: text, Markdown and HTML for people, CSV and JSON for programs. Each ends with a
/// line break.

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

/// The format for the ending of a path, ignoring a final .gz or .zst: .txt, .csv, .md, .html or .json; text
/// for "-" and for a device or pipe without such an ending. Throws OptionError, which lists the endings, for
/// any other.
/// \param remedy what a user can do about an unknown ending besides choosing another name
[[nodiscard]] FiguresFormat figures_format_of(const std::string& path,
                                              const Remedy& remedy = {WayOut::output_format});

/// How much the tables for people show.
enum class ComparisonDetail {
  main_figures,  ///< the main figures, without intervals, in lines of at most kMostColumns characters
  all            ///< every figure, with its interval
};
inline constexpr std::size_t kMostColumns = 100;

/// One row per run and subset (csv, with every figure and its interval), an object with every run and the
/// keys of a summary's metrics (json), or one table per subset (formats for people).
/// \param detail of text; with main_figures, a SPEC that leaves no room for its figures gets a line of its
///        own
[[nodiscard]] std::string format_comparison(const Comparison& comparison, FiguresFormat format,
                                            ComparisonDetail detail = ComparisonDetail::all);

/// The profile of the data, including the counts made while reading. On an ordinal or interval scale labels
/// are numbers; throws OptionError if a label is not a number.
[[nodiscard]] DataProfile describe(const CrowdData& data, LabelScale scale = LabelScale::nominal);

/// CSV has a row `figure,value` for each value of the JSON.
/// \param labels, users the names of the labels and users in the profile
[[nodiscard]] std::string format_profile(const DataProfile& profile, const NameTable& labels,
                                         const NameTable& users, FiguresFormat format);

/// The findings about copied votes, by name. CSV has one row per finding (pair, follower, one label), or a
/// row `nothing`.
[[nodiscard]] std::string format_copying(const CopyingReport& report, const NameTable& labels,
                                         const NameTable& users, FiguresFormat format);

/// "6,699,593"
[[nodiscard]] std::string with_commas(std::size_t number);

/// A percentage with one decimal, where halves are rounded up: "50.8 %" for 406 of 800. REQUIRES: whole > 0
[[nodiscard]] std::string percent_of(std::size_t part, std::size_t whole);

/// "1 vote", "2,000 votes"
[[nodiscard]] std::string count_of(std::size_t number, std::string_view singular,
                                   std::string_view plural = {});

}  // namespace crowdvote
