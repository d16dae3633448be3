// SPDX-License-Identifier: Apache-2.0
// A folder: of artifacts, with a manifest, or of recordings, each of which names the last seal of the one before.
#pragma once

#include <string>

#include "rules/verify/file_chain.h"
#include "rules/verify/finding.h"
#include "rules/verify/kept_elsewhere.h"
#include "rules/verify/opened.h"

namespace trace {

// `next` gives the files below `folder`, sorted by name. Errors: of reading.
Result<Verified> check_folder(const std::string& folder, const NextFile& next, KeptElsewhere& kept);

// A recording, or a manifest alone. `before`: what the one before of `chain` came to; null if there is none. Errors: of reading.
Result<Verified> check_file(OpenedForCheck file, KeptElsewhere& kept, FileChain& chain, Verified* before);

}  // namespace trace
