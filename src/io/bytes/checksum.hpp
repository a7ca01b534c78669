#pragma once

/// The SHA-256 of bytes that arrive in pieces.

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace crowdvote {

class Sha256 {
 public:
  Sha256();

  void add(std::string_view bytes);
  /// The digest in hexadecimal digits, as sha256sum writes it. Nothing can be added afterwards.
  [[nodiscard]] std::string finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace crowdvote
