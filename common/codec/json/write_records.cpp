// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/catalog.h"
#include "common/codec/json/records.h"
#include "common/codec/json/text.h"

namespace trace::json {
namespace {

template <class Integer>
void number(std::string& out, std::string_view key, Integer value) {
  out += key;
  append_json_integer(out, value);
}

void event(std::string& out, std::string_view key, std::uint32_t id) {
  number(out, key, id);
  out += ",\"eventName\":";
  append_json_string(out, event_name(id));
}

}  // namespace

void append_loss(const wire_loss& loss, std::uint64_t boot_time_ns, std::string& out) {
  event(out, "{\"loss\":{\"eventId\":", loss.id);
  number(out, ",\"processorId\":", loss.cpu);
  number(out, ",\"lane\":", loss.lane);
  number(out, ",\"count\":", loss.count);
  number(out, ",\"firstTime\":", loss.first_time_ns == 0 ? 0 : loss.first_time_ns + boot_time_ns);
  number(out, ",\"lastTime\":", loss.last_time_ns == 0 ? 0 : loss.last_time_ns + boot_time_ns);
  number(out, ",\"firstSeq\":", loss.first_seq);
  number(out, ",\"lastSeq\":", loss.last_seq);
  out += "}}\n";
}

void append_checkpoint(const Checkpoint& said, std::string& out) {
  number(out, "{\"totals\":{\"final\":false,\"time\":", said.time_ns);
  if (said.begins) out += ",\"begins\":true";
  if (said.begins && said.is_extract) out += ",\"extract\":true";
  if (said.relative_to_ns != 0) number(out, ",\"relativeTo\":", said.relative_to_ns);
  if (said.architecture != Architecture::x86_64) {
    out.append(",\"architecture\":\"").append(architecture_spec(said.architecture).name).append("\"");
  }
  out += "}}\n";
}

void append_totals(std::span<const wire_total> totals, bool goes_on, std::string& out) {
  out +=
      goes_on ? "{\"totals\":{\"final\":true,\"goesOn\":true,\"events\":[" : "{\"totals\":{\"final\":true,\"events\":[";
  bool first = true;
  for (const wire_total& total : totals) {
    event(out, first ? "{\"eventId\":" : ",{\"eventId\":", total.id);
    number(out, ",\"produced\":", total.produced);
    number(out, ",\"written\":", total.written);
    number(out, ",\"filtered\":", total.filtered);
    number(out, ",\"lost\":", total.lost);
    out += '}';
    first = false;
  }
  out += "]}}\n";
}

void append_clock(const wire_clock& clock, std::string& out) {
  number(out, "{\"clock\":{\"time\":", clock.time_ns + clock.boot_time_ns);
  number(out, ",\"bootTime\":", clock.boot_time_ns);
  number(out, ",\"error\":", clock.error_ns);
  out += "}}\n";
}

void append_artifact(const wire_artifact& artifact, std::string& out) {
  number(out, "{\"artifact\":{\"id\":", artifact.id);
  out += ",\"kind\":";
  append_json_string(out, artifact.what < kArtifactKinds.size() ? kArtifactKinds[artifact.what] : std::string_view());
  number(out, ",\"size\":", artifact.size);
  number(out, ",\"lane\":", artifact.lane);
  number(out, ",\"seq\":", artifact.seq);
  if (artifact.hash.algorithm == WIRE_HASH_SHA256) {
    out += ",\"sha256\":\"";
    for (const wire_u8 byte : artifact.hash.bytes) {
      out += "0123456789abcdef"[byte >> 4];
      out += "0123456789abcdef"[byte & 0xf];
    }
    out += '"';
  }
  out += "}}\n";
}

}  // namespace trace::json
