/// The same votes as one JSON object, cut into windows of any size, as JSON lines and as CSV: the data must
/// be equal.

#include "fuzz/checked_data.hpp"
#include "io/read_votes_file.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace crowdvote::fuzz {
namespace {

struct Statement {
  std::string user;
  std::string label;
};
struct Observation {
  std::string name;
  std::vector<Statement> statements;
};

/// Names with everything that formats have to quote or distinguish.
std::string name_from(Choices& choices) {
  static constexpr std::array<std::string_view, 16> kParts = {
      "a", "b", "7", "01", "-1", " ", ",", "\"", "'", "\\", "\n", "\t", "\xC3\xA9", "\xF0\x9F\x8C\xB3",
      ";", "NA"};
  std::string name;
  for (std::uint32_t n = 1 + choices.below(3); n > 0; --n) name += kParts[choices.below(kParts.size())];
  return name;
}

std::vector<Observation> observations_from(Choices& choices) {
  std::vector<Observation> observations;
  while (!choices.is_used_up() && observations.size() < 40) {
    // No two are equal: a JSON object counts repeated keys, which the other formats do not have.
    Observation observation{
        fmt::format("{}{}", observations.size(), choices.yes_or_no() ? "_" + name_from(choices) : ""), {}};
    for (std::uint32_t n = 1 + choices.below(5); n > 0; --n) {
      std::string user = name_from(choices);
      observation.statements.push_back({std::move(user), choices.below(6) == 0 ? "" : name_from(choices)});
    }
    observations.push_back(std::move(observation));
  }
  return observations;
}

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

std::string as_json(const std::vector<Observation>& observations) {
  std::string text = "{";
  for (const Observation& observation : observations) {
    text += fmt::format("{}{}: {{", text.size() > 1 ? ", " : "", quoted(observation.name));
    std::string_view comma = "";
    for (const Statement& statement : observation.statements) {
      text += fmt::format("{}{}: {}", std::exchange(comma, ", "), quoted(statement.user),
                          quoted(statement.label));
    }
    text += "}";
  }
  return text + "}";
}

std::string as_json_lines(const std::vector<Observation>& observations) {
  std::string text;
  for (const Observation& observation : observations) {
    for (const Statement& statement : observation.statements) {
      text += fmt::format("{{\"observation\": {}, \"user\": {}, \"label\": {}}}\n", quoted(observation.name),
                          quoted(statement.user), quoted(statement.label));
    }
  }
  return text;
}

std::string cell(const std::string& text) {
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

std::string as_csv(const std::vector<Observation>& observations) {
  std::string text = "observation,user,label\r\n";
  for (const Observation& observation : observations) {
    for (const Statement& statement : observation.statements) {
      text +=
          fmt::format("{},{},{}\r\n", cell(observation.name), cell(statement.user), cell(statement.label));
    }
  }
  return text;
}

std::string read(const std::string& text, VotesFormat format) {
  const FileInMemory file(text);
  ReadOptions options;
  options.votes_format = format;
  return file.without_path(read_or_error({.votes = {file.path()}}, options, 1));
}

std::string read_in_windows(const std::string& text, std::size_t window_size) {
  const FileInMemory file(text);
  const ReadOptions options;
  const RunControl control{.n_threads = 2};
  VoteCollector collector(file.path(), options);
  ByteSource source(file.path(), control);
  read_votes_json(source, options, collector, control, window_size);
  CrowdData data = std::move(collector).finish(control);
  data.order_labels();
  check(data);
  return described(data);
}

}  // namespace
}  // namespace crowdvote::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crowdvote;
  fuzz::Choices choices(data, size);
  const std::size_t window_size = 1 + choices.below(64);
  const auto observations = fuzz::observations_from(choices);
  if (observations.empty()) return 0;
  const std::string json = fuzz::as_json(observations);
  const std::string expected = fuzz::read(json, VotesFormat::json);
  fuzz::expect_equal("JSON lines and JSON", fuzz::read(fuzz::as_json_lines(observations), VotesFormat::jsonl),
                     expected);
  fuzz::expect_equal("CSV and JSON", fuzz::read(fuzz::as_csv(observations), VotesFormat::csv), expected);
  fuzz::expect_equal("windows and JSON", fuzz::read_in_windows(json, window_size), expected);
  return 0;
}
