// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/records.h"

#include <array>
#include <iterator>

#include "common/codec/json/reading.h"

namespace trace::json {
namespace {

bool read_total(ondemand::value& value, wire_total& total) {
  return for_each_member(value, [&](std::string_view key, ondemand::value member) {
    if (key == "eventId") return read_number(member, total.id);
    if (key == "produced") return read_number(member, total.produced);
    if (key == "written") return read_number(member, total.written);
    if (key == "filtered") return read_number(member, total.filtered);
    if (key == "lost") return read_number(member, total.lost);
    return true;
  });
}

int digit_of(char hex) {
  if (hex >= '0' && hex <= '9') return hex - '0';
  return hex >= 'a' && hex <= 'f' ? hex - 'a' + 10 : -1;
}

// Two digits a byte, as many as the hash has.
bool read_hash(ondemand::value& value, wire_hash& hash) {
  std::string_view text;
  if (!read_text(value, text) || text.size() != 2 * sizeof(hash.bytes)) return false;
  hash.algorithm = WIRE_HASH_SHA256;
  for (std::size_t i = 0; i < sizeof(hash.bytes); ++i) {
    const int high = digit_of(text[2 * i]);
    const int low = digit_of(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    hash.bytes[i] = static_cast<wire_u8>(high * 16 + low);
  }
  return true;
}

bool read_kind(ondemand::value& value, wire_artifact& artifact) {
  std::string_view name;
  if (!read_text(value, name)) return false;
  for (std::size_t i = 0; i < kArtifactKinds.size(); ++i) {
    if (kArtifactKinds[i] == name) artifact.what = static_cast<wire_u16>(i);
  }
  return true;
}

}  // namespace

bool read_loss(ondemand::value& value, wire_loss& loss) {
  loss = {};
  loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
  return for_each_member(value, [&](std::string_view key, ondemand::value member) {
    if (key == "eventId") return read_number(member, loss.id);
    if (key == "processorId") return read_number(member, loss.cpu);
    if (key == "lane") return read_number(member, loss.lane);
    if (key == "count") return read_number(member, loss.count);
    if (key == "firstTime") return read_number(member, loss.first_time_ns);
    if (key == "lastTime") return read_number(member, loss.last_time_ns);
    if (key == "firstSeq") return read_number(member, loss.first_seq);
    if (key == "lastSeq") return read_number(member, loss.last_seq);
    return true;
  });
}

bool read_totals(ondemand::value& value, TotalsLine& totals) {
  totals = {};
  return for_each_member(value, [&](std::string_view key, ondemand::value member) {
    if (key == "final") return member.get_bool().get(totals.final) == simdjson::SUCCESS;
    if (key == "goesOn") return member.get_bool().get(totals.goes_on) == simdjson::SUCCESS;
    if (key == "begins") return member.get_bool().get(totals.begins) == simdjson::SUCCESS;
    if (key == "relativeTo") return read_number(member, totals.relative_to_ns);
    if (key == "extract") return member.get_bool().get(totals.is_extract) == simdjson::SUCCESS;
    if (key == "time") return read_number(member, totals.time_ns);
    if (key == "architecture") {
      std::string_view name;
      if (!read_text(member, name)) return false;
      totals.architecture = find_architecture(name);
      return totals.architecture.has_value();
    }
    if (key != "events") return true;
    return for_each_element(member, [&](ondemand::value& row) { return read_total(row, totals.rows.emplace_back()); });
  });
}

bool read_clock(ondemand::value& value, wire_clock& clock) {
  clock = {};
  clock.header = {sizeof(clock), WIRE_KIND_CLOCK, 0};
  return for_each_member(value, [&](std::string_view key, ondemand::value member) {
    if (key == "time") return read_number(member, clock.time_ns);
    if (key == "bootTime") return read_number(member, clock.boot_time_ns);
    if (key == "error") return read_number(member, clock.error_ns);
    return true;
  });
}

bool read_artifact(ondemand::value& value, wire_artifact& artifact) {
  artifact = {};
  artifact.header = {sizeof(artifact), WIRE_KIND_ARTIFACT, 0};
  return for_each_member(value, [&](std::string_view key, ondemand::value member) {
    if (key == "id") return read_number(member, artifact.id);
    if (key == "kind") return read_kind(member, artifact);
    if (key == "size") return read_number(member, artifact.size);
    if (key == "lane") return read_number(member, artifact.lane);
    if (key == "seq") return read_number(member, artifact.seq);
    if (key == "sha256") return read_hash(member, artifact.hash);
    return true;
  });
}

}  // namespace trace::json
