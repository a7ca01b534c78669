#pragma once

/// Unpacks streams of gzip and zstd.

#include "io/bytes/byte_filter.hpp"

#include <memory>
#include <string>

namespace crowdvote {

/// \param file for messages
[[nodiscard]] std::unique_ptr<ByteFilter> make_gzip_decompressor(const std::string& file,
                                                                 ByteFilter::ReadBytes read);
[[nodiscard]] std::unique_ptr<ByteFilter> make_zstd_decompressor(const std::string& file,
                                                                 ByteFilter::ReadBytes read);

}  // namespace crowdvote
