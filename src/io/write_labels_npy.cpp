#include "io/write_labels_npy.hpp"

#include "io/write_rows.hpp"
#include <crowdvote/errors.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::int64_t kNotValid = -1;

template <class Integer>
void append_little_endian(std::string& bytes, Integer value) {
  for (std::size_t b = 0; b < sizeof value; ++b) bytes += static_cast<char>((value >> (8 * b)) & 0xff);
}

/// Magic, version, length of the description, and the description: padded with spaces to a multiple of 64
/// bytes in all, a line break last.
std::string npy_header(std::size_t n) {
  constexpr std::size_t kAlignment = 64;
  std::string description = fmt::format("{{'descr': '<i8', 'fortran_order': False, 'shape': ({},), }}", n);
  std::string header("\x93NUMPY\x01\x00", 8);
  const std::size_t unpadded = header.size() + sizeof(std::uint16_t) + description.size() + 1;
  description.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  description += '\n';
  append_little_endian(header, static_cast<std::uint16_t>(description.size()));
  return header + description;
}

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
  file.write(npy_header(consensus.label.size()));
  write_rows(file, consensus.label.size(), control,
             [&](std::size_t begin, std::size_t end, std::string& bytes, DoubleText&) {
               for (std::size_t i = begin; i < end; ++i) {
                 append_little_endian(
                     bytes, consensus.valid[i] != 0 ? labels[consensus.label[i]].value() : kNotValid);
               }
             });
}

}  // namespace crowdvote
