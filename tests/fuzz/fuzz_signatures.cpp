// SPDX-License-Identifier: Apache-2.0
// Signature files: YAML, conditions, and the tests in them, which are run.
#include <string>

#include "rules/lang/signature/loader.h"
#include "rules/show/signature_tests.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto set = trace::load_signatures({{"f.yaml", text}}, {});
  if (set) static_cast<void>(trace::run_signature_tests(*set));
  return 0;
}
