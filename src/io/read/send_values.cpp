#include "io/read/send_values.hpp"

#include "core/flat_array.hpp"
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

/// References to the names in a message, which contains each name once.
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

/// \param places the positions of the values to send
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

/// The values that one process has sent.
struct Arrived {
  Values values;                      ///< without names: the references are those that `unpack` was given
  std::vector<std::uint32_t> places;  ///< sent along with keys: positions among the values of the sender
};

/// Appends the values of a message. \param names receives the names that the references then point to
void unpack(MessageReader message, bool with_keys, NameReferences& names, Arrived& arrived) {
  if (message.is_at_end()) return;
  Values& values = arrived.values;
  std::vector<std::uint32_t> references(message.number());
  for (std::uint32_t& reference : references) reference = names.refer(Name(message.text()));
  const auto append = [&](std::vector<std::uint32_t>& column, const std::vector<std::uint32_t>& added) {
    for (const std::uint32_t reference : added) {
      const bool is_name = is_numbered(reference) && reference != kNoReference;
      column.push_back(is_name ? references[reference & ~kNumbered] : reference);
    }
  };
  const std::size_t n_values = message.number();
  if (with_keys) {
    const auto places = read_column<std::uint32_t>(message);
    arrived.places.insert(arrived.places.end(), places.begin(), places.end());
  }
  append(values.keys, read_column<std::uint32_t>(message));
  const auto names_of = read_column<std::uint32_t>(message);
  // Fills in the earlier values, which have no names.
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

/// The values that stay on this process. They are compacted in place.
class ValuesThatStay {
 public:
  ValuesThatStay(Values& values, bool with_keys)
      : values_(values), keys_are_places_(with_keys && values.keys.empty()) {}

  /// \param places in ascending order, also across calls: earlier values are not read again
  void keep(std::span<const std::uint32_t> places) {
    if (keys_are_places_) keys_.insert(keys_.end(), places.begin(), places.end());
    keep(values_.keys, places, n_keys_);
    keep(values_.name_of, places, n_names_);
    keep(values_.number_of, places, n_numbers_);
    keep_scores(places);
    n_ += places.size();
  }
  /// Cuts off everything behind the values that stay.
  void finish() {
    if (keys_are_places_) {
      values_.keys = std::move(keys_);
    } else {
      values_.keys.resize(n_keys_);
    }
    values_.name_of.resize(n_names_);
    values_.number_of.resize(n_numbers_);
    values_.scores_begin.resize(n_begins_);
    values_.score_labels.resize(n_scores_);
    values_.scores.resize(n_scores_);
    values_.n_values = n_;
  }

 private:
  template <class Value>
  static void keep(std::vector<Value>& column, std::span<const std::uint32_t> places, std::size_t& n_kept) {
    for (const std::uint32_t place : places) {
      if (place >= column.size()) break;  // columns may be shorter than the number of values
      column[n_kept++] = column[place];
    }
  }
  void keep_scores(std::span<const std::uint32_t> places) {
    std::vector<std::size_t>& begins = values_.scores_begin;
    for (const std::uint32_t place : places) {
      if (place >= begins.size()) break;
      const std::size_t begin = begins[place];
      const std::size_t n = values_.scores_end(place) - begin;
      std::copy_n(values_.score_labels.data() + begin, n, values_.score_labels.data() + n_scores_);
      std::copy_n(values_.scores.data() + begin, n, values_.scores.data() + n_scores_);
      begins[n_begins_++] = std::exchange(n_scores_, n_scores_ + n);
    }
  }

  Values& values_;
  bool keys_are_places_;
  std::vector<std::uint32_t> keys_;  ///< used if keys are positions
  std::size_t n_ = 0;
  std::size_t n_keys_ = 0;
  std::size_t n_names_ = 0;
  std::size_t n_numbers_ = 0;
  std::size_t n_begins_ = 0;
  std::size_t n_scores_ = 0;
};

template <class Value>
void append(std::vector<Value>& column, const std::vector<Value>& more) {
  grow_on_huge_pages(column, more.size());
  column.insert(column.end(), more.begin(), more.end());
}

/// Appends the values that other processes have sent.
void append(Values& values, const Values& more) {
  append(values.keys, more.keys);
  // Fills in the earlier values, which have no names.
  if (!more.name_of.empty()) values.name_of.resize(values.n_values, kNoReference);
  append(values.name_of, more.name_of);
  if (!more.number_of.empty())
    values.number_of.resize(values.n_values, std::numeric_limits<double>::quiet_NaN());
  append(values.number_of, more.number_of);
  if (!more.scores_begin.empty()) values.scores_begin.resize(values.n_values, values.scores.size());
  for (const std::size_t begin : more.scores_begin)
    values.scores_begin.push_back(values.scores.size() + begin);
  append(values.score_labels, more.score_labels);
  append(values.scores, more.scores);
  values.n_values += more.n_values;
}

void swap_columns(Values& a, Values& b) {
  std::swap(a.n_values, b.n_values);
  std::swap(a.keys, b.keys);
  std::swap(a.name_of, b.name_of);
  std::swap(a.number_of, b.number_of);
  std::swap(a.scores_begin, b.scores_begin);
  std::swap(a.score_labels, b.score_labels);
  std::swap(a.scores, b.scores);
}

}  // namespace

ArrivedValues send_values(Values&& values, std::span<const std::uint64_t> n_sent,
                          const FindOwners& find_owners, bool with_keys, Exchange& processes) {
  constexpr std::size_t kValuesTogether = std::size_t{1} << 16;
  const std::size_t rank = processes.rank();
  std::vector<Arrived> arrived(processes.size());
  ValuesThatStay stay(values, with_keys);
  const std::uint64_t n_most = *std::max_element(n_sent.begin(), n_sent.end());
  for (std::size_t begin = 0; begin < n_most; begin += kValuesTogether) {
    std::vector<Message> messages(processes.size());
    if (begin < n_sent[rank]) {
      const auto owners = find_owners(begin, std::min<std::size_t>(n_sent[rank], begin + kValuesTogether));
      for (std::size_t r = 0; r < messages.size(); ++r) {
        if (r != rank) messages[r] = pack(values, owners[r], with_keys);
      }
      stay.keep(owners[rank]);
      if (with_keys) append(arrived[rank].places, owners[rank]);
    }
    const std::vector<Exchange::Bytes> received = swap_messages(processes, messages);
    for (std::size_t r = 0; r < received.size(); ++r) {
      unpack(MessageReader(received[r]), with_keys, values.names, arrived[r]);
    }
  }
  stay.finish();
  swap_columns(values, arrived[rank].values);
  ArrivedValues all;
  for (Arrived& one : arrived) {
    if (values.n_values == 0) {
      swap_columns(values, one.values);
    } else {
      append(values, one.values);
    }
    if (with_keys) append(all.place, one.places);
    all.sender_ends.push_back(values.n_values);
    one = {};
  }
  all.values = std::move(values);
  return all;
}

}  // namespace crowdvote
