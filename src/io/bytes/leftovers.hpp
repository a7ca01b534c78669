#pragma once

/// What is in the file system for as long as a run lasts, and has to go where no destructor comes to it.

#include <cstddef>
#include <string>

namespace crowdvote {

enum class Leftover { file, folder };

/// As long as it lives, remove_unfinished_outputs() removes the path; a folder only where it is empty. A path that
/// finds the list full is for its owner alone to remove.
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

/// As long as one lives, remove_unfinished_outputs() does nothing.
class PublishingMoment {
 public:
  PublishingMoment();
  ~PublishingMoment();
  PublishingMoment(const PublishingMoment&) = delete;
  PublishingMoment& operator=(const PublishingMoment&) = delete;
};

}  // namespace crowdvote
