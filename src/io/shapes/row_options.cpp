#include "io/shapes/row_options.hpp"

#include <crowdvote/errors.hpp>

#include <string_view>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using Kind = FileFormat::Kind;
using Layout = TableFormat::Layout;

void check_wide(const ReadOptions& options) {
  const ColumnNames& columns = options.columns;
  const auto refuse = [](std::string_view what) {
    throw OptionError(fmt::format("a wide table has a column per user, and {}", what));
  };
  if (columns.label) refuse("the labels are its cells: leave out the column of the label");
  if (columns.count || columns.time) refuse("no column of counts or times");
  if (options.allows_no_user) refuse("so no vote without a user");
}

/// An option that only rows with columns support; empty if none was chosen.
std::string_view choice_of_columns(const ReadOptions& options) {
  const ColumnNames& columns = options.columns;
  if (columns.observation || columns.user || columns.label || columns.count || columns.time) {
    return "columns were chosen by name";
  }
  if (!options.where.empty()) return "rows were chosen by a column";
  if (options.allows_no_user) return "rows without a user were allowed";
  return {};
}

}  // namespace

const Schema& votes_schema(const ReadOptions& options) {
  const bool needs_user = !options.allows_no_user && !options.columns.count;
  return needs_user ? kVotes : kVotesOfAnybody;
}

void check_row_options(const ReadOptions& options) {
  if (options.columns.count && options.columns.user) {
    throw OptionError(
        "a row with a count stands for votes of users without a name: leave out the column of the "
        "user, or that of the count");
  }
  if (options.table.layout == Layout::wide) check_wide(options);
  if (options.table.has_no_header && options.table.layout != Layout::wide) {
    throw OptionError("a table with a row per vote and no header is read by the numbers of its columns",
                      {WayOut::number_columns});
  }
}

void check_row_options(const FileFormat& format, const std::string& file, const ReadOptions& options) {
  if (!options.as_of.empty() && !options.columns.time) {
    throw OptionError("votes up to a time were chosen, but no column that holds the time of a vote",
                      {WayOut::name_column, "time"});
  }
  const bool is_json = format.kind == Kind::json;
  if (is_json) {
    if (const std::string_view choice = choice_of_columns(options); !choice.empty()) {
      throw OptionError(fmt::format("{}, but {} is one JSON object, which has none", choice, file),
                        {WayOut::choose_format});
    }
  } else if (options.json_order != JsonOrder::observation) {
    throw OptionError(
        fmt::format("{} of one JSON object, but {} is {}",
                    options.json_order == JsonOrder::user ? "users were chosen as the outer keys"
                                                          : "counts were chosen as the values",
                    file, format.name()),
        {WayOut::choose_format});
  }
  if (!options.records.empty() && format.kind != Kind::records && format.kind != Kind::jsonl) {
    throw OptionError(fmt::format("a path to the records was chosen, but {} is {}, which has none", file,
                                  is_json ? "one JSON object" : format.name()),
                      {WayOut::choose_format});
  }
  const bool is_wide = options.table.layout == Layout::wide;
  if ((format.kind != Kind::table && options.table.is_chosen()) || (is_json && is_wide)) {
    throw OptionError(fmt::format("it was chosen how a table is written, but {} is {}", file, format.name()),
                      {WayOut::choose_format});
  }
  if (is_wide && format.kind == Kind::table && !format.has_header && options.columns.user) {
    throw OptionError(
        fmt::format("users were chosen by the names of their columns, but {} has no header", file));
  }
}

}  // namespace crowdvote
