#include "io/records/name_ids.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using Recurrence = NameReferences::Recurrence;

/// How often the ids of these names are looked up if the names are repeated `n_times` in sequence.
std::size_t n_asked_of(NameReferences& names, const std::vector<std::string>& texts, std::size_t n_times) {
  NameTable table;
  std::size_t n_asked = 0;
  std::vector<std::uint32_t> references;
  for (std::size_t round = 0; round < n_times; ++round) {
    for (const std::string& text : texts) references.push_back(names.refer(Name(text)));
  }
  for (std::size_t r = 0; r < references.size(); ++r) {
    EXPECT_EQ(names.name(references[r]), Name(texts[r % texts.size()]));
    const std::uint32_t id = names.id(references[r], [&](const Name& name) {
      ++n_asked;
      return table.intern(name);
    });
    EXPECT_EQ(id, r % texts.size());
  }
  return n_asked;
}

std::vector<std::string> many_texts() {
  constexpr std::size_t kMany = 100000;
  std::vector<std::string> texts;
  for (std::size_t t = 0; t < kMany; ++t) texts.push_back("label " + std::to_string(t));
  return texts;
}

TEST(NameReferences, of_names_that_may_recur_ask_once_for_few_names) {
  NameReferences names(Recurrence::unknown);
  EXPECT_EQ(n_asked_of(names, {"Rosa", "Ficus"}, 1000), 2U);
}

TEST(NameReferences, of_many_names_that_turn_out_to_recur_seldom_are_kept_no_longer) {
  const std::vector<std::string> texts = many_texts();
  NameReferences names(Recurrence::unknown);
  EXPECT_GT(n_asked_of(names, texts, 2), texts.size());
  names.clear();
  names.forget_ids();
  EXPECT_GT(n_asked_of(names, texts, 1), 0U);
}

TEST(NameReferences, of_names_that_recur_often_ask_once_for_each_of_many) {
  const std::vector<std::string> texts = many_texts();
  NameReferences names(Recurrence::often);
  EXPECT_EQ(n_asked_of(names, texts, 2), texts.size());
}

}  // namespace
}  // namespace crowdvote
