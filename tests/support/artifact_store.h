// SPDX-License-Identifier: Apache-2.0
// Folders of artifacts for tests.
#pragma once

#include <string>

#include "collector/capture/store.h"

namespace trace {

inline Result<ArtifactStore> open_store(const std::string& folder, const CaptureLimits& limits, bool clear = false) {
  CaptureRequest request;
  request.folder = folder;
  request.limits = limits;
  request.clear_folder = clear;
  return ArtifactStore::open(request);
}

}  // namespace trace
