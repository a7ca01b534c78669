#include "io/bytes/field_text.hpp"
#include "io/write/write_rows.hpp"
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
               RowWriter row(text, {',', file.is_for_spreadsheets()});
               for (std::size_t u = begin; u < end; ++u) {
                 for (std::size_t e = confusion.begin[u]; e < confusion.begin[u + 1]; ++e) {
                   const Confusion::Entry& entry = confusion.entries[e];
                   row.add_field(data.users[static_cast<UserId>(u)]);
                   row.add(',');
                   row.add_field(data.labels[entry.truth]);
                   row.add(',');
                   row.add_field(data.labels[entry.label]);
                   row.add(',');
                   row.add_double(doubles, entry.probability);
                   row.add(',');
                   row.add_double(doubles, entry.count);
                   row.add('\n');
                 }
               }
             });
}

}  // namespace crowdvote
