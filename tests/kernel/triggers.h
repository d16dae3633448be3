// SPDX-License-Identifier: Apache-2.0
// For each hook event of the catalog a function `provoke_NAME`, which performs an act that must
// give the event and asserts its values. They are declared and called from the catalog itself
// (hooks_test.cpp), so that an event without one does not link: "undefined reference to
// `trace::kernel_tests::provoke_NAME()'".
#pragma once

#include "tests/kernel/child.h"
#include "tests/kernel/collector.h"

namespace trace::kernel_tests {

#define EVENT(name, id, sets, doc) void provoke_##name();
#include "common/catalog/events.def"

// Asserts who did it: the child of this process, as root on the host unless told otherwise, under
// this program's name.
void check_context(const Record& record, const Child& child);

}  // namespace trace::kernel_tests
