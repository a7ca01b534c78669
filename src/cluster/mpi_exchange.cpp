#include "cluster/mpi_exchange.hpp"

#include "cluster/mpi_file.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <type_traits>

#include <mpi.h>

namespace crowdvote {

namespace {

/// MPI counts in int, so longer messages are sent in pieces.
constexpr std::size_t kPiece = std::size_t{1} << 30;

void check(int result) {
  if (result == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(result, text.data(), &length);
  throw std::runtime_error("MPI: " + std::string(text.data(), static_cast<std::size_t>(length)));
}

template <class Value>
MPI_Datatype type_of() {
  if constexpr (std::is_same_v<Value, std::uint64_t>) return MPI_UINT64_T;
  if constexpr (std::is_same_v<Value, std::uint32_t>) return MPI_UINT32_T;
  if constexpr (std::is_same_v<Value, std::int32_t>) return MPI_INT32_T;
}

/// Calls transfer(begin, n) for each piece of a message of n bytes.
template <class Transfer>
void in_pieces(std::size_t n, const Transfer& transfer) {
  for (std::size_t begin = 0; begin < n; begin += kPiece)
    transfer(begin, static_cast<int>(std::min(kPiece, n - begin)));
}

template <class Value>
void sum_values(std::span<Value> values) {
  in_pieces(values.size(), [&](std::size_t begin, int n) {
    check(MPI_Allreduce(MPI_IN_PLACE, values.data() + begin, n, type_of<Value>(), MPI_SUM, MPI_COMM_WORLD));
  });
}

}  // namespace

MpiExchange::MpiExchange(int& argc, char**& argv) {
  int provided = 0;
  check(MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &provided));
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  int rank = 0;
  int size = 1;
  check(MPI_Comm_rank(MPI_COMM_WORLD, &rank));
  check(MPI_Comm_size(MPI_COMM_WORLD, &size));
  rank_ = static_cast<std::size_t>(rank);
  size_ = static_cast<std::size_t>(size);
}

MpiExchange::~MpiExchange() { MPI_Finalize(); }

std::size_t MpiExchange::first_that_failed(bool has_failed) const {
  std::uint64_t first = has_failed ? rank_ : size_;
  check(MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_UINT64_T, MPI_MIN, MPI_COMM_WORLD));
  return first;
}

void MpiExchange::check_that_all_are_well() {
  if (first_that_failed(false) != size_) throw OtherProcessFailed();
}

MpiExchange::End MpiExchange::end(std::optional<int> code) {
  // Takes part in the question whether all are well, which the others ask before an exchange; a process that
  // knows of another's failure has been asked already.
  if (code) static_cast<void>(first_that_failed(*code != 0));
  const std::size_t first = first_that_failed(code.value_or(0) != 0);
  if (first == size_) return {0, rank_ == 0};
  int result = code.value_or(0);
  check(MPI_Bcast(&result, 1, MPI_INT, static_cast<int>(first), MPI_COMM_WORLD));
  return {result, first == rank_};
}

void MpiExchange::swap_into(std::span<const std::span<const char>> parts, const Room& room) {
  check_that_all_are_well();
  std::vector<std::uint64_t> sizes(size_);
  std::vector<std::uint64_t> sizes_here(size_);
  for (std::size_t r = 0; r < size_; ++r) sizes[r] = parts[r].size();
  check(MPI_Alltoall(sizes.data(), 1, MPI_UINT64_T, sizes_here.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD));
  std::vector<std::span<char>> received(size_);
  for (std::size_t r = 0; r < size_; ++r) received[r] = room(r, sizes_here[r]);
  std::vector<MPI_Request> requests;
  for (std::size_t r = 0; r < size_; ++r) {
    if (r == rank_) continue;
    in_pieces(received[r].size(), [&](std::size_t begin, int n) {
      check(MPI_Irecv(received[r].data() + begin, n, MPI_BYTE, static_cast<int>(r), 0, MPI_COMM_WORLD,
                      &requests.emplace_back()));
    });
  }
  for (std::size_t r = 0; r < size_; ++r) {
    if (r == rank_) continue;
    in_pieces(parts[r].size(), [&](std::size_t begin, int n) {
      check(MPI_Isend(parts[r].data() + begin, n, MPI_BYTE, static_cast<int>(r), 0, MPI_COMM_WORLD,
                      &requests.emplace_back()));
    });
    bytes_sent_ += parts[r].size() + sizeof(std::uint64_t);
  }
  std::copy(parts[rank_].begin(), parts[rank_].end(), received[rank_].begin());
  check(MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE));
}

std::unique_ptr<SharedFile> MpiExchange::open_file(const std::string& path) { return open_mpi_file(path); }

void MpiExchange::sum(std::span<std::uint64_t> values) {
  check_that_all_are_well();
  if (size_ > 1) bytes_sent_ += values.size_bytes();
  sum_values(values);
}

void MpiExchange::sum(std::span<std::uint32_t> values) {
  check_that_all_are_well();
  if (size_ > 1) bytes_sent_ += values.size_bytes();
  sum_values(values);
}

void MpiExchange::sum(std::span<std::int32_t> values) {
  check_that_all_are_well();
  if (size_ > 1) bytes_sent_ += values.size_bytes();
  sum_values(values);
}

}  // namespace crowdvote
