// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "rules/model/native_signature.h"

namespace trace {

// One of each signature in C++ that is built in.
std::vector<std::unique_ptr<NativeSignature>> make_native_signatures();

}  // namespace trace
