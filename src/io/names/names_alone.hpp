#pragma once

/// What is odd about names one by one, and a look at names of which several processes have a part each.

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

/// What names say without a look at others.
struct NamesAlone {
  bool are_integers = true;
  Spelling spelling = Spelling::plain;
  /// All are numbers of more than 15 digits with zeros behind the 15th, as a spreadsheet stores them.
  bool may_be_rounded = true;
  std::size_t n_zeros = 0;  ///< of all together: few may be chance
  Finding rounded;          ///< where all may be
  Finding lines;
  Finding scientific;
  Finding blanks;
  Finding guarded;
  Finding garbled;
  Finding escaped;

  [[nodiscard]] bool are_rounded() const;
};

/// \param of "labels", "users" or "observations"
/// \param users of several processes, whose names these are: each is looked at in one of them
[[nodiscard]] NamesAlone look_at_each(const NameTable& names, std::string_view of,
                                      const SharedUsers* users = nullptr);

/// What has to be known of names to look at all of them.
struct SharedNames {
  NamesAlone alone;
  NameTable names;  ///< those that may have twins, and those that are one of the words; in the order of all
};

/// Brings it to the first process; elsewhere it is of no meaning. All processes call it.
/// \param users where the names are theirs: some stand in several processes \param words may be among the names
[[nodiscard]] SharedNames gather_names_to_look_at(const NameTable& here, const SharedUsers* users,
                                                  std::string_view of, std::span<const std::string> words,
                                                  Exchange& processes);

}  // namespace crowdvote
