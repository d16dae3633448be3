// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "rules/model/native_signature.h"

namespace trace {

std::unique_ptr<NativeSignature> make_k8s_api_connection();

}  // namespace trace
