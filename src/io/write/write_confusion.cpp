#include "io/write/write_table.hpp"
#include <crowdvote/write_outputs.hpp>

#include <cassert>
#include <string>

namespace crowdvote {

void write_confusion(OutputFile& file, const CrowdData& data, const Consensus& consensus,
                     const RunControl& control) {
  assert(consensus.confusion);
  const Confusion& confusion = *consensus.confusion;
  file.write("user,truth,label,probability,count\n");
  write_rows(file, confusion.begin.size() - 1, control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               DelimitedRow row(text, doubles, {',', file.is_for_spreadsheets()});
               for (std::size_t u = begin; u < end; ++u) {
                 for (std::size_t e = confusion.begin[u]; e < confusion.begin[u + 1]; ++e, row.end()) {
                   const Confusion::Entry& entry = confusion.entries[e];
                   row.put(data.users[static_cast<UserId>(u)]);
                   row.put(data.labels[entry.truth]);
                   row.put(data.labels[entry.label]);
                   row.put(entry.probability);
                   row.put(entry.count);
                 }
               }
             });
}

}  // namespace crowdvote
