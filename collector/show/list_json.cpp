// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "collector/show/list.h"
#include "common/catalog/catalog.h"
#include "common/codec/json/text.h"

namespace trace {
namespace {

void append_member(std::string_view name, std::string_view text, std::string& out) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, text);
}

void append_sets(std::string_view sets, std::string& out) {
  out += "\"sets\":[";
  while (!sets.empty()) {
    const std::size_t end = std::min(sets.find(", "), sets.size());
    append_json_string(out, sets.substr(0, end));
    sets.remove_prefix(std::min(end + 2, sets.size()));
    if (!sets.empty()) out += ',';
  }
  out += ']';
}

void append_field(const FieldSpec& field, std::string& out) {
  out += '{';
  append_member("name", field.name, out);
  out += ',';
  append_member("type", field.ctype, out);
  out += ',';
  append_member("meaning", meaning_spec(field.meaning).name, out);
  out += ',';
  append_member("doc", field.doc, out);
  out += '}';
}

void append_provider(const ProviderSpec& provider, std::string& out) {
  out += '{';
  append_member("kind", provider_name(provider.kind), out);
  out += ',';
  if (!provider.since.empty()) {
    append_member("since", provider.since, out);
    out += ',';
  }
  append_member("target", provider.target, out);
  out += ',';
  append_member("unseen", provider.unseen, out);
  out += '}';
}

template <class Items, class Append>
void append_list(std::string_view name, const Items& items, Append&& append, std::string& out) {
  out += ',';
  append_json_string(out, name);
  out += ":[";
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    append(item, out);
  }
  out += ']';
}

void append_used(std::uint32_t used, std::string& out) {
  append_json_string(out, find_event(used)->name);
}

// Those whose programs, of 64 or 32 bits, can make the event.
std::vector<std::string_view> machines_of(const EventSpec& event) {
  std::vector<std::string_view> names;
  for (const ArchitectureSpec& machine : kArchitectures) {
    const bool has = !event.is_syscall || event.syscall->unnamed || event.syscall->number(machine.native) >= 0 ||
                     event.syscall->number(machine.compat) >= 0;
    if (has) names.push_back(machine.name);
  }
  return names;
}
void append_machine(std::string_view name, std::string& out) {
  append_json_string(out, name);
}

void append_event(const EventSpec& event, std::string& out) {
  out += "{\"id\":";
  append_json_integer(out, event.id);
  out += ',';
  append_member("name", event.name, out);
  out += ',';
  append_member("kind", event.is_syscall ? "syscall" : is_hooked(event) ? "hook" : "derived", out);
  out += ',';
  append_sets(event.sets, out);
  out += ',';
  append_member("doc", event.doc, out);
  append_list("architectures", machines_of(event), append_machine, out);
  append_list("args", event.fields, append_field, out);
  append_list("providers", event.providers, append_provider, out);
  append_list("uses", event.uses, append_used, out);
  out += '}';
}

}  // namespace

std::string events_json() {
  std::string out = "[\n";
  bool first = true;
  for (const EventSpec& event : events()) {
    if (!first) out += ",\n";
    first = false;
    append_event(event, out);
  }
  return out + "\n]\n";
}

}  // namespace trace
