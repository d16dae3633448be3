// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/reading.h"

namespace trace::json {
namespace {

bool read_total(ondemand::value& value, wire_total& total) {
  return for_each_member(value, [&](const char* key, ondemand::value member) {
    if (key_is(key, "eventId")) return read_number(member, total.id);
    if (key_is(key, "produced")) return read_number(member, total.produced);
    if (key_is(key, "written")) return read_number(member, total.written);
    if (key_is(key, "filtered")) return read_number(member, total.filtered);
    if (key_is(key, "lost")) return read_number(member, total.lost);
    return true;
  });
}

}  // namespace

bool read_loss(ondemand::value& value, wire_loss& loss) {
  loss = {};
  loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
  return for_each_member(value, [&](const char* key, ondemand::value member) {
    if (key_is(key, "eventId")) return read_number(member, loss.id);
    if (key_is(key, "processorId")) return read_number(member, loss.cpu);
    if (key_is(key, "lane")) return read_number(member, loss.lane);
    if (key_is(key, "count")) return read_number(member, loss.count);
    if (key_is(key, "firstTime")) return read_number(member, loss.first_time_ns);
    if (key_is(key, "lastTime")) return read_number(member, loss.last_time_ns);
    if (key_is(key, "firstSeq")) return read_number(member, loss.first_seq);
    if (key_is(key, "lastSeq")) return read_number(member, loss.last_seq);
    return true;
  });
}

bool read_totals(ondemand::value& value, std::vector<wire_total>& totals) {
  totals.clear();
  return for_each_member(value, [&](const char* key, ondemand::value member) {
    if (!key_is(key, "events")) return true;
    return for_each_element(member, [&](ondemand::value& row) { return read_total(row, totals.emplace_back()); });
  });
}

}  // namespace trace::json
