#include "io/prodigy.hpp"

#include <nlohmann/json.hpp>

namespace crowdvote {

std::optional<ProdigyReading> recognise_prodigy(std::string_view first_line, const ReadOptions& options) {
  if (options.columns.label || first_line.find("\"_input_hash\"") == std::string_view::npos)
    return std::nullopt;
  const nlohmann::json line = nlohmann::json::parse(first_line, nullptr, false);
  if (!line.is_object() || !line.contains("_input_hash") || !line.contains("answer")) return std::nullopt;
  const bool is_choice = line.contains("accept") && line["accept"].is_array();
  const bool is_yes_or_no = line.contains("label") && line["label"].is_string();
  if (!is_choice && !is_yes_or_no) return std::nullopt;

  ProdigyReading reading{.columns = options.columns, .where = options.where};
  if (!reading.columns.observation) {
    reading.columns.observation = is_choice ? "_input_hash" : "_input_hash+label";
  }
  for (const char* const user : {"_annotator_id", "_session_id"}) {
    if (!reading.columns.user && line.contains(user)) reading.columns.user = user;
  }
  reading.columns.label = is_choice ? "accept" : "answer";
  reading.where.push_back({.column = "answer",
                           .value = is_choice ? "accept" : "ignore",
                           .is_equal = is_choice,
                           .is_expected = false});
  return reading;
}

}  // namespace crowdvote
