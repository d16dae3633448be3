// SPDX-License-Identifier: Apache-2.0
// The signatures that the options ask for.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include "rules/builtin/native/all.h"
#include "rules/cli/options.h"
#include "rules/lang/signature/loader.h"

namespace trace {

struct SelectedSignatures {
  RuleSet set;
  std::vector<std::unique_ptr<NativeSignature>> natives;

  std::vector<const Metadata*> metadata() const;  // by id
  // The events that each looks at.
  std::map<const Metadata*, std::set<std::string_view>> events() const;
};

// Errors: of reading and of the signatures; an id or name that there is not, with a near one.
Result<SelectedSignatures> select_signatures(const EngineOptions& options);
// The same, of files of the user's that were read already.
Result<SelectedSignatures> select_signatures(const EngineOptions& options, const std::vector<SourceFile>& files);

// Takes those out that the set disables. Errors: it disables one that there is not.
Status disable_natives(const RuleSet& set, std::vector<std::unique_ptr<NativeSignature>>& natives);

}  // namespace trace
