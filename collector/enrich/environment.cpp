// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/environment.h"

#include <algorithm>

namespace trace {
namespace {

constexpr auto kKept = std::to_array<std::string_view>({"LD_PRELOAD=", "LD_LIBRARY_PATH=", "KUBERNETES_SERVICE_HOST="});

void keep_some(StringList environment, std::string& kept) {
  kept.clear();
  for (const std::string_view entry : environment) {
    if (is_kept_variable(entry)) kept.append(entry).push_back('\0');
  }
}

}  // namespace

bool is_kept_variable(std::string_view entry) {
  return std::any_of(kKept.begin(), kKept.end(), [&](std::string_view prefix) { return entry.starts_with(prefix); });
}

StageNeeds EnvironmentStage::needs() const {
  StageNeeds needs;
  for (const EventSpec& event : events()) {
    const bool has_one = std::any_of(event.fields.begin(), event.fields.end(),
                                     [](const FieldSpec& field) { return field.meaning == Meaning::environment; });
    if (has_one) needs.reads.set(event.slot);
  }
  return needs;
}

bool EnvironmentStage::on(Event& event, Emit& emit) {
  for (std::size_t ordinal = 0; ordinal < event.spec->fields.size(); ++ordinal) {
    if (event.spec->fields[ordinal].meaning != Meaning::environment) continue;
    Value& value = event.args[ordinal].value;
    const auto* environment = std::get_if<StringList>(&value);
    if (environment == nullptr) continue;
    keep_some(*environment, kept_[ordinal]);
    value = StringList(kept_[ordinal]);
    emit.edited();
  }
  return true;
}

}  // namespace trace
