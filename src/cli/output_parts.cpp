#include "cli/output_parts.hpp"

#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>

#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crowdvote::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kMark = "%r";

}  // namespace

bool is_in_parts(const std::string& path) { return path.find(kMark) != std::string::npos; }

std::string path_of_part(const std::string& path, std::size_t rank) {
  const std::filesystem::path whole(path);
  std::string name = whole.filename().string();
  if (name.find(kMark) == std::string::npos) {
    throw OptionError(fmt::format(
        "'{}' has %r in the name of a folder: it goes into the name of the file, as in labels-%r.csv", path));
  }
  // Five digits, so that names sort correctly and do not depend on the number of processes.
  const std::string number = fmt::format("{:05}", rank);
  for (std::size_t at = name.find(kMark); at != std::string::npos; at = name.find(kMark, at)) {
    name.replace(at, kMark.size(), number);
  }
  return whole.parent_path() / name;
}

std::string path_of_manifest(const std::string& path) {
  const std::filesystem::path whole(path);
  const std::string name = whole.filename().string();
  return whole.parent_path() / (name.substr(0, name.find(kMark)) + "manifest.json");
}

void write_manifest(OutputFile& manifest, const OutputFile& part, std::uint64_t n_observations,
                    const RunControl& control) {
  const OutputFile::Stored stored = part.stored();
  const std::string mine = Json{
      {"file", std::filesystem::path(part.path()).filename().string()},
      {"observations", n_observations},
      {"bytes", stored.bytes},
      {"sha256",
       stored.sha256}}.dump();
  Json parts = Json::array();
  std::uint64_t n_of_all = 0;
  std::vector<std::vector<char>> texts{{mine.begin(), mine.end()}};
  if (control.processes != nullptr) texts = gather_values_at_first(*control.processes, texts.front());
  for (const auto& text : texts) {
    if (text.empty()) continue;
    parts.push_back(Json::parse(text));
    n_of_all += parts.back()["observations"].get<std::uint64_t>();
  }
  manifest.write(Json{{"observations", n_of_all}, {"parts", std::move(parts)}}.dump(2) + "\n");
}

}  // namespace crowdvote::cli
