// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/encode.h"

#include <cstddef>

#include "common/codec/frame/head.h"
#include "common/event/field_bytes.h"

namespace trace {
void encode_frame(const Event& event, std::uint64_t boot_time_ns, std::string& out) {
  const std::size_t begin = out.size();
  wire_event head = make_head(event, boot_time_ns);
  append_bytes(head, out);
  std::uint8_t ordinal = 0;
  for (const Argument& argument : event.arguments()) {
    const wire_type type = event.spec->fields[ordinal].type;
    if (!is_absent(argument.value)) {
      const std::size_t at = out.size();
      append_bytes(wire_field{ordinal, static_cast<wire_u8>(type | argument.marks), 0}, out);
      append_value(type, argument.value, out);
      const std::size_t size = out.size() - at - sizeof(wire_field);
      put_bytes(static_cast<wire_u16>(size), out, at + offsetof(wire_field, size));
      ++head.header.fields;
    }
    ++ordinal;
  }
  head.header.size = static_cast<wire_u32>(out.size() - begin);
  put_bytes(head.header, out, begin);
}

}  // namespace trace
