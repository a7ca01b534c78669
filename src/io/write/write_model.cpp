#include "io/bytes/field_text.hpp"
#include "io/json/options_json.hpp"
#include "io/write/write_rows.hpp"
#include <crowdvote/model_file.hpp>

#include <cassert>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Rows as objects: the value, and the cells as three arrays of one length.
class ModelText {
 public:
  ModelText(const NameTable& labels, const LearntModel& model, const ModelContent& content)
      : labels_(labels), model_(model), content_(content) {}

  void append_row(std::string& text, DoubleText& doubles, std::size_t row) const {
    text += fmt::format("{{\"{}\":", content_.value);
    doubles.append_json(text, model_.value[row]);
    if (content_.cells != ModelContent::Cells::none) {
      const std::span<const LearntModel::Cell> cells = model_.cells_of(row);
      append_array(text, "truth", cells, [&](const auto& cell) { append_label(text, cell.truth); });
      append_array(text, "label", cells, [&](const auto& cell) { append_label(text, cell.label); });
      append_array(text, "votes", cells, [&](const auto& cell) { doubles.append_json(text, cell.votes); });
    }
    text += '}';
  }

  void append_labels(std::string& text) const {
    text += '[';
    for (LabelId number = 0; number < model_.labels.size(); ++number) {
      if (number > 0) text += ',';
      append_label(text, number);
    }
    text += ']';
  }

  void append_prior(std::string& text, DoubleText& doubles) const {
    text += '[';
    for (std::size_t k = 0; k < model_.prior.size(); ++k) {
      if (k > 0) text += ',';
      doubles.append_json(text, model_.prior[k]);
    }
    text += ']';
  }

 private:
  template <class Append>
  static void append_array(std::string& text, std::string_view name, std::span<const LearntModel::Cell> cells,
                           const Append& append) {
    text += fmt::format(",\"{}\":[", name);
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (c > 0) text += ',';
      append(cells[c]);
    }
    text += ']';
  }

  void append_label(std::string& text, LabelId number) const {
    if (number == kNoLabel) {
      text += "null";
    } else {
      append_json_name(text, labels_[model_.labels[number]]);
    }
  }

  const NameTable& labels_;
  const LearntModel& model_;
  const ModelContent& content_;
};

}  // namespace

void write_model(OutputFile& file, const CrowdData& data, const VotesView& votes,
                 const StrategyOptions& strategy, const Consensus& consensus,
                 std::string_view program_version, const RunControl& control) {
  assert(consensus.model);
  const StrategyDescription& description = strategy_of(strategy).description;
  const ModelText model(data.labels, *consensus.model, description.model);
  DoubleText doubles;
  std::string head = fmt::format(
      "{{\n\"format\":\"crowdvote model\",\n\"format_version\":{},\n\"program_version\":\"{}\",\n"
      "\"strategy\":\"{}\",\n\"options\":{},\n",
      kModelFormatVersion, program_version, description.name, strategy_options_json(strategy).dump());
  if (description.model.labels) {
    head += "\"labels\":";
    model.append_labels(head);
    head += ",\n";
  }
  if (description.model.prior) {
    head += "\"prior\":";
    model.append_prior(head, doubles);
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
