#include "io/write/write_labels_npy.hpp"

#include "io/tables/npy_header.hpp"
#include "io/write/write_rows.hpp"
#include <crowdvote/errors.hpp>

#include <array>
#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::int64_t kNotValid = -1;

void require_integers(const NameTable& labels, const Consensus& consensus) {
  if (labels.find(Name(kNotValid))) {
    throw OptionError("-1 is a label, and .npy holds it for observations without one: write .csv or .json");
  }
  if (labels.all_integers()) return;
  for (std::size_t i = 0; i < consensus.label.size(); ++i) {
    if (consensus.valid[i] == 0 || labels[consensus.label[i]].is_integer()) continue;
    throw OptionError(
        fmt::format("the label '{}' is no integer, and .npy holds integers only: write .csv or .json",
                    labels.str(consensus.label[i])));
  }
}

}  // namespace

void write_labels_npy(OutputFile& file, const NameTable& labels, const Consensus& consensus,
                      const RunControl& control) {
  require_integers(labels, consensus);
  const std::array shape{consensus.label.size()};
  file.write(npy_header("<i8", shape));
  write_rows(file, consensus.label.size(), control,
             [&](std::size_t begin, std::size_t end, std::string& bytes, DoubleText&) {
               bytes.resize((end - begin) * sizeof(std::int64_t));
               for (std::size_t i = begin; i < end; ++i) {
                 put_little_endian(bytes.data() + (i - begin) * sizeof(std::int64_t),
                                   consensus.valid[i] != 0 ? labels[consensus.label[i]].value() : kNotValid);
               }
             });
}

}  // namespace crowdvote
