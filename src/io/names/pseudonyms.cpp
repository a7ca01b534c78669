#include "io/names/pseudonyms.hpp"

#include "io/bytes/byte_source.hpp"
#include <crowdvote/convert.hpp>
#include <crowdvote/errors.hpp>

#include <array>
#include <cstddef>
#include <new>
#include <span>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace crowdvote {

namespace {

constexpr std::size_t kBytesOfPseudonym = 16;

std::string keyed_hash(const std::string& salt, const std::string& name) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(name.data());
  if (HMAC(EVP_sha256(), salt.data(), static_cast<int>(salt.size()), bytes, name.size(), digest.data(),
           &length) == nullptr) {
    throw std::bad_alloc();  // the only possible failure here
  }
  std::string text;
  for (const unsigned char byte : std::span(digest).first(kBytesOfPseudonym))
    text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

Name Pseudonyms::of(const Name& user) {
  const std::uint32_t id = users_.intern(user);
  if (id == pseudonym_of_user_.size()) pseudonym_of_user_.push_back(keyed_hash(salt_, user.str()));
  return Name(std::string_view(pseudonym_of_user_[id]));
}

std::string read_salt(const std::string& path) {
  constexpr std::size_t kLeast = 16;
  constexpr std::size_t kMost = std::size_t{1} << 20;  // a device may never end
  ByteSource source(path);
  source.expect_at_most(kMost, "a short secret");
  std::string salt = source.read_all();
  while (!salt.empty() && (salt.back() == '\n' || salt.back() == '\r')) salt.pop_back();
  if (salt.size() < kLeast) {
    throw OptionError(
        fmt::format("the salt in '{}' has {} bytes; expected at least {}, so that nobody can guess it", path,
                    salt.size(), kLeast));
  }
  return salt;
}

std::string random_salt() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw IoError("the system's random bytes", "read", 0);
  }
  return {bytes.begin(), bytes.end()};
}

}  // namespace crowdvote
