// SPDX-License-Identifier: Apache-2.0
#include "collector/show/context_markdown.h"

#include <string_view>

#include "common/base/text.h"
#include "common/catalog/context.h"
#include "common/catalog/members.h"

namespace trace {
namespace {

constexpr std::string_view kContextHead = R"(
## Context

What every event says of who caused it, when and where. A condition asks for a field by its name or another name of it, with
`context.` before it if the event has an argument of that name; `--trace EVENT.scope.NAME=...` takes the names of the last column.

Users and groups are the kernel's own numbers, those of the initial user namespace, which are the host's: `userId`, credentials (CRED), and the owners that hooks
have. Root of a container with a user namespace is the user that its 0 is mapped to. System calls have the numbers that they were given, which are those of the
caller's user namespace, and so have hook events that are made at their exit. A CRED says which user namespace it is in.

| field | other names | type | what it is | `EVENT.scope.` |
|---|---|---|---|---|
)";

constexpr std::string_view kRecordsHead = R"(
## Arguments with members

A condition asks for `ARGUMENT.MEMBER`. A member that a value does not have (the port of a local socket) is absent.

| type | member | type | what it is |
|---|---|---|---|
)";

std::string codes(std::string_view words) {
  std::string out;
  for_each_word(words, [&](std::string_view word) {
    if (!out.empty()) out += ", ";
    out.append("`").append(word).append("`");
  });
  return out;
}

}  // namespace

std::string context_markdown() {
  std::string out(kContextHead);
  for (const ContextSpec& field : kContextFields) {
    out.append("| `").append(field.name).append("` | ").append(codes(field.aliases)).append(" | ");
    out.append(type_name(field.type)).append(" | ").append(field.doc).append(" | ");
    out.append(codes(field.scopes)).append(" |\n");
  }
  return out;
}

std::string records_markdown() {
  std::string out(kRecordsHead);
  for (const MemberSpec& member : kMembers) {
    out.append("| ").append(type_name(member.of)).append(" | `").append(member.field.name).append("` | ");
    out.append(type_name(member.field.type)).append(" | ").append(member.field.doc).append(" |\n");
  }
  return out;
}

}  // namespace trace
