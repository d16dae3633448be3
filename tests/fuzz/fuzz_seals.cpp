// SPDX-License-Identifier: Apache-2.0
// What `trace-rules verify` reads: a recording, as it is, after a seal that opens it and as an extract, and a manifest.
#include <string>

#include "common/base/bytes.h"
#include "common/seal/sealer.h"
#include "common/wire/extract.h"
#include "rules/verify/manifest_check.h"
#include "rules/verify/seal_check.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace trace;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  std::string opened;
  Sealer().open({'m'}, 0, {}, opened);
  wire_extract extract{
      WIRE_EXTRACT_SKIPPABLE, sizeof(extract) - 8, WIRE_EXTRACT_MAGIC, {'m'}, WIRE_EXTRACT_VERSION, 0, 0, 9, 9};
  const std::string head(bytes_of(extract));
  for (const std::string& recording : {bytes, opened + bytes, head + opened + bytes}) {
    KeptElsewhere kept{KeyCheck({PublicKey{}}), AnchorCheck({Anchor{}})};
    static_cast<void>(check_seals(Input(bytes_of(recording)), kept));
  }
  KeyCheck keys({PublicKey{}});
  static_cast<void>(check_manifest(Input(bytes_of(bytes)), keys));
  return 0;
}
