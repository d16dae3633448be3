// SPDX-License-Identifier: Apache-2.0
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

bool read_totals(ondemand::value& value, std::vector<wire_total>& totals) {
  totals.clear();
  return for_each_member(value, [&](std::string_view key, ondemand::value member) {
    if (key != "events") return true;
    return for_each_element(member, [&](ondemand::value& row) { return read_total(row, totals.emplace_back()); });
  });
}

}  // namespace trace::json
