// SPDX-License-Identifier: Apache-2.0
// System calls that have results in the process's memory, and what is planted there: it may be in no event.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {

inline constexpr const char* kPlantedText = "PLANTED";
inline constexpr int kPlantedNumber = 7'777'777;

inline bool is_result(const ArgumentSpec& field) {
  return field.written != Written::before || field.length == Length::pointer || field.length == Length::result;
}

inline std::vector<const EventSpec*> calls_with_results(Abi abi) {
  std::vector<const EventSpec*> calls;
  for (const EventSpec& event : events()) {
    if (!event.is_syscall || event.syscall->number(abi) < 0) continue;
    const auto& fields = event.syscall->arguments;
    if (std::any_of(fields.begin(), fields.end(), is_result)) calls.push_back(&event);
  }
  return calls;
}

inline std::string names_of(const std::vector<const EventSpec*>& calls) {
  std::string names;
  for (const EventSpec* call : calls) names.append(names.empty() ? "" : ",").append(call->name);
  return names;
}

inline void check_nothing_planted(const Record& record) {
  INFO(record.line);
  CHECK(record.line.find(kPlantedText) == std::string::npos);
  CHECK(record.line.find(std::to_string(kPlantedNumber)) == std::string::npos);
}

}  // namespace trace::kernel_tests
