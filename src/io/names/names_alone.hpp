#pragma once

/// Finds what is odd about single names, and gathers the names that are spread over several processes.

#include "io/names/name_twins.hpp"
#include <crowdvote/exchange.hpp>
#include <crowdvote/finding.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/shared_users.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

[[nodiscard]] std::string in_quotes(std::string_view text);

/// What can be told about names one at a time.
struct NamesAlone {
  bool are_integers = true;
  Spelling spelling = Spelling::plain;
  /// Whether all are numbers of more than 15 digits with zeros behind the 15th, which is how a spreadsheet
  /// stores them.
  bool may_be_rounded = true;
  std::size_t n_zeros = 0;  ///< in all names together: a few zeros may be chance
  Finding rounded;          ///< meaningful if all names may be rounded
  Finding lines;
  Finding scientific;
  Finding blanks;
  Finding guarded;
  Finding garbled;
  Finding escaped;

  [[nodiscard]] bool are_rounded() const;
};

/// \param of "labels", "users" or "observations"
/// \param users the users of several processes, if the names are theirs: each name is checked by one process
[[nodiscard]] NamesAlone look_at_each(const NameTable& names, std::string_view of,
                                      const SharedUsers* users = nullptr);

/// What is needed to check the names of all processes.
struct SharedNames {
  NamesAlone alone;
  NameTable names;  ///< in the order of all: names that may have twins, and names that are one of the words
};

/// Gathers it on the first process; the result is meaningless elsewhere. Collective: all processes call it.
/// \param users set if the names are those of users, some of whom several processes have
/// \param words may occur among the names
[[nodiscard]] SharedNames gather_names_to_look_at(const NameTable& here, const SharedUsers* users,
                                                  std::string_view of, std::span<const std::string> words,
                                                  Exchange& processes);

}  // namespace crowdvote
