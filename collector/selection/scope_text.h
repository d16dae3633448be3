// SPDX-License-Identifier: Apache-2.0
// The scopes as text, made from common/catalog/scopes.def.
#pragma once

#include <string>

namespace trace {

// A line or two for each scope, for help: how it is written, what it is, what operators it takes. At most 100 columns.
std::string scope_help();

// What a scope begins with, for completion: "uid= ... container not-container ... follow".
std::string scope_words();

}  // namespace trace
