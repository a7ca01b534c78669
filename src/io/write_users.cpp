#include "io/field_text.hpp"
#include "io/write_rows.hpp"
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace crowdvote {

namespace {

constexpr char kSeparator = ',';

/// Nothing where the strategy does not estimate the figure.
void append_count(std::string& text, const std::vector<std::uint32_t>& counts, std::size_t u) {
  text += kSeparator;
  if (!counts.empty()) append_number(text, counts[u]);
}

void append_row(std::string& text, DoubleText& doubles, const Name& user, std::size_t n_votes,
                const UserEstimates& estimates, std::size_t u) {
  append_delimited(text, user, kSeparator);
  text += kSeparator;
  append_number(text, n_votes);
  append_count(text, estimates.species_authored, u);
  append_count(text, estimates.species_voted, u);
  append_count(text, estimates.n_species, u);
  text += kSeparator;
  if (!estimates.weight.empty()) doubles.append(text, estimates.weight[u]);
  text += kSeparator;
  if (estimates.self_validating_above && !estimates.weight.empty()) {
    text += estimates.weight[u] > *estimates.self_validating_above + kEpsilon ? '1' : '0';
  }
  text += '\n';
}

}  // namespace

void write_users(OutputFile& file, const CrowdData& data, const VoteMatrix& votes, const Consensus& consensus,
                 const std::string& ai_user, const RunControl& control) {
  file.write("user,votes,species_authored,species_voted,n_species,weight,self_validating\n");
  const std::vector<std::uint32_t> votes_per_user = votes.votes_per_user();
  write_rows(file, votes_per_user.size(), control,
             [&](std::size_t begin, std::size_t end, std::string& text, DoubleText& doubles) {
               for (std::size_t u = begin; u < end; ++u) {
                 append_row(text, doubles, data.users[static_cast<UserId>(u)], votes_per_user[u],
                            consensus.users, u);
               }
             });
  if (!consensus.ai) return;
  const auto& ai_labels = data.ai_label_of_observation;
  const auto n_abstained = std::count(ai_labels.begin(), ai_labels.end(), kNoLabel);
  std::string text;
  DoubleText doubles;
  append_row(text, doubles, Name(ai_user), ai_labels.size() - static_cast<std::size_t>(n_abstained),
             *consensus.ai, 0);
  file.write(text);
}

void write_users(const std::string& path, const CrowdData& data, const VoteMatrix& votes,
                 const Consensus& consensus, const std::string& ai_user, const RunControl& control) {
  OutputFile file(path);
  write_users(file, data, votes, consensus, ai_user, control);
  file.publish();
}

}  // namespace crowdvote
