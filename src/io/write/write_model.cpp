#include "io/bytes/field_text.hpp"
#include "io/json/options_json.hpp"
#include "io/write/write_rows.hpp"
#include <crowdvote/model_file.hpp>

#include <cassert>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Writes `[0,1,2]` from what is appended for each index.
template <class Append>
void append_array(std::string& text, std::size_t n, const Append& append) {
  text += '[';
  for (std::size_t place = 0; place < n; ++place) {
    if (place > 0) text += ',';
    append(place);
  }
  text += ']';
}

/// Writes rows as objects: the value, and the cells as three arrays of the same length.
struct ModelText {
  const NameTable& labels;
  const LearntModel& model;
  const ModelContent& content;

  void append_row(std::string& text, DoubleText& doubles, std::size_t row) const {
    text += fmt::format("{{\"{}\":", content.value);
    doubles.append_json(text, model.value[row]);
    if (content.cells != ModelContent::Cells::none) {
      const std::span<const LearntModel::Cell> cells = model.cells_of(row);
      text += ",\"truth\":";
      append_array(text, cells.size(), [&](std::size_t c) { append_label(text, cells[c].truth); });
      text += ",\"label\":";
      append_array(text, cells.size(), [&](std::size_t c) { append_label(text, cells[c].label); });
      text += ",\"votes\":";
      append_array(text, cells.size(), [&](std::size_t c) { doubles.append_json(text, cells[c].votes); });
    }
    text += '}';
  }

  void append_label(std::string& text, LabelId number) const {
    if (number == kNoLabel) {
      text += "null";
    } else {
      append_json_name(text, labels[model.labels[number]]);
    }
  }
};

}  // namespace

void write_model(OutputFile& file, const CrowdData& data, const VotesView& votes,
                 const StrategyOptions& strategy, const Consensus& consensus,
                 std::string_view program_version, const RunControl& control) {
  assert(consensus.model);
  const StrategyDescription& description = strategy_of(strategy).description;
  const ModelText model{data.labels, *consensus.model, description.model};
  DoubleText doubles;
  std::string head = fmt::format(
      "{{\n\"format\":\"crowdvote model\",\n\"format_version\":{},\n\"program_version\":\"{}\",\n"
      "\"strategy\":\"{}\",\n\"options\":{},\n",
      kModelFormatVersion, program_version, description.name, strategy_options_json(strategy).dump());
  if (description.model.labels) {
    head += "\"labels\":";
    append_array(head, consensus.model->labels.size(),
                 [&](std::size_t number) { model.append_label(head, static_cast<LabelId>(number)); });
    head += ",\n";
  }
  if (description.model.prior) {
    head += "\"prior\":";
    append_array(head, consensus.model->prior.size(),
                 [&](std::size_t k) { doubles.append_json(head, consensus.model->prior[k]); });
    head += ",\n";
  }
  head += "\"newcomer\":";
  model.append_row(head, doubles, consensus.model->newcomer());
  head += ",\n\"users\":{";
  file.write(head);

  std::vector<UserId> voters;
  const std::vector<std::uint32_t> n_votes = votes.votes_per_user();
  for (UserId u = 0; u < n_votes.size(); ++u) {
    if (n_votes[u] > 0) voters.push_back(u);
  }
  write_rows(file, voters.size(), control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles_of_thread) {
               for (std::size_t j = begin; j < end; ++j) {
                 text += j == 0 ? "\n" : ",\n";
                 append_json_key(text, data.users[voters[j]]);
                 text += ':';
                 model.append_row(text, doubles_of_thread, voters[j]);
               }
             });
  file.write("\n}\n}\n");
}

}  // namespace crowdvote
