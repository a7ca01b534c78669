#include "io/name_references.hpp"

namespace crowdvote {

namespace {

/// A table of few names that are large integers is not worth a long array.
constexpr std::size_t kWorthOfName = 8;

}  // namespace

ReferenceIds::ReferenceIds(const NameTable& ids, const NameTable& numbered)
    : ids_(ids), of_numbered_(numbered.size()) {
  const std::size_t longest = 1024 + kWorthOfName * ids.size();
  for (std::uint32_t id = 0; id < ids.size(); ++id) {
    const Name name = ids[id];
    if (!name.is_integer() || name.value() < 0) continue;
    const auto value = static_cast<std::size_t>(name.value());
    if (value >= longest) continue;
    if (value >= of_integer_.size()) of_integer_.resize(value + 1, kNoId);
    of_integer_[value] = id;
  }
  for (std::uint32_t number = 0; number < numbered.size(); ++number) {
    of_numbered_[number] = ids.find(numbered[number]).value_or(kNoId);
  }
}

}  // namespace crowdvote
