// SPDX-License-Identifier: Apache-2.0
// What never changes in the JSON of an event, for the writer to copy; and the members of credentials, for both.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/wire/frame.h"

namespace trace {

struct EventLayout {
  struct Field {
    std::string head;         // {"name":"flags","type":"int","value":
    std::string symbol_head;  // the same with "type":"string", for a number shown as a symbol
  };
  std::string ids;  // ,"eventId":"257","eventName":"openat"
  std::vector<Field> fields;
};

// By slot.
std::span<const EventLayout> event_layouts();

// A member of a slim_cred_t, in the order of the JSON format.
struct CredMember {
  std::string_view key;
  std::size_t offset;
  bool wide;  // 64 bits, else 32
  bool is_signed;
};
inline constexpr auto kCredMembers = std::to_array<CredMember>({
    {"Uid", offsetof(wire_cred, uid), false, true},
    {"Gid", offsetof(wire_cred, gid), false, true},
    {"Suid", offsetof(wire_cred, suid), false, true},
    {"Sgid", offsetof(wire_cred, sgid), false, true},
    {"Euid", offsetof(wire_cred, euid), false, true},
    {"Egid", offsetof(wire_cred, egid), false, true},
    {"Fsuid", offsetof(wire_cred, fsuid), false, true},
    {"Fsgid", offsetof(wire_cred, fsgid), false, true},
    {"UserNamespace", offsetof(wire_cred, user_namespace), false, false},
    {"SecureBits", offsetof(wire_cred, securebits), false, false},
    {"CapInheritable", offsetof(wire_cred, cap_inheritable), true, false},
    {"CapPermitted", offsetof(wire_cred, cap_permitted), true, false},
    {"CapEffective", offsetof(wire_cred, cap_effective), true, false},
    {"CapBounding", offsetof(wire_cred, cap_bounding), true, false},
    {"CapAmbient", offsetof(wire_cred, cap_ambient), true, false},
});

}  // namespace trace
