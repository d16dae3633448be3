// SPDX-License-Identifier: Apache-2.0
// The signatures that the options ask for.
#pragma once

#include <memory>
#include <vector>

#include "rules/builtin/native/all.h"
#include "rules/cli/options.h"
#include "rules/lang/signature/loader.h"

namespace trace {

struct SelectedSignatures {
  RuleSet set;
  std::vector<std::unique_ptr<NativeSignature>> natives;

  std::vector<const Metadata*> metadata() const;  // by id
};

// Errors: of reading and of the signatures; an id or name that there is not, with a near one.
Result<SelectedSignatures> select_signatures(const EngineOptions& options);
// The same, of files that were read already.
Result<SelectedSignatures> select_signatures(const EngineOptions& options, const std::vector<SourceFile>& files);

}  // namespace trace
