// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "collector/show/context_markdown.h"
#include "collector/show/list.h"
#include "common/catalog/catalog.h"

namespace trace {
namespace {

constexpr std::string_view kHead = R"(# Events

Every event that `trace-ebpf` can collect. This file is made by `trace-ebpf --list markdown` from the
catalog in `common/catalog`; do not edit it. How to select events: [selecting-events.md](selecting-events.md).

)";

constexpr std::string_view kSetsHead = R"(## Sets

`--trace set=NAME` selects all events of a set.

| set | events |
|---|---|
)";

constexpr std::string_view kHooksHead = R"(
## Events from hooks

Each can come from several places in the kernel, best first; the first that this kernel allows is taken,
and `trace-ebpf --doctor` says which. "Not seen" is what a place misses.

| event | when |
|---|---|
)";

constexpr std::string_view kSyscallsHead = R"(
## System calls

Each is reported when it returns, with its arguments and its result. Ids are also the numbers of the
calls on x86-64, save for those in the set `32bit_unique`, which only 32-bit programs have. A call that an architecture
does not have can be selected there, and never comes.

| event | id | sets | arguments | not on |
|---|---|---|---|---|
)";

// "|" parts the cells of a table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string code(std::string_view text) {
  return text.empty() ? std::string() : "`" + cell(text) + "`";
}

void append_sets(std::string& out) {
  out += kSetsHead;
  std::vector<std::string_view> sets(set_names().begin(), set_names().end());
  std::sort(sets.begin(), sets.end());
  for (const std::string_view set : sets) {
    std::size_t count = 0;
    for (const EventSpec& event : events()) {
      count += event.in_set(set) ? 1 : 0;
    }
    out.append("| ").append(code(set)).append(" | ").append(std::to_string(count)).append(" |\n");
  }
}

void append_fields(const EventSpec& event, std::string& out) {
  out += "| argument | type | what it is |\n|---|---|---|\n";
  for (const FieldSpec& field : event.fields) {
    out.append("| ").append(code(field.name)).append(" | ").append(code(field.ctype)).append(" | ");
    out += cell(field.doc);
    if (field.meaning != Meaning::none) {
      out.append("; ").append(cell(meaning_spec(field.meaning).doc));
    }
    out += " |\n";
  }
}

void append_providers(const EventSpec& event, std::string& out) {
  if (event.origin == Origin::collector) {
    out += "\nMade by the collector, of its own work. It is shown whatever was asked for.\n";
    return;
  }
  if (event.origin == Origin::engine) {
    out += "\nMade by the engine, of a stream that it reads or writes. The collector does not have it.\n";
    return;
  }
  if (event.origin == Origin::artifact) {
    out += "\nMade by the collector, of what it captures. It is shown if something is captured.\n";
    return;
  }
  if (!is_hooked(event)) {
    out += "\nDerived from";
    for (const std::uint32_t used : event.uses) out.append(" ").append(code(find_event(used)->name));
    out += ".\n";
    return;
  }
  out += "\n| from | where | not seen |\n|---|---|---|\n";
  for (const ProviderSpec& provider : event.providers) {
    out.append("| ").append(provider_name(provider.kind));
    if (!provider.since.empty()) out.append(" of Linux ").append(provider.since);
    out.append(" | ").append(code(provider.target));
    out.append(" | ").append(cell(provider.unseen)).append(" |\n");
  }
}

void append_link(const EventSpec& event, std::string& out) {
  out.append("| [").append(code(event.name)).append("](#").append(event.name).append(") | ");
  out.append(cell(event.doc)).append(" |\n");
}

void append_hook(const EventSpec& event, std::string& out) {
  out.append("\n### ").append(event.name).append("\n\n").append(event.doc);
  out.append(" Id ")
      .append(std::to_string(event.id))
      .append(event.sets.empty() ? ", in no set" : ", sets: ")
      .append(event.sets)
      .append(".\n\n");
  append_fields(event, out);
  append_providers(event, out);
}

void append_syscall(const EventSpec& event, std::string& out) {
  std::string arguments;
  for (const FieldSpec& field : event.fields) {
    if (!arguments.empty()) arguments += ", ";
    arguments.append(field.ctype).append(" ").append(field.name);
  }
  out.append("| ").append(code(event.name)).append(" | ").append(std::to_string(event.id)).append(" | ");
  out.append(event.sets).append(" | ").append(code(arguments)).append(" | ").append(not_on_text(event)).append(" |\n");
}

}  // namespace

std::string events_markdown() {
  std::string out(kHead);
  append_sets(out);
  out += context_markdown();
  out += records_markdown();
  out += kHooksHead;
  for (const EventSpec& event : events()) {
    if (!event.is_syscall) append_link(event, out);
  }
  for (const EventSpec& event : events()) {
    if (!event.is_syscall) append_hook(event, out);
  }
  out += kSyscallsHead;
  for (const EventSpec& event : events()) {
    if (event.is_syscall) append_syscall(event, out);
  }
  return out;
}

}  // namespace trace
