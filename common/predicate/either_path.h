// SPDX-License-Identifier: Apache-2.0
// A file may have two paths: the one that the process saw, and its origin (bpf/put/origin.h). Whoever can mount chooses the first.
// So what is asked of the path of an event is asked of either: the whole formula with the one, or the whole with the other.
//
//   pathname startswith /etc/ and not pathname endswith .bak
//     is    that   or   origin_pathname exists and origin_pathname startswith /etc/ and not origin_pathname endswith .bak
//
// Rejected: two tests in place of each one. Of a negated test that asks too much: a path that was chosen to end with .bak would
// hide /etc/passwd.
#pragma once

#include "common/predicate/resolve.h"

namespace trace {

Formula with_either_path(Formula formula, const EventSpec& event);

}  // namespace trace
