// SPDX-License-Identifier: Apache-2.0
#include "rules/output/event_text.h"

#include "tests/support/tricky_lists.h"

namespace trace {

TEST_CASE("two command lines never look alike", "[sinks]") {
  check_apart([](const StringList& list) {
    std::string out;
    append_words(out, list);
    return out;
  });
}

}  // namespace trace
