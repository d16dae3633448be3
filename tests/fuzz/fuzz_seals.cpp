// SPDX-License-Identifier: Apache-2.0
// What `trace-rules verify` reads: a recording, as it is and after a seal that opens it, and a manifest.
#include <string>

#include "common/seal/sealer.h"
#include "rules/verify/manifest_check.h"
#include "rules/verify/seal_check.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace trace;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  std::string opened;
  Sealer().open({'m'}, 0, {}, opened);
  for (const std::string& recording : {bytes, opened + bytes}) {
    KeyCheck keys({PublicKey{}});
    static_cast<void>(check_seals(Input(bytes_of(recording)), keys));
  }
  static_cast<void>(check_manifest(Input(bytes_of(bytes))));
  return 0;
}
