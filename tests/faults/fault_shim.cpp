// A library to preload: from main() on, the n-th call of a kind fails. The environment says which:
//
//   FAULT_CALL    open, read, write, fsync, rename, close or malloc
//   FAULT_AT      n, from 1
//   FAULT_ACTION  the number of an errno; kill: the process is killed before the call; short: one byte is
//                 read or written; end: read finds the end of the file; shrink, grow: the file is cut to half
//                 or gets a copy of its first bytes before it is read
//   FAULT_EVER    set: all calls after the n-th fail too
//   FAULT_COUNTS  at the end of the process, this file receives a line "CALL COUNT" of each kind
//
// Calls on standard error do not count, so that a message can be expected after every fault.

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

enum Call : std::size_t { kOpen, kRead, kWrite, kFsync, kRename, kClose, kMalloc, kCalls };
constexpr std::array<const char*, kCalls> kNames{"open",   "read",  "write", "fsync",
                                                 "rename", "close", "malloc"};
enum class Action { fail, kill, shorten, end, shrink, grow };

std::array<std::atomic<long>, kCalls> counts{};
std::atomic<bool> is_counting{false};
std::size_t faulty_call = kCalls;
long first_fault = 0;
bool is_for_ever = false;
Action action = Action::fail;
int fault_errno = EIO;
const char* counts_path = nullptr;

void read_environment() {
  const char* call = std::getenv("FAULT_CALL");
  for (std::size_t c = 0; c < kCalls && call != nullptr; ++c) {
    if (std::strcmp(call, kNames[c]) == 0) faulty_call = c;
  }
  if (const char* at = std::getenv("FAULT_AT")) first_fault = std::atol(at);
  is_for_ever = std::getenv("FAULT_EVER") != nullptr;
  counts_path = std::getenv("FAULT_COUNTS");
  const char* asked = std::getenv("FAULT_ACTION");
  if (asked == nullptr) return;
  fault_errno = std::atoi(asked);
  if (std::strcmp(asked, "kill") == 0) action = Action::kill;
  if (std::strcmp(asked, "short") == 0) action = Action::shorten;
  if (std::strcmp(asked, "end") == 0) action = Action::end;
  if (std::strcmp(asked, "shrink") == 0) action = Action::shrink;
  if (std::strcmp(asked, "grow") == 0) action = Action::grow;
}

/// Whether this call is to fail; counts it.
bool is_faulty(Call call) {
  if (!is_counting) return false;
  const long n = ++counts[call];
  if (call != faulty_call || (is_for_ever ? n < first_fault : n != first_fault)) return false;
  if (action == Action::kill) (void)kill(getpid(), SIGKILL);
  errno = fault_errno;
  return true;
}

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

void change_file(int file) {
  struct stat status {};
  std::array<char, PATH_MAX> path{};
  std::array<char, 64> link{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", file);
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return;
  if (readlink(link.data(), path.data(), path.size() - 1) < 0) return;
  if (action == Action::shrink) {
    (void)!truncate(path.data(), status.st_size / 2);
    return;
  }
  std::array<char, 4096> bytes{};
  const int other = static_cast<int>(syscall(SYS_openat, AT_FDCWD, path.data(), O_RDWR | O_APPEND));
  const long n = syscall(SYS_read, other, bytes.data(), bytes.size());
  if (n > 0) syscall(SYS_write, other, bytes.data(), n);
  syscall(SYS_close, other);
}

void write_counts() {
  is_counting = false;
  std::FILE* file = std::fopen(counts_path, "w");
  if (file == nullptr) return;
  for (std::size_t c = 0; c < kCalls; ++c) std::fprintf(file, "%s %ld\n", kNames[c], counts[c].load());
  (void)std::fclose(file);
}

using Main = int (*)(int, char**, char**);
Main program = nullptr;

int count_and_run(int argc, char** argv, char** environment) {
  read_environment();
  if (counts_path != nullptr) (void)std::atexit(write_counts);
  is_counting = true;
  return program(argc, argv, environment);
}

mode_t permissions_of(int flags, std::va_list arguments) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

int open_at(int folder, const char* path, int flags, mode_t permissions) {
  if (is_faulty(kOpen)) return -1;
  return static_cast<int>(syscall(SYS_openat, folder, path, flags, permissions));
}

}  // namespace

extern "C" {

int __libc_start_main(Main main, int argc, char** argv, void (*init)(), void (*fini)(), void (*loader_fini)(),
                      void* stack_end) {
  program = main;
  using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
  return next<Start>("__libc_start_main")(count_and_run, argc, argv, init, fini, loader_fini, stack_end);
}

int open(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t permissions = permissions_of(flags, arguments);
  va_end(arguments);
  return open_at(AT_FDCWD, path, flags, permissions);
}

int open64(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t permissions = permissions_of(flags, arguments);
  va_end(arguments);
  return open_at(AT_FDCWD, path, flags, permissions);
}

int __open_2(const char* path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char* path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }

std::FILE* fopen(const char* path, const char* mode) {
  if (is_faulty(kOpen)) return nullptr;
  static const auto real = next<std::FILE* (*)(const char*, const char*)>("fopen");
  return real(path, mode);
}

std::FILE* fopen64(const char* path, const char* mode) { return fopen(path, mode); }

ssize_t read(int file, void* bytes, std::size_t size) {
  if (is_faulty(kRead)) {
    if (action == Action::fail) return -1;
    if (action == Action::end) return 0;
    if (action == Action::shorten && size > 1) size = 1;
    if (action == Action::shrink || action == Action::grow) change_file(file);
  }
  return syscall(SYS_read, file, bytes, size);
}

ssize_t __read_chk(int file, void* bytes, std::size_t size, std::size_t) { return read(file, bytes, size); }

ssize_t write(int file, const void* bytes, std::size_t size) {
  if (file != STDERR_FILENO && is_faulty(kWrite)) {
    if (action == Action::fail) return -1;
    if (action == Action::shorten && size > 1) size = 1;
  }
  return syscall(SYS_write, file, bytes, size);
}

int fsync(int file) { return is_faulty(kFsync) ? -1 : static_cast<int>(syscall(SYS_fsync, file)); }

int rename(const char* from, const char* to) noexcept {
  return is_faulty(kRename) ? -1 : static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
  if (is_faulty(kRename)) return -1;
  return static_cast<int>(syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
}

/// Linux frees the descriptor where close() fails, too.
int close(int file) {
  const bool fails = file != STDERR_FILENO && is_faulty(kClose);
  const int result = static_cast<int>(syscall(SYS_close, file));
  if (fails) errno = fault_errno;
  return fails ? -1 : result;
}

void* malloc(std::size_t size) { return is_faulty(kMalloc) ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t n, std::size_t size) {
  return is_faulty(kMalloc) ? nullptr : __libc_calloc(n, size);
}
void* realloc(void* old, std::size_t size) {
  return is_faulty(kMalloc) ? nullptr : __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
  return is_faulty(kMalloc) ? nullptr : __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void** place, std::size_t alignment, std::size_t size) {
  void* const memory = memalign(alignment, size);
  if (memory == nullptr) return ENOMEM;
  *place = memory;
  return 0;
}

}  // extern "C"
