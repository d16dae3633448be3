// SPDX-License-Identifier: Apache-2.0
// One detection for one act. A file is opened, which a rule finds, and renamed by the same process, which the rule would find
// again; a debugger writes into a process word by word.
//
// In: each detection of a clause with an `object`. Out: whether a later one, of the same rule and the same process, goes on
// with it: one of its `continues` has the value of that object. Only a process that was found itself is left out, so nobody
// can hide in the act of another one. By the time of the events, so a recording gives what the live stream gave.
//
// Limits: kRemembered acts, the oldest are forgotten; kLastsNs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

#include "common/base/seeded_hash.h"
#include "rules/model/rule.h"

namespace trace {

class Acts {
 public:
  static constexpr std::size_t kRemembered = 16'384;
  static constexpr std::uint64_t kLastsNs = 600'000'000'000;  // an edited file is written long after it was opened

  // Whether this finding goes on with an act that was found already. Its own object is remembered either way (a file may be
  // renamed twice), but an act does not last longer for being gone on with.
  bool goes_on(const Rule& rule, const Clause& clause, const Event& event);

 private:
  // Of the rule, the process and the object: a hash, so that the table has a size.
  using Key = std::uint64_t;

  void remember(Key key, std::uint64_t time_ns);

  std::unordered_map<Key, std::uint64_t, SeededHash> found_;  // when
  std::deque<Key> order_;                                     // oldest first
};

}  // namespace trace
