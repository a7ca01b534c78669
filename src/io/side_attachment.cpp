#include "io/side_attachment.hpp"

#include <crowdvote/errors.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

constexpr std::size_t kExamples = 3;

std::string counted(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

}  // namespace

SideAttachment::SideAttachment(const SideValues& side, CrowdData& data, const ReadOptions& options)
    : side_(side),
      data_(data),
      is_strict_(options.strict),
      keys_are_users_(side.file.role == "experts" || side.file.role == "weights"),
      n_values_(side.size()) {
  if (!side.is_positional) return;
  check_number_of_lines();
  n_values_ = data.observations.size();
  lines_are_names_ = !data.observations.are_indices() && data.observations.is_permutation_of_indices();
}

void SideAttachment::check_number_of_lines() const {
  const std::size_t n = data_.observations.size();
  // Blank lines at the end are values (none) as far as they are needed, else the habit of an editor.
  if (n <= side_.n_lines && n >= side_.n_lines - side_.n_blank_lines_at_end) return;
  const std::size_t n_lines = n < side_.n_lines ? side_.n_lines - side_.n_blank_lines_at_end : side_.n_lines;
  throw InputError(Problem{
      .file = file_name(),
      .what =
          fmt::format("{}, but the votes have {}; a text file has one line for each observation, in their "
                      "order. Give a JSON object or a table with ids where not all of them have a value",
                      counted(n_lines, "line"), counted(n, "observation"))});
}

std::string SideAttachment::file_name() const {
  return side_.file.path == "-" ? "standard input" : side_.file.path;
}

void SideAttachment::note_unknown(const Name& key) {
  ++n_unknown_;
  if (first_unknown_.size() < kExamples) first_unknown_.push_back(fmt::format("'{}'", key.str()));
}

std::string SideAttachment::describe_unknown() const {
  const std::string_view noun = keys_are_users_ ? "user" : "observation";
  return fmt::format("{} of the file {} not in the votes, as {}", counted(n_unknown_, noun),
                     n_unknown_ == 1 ? "is" : "are", fmt::join(first_unknown_, ", "));
}

void SideAttachment::finish() {
  data_.files.push_back(side_.file);
  data_.counts.replaced_side_values += side_.n_replaced;
  (keys_are_users_ ? data_.counts.unknown_users : data_.counts.unknown_observations) += n_unknown_;
  if (side_.n_replaced > 0) {
    warn(fmt::format(
        "{} replaced by a later one of the same {}",
        side_.n_replaced == 1 ? std::string("1 value was") : fmt::format("{} values were", side_.n_replaced),
        keys_are_users_ ? "user" : "observation"));
  }
  if (n_unknown_ == 0) return;
  if (is_strict_) {
    throw InputError(Problem{.file = file_name(),
                             .what = fmt::format("{}; leave {} out, or run without --strict",
                                                 describe_unknown(), n_unknown_ == 1 ? "it" : "them")});
  }
  warn(describe_unknown() + "; left out");
}

void SideAttachment::warn(std::string_view what) {
  data_.warnings.push_back(fmt::format("{}: {}", file_name(), what));
}

}  // namespace crowdvote
