// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/completion.h"

#include "collector/selection/scope_text.h"
#include "common/catalog/catalog.h"

namespace trace {
namespace {

void append_variable(std::string_view name, std::string_view words, std::string& out) {
  out.append("_trace_ebpf_").append(name).append("='").append(words).append("'\n");
}

}  // namespace

std::string completion_variables() {
  std::string sets, names, out;
  for (const std::string_view set : set_names()) sets.append(set).append(" ");
  for (const EventSpec& event : events()) names.append(event.name).append(" ");
  append_variable("sets", sets, out);
  append_variable("events", names, out);
  append_variable("scopes", scope_words(), out);
  out += "declare -A _trace_ebpf_args=(\n";
  for (const EventSpec& event : events()) {
    if (event.fields.empty()) continue;
    out.append("  [").append(event.name).append("]='");
    for (const FieldSpec& field : event.fields) out.append(field.name).append(" ");
    out += "'\n";
  }
  return out.append(")\n");
}

}  // namespace trace
