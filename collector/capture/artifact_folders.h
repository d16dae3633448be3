// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace trace {

// What is in the folder of artifacts besides kProofNames: to clear it removes these.
inline constexpr auto kArtifactFolders = std::to_array<const char*>({"objects", "out", "tmp", "partial"});

}  // namespace trace
