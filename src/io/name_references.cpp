#include "io/name_references.hpp"

namespace crowdvote {

namespace {

/// A table of few names that are large integers is not worth a long array.
constexpr std::size_t kWorthOfName = 8;

}  // namespace

ReferenceIds::ReferenceIds(const NameTable& ids, const NameTable& numbered)
    : ids_(ids), of_numbered_(numbered.size()) {
  const std::size_t longest = 1024 + kWorthOfName * ids.size();
  const auto is_small = [longest](const Name& name) {
    return name.is_integer() && name.value() >= 0 && static_cast<std::uint64_t>(name.value()) < longest;
  };
  std::size_t length = 0;
  for (std::uint32_t id = 0; id < ids.size(); ++id) {
    if (is_small(ids[id])) length = std::max(length, static_cast<std::size_t>(ids[id].value()) + 1);
  }
  of_integer_.assign(length, kNoId);
  for (std::uint32_t id = 0; id < ids.size(); ++id) {
    if (is_small(ids[id])) of_integer_[static_cast<std::size_t>(ids[id].value())] = id;
  }
  for (std::uint32_t number = 0; number < numbered.size(); ++number) {
    of_numbered_[number] = ids.find(numbered[number]).value_or(kNoId);
  }
}

}  // namespace crowdvote
