#include "io/read/send_values.hpp"

#include "io/bytes/message.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace crowdvote {

namespace {

template <class Value>
void add_column(Message& message, const std::vector<Value>& column) {
  const std::span<const char> bytes = bytes_of(column);
  message.add(std::string_view(bytes.data(), bytes.size()));
}

template <class Value>
std::vector<Value> read_column(MessageReader& message) {
  const std::string_view bytes = message.text();
  std::vector<Value> column(bytes.size() / sizeof(Value));
  if (!column.empty()) std::memcpy(column.data(), bytes.data(), column.size() * sizeof(Value));
  return column;
}

/// References into the names of a message, which takes each name once.
class NamesOfMessage {
 public:
  explicit NamesOfMessage(const NameReferences& names) : names_(names) {}

  [[nodiscard]] std::uint32_t refer(std::uint32_t reference) {
    if (!is_numbered(reference) || reference == kNoReference) return reference;
    const auto [known, is_new] =
        numbers_.try_emplace(reference, kNumbered | static_cast<std::uint32_t>(numbers_.size()));
    if (is_new) texts_.push_back(names_.name(reference).str());
    return known->second;
  }
  [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }

 private:
  const NameReferences& names_;
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
  std::vector<std::string> texts_;
};

/// \param places of the values that go
Message pack(const Values& values, const std::vector<std::uint32_t>& places, bool with_keys) {
  NamesOfMessage names(values.names);
  std::vector<std::uint32_t> keys;
  std::vector<std::uint32_t> names_of;
  std::vector<double> numbers;
  std::vector<std::uint32_t> n_scores;
  std::vector<std::uint32_t> score_labels;
  std::vector<double> scores;
  for (const std::uint32_t v : places) {
    if (with_keys) keys.push_back(names.refer(values.keys.empty() ? v : values.keys[v]));
    if (!values.name_of.empty()) names_of.push_back(names.refer(values.name_at(v)));
    if (!values.number_of.empty()) numbers.push_back(values.number_at(v));
    if (values.scores.empty()) continue;
    const std::size_t begin = values.has_scores(v) ? values.scores_begin[v] : 0;
    const std::size_t end = values.has_scores(v) ? values.scores_end(v) : 0;
    n_scores.push_back(static_cast<std::uint32_t>(end - begin));
    for (std::size_t s = begin; s < end; ++s) {
      score_labels.push_back(names.refer(values.score_labels[s]));
      scores.push_back(values.scores[s]);
    }
  }
  Message message;
  if (places.empty()) return message;
  message.add(names.texts());
  message.add(places.size());
  if (with_keys) add_column(message, places);
  for (const auto* const column : {&keys, &names_of, &n_scores, &score_labels}) add_column(message, *column);
  for (const auto* const column : {&numbers, &scores}) add_column(message, *column);
  return message;
}

/// Appends what stands in the message.
void unpack(MessageReader message, bool with_keys, ArrivedValues& arrived) {
  Values& values = arrived.values;
  std::vector<std::uint32_t> references(message.number());
  for (std::uint32_t& reference : references) reference = values.names.refer(Name(message.text()));
  const auto append = [&](std::vector<std::uint32_t>& column, const std::vector<std::uint32_t>& added) {
    for (const std::uint32_t reference : added) {
      const bool is_name = is_numbered(reference) && reference != kNoReference;
      column.push_back(is_name ? references[reference & ~kNumbered] : reference);
    }
  };
  const std::size_t n_values = message.number();
  if (with_keys) {
    const auto places = read_column<std::uint32_t>(message);
    arrived.place.insert(arrived.place.end(), places.begin(), places.end());
  }
  append(values.keys, read_column<std::uint32_t>(message));
  const auto names_of = read_column<std::uint32_t>(message);
  // Where the values before have none.
  if (!names_of.empty()) values.name_of.resize(values.n_values, kNoReference);
  append(values.name_of, names_of);
  const auto n_scores = read_column<std::uint32_t>(message);
  if (!n_scores.empty()) values.scores_begin.resize(values.n_values, values.scores.size());
  std::size_t begin = values.scores.size();
  for (const std::uint32_t n : n_scores) {
    values.scores_begin.push_back(begin);
    begin += n;
  }
  append(values.score_labels, read_column<std::uint32_t>(message));
  const auto numbers = read_column<double>(message);
  if (!numbers.empty()) values.number_of.resize(values.n_values, std::numeric_limits<double>::quiet_NaN());
  values.number_of.insert(values.number_of.end(), numbers.begin(), numbers.end());
  const auto scores = read_column<double>(message);
  values.scores.insert(values.scores.end(), scores.begin(), scores.end());
  values.n_values += n_values;
}

}  // namespace

ArrivedValues send_values(Values&& values, std::span<const std::uint64_t> n_sent, std::size_t n_expected,
                          const FindOwners& find_owners, bool with_keys, Exchange& processes) {
  constexpr std::size_t kValuesTogether = std::size_t{1} << 16;
  ArrivedValues arrived;
  arrived.values.file = std::move(values.file);
  arrived.values.findings = std::move(values.findings);
  arrived.values.notices = std::move(values.notices);
  arrived.values.are_positional = values.are_positional;
  arrived.values.has_objects = values.has_objects;
  arrived.values.scores_are_joined = values.scores_are_joined;
  if (!values.name_of.empty()) arrived.values.name_of.reserve(n_expected);
  if (!values.number_of.empty()) arrived.values.number_of.reserve(n_expected);
  for (std::size_t sender = 0; sender < n_sent.size(); ++sender) {
    for (std::size_t begin = 0; begin < n_sent[sender]; begin += kValuesTogether) {
      std::vector<Message> messages(processes.size());
      if (sender == processes.rank()) {
        const auto owners =
            find_owners(begin, std::min<std::size_t>(n_sent[sender], begin + kValuesTogether));
        for (std::size_t r = 0; r < messages.size(); ++r) messages[r] = pack(values, owners[r], with_keys);
      }
      const Exchange::Bytes bytes = std::move(swap_messages(processes, messages)[sender]);
      if (!bytes.empty()) unpack(MessageReader(bytes), with_keys, arrived);
    }
    if (sender == processes.rank()) values = {};
    arrived.sender_ends.push_back(arrived.values.n_values);
  }
  return arrived;
}

}  // namespace crowdvote
