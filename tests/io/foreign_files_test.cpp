#include "io/packed_text.hpp"
#include "io/temporary_file.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

const std::string kTable = "task\tworker\tlabel\nt1\tänn\tcat\nt1\tbob\t🌿\n";

/// In the encoding as written by iconv, with a leading byte order mark.
std::string encoded(const std::u32string& text, bool is_wide, bool is_big) {
  std::string bytes;
  const auto add = [&](std::uint32_t unit, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      bytes += static_cast<char>(unit >> (8 * (is_big ? size - 1 - i : i)) & 0xffU);
    }
  };
  for (const char32_t c : U"\ufeff" + text) {
    if (is_wide) {
      add(c, 4);
    } else if (c < 0x10000) {
      add(c, 2);
    } else {
      add(0xd800 + ((c - 0x10000) >> 10), 2);
      add(0xdc00 + ((c - 0x10000) & 0x3ffU), 2);
    }
  }
  return bytes;
}

TEST(Unicode, in_utf16_and_utf32_is_read_where_a_mark_says_so) {
  const std::u32string text = U"task\tworker\tlabel\nt1\tänn\tcat\nt1\tbob\t🌿\n";
  for (const bool is_wide : {false, true}) {
    for (const bool is_big : {false, true}) {
      const TemporaryFile file(encoded(text, is_wide, is_big), ".txt");
      const CrowdData data = read_votes(file.path());
      EXPECT_EQ(data.users.str(0), "änn");
      EXPECT_EQ(data.labels.str(1), "🌿");
      EXPECT_EQ(data.files.front().format, "tsv in UTF-"s + (is_wide ? "32" : "16") + (is_big ? "BE" : "LE"));
    }
  }
}

TEST(Unicode, in_utf16_longer_than_a_buffer_is_read_whole) {
  std::u32string text = U"task,worker,label\n";
  for (int i = 0; i < 20'000; ++i) {
    for (const char c : std::to_string(i)) text += static_cast<char32_t>(c);
    text += U",é,🌿\n";
  }
  const TemporaryFile file(encoded(text, false, false), ".csv");
  const CrowdData data = read_votes(file.path());
  EXPECT_EQ(data.votes.n_votes(), 20'000U);
  EXPECT_EQ(data.labels.size(), 1U);
}

std::string error_of(const std::string& content) {
  const TemporaryFile file(content, ".csv");
  try {
    (void)read_votes(file.path());
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Unicode, that_ends_within_a_character_is_damaged) {
  std::string bytes = encoded(U"task,worker,label\nt1,ann,🌿", false, false);
  bytes.resize(bytes.size() - 1);
  EXPECT_THAT(error_of(bytes), HasSubstr("ends within a character, in text as UTF-16LE"));
}

TEST(ForeignFiles, are_not_seen_in_tables_that_begin_like_them) {
  for (const std::string first : {"ORCID", "PAR1", "BZhang", "RDX"}) {
    const TemporaryFile file(first + ",worker,label,task\nx,ann,cat,t1\n", ".csv");
    EXPECT_EQ(read_votes(file.path()).votes.n_votes(), 1U) << first;
  }
  const TemporaryFile mustard("task,worker,label\nt1,ann," + std::string(231, 'm') + "ustard\n", ".csv");
  EXPECT_EQ(read_votes(mustard.path()).votes.n_votes(), 1U);
}

TEST(ForeignFiles, are_named_with_a_way_out) {
  const std::string tar = "votes.csv"s + std::string(248, '\0') + "ustar\00000";
  const std::vector<std::pair<std::string, std::string>> kinds{
      {"PK\x03\x04\x14\0\x06\0[Content_Types].xml"s, "spreadsheet (.xlsx)"},
      {"PK\x03\x04\x14\0votes.csv"s, "zip archive"},
      {"PAR1\x15\x04"s, "Parquet"},
      {"SQLite format 3\0\x10"s, "SQLite"},
      {"BZh91AY&SY"s, "bzip2"},
      {"\xfd"
       "7zXZ\0\0"s,
       "xz"},
      {tar, "tar archive"},
      {"\xd0\xcf\x11\xe0\xa1\xb1"s, ".xls"},
      {"\n<!DOCTYPE HTML><html>"s, "web page"},
      {"<?xml version=\"1.0\"?><votes/>"s, "XML"},
      {"t\0a\0s\0k\0,\0w\0o\0r\0k\0e\0r\0,\0l\0a\0b\0e\0l\0\n\0"s, "iconv -f UTF-16LE"},
      {"version https://git-lfs.github.com/spec/v1\n"s, "Git LFS"},
  };
  for (const auto& [content, words] : kinds) {
    EXPECT_THAT(error_of(content), HasSubstr(words));
    EXPECT_THAT(error_of(content), HasSubstr("the file is "));
  }
}

}  // namespace
}  // namespace crowdvote
