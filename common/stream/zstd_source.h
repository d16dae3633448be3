// SPDX-License-Identifier: Apache-2.0
// A source that decompresses another one.
#pragma once

#include <memory>

#include "common/stream/byte_source.h"

namespace trace {

// `source` gives zstd frames (RFC 8878), one or several. A frame that is cut off gives what could
// be had of it, like any other stream that is cut; damaged data is an error of code corrupt.
// REQUIRES: source is not null.
std::unique_ptr<ByteSource> decompress_zstd(std::unique_ptr<ByteSource> source);

inline constexpr char kZstdMagic[] = "\x28\xb5\x2f\xfd";  // RFC 8878, section 3.1.1

}  // namespace trace
