// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "common/stream/byte_source.h"

namespace trace {

// Gives out what `packed`, a Zstandard stream, holds. Errors, when all is given out that can be: Code::corrupt; Code::io, if it is cut
// off. Of a recording that is sealed (common/wire/seal.h) a damaged part costs no part but itself.
std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> packed);

}  // namespace trace
