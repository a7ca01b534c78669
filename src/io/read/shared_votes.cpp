#include "io/read/shared_votes.hpp"

#include "core/flat_array.hpp"
#include "io/bytes/message.hpp"

#include <algorithm>

namespace crowdvote {

namespace {

void add_file(Message& message, const InputFile& file) {
  message.add(file.role);
  message.add(file.path);
  message.add(file.format);
  message.add(file.bytes);
  message.add(file.columns.size());
  for (const ColumnUse& column : file.columns) {
    message.add(column.role);
    message.add(column.name);
  }
  message.add(file.left_alone);
  message.add(file.layout);
  message.add(file.n_statements);
}

InputFile read_file(MessageReader& message) {
  InputFile file;
  file.role = message.text();
  file.path = message.text();
  file.format = message.text();
  file.bytes = message.number();
  file.columns.resize(message.number());
  for (ColumnUse& column : file.columns) {
    column.role = message.text();
    column.name = message.text();
  }
  file.left_alone = message.texts();
  file.layout = message.text();
  file.n_statements = message.number();
  return file;
}

void add_remedy(Message& message, const Remedy& remedy) {
  message.add(static_cast<std::uint64_t>(remedy.way));
  message.add(remedy.value);
  message.add(remedy.choices);
}

Remedy read_remedy(MessageReader& message) {
  Remedy remedy;
  remedy.way = static_cast<WayOut>(message.number());
  remedy.value = message.text();
  remedy.choices = message.texts();
  return remedy;
}

}  // namespace

NameTable join_names(const NameTable& mine, Exchange& processes, std::vector<std::uint32_t>& id_of_mine) {
  Message message;
  std::string text;
  for (std::uint32_t id = 0; id < mine.size(); ++id) {
    text.clear();
    mine.append_to(text, id);
    message.add(text);
  }
  const auto received = gather_values(processes, message.bytes());
  NameTable all;
  for (std::size_t r = 0; r < received.size(); ++r) {
    MessageReader names(received[r]);
    while (!names.is_at_end()) {
      const std::uint32_t id = all.intern(Name(names.text()));
      if (r == processes.rank()) id_of_mine.push_back(id);
    }
  }
  return all;
}

SharedIds::SharedIds(const NameTable& mine, std::size_t together, Exchange& processes)
    : processes_(processes), elsewhere_(find_names_elsewhere(mine, processes)) {
  std::vector<std::uint64_t> first{0};  // number of the first name that each process owns
  for (const auto& n :
       gather_values(processes, std::vector<std::uint64_t>{mine.size() - elsewhere_.size()})) {
    first.push_back(first.back() + n.front());
  }
  n_first_before_ = first[processes.rank()];
  n_first_here_ = mine.size() - elsewhere_.size();
  for (const std::uint64_t number : first) {
    begin_.push_back(std::min(first.back(), (number + together - 1) / together * together));
  }
  std::uint64_t n_elsewhere = elsewhere_.size();
  processes.sum(std::span(&n_elsewhere, 1));
  are_in_place_ = n_elsewhere == 0 && begin_ == first;
  if (n_elsewhere > 0) find_numbers_elsewhere(mine.size());
}

/// The process in which a name appears first knows its number.
void SharedIds::find_numbers_elsewhere(std::size_t n_mine) {
  Exchange& processes = processes_;
  std::vector<std::vector<std::uint32_t>> ids(processes.size());
  for (const NameElsewhere& name : elsewhere_) ids[name.process].push_back(name.id_there);
  ids = swap_values(processes, std::move(ids));
  std::vector<std::vector<std::uint64_t>> numbers;
  std::vector<bool> is_in_parts(n_mine);
  for (const auto& of_process : ids) {
    std::vector<std::uint64_t>& answer = numbers.emplace_back();
    reserve_on_huge_pages(answer, of_process.size());
    for (const std::uint32_t id : of_process) {
      answer.push_back(number_of(id));
      n_in_parts_ += is_in_parts[id] ? 0 : 1;
      is_in_parts[id] = true;
    }
  }
  numbers = swap_values(processes, std::move(numbers));
  processes.sum(std::span(&n_in_parts_, 1));
  std::vector<std::size_t> n_taken(processes.size(), 0);
  reserve_on_huge_pages(number_elsewhere_, elsewhere_.size());
  for (const NameElsewhere& name : elsewhere_) {
    number_elsewhere_.push_back(numbers[name.process][n_taken[name.process]++]);
  }
}

std::vector<NameElsewhere>::const_iterator SharedIds::elsewhere_from(ObservationId mine) const {
  return std::lower_bound(elsewhere_.begin(), elsewhere_.end(), mine,
                          [](const NameElsewhere& name, ObservationId id) { return name.id < id; });
}

/// REQUIRES: the numbers of names that other processes own are known, or `mine` is not among them.
std::uint64_t SharedIds::number_of(ObservationId mine) const {
  const auto behind = elsewhere_from(mine);
  const auto n_elsewhere = static_cast<std::size_t>(behind - elsewhere_.begin());
  if (behind != elsewhere_.end() && behind->id == mine) return number_elsewhere_[n_elsewhere];
  return n_first_before_ + mine - n_elsewhere;
}

std::vector<std::uint32_t> SharedIds::numbers(std::size_t n_mine) const {
  std::vector<std::uint32_t> numbers(n_mine);
  std::size_t n_elsewhere = 0;
  for (std::uint32_t id = 0; id < n_mine; ++id) {
    const bool is_elsewhere = n_elsewhere < elsewhere_.size() && elsewhere_[n_elsewhere].id == id;
    numbers[id] = static_cast<std::uint32_t>(is_elsewhere ? number_elsewhere_[n_elsewhere++]
                                                          : n_first_before_ + id - n_elsewhere);
  }
  return numbers;
}

SharedIds::Stretch SharedIds::stretch_from(ObservationId mine) const {
  const std::uint64_t number = number_of(mine);
  const auto process = static_cast<std::size_t>(std::upper_bound(begin_.begin(), begin_.end() - 1, number) -
                                                begin_.begin() - 1);
  const auto next = elsewhere_from(mine);
  std::uint64_t end = mine + begin_[process + 1] - number;
  if (next != elsewhere_.end()) end = std::min<std::uint64_t>(end, std::max(next->id, mine + 1));
  return {process, static_cast<ObservationId>(number - begin_[process]), mine,
          static_cast<ObservationId>(std::min<std::uint64_t>(end, kNoId))};
}

NameTable SharedIds::names(NameTable&& mine) const {
  if (are_in_place_) return std::move(mine);
  const std::size_t rank = processes_.rank();
  std::vector<Message> messages(processes_.size());
  std::string text;
  Stretch stretch{};
  auto elsewhere = elsewhere_.begin();
  std::uint64_t n_leaving = elsewhere_.size();
  for (ObservationId id = 0; id < mine.size(); ++id) {
    if (elsewhere != elsewhere_.end() && elsewhere->id == id) {
      ++elsewhere;
      continue;
    }
    if (!stretch.holds(id)) stretch = stretch_from(id);
    const std::size_t process = stretch.process;
    if (process == rank) continue;
    ++n_leaving;
    text.clear();
    mine.append_to(text, id);
    messages[process].add(text);
  }
  const std::vector<Exchange::Bytes> received = swap_messages(processes_, messages);
  messages.clear();
  const bool are_mine =
      n_leaving == 0 && std::all_of(received.begin(), received.end(),
                                    [](const Exchange::Bytes& bytes) { return bytes.empty(); });
  if (are_mine) return std::move(mine);
  NameTable names;
  elsewhere = elsewhere_.begin();
  stretch = {};
  for (std::size_t r = 0; r < received.size(); ++r) {
    MessageReader reader(received[r]);
    while (!reader.is_at_end()) names.intern(Name(reader.text()));
    for (ObservationId id = 0; r == rank && id < mine.size(); ++id) {
      if (elsewhere != elsewhere_.end() && elsewhere->id == id) {
        ++elsewhere;
        continue;
      }
      if (!stretch.holds(id)) stretch = stretch_from(id);
      if (stretch.process == rank) names.intern(mine[id]);
    }
  }
  mine = {};
  return names;
}

std::vector<InputFile> join_files(const std::vector<InputFile>& mine, Exchange& processes) {
  Message message;
  for (const InputFile& file : mine) add_file(message, file);
  std::vector<InputFile> all;
  for (const Exchange::Bytes& bytes : gather_values(processes, message.bytes())) {
    MessageReader files(bytes);
    while (!files.is_at_end()) all.push_back(read_file(files));
  }
  return all;
}

std::vector<Notice> join_notices(const std::vector<Notice>& mine, Exchange& processes) {
  Message message;
  for (const Notice& notice : mine) {
    message.add(notice.text);
    add_remedy(message, notice.remedy);
  }
  std::vector<Notice> all;
  for (const Exchange::Bytes& bytes : gather_values(processes, message.bytes())) {
    MessageReader notices(bytes);
    while (!notices.is_at_end()) {
      Notice& notice = all.emplace_back();
      notice.text = notices.text();
      notice.remedy = read_remedy(notices);
    }
  }
  return all;
}

std::vector<FindingsOfFile> join_findings(const std::vector<FindingsOfFile>& mine, Exchange& processes) {
  Message message;
  for (const auto& [file, findings] : mine) {
    message.add(file);
    message.add(findings.size());
    for (const Finding& finding : findings) {
      message.add(static_cast<std::uint64_t>(finding.kind));
      message.add(finding.of);
      message.add(finding.count);
      message.add(finding.examples);
      add_remedy(message, finding.remedy);
    }
  }
  std::vector<FindingsOfFile> all;
  for (const Exchange::Bytes& bytes : gather_values(processes, message.bytes())) {
    MessageReader reader(bytes);
    while (!reader.is_at_end()) {
      FindingsOfFile& of_file = all.emplace_back();
      of_file.file = reader.text();
      of_file.findings.resize(reader.number());
      for (Finding& finding : of_file.findings) {
        finding.kind = static_cast<Finding::Kind>(reader.number());
        finding.of = reader.text();
        finding.count = reader.number();
        finding.examples = reader.texts();
        finding.remedy = read_remedy(reader);
      }
    }
  }
  return all;
}

}  // namespace crowdvote
