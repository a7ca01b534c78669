#include "io/read/shared_votes.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace crowdvote {

namespace {

/// Texts and numbers, one after the other.
class Message {
 public:
  void add(std::uint64_t number) {
    const std::size_t n = bytes_.size();
    bytes_.resize(n + sizeof number);
    std::memcpy(bytes_.data() + n, &number, sizeof number);
  }
  void add(std::string_view text) {
    add(text.size());
    bytes_.insert(bytes_.end(), text.begin(), text.end());
  }
  [[nodiscard]] const Exchange::Bytes& bytes() const { return bytes_; }

 private:
  Exchange::Bytes bytes_;
};

class MessageReader {
 public:
  explicit MessageReader(const Exchange::Bytes& bytes) : rest_(bytes) {}

  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
  std::uint64_t number() {
    std::uint64_t number = 0;
    std::memcpy(&number, rest_.data(), sizeof number);
    rest_ = rest_.subspan(sizeof number);
    return number;
  }
  std::string_view text() {
    const std::size_t n = number();
    const std::string_view text(rest_.data(), n);
    rest_ = rest_.subspan(n);
    return text;
  }

 private:
  std::span<const char> rest_;
};

void add_texts(Message& message, const std::vector<std::string>& texts) {
  message.add(texts.size());
  for (const std::string& text : texts) message.add(text);
}

std::vector<std::string> read_texts(MessageReader& message) {
  std::vector<std::string> texts(message.number());
  for (std::string& text : texts) text = message.text();
  return texts;
}

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
  add_texts(message, file.left_alone);
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
  file.left_alone = read_texts(message);
  file.layout = message.text();
  file.n_statements = message.number();
  return file;
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

ObservationRange range_of_process(std::size_t n_observations, std::size_t together, std::size_t rank,
                                  std::size_t n_processes) {
  const std::size_t n_parts = (n_observations + together - 1) / together;
  const auto begin_of = [&](std::size_t r) {
    return std::min(n_observations, (n_parts * r + n_processes - 1) / n_processes * together);
  };
  return {static_cast<ObservationId>(begin_of(rank)), begin_of(rank + 1) - begin_of(rank)};
}

std::vector<SharedStatement> statements_of_range(const std::vector<SharedStatement>& mine,
                                                 std::size_t n_observations, std::size_t together,
                                                 Exchange& processes) {
  std::vector<std::size_t> end_of_process;
  for (std::size_t r = 0; r < processes.size(); ++r) {
    const ObservationRange range = range_of_process(n_observations, together, r, processes.size());
    end_of_process.push_back(range.first + range.n);
  }
  std::vector<std::vector<SharedStatement>> for_process(processes.size());
  for (const SharedStatement& statement : mine) {
    const auto end = std::upper_bound(end_of_process.begin(), end_of_process.end(), statement.observation);
    for_process[static_cast<std::size_t>(end - end_of_process.begin())].push_back(statement);
  }
  std::vector<SharedStatement> all;
  for (const auto& of_process : swap_values(processes, for_process)) {
    all.insert(all.end(), of_process.begin(), of_process.end());
  }
  const auto is_timed = [](const SharedStatement& one) { return one.has_time != 0; };
  if (std::any_of(all.begin(), all.end(), is_timed)) {
    std::stable_sort(all.begin(), all.end(), [](const SharedStatement& a, const SharedStatement& b) {
      return a.has_time != b.has_time ? a.has_time < b.has_time : a.time < b.time;
    });
  }
  return all;
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
    message.add(static_cast<std::uint64_t>(notice.remedy.way));
    message.add(notice.remedy.value);
    add_texts(message, notice.remedy.choices);
  }
  std::vector<Notice> all;
  for (const Exchange::Bytes& bytes : gather_values(processes, message.bytes())) {
    MessageReader notices(bytes);
    while (!notices.is_at_end()) {
      Notice& notice = all.emplace_back();
      notice.text = notices.text();
      notice.remedy.way = static_cast<WayOut>(notices.number());
      notice.remedy.value = notices.text();
      notice.remedy.choices = read_texts(notices);
    }
  }
  return all;
}

std::vector<std::string> deal_files(const std::vector<std::string>& paths, const Exchange& processes) {
  std::vector<std::uint64_t> sizes;
  std::uint64_t all = 0;
  for (const std::string& path : paths) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(path, error);
    all += sizes.emplace_back(error ? 0 : size);
  }
  std::vector<std::string> dealt;
  std::uint64_t before = 0;
  for (std::size_t f = 0; f < paths.size(); ++f) {
    // To the process in whose part of all bytes the file begins.
    const double begin = all == 0 ? 0.0 : static_cast<double>(before) / static_cast<double>(all);
    const auto rank = static_cast<std::size_t>(begin * static_cast<double>(processes.size()));
    if (std::min(rank, processes.size() - 1) == processes.rank()) dealt.push_back(paths[f]);
    before += sizes[f];
  }
  return dealt;
}

}  // namespace crowdvote
