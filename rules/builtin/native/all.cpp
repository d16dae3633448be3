// SPDX-License-Identifier: Apache-2.0
#include "rules/builtin/native/all.h"

#include "rules/builtin/native/k8s_api_connection.h"

namespace trace {

std::vector<std::unique_ptr<NativeSignature>> make_native_signatures() {
  std::vector<std::unique_ptr<NativeSignature>> all;
  all.push_back(make_k8s_api_connection());
  return all;
}

}  // namespace trace
