#include "support/temporary_folder.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/write_outputs.hpp>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

namespace crowdvote {
namespace {

using test::read_file;
using test::TemporaryFolder;
using test::write_file;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

mode_t permissions_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status.st_mode & 07777;
}

/// The text of the IoError that `work` throws.
std::string io_error_of(const std::function<void()>& work, int expected_error_number) {
  try {
    work();
  } catch (const IoError& error) {
    EXPECT_EQ(error.error_number(), expected_error_number) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "no IoError";
  return "";
}

TEST(OutputFile, appears_only_when_it_is_published) {
  const TemporaryFolder folder;
  OutputFile file(folder.path("labels.csv"));
  file.write("observation,label\n");
  file.finish();
  EXPECT_FALSE(std::filesystem::exists(folder.path("labels.csv")));
  file.publish();
  EXPECT_THAT(folder.names(), ElementsAre("labels.csv"));
  EXPECT_EQ(read_file(folder.path("labels.csv")), "observation,label\n");
}

TEST(OutputFile, leaves_nothing_behind_and_the_old_file_untouched_if_it_is_not_published) {
  const TemporaryFolder folder;
  write_file(folder.path("labels.csv"), "old");
  {
    OutputFile file(folder.path("labels.csv"));
    file.write("new");
    file.finish();
  }
  EXPECT_THAT(folder.names(), ElementsAre("labels.csv"));
  EXPECT_EQ(read_file(folder.path("labels.csv")), "old");
}

TEST(OutputFile, can_be_moved) {
  const TemporaryFolder folder;
  std::optional<OutputFile> kept;
  {
    OutputFile file(folder.path("a"));
    file.write("one ");
    kept.emplace(std::move(file));
  }
  kept->write("two");
  kept->publish();
  EXPECT_EQ(read_file(folder.path("a")), "one two");
}

/// A megabyte of text that differs for each number.
std::string numbered_megabyte(int number) {
  std::string bytes = fmt::format("{:010}", number);
  bytes.resize(1U << 20U, static_cast<char>('a' + number % 26));
  return bytes;
}

TEST(OutputFile, a_file_so_long_that_it_leaves_the_page_cache_has_all_its_bytes) {
  constexpr int kMegabytes = 600;
  const TemporaryFolder folder;
  OutputFile file(folder.path("labels.csv"));
  for (int number = 0; number < kMegabytes; ++number) file.write(numbered_megabyte(number));
  file.finish();
  file.publish();

  std::ifstream written(folder.path("labels.csv"), std::ios::binary);
  std::string bytes(1U << 20U, ' ');
  for (int number = 0; number < kMegabytes; ++number) {
    ASSERT_TRUE(written.read(bytes.data(), static_cast<std::streamsize>(bytes.size())));
    ASSERT_TRUE(bytes == numbered_megabyte(number)) << "megabyte " << number;
  }
  EXPECT_EQ(written.peek(), std::ifstream::traits_type::eof());
}

TEST(OutputFile, a_new_file_gets_the_permissions_that_the_umask_leaves) {
  const TemporaryFolder folder;
  const mode_t before = umask(027);
  write_text(folder.path("a"), "x");
  umask(before);
  EXPECT_EQ(permissions_of(folder.path("a")), 0640U);
}

TEST(OutputFile, keeps_the_permissions_of_the_file_it_replaces) {
  const TemporaryFolder folder;
  write_file(folder.path("a"), "old");
  ASSERT_EQ(chmod(folder.path("a").c_str(), 0604), 0);
  write_text(folder.path("a"), "new");
  EXPECT_EQ(read_file(folder.path("a")), "new");
  EXPECT_EQ(permissions_of(folder.path("a")), 0604U);
}

TEST(OutputFile, replaces_what_a_link_leads_to_and_keeps_the_link) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("real"));
  write_file(folder.path("real/a"), "old");
  std::filesystem::create_symlink("real/a", folder.path("link"));
  std::filesystem::create_symlink("link", folder.path("link_to_link"));
  write_text(folder.path("link_to_link"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path("link_to_link")));
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path("link")));
  EXPECT_EQ(read_file(folder.path("real/a")), "new");
}

TEST(OutputFile, makes_the_file_that_a_dangling_link_names) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("later", folder.path("link"));
  write_text(folder.path("link"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path("link")));
  EXPECT_EQ(read_file(folder.path("later")), "new");
}

TEST(OutputFile, refuses_a_link_that_leads_to_itself) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("b", folder.path("a"));
  std::filesystem::create_symlink("a", folder.path("b"));
  io_error_of([&] { OutputFile file(folder.path("a")); }, ELOOP);
}

TEST(OutputFile, takes_the_longest_name_a_folder_can_hold) {
  const TemporaryFolder folder;
  const std::string name(255, 'n');
  write_text(folder.path(name), "x");
  EXPECT_THAT(folder.names(), ElementsAre(name));
}

TEST(OutputFile, a_full_device_is_an_error_when_it_is_finished_at_the_latest) {
  EXPECT_THAT(io_error_of([] { write_text("/dev/full", "x"); }, ENOSPC), HasSubstr("/dev/full"));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
  const std::string much(1 << 20, 'x');
  OutputFile file("/dev/full");
  io_error_of([&] { file.write(much); }, ENOSPC);
}

TEST(OutputFile, a_packed_full_device_is_an_error_too) {
  for (const std::string ending : {".gz", ".zst"}) {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("/dev/full", folder.path("full" + ending));
    io_error_of([&] { write_text(folder.path("full" + ending), "x"); }, ENOSPC);
  }
}

TEST(OutputFile, a_device_is_written_straight_and_stays_one) {
  write_text("/dev/null", "x");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(OutputFile, a_pipe_is_written_straight_and_stays_one) {
  const TemporaryFolder folder;
  ASSERT_EQ(mkfifo(folder.path("pipe").c_str(), 0600), 0);
  std::string received;
  std::thread reader([&] { received = read_file(folder.path("pipe")); });
  write_text(folder.path("pipe"), "through the pipe");
  reader.join();
  EXPECT_EQ(received, "through the pipe");
  EXPECT_TRUE(std::filesystem::is_fifo(folder.path("pipe")));
}

TEST(OutputFile, a_descriptor_of_the_process_goes_on_where_it_stands) {
  const TemporaryFolder folder;
  const int descriptor = open(folder.path("log").c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_GE(descriptor, 0);
  ASSERT_EQ(write(descriptor, "before ", 7), 7);
  write_text(fmt::format("/dev/fd/{}", descriptor), "after");
  EXPECT_EQ(write(descriptor, " end", 4), 4) << "the descriptor itself stays open";
  close(descriptor);
  EXPECT_EQ(read_file(folder.path("log")), "before after end");
}

TEST(OutputFile, standard_output_is_never_replaced) {
  for (const std::string name : {"-", "/dev/stdout"}) {
    const TemporaryFolder folder;
    const int saved = dup(STDOUT_FILENO);
    const int redirected = open(folder.path("out").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ASSERT_EQ(write(redirected, "before ", 7), 7);
    dup2(redirected, STDOUT_FILENO);
    write_text(name, "after");
    dup2(saved, STDOUT_FILENO);
    close(saved);
    close(redirected);
    EXPECT_EQ(read_file(folder.path("out")), "before after") << name;
    EXPECT_THAT(folder.names(), ElementsAre("out"));
  }
}

TEST(OutputFile, a_folder_is_no_target) {
  const TemporaryFolder folder;
  EXPECT_THAT(io_error_of([&] { OutputFile file(folder.path("")); }, EISDIR), HasSubstr("Name a file"));
  std::filesystem::create_directory(folder.path("inner"));
  EXPECT_THAT(io_error_of([&] { OutputFile file(folder.path("inner")); }, EISDIR), HasSubstr("Name a file"));
}

TEST(OutputFile, a_missing_folder_is_named) {
  const TemporaryFolder folder;
  EXPECT_THAT(io_error_of([&] { OutputFile file(folder.path("missing/labels.csv")); }, ENOENT),
              HasSubstr("Make the folder '" + folder.path("missing") + "' first"));
}

TEST(OutputFile, a_file_in_the_place_of_a_folder_is_an_error) {
  const TemporaryFolder folder;
  write_file(folder.path("a"), "");
  io_error_of([&] { OutputFile file(folder.path("a/labels.csv")); }, ENOTDIR);
}

TEST(OutputFile, an_empty_name_is_an_error) {
  io_error_of([] { OutputFile file(""); }, ENOENT);
}

/// Root may write anywhere, so this switches to another user during its lifetime.
class WithoutPrivileges {
 public:
  WithoutPrivileges() : before_(geteuid()) {
    if (before_ != 0) return;
    EXPECT_EQ(seteuid(kNobody), 0);
  }
  ~WithoutPrivileges() { EXPECT_EQ(seteuid(before_), 0); }
  WithoutPrivileges(const WithoutPrivileges&) = delete;
  WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;

 private:
  static constexpr uid_t kNobody = 65534;
  uid_t before_;
};

TEST(OutputFile, a_protected_file_is_an_error_and_not_replaced) {
  const TemporaryFolder folder;
  write_file(folder.path("protected"), "old");
  chmod(folder.path("protected").c_str(), 0444);
  chmod(folder.path("").c_str(), 0777);
  const WithoutPrivileges other;
  io_error_of([&] { OutputFile file(folder.path("protected")); }, EACCES);
  EXPECT_THAT(folder.names(), ElementsAre("protected"));
}

TEST(OutputFile, a_folder_without_permission_is_an_error) {
  const TemporaryFolder folder;
  chmod(folder.path("").c_str(), 0555);
  const WithoutPrivileges other;
  io_error_of([&] { OutputFile file(folder.path("labels.csv")); }, EACCES);
}

TEST(OutputFile, a_signal_handler_can_remove_what_is_unfinished) {
  const TemporaryFolder folder;
  write_text(folder.path("done"), "done");
  OutputFile first(folder.path("first"));
  const OutputFile second(folder.path("second"));
  EXPECT_EQ(folder.names().size(), 3U);
  remove_unfinished_outputs();
  EXPECT_THAT(folder.names(), ElementsAre("done"));
  io_error_of([&] { first.publish(); }, ENOENT);
}

TEST(OutputFile, several_files_appear_together) {
  const TemporaryFolder folder;
  write_file(folder.path("old"), "old");
  OutputFile first(folder.path("old"));
  OutputFile second(folder.path("new"));
  first.write("1");
  second.write("2");
  OutputFile::publish_together(std::array{&first, &second});
  EXPECT_THAT(folder.names(), ElementsAre("new", "old"));
  EXPECT_EQ(read_file(folder.path("old")), "1");
  EXPECT_EQ(read_file(folder.path("new")), "2");
}

TEST(OutputFile, where_one_of_several_cannot_appear_all_are_as_they_were) {
  const TemporaryFolder folder;
  write_file(folder.path("old"), "old");
  {
    OutputFile first(folder.path("old"));
    OutputFile second(folder.path("new"));
    OutputFile third(folder.path("taken"));
    for (OutputFile* file : {&first, &second, &third}) file->write("new");
    std::filesystem::create_directory(folder.path("taken"));
    const auto publish = [&] { OutputFile::publish_together(std::array{&first, &second, &third}); };
    EXPECT_THAT(io_error_of(publish, EISDIR), HasSubstr("No file was replaced"));
  }
  EXPECT_THAT(folder.names(), ElementsAre("old", "taken"));
  EXPECT_EQ(read_file(folder.path("old")), "old");
}

TEST(OutputFile, the_files_of_several_processes_appear_when_all_agree_and_the_last_behind_them) {
  const TemporaryFolder folder;
  OutputFile part(folder.path("part"));
  OutputFile manifest(folder.path("manifest"));
  std::vector<std::vector<std::string>> seen;
  const auto agree = [&] { seen.push_back(folder.names()); };
  OutputFile::publish_together(std::array{&part}, {.last = std::array{&manifest}, .agree = agree});
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_THAT(seen[0], Not(Contains("part")));
  EXPECT_THAT(seen[1], AllOf(Contains("part"), Not(Contains("manifest"))));
  EXPECT_THAT(seen[2], ElementsAre("manifest", "part"));
}

TEST(OutputFile, where_another_process_fails_at_any_moment_all_are_as_they_were) {
  for (int failing = 0; failing < 3; ++failing) {
    const TemporaryFolder folder;
    write_file(folder.path("part"), "old");
    {
      OutputFile part(folder.path("part"));
      OutputFile manifest(folder.path("manifest"));
      part.write("new");
      int n_calls = 0;
      const auto agree = [&] {
        if (n_calls++ == failing) throw std::runtime_error("another process failed");
      };
      EXPECT_THROW(
          OutputFile::publish_together(std::array{&part}, {.last = std::array{&manifest}, .agree = agree}),
          std::runtime_error);
    }
    EXPECT_THAT(folder.names(), ElementsAre("part"));
    EXPECT_EQ(read_file(folder.path("part")), "old");
  }
}

TEST(OutputFile, says_how_long_it_is_and_what_sha256sum_says_of_it) {
  const TemporaryFolder folder;
  OutputFile file(folder.path("a"));
  file.keep_checksum();
  file.write("ab");
  file.write("c");
  file.publish();
  EXPECT_EQ(file.stored().bytes, 3U);
  EXPECT_EQ(file.stored().sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(OutputFile, its_temporary_file_is_never_open_to_more_people_than_the_file_it_replaces) {
  const TemporaryFolder folder;
  write_file(folder.path("a"), "old");
  ASSERT_EQ(chmod(folder.path("a").c_str(), 0600), 0);
  const OutputFile file(folder.path("a"));
  const std::vector<std::string> names = folder.names();
  ASSERT_EQ(names.size(), 2U);
  EXPECT_EQ(permissions_of(folder.path(names.front())), 0600U);
}

TEST(OutputFile, keeps_the_owner_and_group_of_the_file_it_replaces_where_that_is_permitted) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give files away";
  constexpr uid_t kOwner = 65534;
  constexpr gid_t kGroup = 65533;
  const TemporaryFolder folder;
  write_file(folder.path("a"), "old");
  ASSERT_EQ(chown(folder.path("a").c_str(), kOwner, kGroup), 0);
  ASSERT_EQ(chmod(folder.path("a").c_str(), 0640), 0);
  write_text(folder.path("a"), "new");
  struct stat status {};
  ASSERT_EQ(stat(folder.path("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, kOwner);
  EXPECT_EQ(status.st_gid, kGroup);
  EXPECT_EQ(permissions_of(folder.path("a")), 0640U);
}

TEST(OutputFile, another_group_is_allowed_no_more_than_everybody) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can make the file of another group";
  const TemporaryFolder folder;
  chmod(folder.path("").c_str(), 0777);
  write_file(folder.path("a"), "old");
  ASSERT_EQ(chown(folder.path("a").c_str(), 1, 1), 0);
  ASSERT_EQ(chmod(folder.path("a").c_str(), 0676), 0);
  const WithoutPrivileges other;  // whose group is still root's
  write_text(folder.path("a"), "new");
  EXPECT_EQ(permissions_of(folder.path("a")), 0666U);
}

TEST(OutputFile, two_names_of_one_file_lead_to_one) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("real"));
  std::filesystem::create_directory_symlink(folder.path("real"), folder.path("link"));
  std::filesystem::create_symlink("later.csv", folder.path("dangling.csv"));
  write_file(folder.path("there.csv"), "old");
  std::filesystem::create_hard_link(folder.path("there.csv"), folder.path("hard.csv"));
  const auto leads = [&](const char* a, const char* b) {
    return lead_to_one_file(folder.path(a), folder.path(b)) &&
           lead_to_one_file(folder.path(b), folder.path(a));
  };
  EXPECT_TRUE(leads("new.csv", "new.csv"));
  EXPECT_TRUE(leads("real/a.csv", "link/a.csv"));
  EXPECT_TRUE(leads("real/../there.csv", "hard.csv"));
  EXPECT_TRUE(leads("later.csv", "dangling.csv"));
  EXPECT_TRUE(leads("labels.csv", "Labels.csv")) << "one file where folders do not tell case";
  EXPECT_TRUE(lead_to_one_file("-", "/dev/stdout"));
  EXPECT_FALSE(leads("real/a.csv", "a.csv"));
  EXPECT_FALSE(leads("there.csv", "new.csv"));
  EXPECT_FALSE(lead_to_one_file("-", "/dev/stdin"));
  EXPECT_FALSE(lead_to_one_file("/dev/null", "/dev/null"));
  EXPECT_FALSE(leads("missing/a.csv", "missing/a.csv")) << "which is said when it is opened";
}

TEST(OutputFolder, goes_again_where_nothing_is_in_it) {
  const TemporaryFolder folder;
  {
    const OutputFolder made(folder.path("a/b"));
    const OutputFile unfinished(folder.path("a/b/c"));
  }
  EXPECT_THAT(folder.names(), IsEmpty());
  {
    const OutputFolder made(folder.path("a/b"));
    write_text(folder.path("a/b/c"), "x");
  }
  EXPECT_EQ(read_file(folder.path("a/b/c")), "x");
}

TEST(OutputFolder, that_was_there_stays) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("a"));
  { const OutputFolder there(folder.path("a")); }
  EXPECT_THAT(folder.names(), ElementsAre("a"));
}

TEST(OutputFile, more_files_than_the_list_holds_are_still_removed_by_their_owners) {
  const TemporaryFolder folder;
  {
    std::vector<OutputFile> files;
    for (int i = 0; i < 80; ++i) files.emplace_back(folder.path(std::to_string(i)));
    EXPECT_EQ(folder.names().size(), 80U);
  }
  EXPECT_THAT(folder.names(), IsEmpty());
}

/// Parts of several sizes and single writes between them.
std::string write_in_parts(const std::string& path) {
  OutputFile file(path);
  std::string all;
  for (int i = 0; i < 50; ++i) {
    OutputFile::Part part;
    for (int line = 0; line < i * i; ++line) part.bytes += fmt::format("{},{}\n", i, line * 7919 % 1009);
    all += part.bytes;
    file.prepare(part);
    file.append(part);
    file.write("between\n");
    all += "between\n";
  }
  file.publish();
  return all;
}

std::string gunzip(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  std::string text(1 << 20, '\0');
  const int length = gzread(file, text.data(), static_cast<unsigned>(text.size()));
  EXPECT_GE(length, 0);
  EXPECT_EQ(gzclose(file), Z_OK) << "checksum and length are those of the text";
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::string unzstd(const std::string& packed) {
  std::string text(1 << 20, '\0');
  // One call decompresses one frame.
  EXPECT_EQ(ZSTD_findFrameCompressedSize(packed.data(), packed.size()), packed.size());
  const std::size_t length = ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size());
  EXPECT_FALSE(ZSTD_isError(length)) << ZSTD_getErrorName(length);
  text.resize(length);
  return text;
}

TEST(OutputFile, packs_by_the_ending_and_any_reader_gets_all_of_it) {
  const TemporaryFolder folder;
  const std::string text = write_in_parts(folder.path("plain"));
  EXPECT_EQ(read_file(folder.path("plain")), text);
  EXPECT_EQ(write_in_parts(folder.path("a.gz")), text);
  EXPECT_EQ(gunzip(folder.path("a.gz")), text);
  EXPECT_EQ(write_in_parts(folder.path("a.zst")), text);
  EXPECT_EQ(unzstd(read_file(folder.path("a.zst"))), text);
}

TEST(OutputFile, an_empty_packed_file_is_a_whole_one) {
  const TemporaryFolder folder;
  write_text(folder.path("a.gz"), "");
  EXPECT_EQ(read_file(folder.path("a.gz")).size(), 20U);
  EXPECT_EQ(gunzip(folder.path("a.gz")), "");
  write_text(folder.path("a.zst"), "");
  EXPECT_EQ(unzstd(read_file(folder.path("a.zst"))), "");
}

TEST(OutputFile, packed_bytes_depend_neither_on_the_name_nor_on_the_time) {
  const TemporaryFolder folder;
  write_in_parts(folder.path("a.gz"));
  write_in_parts(folder.path("b.gz"));
  EXPECT_EQ(read_file(folder.path("a.gz")), read_file(folder.path("b.gz")));
  EXPECT_EQ(read_file(folder.path("a.gz")).substr(4, 4), std::string(4, '\0')) << "the time of RFC 1952";
}

}  // namespace
}  // namespace crowdvote
