#pragma once

/// How the figures in a report are formatted for readers.

#include <crowdvote/evaluate.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace crowdvote {

/// "61.5%"
[[nodiscard]] std::string share_text(double share);

/// part of whole as a share; "–" if the whole is 0
[[nodiscard]] std::string share_text(std::size_t part, std::size_t whole);

/// "78.1% (75.7–80.3)", without the brackets if there is no interval, "–" if there is no share
[[nodiscard]] std::string share_text(const std::optional<double>& share,
                                     const std::optional<Interval>& interval = std::nullopt);

/// "60.1–62.9%"
[[nodiscard]] std::string share_range_text(double low, double high);

/// Four significant digits: "2.047"
[[nodiscard]] std::string number_text(double number);

/// "204 MB"
[[nodiscard]] std::string bytes_text(std::size_t bytes);

/// "multiple votes" for kSubsetNames[1]
[[nodiscard]] std::string subset_text(std::size_t subset);

/// At most this many characters (code points); "…" marks what was cut off.
[[nodiscard]] std::string shortened(std::string text, std::size_t most_characters = 80);

/// A SPEC as the label of a point: for a long one, the strategy and the last options, which distinguish the
/// runs of a series: "plantnet:…,theta-score=0.7".
[[nodiscard]] std::string brief_spec(const std::string& spec);

/// Six significant digits, which is enough for a chart.
[[nodiscard]] double rounded(double number);

}  // namespace crowdvote
