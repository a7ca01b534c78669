#include "io/bytes/byte_source.hpp"

#include "io/packed_text.hpp"
#include "io/temporary_file.hpp"
#include <crowdvote/errors.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crowdvote {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string random_text(std::size_t size) {
  std::mt19937 random(7);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random() % 64);
  return text;
}

std::string read_in_pieces(ByteSource& source, std::size_t piece) {
  std::string all;
  std::vector<char> buffer(piece);
  for (;;) {
    const std::size_t n = source.read(buffer);
    all.append(buffer.data(), n);
    if (n < piece) return all;
  }
}

std::string message_of(const std::string& content) {
  const TemporaryFile file(content);
  try {
    return ByteSource(file.path()).read_all();
  } catch (const InputError& error) {
    std::string text = error.what();
    return text.replace(text.find(file.path()), file.path().size(), "FILE");
  }
}

TEST(ByteSource, the_size_of_a_pipe_is_not_known) {
  const TemporaryFile pipe("");
  std::filesystem::remove(pipe.path());
  ASSERT_EQ(::mkfifo(pipe.path().c_str(), S_IRUSR | S_IWUSR), 0);
  std::jthread writer([&] { std::ofstream(pipe.path()) << "some bytes"; });
  ByteSource source(pipe.path());
  EXPECT_EQ(source.stored_size(), std::nullopt);
  EXPECT_EQ(source.read_all(), "some bytes");
}

TEST(ByteSource, a_file_that_changes_its_size_while_it_is_read_is_an_error) {
  for (const std::uintmax_t size : {100'000U, 300'001U}) {
    const TemporaryFile file(random_text(300'000));
    ByteSource source(file.path());
    std::vector<char> buffer(1000);
    EXPECT_EQ(source.read(buffer), 1000U);
    std::filesystem::resize_file(file.path(), size);
    try {
      (void)source.read_all();
      ADD_FAILURE() << "no IoError at " << size;
    } catch (const IoError& error) {
      EXPECT_THAT(error.what(), HasSubstr("300,000 bytes"));
      EXPECT_EQ(error.path(), file.path());
    }
  }
}

TEST(ByteSource, gives_the_bytes_of_a_plain_file) {
  const std::string text = random_text(300'000);
  const TemporaryFile file(text);
  ByteSource source(file.path());
  EXPECT_EQ(source.compression(), Compression::none);
  EXPECT_EQ(source.format_suffix(), "");
  EXPECT_EQ(source.stored_size(), 300'000U);
  EXPECT_EQ(read_in_pieces(source, 1000), text);
  EXPECT_EQ(source.stored_bytes_read(), 300'000U);
}

TEST(ByteSource, gives_the_bytes_that_were_packed) {
  const std::string text = random_text(1'000'000);
  for (const std::string& packed : {gzip_text(text), zstd_text(text)}) {
    const TemporaryFile file(packed, ".whatever");
    ByteSource in_pieces(file.path());
    EXPECT_EQ(read_in_pieces(in_pieces, 777), text);
    EXPECT_EQ(in_pieces.stored_bytes_read(), packed.size());
    ByteSource at_once(file.path());
    EXPECT_EQ(at_once.read_all(), text);
  }
}

TEST(ByteSource, joins_what_was_packed_in_parts) {
  for (const std::string& packed :
       {gzip_text("one ") + gzip_text("") + gzip_text("two"), zstd_text("one ") + zstd_text("two")}) {
    const TemporaryFile file(packed);
    EXPECT_EQ(ByteSource(file.path()).read_all(), "one two");
  }
}

TEST(ByteSource, takes_zeros_behind_a_gzip_member_for_padding) {
  const TemporaryFile file(gzip_text("text") + std::string(1000, '\0'));
  EXPECT_EQ(ByteSource(file.path()).read_all(), "text");
}

TEST(ByteSource, skips_a_leading_zstd_frame_without_data) {
  const std::string skippable(
      "\x50\x2a\x4d\x18\x03\x00\x00\x00"
      "abc",
      11);
  const TemporaryFile file(skippable + zstd_text("text"));
  EXPECT_EQ(ByteSource(file.path()).read_all(), "text");
}

TEST(ByteSource, peeks_without_taking) {
  for (const std::string& content : {std::string("some text"), gzip_text("some text")}) {
    const TemporaryFile file(content);
    ByteSource source(file.path());
    EXPECT_EQ(source.peek(4), "some");
    EXPECT_EQ(source.peek(2), "so");
    EXPECT_EQ(source.peek(100), "some text");
    std::vector<char> two(2);
    EXPECT_EQ(source.read(two), 2U);
    EXPECT_EQ(source.peek(3), "me ");
    EXPECT_EQ(source.read_all(), "me text");
    EXPECT_EQ(source.peek(1), "");
  }
}

TEST(ByteSource, goes_to_a_stretch_of_a_plain_file) {
  const std::string text = random_text(100000);
  const TemporaryFile file(text);
  for (const std::size_t piece : {7U, 4096U, 200000U}) {
    ByteSource source(file.path());
    ASSERT_TRUE(source.is_plain());
    EXPECT_EQ(source.peek(5000), text.substr(0, 5000));
    source.go_to({.begin = 40000, .end = 90000, .before = "{", .behind = "}"});
    EXPECT_EQ(source.peek(3), "{" + text.substr(40000, 2));
    EXPECT_EQ(read_in_pieces(source, piece), "{" + text.substr(40000, 50000) + "}");
    EXPECT_EQ(source.share_read(), 1.0);
    source.go_to({.begin = 99990, .end = 200000});
    EXPECT_EQ(read_in_pieces(source, piece), text.substr(99990));
    source.go_to({.begin = 300000, .end = 400000});
    EXPECT_EQ(read_in_pieces(source, piece), "");
  }
}

TEST(ByteSource, what_is_packed_or_no_utf_8_is_not_plain) {
  EXPECT_FALSE(ByteSource(TemporaryFile(gzip_text("a")).path()).is_plain());
  EXPECT_FALSE(ByteSource(TemporaryFile(std::string_view("\xff\xfe\x61\x00", 4)).path()).is_plain());
}

TEST(ByteSource, an_empty_file_has_no_bytes) {
  const TemporaryFile file("");
  EXPECT_EQ(ByteSource(file.path()).read_all(), "");
}

TEST(ByteSource, says_where_packed_data_is_damaged) {
  std::string packed = gzip_text(random_text(100'000));
  packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
  packed[packed.size() / 2 + 1] = static_cast<char>(packed[packed.size() / 2 + 1] ^ 0x55);
  EXPECT_THAT(message_of(packed), AllOf(HasSubstr("FILE: byte "), HasSubstr("damaged gzip data (")));

  packed = zstd_text(random_text(1000));
  packed[8] = static_cast<char>(packed[8] ^ 0x7f);
  EXPECT_THAT(message_of(packed), AllOf(HasSubstr("FILE: byte "), HasSubstr("damaged zstd data (")));
}

TEST(ByteSource, says_that_packed_data_is_cut_off) {
  for (std::string packed : {gzip_text(random_text(100'000)), zstd_text(random_text(100'000))}) {
    packed.resize(packed.size() - 3);
    EXPECT_THAT(message_of(packed),
                AllOf(HasSubstr("data ends too early, so the file is not whole; fetch or pack it again"),
                      HasSubstr("byte " + std::to_string(packed.size()))));
  }
}

TEST(ByteSource, does_not_swallow_what_stands_behind_a_gzip_member) {
  EXPECT_THAT(message_of(gzip_text("text") + "more"),
              HasSubstr("damaged gzip data (incorrect header check)"));
}

TEST(ByteSource, names_the_way_out_of_a_path_that_cannot_be_read) {
  const std::string folder = std::filesystem::temp_directory_path().string();
  try {
    ByteSource source(folder);
    FAIL() << "a folder was opened";
  } catch (const IoError& error) {
    EXPECT_EQ(std::string(error.what()), "cannot read '" + folder + "': Is a directory. Name a file in it");
    EXPECT_EQ(error.error_number(), EISDIR);
  }
  try {
    ByteSource source("/no/such/file.json");
    FAIL() << "a file that is not there was opened";
  } catch (const IoError& error) {
    EXPECT_STREQ(error.what(), "cannot open '/no/such/file.json': No such file or directory. Check the path");
  }
}

TEST(ByteSource, says_that_a_file_may_not_be_read) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryFile file("text");
  std::filesystem::permissions(file.path(), std::filesystem::perms::none);
  EXPECT_THROW(ByteSource source(file.path()), IoError);
}

}  // namespace
}  // namespace crowdvote
