// SPDX-License-Identifier: Apache-2.0
// Bytes of an extract with whole parts of a recording (common/wire/extract.h) -> whether each part is as its seal says.
//
// Seals that follow each other are held against each other; where parts are left out without their seals, nothing leads from one
// seal to the next but their numbers. So that nothing is left out it cannot prove, and an extract is never complete.
#pragma once

#include "common/stream/input.h"
#include "rules/verify/seal_check.h"

namespace trace {

// Whether an extract begins there. Reads what is needed to tell.
Result<bool> is_extract(Input& input);

// REQUIRES: is_extract(). Errors: of the source.
Result<SealedStream> check_extract(Input input, KeptElsewhere& kept);

}  // namespace trace
