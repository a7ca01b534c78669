#pragma once

/// Paths that exist only during a run and have to be removed even if no destructor runs.

#include <cstddef>
#include <string>

namespace crowdvote {

enum class Leftover { file, folder };

/// During its lifetime, remove_unfinished_outputs() removes the path; a folder only if it is empty. If the
/// list is full, only the owner can remove the path.
class ListedLeftover {
 public:
  ListedLeftover(const std::string& path, Leftover kind);
  ~ListedLeftover();
  ListedLeftover(ListedLeftover&& other) noexcept;
  ListedLeftover& operator=(ListedLeftover&& other) noexcept;
  ListedLeftover(const ListedLeftover&) = delete;
  ListedLeftover& operator=(const ListedLeftover&) = delete;

 private:
  std::size_t slot_;
};

/// While an object of this class exists, remove_unfinished_outputs() does nothing.
class PublishingMoment {
 public:
  PublishingMoment();
  ~PublishingMoment();
  PublishingMoment(const PublishingMoment&) = delete;
  PublishingMoment& operator=(const PublishingMoment&) = delete;
};

}  // namespace crowdvote
