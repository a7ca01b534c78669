#include "io/known_exports.hpp"

#include <array>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

// ---- Prodigy's db-out.

constexpr std::array kProdigySigns{"_input_hash"sv, "answer"sv, "accept|label"sv};

/// With a list `accept`, a choice: its one element is the label, in lines with the answer "accept". With a text
/// `label`, yes or no to that label: the observation is the text and the label together, the vote is the answer, and
/// lines with the answer "ignore" are none.
std::optional<ExportReading> prodigy(const FileHead& head, const std::string& /*question*/) {
  const nlohmann::json& first = head.records.front();
  const bool is_choice = first.contains("accept") && first["accept"].is_array();
  const bool is_yes_or_no = first.contains("label") && first["label"].is_string();
  if (!is_choice && !is_yes_or_no) return std::nullopt;
  ExportReading reading{.columns = {.observation = is_choice ? "_input_hash" : "_input_hash+label",
                                    .label = is_choice ? "accept" : "answer"},
                        .where = {{.column = "answer",
                                   .value = is_choice ? "accept" : "ignore",
                                   .is_equal = is_choice,
                                   .is_expected = false}}};
  for (const char* const user : {"_annotator_id", "_session_id"}) {
    if (!reading.columns.user && head.has(user)) reading.columns.user = user;
  }
  return reading;
}

constexpr std::array kRecordExports{
    KnownExport{"prodigy", "Prodigy", kProdigySigns, nullptr, prodigy},
};

}  // namespace

std::span<const KnownExport> exports_of_records() { return kRecordExports; }

}  // namespace crowdvote
