// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/own_folder.h"

#include "common/base/guarded_folder.h"
#include "common/base/text.h"
#include "common/base/trusted_path.h"

namespace trace {

Result<UniqueFd> open_own_folder(const std::string& path) {
  auto folder = open_guarded_folder(path, MakeFolder::it);
  if (!folder) return std::move(folder).error().in("folder " + in_quotes(without_slashes(path)));
  return folder;
}

}  // namespace trace
