#include "io/side_attachment.hpp"

#include <crowdvote/errors.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

std::string counted(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

}  // namespace

SideAttachment::SideAttachment(const SideValues& side, CrowdData& data, const ReadOptions& options,
                               const RunControl& control)
    : side_(side),
      data_(data),
      control_(control),
      is_strict_(options.strict),
      keys_are_users_(side.file.role == "experts" || side.file.role == "weights"),
      n_values_(side.size()),
      n_ids_(keys_are_users_ ? data.users.size() : data.observations.size()),
      are_in_place_(false) {
  if (side.is_positional) {
    check_number_of_lines();
    n_values_ = n_ids_;
  }
  are_in_place_ = are_in_place();
  if (!are_in_place_) find_ids();
}

/// Observations that are called 0, 1, 2, ..., but in another order, have their lines in the order of names.
bool SideAttachment::are_in_place() const {
  const NameTable& observations = data_.observations;
  if (side_.is_positional) return observations.are_indices() || !observations.is_permutation_of_indices();
  return !keys_are_users_ && side_.keys.are_places() && observations.are_indices() && n_values_ <= n_ids_;
}

void SideAttachment::find_ids() {
  const NameTable& names = keys_are_users_ ? data_.users : data_.observations;
  id_of_value_.assign(n_values_, kNoId);
  std::vector<Unknown> unknown_of_block(n_blocks(n_values_, kBlockOfValues));
  for_each_block(n_values_, kBlockOfValues, control_, [&](const Block& block, unsigned) {
    Unknown& unknown = unknown_of_block[block.index];
    for (std::size_t v = block.begin; v < block.end; ++v) {
      if (is_idle(v)) continue;
      const Name key = side_.is_positional ? Name(static_cast<std::int64_t>(v)) : side_.keys[v];
      id_of_value_[v] = names.find(key).value_or(kNoId);
      if (id_of_value_[v] != kNoId) continue;
      ++unknown.n;
      if (unknown.first.size() < kExamples) unknown.first.push_back(fmt::format("'{}'", key.str()));
    }
  });
  for (const Unknown& unknown : unknown_of_block) {
    unknown_.n += unknown.n;
    for (const std::string& key : unknown.first) {
      if (unknown_.first.size() < kExamples) unknown_.first.push_back(key);
    }
  }
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

std::string SideAttachment::describe_unknown() const {
  const std::string_view noun = keys_are_users_ ? "user" : "observation";
  return fmt::format("{} of the file {} not in the votes, as {}", counted(unknown_.n, noun),
                     unknown_.n == 1 ? "is" : "are", fmt::join(unknown_.first, ", "));
}

void SideAttachment::finish() {
  data_.files.push_back(side_.file);
  data_.counts.replaced_side_values += side_.n_replaced;
  (keys_are_users_ ? data_.counts.unknown_users : data_.counts.unknown_observations) += unknown_.n;
  if (side_.n_replaced > 0) {
    warn(fmt::format(
        "{} replaced by a later one of the same {}",
        side_.n_replaced == 1 ? std::string("1 value was") : fmt::format("{} values were", side_.n_replaced),
        keys_are_users_ ? "user" : "observation"));
  }
  if (unknown_.n == 0) return;
  if (is_strict_) {
    throw InputError(Problem{.file = file_name(),
                             .what = fmt::format("{}; leave {} out, or run without --strict",
                                                 describe_unknown(), unknown_.n == 1 ? "it" : "them")});
  }
  warn(describe_unknown() + "; left out");
}

void SideAttachment::warn(std::string_view what) {
  data_.warnings.push_back(fmt::format("{}: {}", file_name(), what));
}

}  // namespace crowdvote
