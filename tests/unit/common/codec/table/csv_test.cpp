// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <catch2/catch.hpp>

#include "common/codec/encoder.h"

namespace trace {
namespace {

std::string record_of(std::string_view comm, std::string_view executable, const EncoderOptions& options = {}) {
  const std::unique_ptr<Encoder> encoder = make_csv_encoder(options);
  std::string out;
  encoder->begin({}, out);
  out.clear();
  Event event;
  event.spec = find_event("ptrace");
  event.context.time_ns = 1'732'402'800'123'456'789;
  event.context.comm = comm;
  event.context.executable = executable;
  encoder->event(event, {}, out);
  return out;
}

bool has(const std::string& record, std::string_view part) {
  INFO(record);
  CHECK(record.find(part) != std::string::npos);
  return record.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("csv begins with a header, and a record has a value for each of its columns") {
  const std::unique_ptr<Encoder> encoder = make_csv_encoder();
  std::string header;
  encoder->begin({}, header);
  CHECK(header.starts_with("time,cpu,uid,pid,"));
  CHECK(header.ends_with(",args\r\n"));
  const std::string record = record_of("sh", "/bin/sh");
  CHECK(std::count(record.begin(), record.end(), ',') == std::count(header.begin(), header.end(), ','));
  CHECK(record.starts_with("2024-11-23T23:00:00.123456789Z,0,0,0,"));
  has(record, ",\"sh\",\"/bin/sh\",");
  has(record, ",\"ptrace\",0,\"");
}

TEST_CASE("quotes are doubled, and commas stay inside of them") {
  has(record_of("a\"b,c", ""), ",\"a\"\"b,c\",");
}

TEST_CASE("a record is one line, whatever an attacker writes") {
  const std::string record = record_of("a\nb\r\x1b[31m\xc2\x9b", "");
  CHECK(record.find_first_of("\n\r\x1b") == record.size() - 2);
  has(record, ",\"a\\x0ab\\x0d\\x1b[31m");
}

TEST_CASE("what a spreadsheet would take for a formula is none") {
  has(record_of("=1+1", "@x"), ",\"'=1+1\",\"'@x\",");
}

TEST_CASE("a loss is a record of its own") {
  const std::unique_ptr<Encoder> encoder = make_csv_encoder();
  wire_loss loss{};
  loss.id = find_event("ptrace")->id;
  loss.count = 3;
  loss.last_time_ns = 1'000'000'000;
  std::string out;
  encoder->loss(loss, out);
  CHECK(out.starts_with("1970-01-01T00:00:01.000000000Z,,"));
  CHECK(out.ends_with("\"lost\",,\"event=ptrace; count=3\"\r\n"));
  CHECK(std::count(out.begin(), out.end(), ',') == 14);
}

}  // namespace trace
