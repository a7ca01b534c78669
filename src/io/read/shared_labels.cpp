#include "io/read/shared_labels.hpp"

#include "io/bytes/message.hpp"

#include <string>
#include <utility>

namespace crowdvote {

std::vector<LabelId> join_new_labels(NameTable& labels, std::size_t n_known,
                                     const std::vector<std::uint64_t>& first_place, Exchange& processes) {
  Message message;
  for (std::size_t label = 0; label < first_place.size(); ++label) {
    message.add(first_place[label]);
    message.add(labels.str(static_cast<LabelId>(n_known + label)));
  }
  std::vector<std::pair<std::uint64_t, std::string>> found;
  for (const Exchange::Bytes& bytes : gather_values(processes, message.bytes())) {
    MessageReader reader(bytes);
    while (!reader.is_at_end()) {
      const std::uint64_t place = reader.number();
      found.emplace_back(place, reader.text());
    }
  }
  std::sort(found.begin(), found.end());
  NameTable all;
  for (LabelId label = 0; label < n_known; ++label) all.intern(labels[label]);
  for (const auto& [place, name] : found) all.intern(Name(std::string_view(name)));
  std::vector<LabelId> ids;
  for (std::size_t label = n_known; label < labels.size(); ++label) {
    ids.push_back(*all.find(labels[static_cast<LabelId>(label)]));
  }
  labels = std::move(all);
  return ids;
}

}  // namespace crowdvote
