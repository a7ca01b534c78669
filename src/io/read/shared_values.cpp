#include "io/read/shared_values.hpp"

#include "io/bytes/message.hpp"
#include "io/read/deal_votes.hpp"
#include "io/read/shared_votes.hpp"
#include "io/read/values_file.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace crowdvote {

SharedValues::SharedValues(const Schema& schema, std::string path, const ReadOptions& options,
                           std::size_t turn, const RunControl& control)
    : schema_(schema), path_(std::move(path)), options_(options), control_(control) {
  Exchange* const processes = control.processes;
  if (processes == nullptr) {
    range_.emplace();
    return;
  }
  DealtVotes dealt;
  // In strict runs, no key may occur twice in the whole file, which a single part cannot show.
  if (!options.strict) {
    const auto find_cut = [&](const std::string& file, std::uint64_t from) {
      return ValuesFile(schema, file, options, control).find_value(from);
    };
    dealt = deal_pieces({path_}, find_cut, *processes);
  }
  is_cut_ = dealt.are_cut;
  if (!dealt.pieces.empty()) range_ = dealt.pieces.front().range;
  if (is_cut_) return;
  range_.reset();
  if (turn % processes->size() == processes->rank()) range_.emplace();
}

void SharedValues::read(const RunControl& control) {
  if (!range_) return;
  if (!is_cut_) {
    values_ = read_values(schema_, path_, options_, control);
    return;
  }
  try {
    values_ = ValuesFile(schema_, path_, options_, control).read(*range_);
    is_right_ = values_.findings.empty();
  } catch (const InputError&) {  // reported when the file is read again
    is_right_ = false;
  }
}

bool SharedValues::are_parts_right() {
  if (!is_cut_) return true;
  Message message;
  message.add(is_right_ ? 1 : 0);
  if (range_) message.add(values_.notes_of_part);
  bool are_right = true;
  n_parts_ = 0;
  std::string of_parts;
  for (const Exchange::Bytes& bytes : gather_values(*control_.processes, message.bytes())) {
    MessageReader reader(bytes);
    are_right = reader.number() != 0 && are_right;
    if (reader.is_at_end()) continue;
    const std::string_view notes = reader.text();
    if (n_parts_++ == 0) of_parts = notes;
    are_right = are_right && notes == of_parts;
  }
  return are_right;
}

void SharedValues::read_again(bool is_this_process) {
  n_parts_ = 1;
  values_ = {};
  if (is_this_process) values_ = read_values(schema_, path_, options_, control_);
}

/// Makes the notes about the whole file from those about its parts.
void SharedValues::join_notes() {
  Exchange& processes = *control_.processes;
  enum Flag : std::size_t { positional, objects, joined_scores, n_flags };
  std::vector<std::uint32_t> flags(n_flags);
  flags[positional] = values_.are_positional ? 1 : 0;
  flags[objects] = values_.has_objects ? 1 : 0;
  flags[joined_scores] = values_.scores_are_joined ? 1 : 0;
  processes.sum(std::span(flags));
  const bool is_of_objects = flags[objects] > 0;
  std::vector<InputFile> files;
  std::vector<FindingsOfFile> findings;
  // In JSON files, only some parts may contain objects.
  const bool describes_all = !values_.file.path.empty() && values_.has_objects == is_of_objects;
  if (describes_all) files.push_back(values_.file);
  if (!values_.findings.empty()) findings.push_back({path_, std::move(values_.findings)});
  values_.file = join_files(files, processes).front();
  values_.file.n_processes = n_parts_;
  values_.findings.clear();
  for (FindingsOfFile& of_file : join_findings(findings, processes))
    values_.findings = std::move(of_file.findings);
  const bool goes_on = n_parts_ > 1 && range_ && range_->begin > 0;
  values_.notices = join_notices(goes_on ? std::vector<Notice>() : values_.notices, processes);
  values_.are_positional = flags[positional] > 0;
  values_.has_objects = is_of_objects;
  values_.scores_are_joined = flags[joined_scores] > 0;
}

Values SharedValues::take() {
  if (control_.processes != nullptr) join_notes();
  return std::move(values_);
}

}  // namespace crowdvote
