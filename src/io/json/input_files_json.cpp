#include "io/json/input_files_json.hpp"

namespace crowdvote {

nlohmann::ordered_json input_files_json(const std::vector<InputFile>& files) {
  auto all = nlohmann::ordered_json::array();
  for (const InputFile& file : files) {
    auto& json = all.emplace_back(nlohmann::ordered_json{
        {"role", file.role}, {"path", file.path}, {"format", file.format}, {"bytes", file.bytes}});
    for (const ColumnUse& use : file.columns) json["columns"][use.role] = use.name;
    if (!file.left_alone.empty()) json["left_alone"] = file.left_alone;
    if (!file.layout.empty()) json["layout"] = file.layout;
  }
  return all;
}

}  // namespace crowdvote
