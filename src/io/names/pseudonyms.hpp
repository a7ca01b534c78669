#pragma once

/// Pseudonyms of users.

#include <crowdvote/name_table.hpp>

#include <string>
#include <vector>

namespace crowdvote {

/// \see ConvertOptions::salt
class Pseudonyms {
 public:
  explicit Pseudonyms(std::string salt) : salt_(std::move(salt)) {}
  /// The result is valid until the next call.
  [[nodiscard]] Name of(const Name& user);

 private:
  std::string salt_;
  NameTable users_;
  std::vector<std::string> pseudonym_of_user_;
};

}  // namespace crowdvote
