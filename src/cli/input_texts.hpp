#pragma once

/// Parses the texts of input options. All functions throw OptionError for a malformed text.

#include <crowdvote/name_fold.hpp>
#include <crowdvote/read_inputs.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace crowdvote::cli {

/// Words separated by commas; `common` stands for all common ones.
[[nodiscard]] std::vector<std::string> parse_missing(const std::string& text);
/// `case,space,unicode,number`, or `all`.
[[nodiscard]] NameFold parse_fold(const std::string& text);
/// `observation=A,user=B,label=C,count=D,time=E`.
[[nodiscard]] ColumnNames parse_columns(const std::string& text);
/// `observation=A,user=B,label=C,score=D,weight=E` for a file beside the votes. \param option the name in
/// messages
[[nodiscard]] ColumnNames parse_side_columns(std::string_view option, const std::string& text);
/// `COLUMN=VALUE` or `COLUMN!=VALUE`.
[[nodiscard]] RowCondition condition_of(const std::string& text);
/// Adds the user with that name, or the users in @FILE, one per line. Throws IoError too.
void add_users(const std::string& text, std::vector<std::string>& users);
/// One character, or its name: tab, comma, semicolon, space, pipe.
[[nodiscard]] char separator_of(const std::string& text);

}  // namespace crowdvote::cli
