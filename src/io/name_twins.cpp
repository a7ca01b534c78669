#include "io/name_twins.hpp"

#include <crowdvote/missing_words.hpp>
#include <crowdvote/name_fold.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <tsl/robin_map.h>

namespace crowdvote {

namespace {

struct Part {
  std::string_view word;
  bool NameFold::*flag;
};
constexpr std::array kParts{Part{"case", &NameFold::letter_case}, Part{"space", &NameFold::space},
                            Part{"unicode", &NameFold::unicode}, Part{"number", &NameFold::number}};

/// True if the text is known to be its own fold without folding it: most ids are.
bool is_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  const char first = text.front();
  if ((first >= '0' && first <= '9') || first == '+' || first == '-' || first == '.') return false;
  char before = 0;
  for (const char c : text) {
    const bool is_in_fold = c > ' ' && c < 0x7f && (c < 'A' || c > 'Z');
    if (!is_in_fold && (c != ' ' || before == ' ')) return false;
    before = c;
  }
  return true;
}

/// What has to be folded to make one of the two.
std::vector<std::string_view> parts_that_differ(std::string_view a, std::string_view b) {
  std::vector<std::string_view> parts;
  for (const Part& part : kParts) {
    NameFold rest = NameFold::all();
    rest.*part.flag = false;
    if (fold(a, rest) != fold(b, rest)) parts.push_back(part.word);
  }
  if (!parts.empty()) return parts;
  for (const Part& part : kParts) {
    NameFold alone;
    alone.*part.flag = true;
    if (fold(a, alone) == fold(b, alone)) return {part.word};
  }
  return parts;
}

class TwinFinder {
 public:
  TwinFinder(const NameTable& names, std::string_view of, std::uint32_t first)
      : names_(names),
        first_(first),
        can_be_joined_(of == "labels"),
        numbers_{.kind = Finding::Kind::number_spellings, .of = std::string(of)},
        others_{.kind = Finding::Kind::twins, .of = std::string(of)} {}

  std::vector<Finding> find() {
    for (std::uint32_t id = 0; id < names_.size(); ++id) {
      const Name name = names_[id];
      if (name.is_integer() || is_plain(name.text()) || (can_be_joined_ && is_missing_word(name.text()))) {
        continue;
      }
      std::string folded = fold(name.text(), NameFold::all());
      if (folded == name.text()) continue;
      // A twin is the plain spelling itself, or another that is not plain.
      if (const auto plain = names_.find(Name(folded))) {
        add(*plain, id);
        continue;
      }
      const auto [first, is_first] = first_of_.insert({std::move(folded), id});
      if (!is_first) add(first->second, id);
    }
    std::vector<Finding> found;
    for (Finding* const finding : {&numbers_, &others_}) {
      if (finding->count > 0) found.push_back(std::move(*finding));
    }
    return found;
  }

 private:
  void add(std::uint32_t twin, std::uint32_t id) {
    if (twin < first_ && id < first_) return;
    const std::string a = names_.str(twin);
    const std::string b = names_.str(id);
    const auto parts = parts_that_differ(a, b);
    const bool is_number = parts.size() == 1 && parts.front() == "number";
    Finding& finding = is_number ? numbers_ : others_;
    add_example(finding, fmt::format("'{}' and '{}'", a, b));
    if (!can_be_joined_) return;
    finding.remedy.way = WayOut::fold_labels;
    for (const std::string_view part : parts) {
      auto& choices = finding.remedy.choices;
      if (std::find(choices.begin(), choices.end(), part) == choices.end()) choices.emplace_back(part);
    }
  }

  const NameTable& names_;
  std::uint32_t first_;
  bool can_be_joined_;
  Finding numbers_;
  Finding others_;
  tsl::robin_map<std::string, std::uint32_t> first_of_;
};

}  // namespace

std::vector<Finding> find_twins(const NameTable& names, std::string_view of, std::uint32_t first) {
  return TwinFinder(names, of, first).find();
}

}  // namespace crowdvote
