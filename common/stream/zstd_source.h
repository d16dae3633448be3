// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "common/stream/byte_source.h"

namespace trace {

// Gives out what `packed`, a Zstandard stream, holds. Errors: Code::corrupt; Code::io, if
// it is cut off.
std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> packed);

}  // namespace trace
