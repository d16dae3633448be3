// SPDX-License-Identifier: Apache-2.0
#include "tests/support/exported.h"

namespace trace {
namespace {

TEST_CASE("JSON and CSV are as the collector writes them") {
  const OwnedEvent made =
      told_event("openat", {{"pathname", std::string_view("=1")}, {"flags", std::int64_t{0}}}, "=sum");
  CHECK(has_text(exported(ExportFormat::json, made.event), R"("eventName":"openat")"));
  const std::string line = exported(ExportFormat::csv, made.event);
  CHECK(has_text(line, "\"'=sum\""));
  CHECK(has_text(line, "flags=O_RDONLY"));
}

TEST_CASE("CSV has one head, however many recordings there are") {
  const auto exporter = make_exporter(ExportFormat::csv);
  std::string out;
  exporter->begin({kToldBootTime, 1, "box1", ""}, out);
  const std::size_t head = out.size();
  CHECK(head != 0);
  exporter->begin({kToldBootTime, 1, "box2", ""}, out);
  CHECK(out.size() == head);
}

TEST_CASE("times of losses stay what they are in JSON") {
  CHECK(has_text(exported_loss(ExportFormat::json), "\"lastTime\":1700000005000000000"));
}

TEST_CASE("the clock and the totals of a stream are in JSON") {
  const auto exporter = make_exporter(ExportFormat::json);
  std::string out;
  StreamInfo head{kToldBootTime, 1, "box1", ""};
  head.architecture = Architecture::x86_64;
  exporter->begin(head, out);
  exporter->totals({{}, false, kToldBootTime + 7}, out);
  CHECK(out == "{\"totals\":{\"final\":false,\"time\":1700000000000000007,\"begins\":true}}\n");
  out.clear();
  wire_clock clock{};
  clock.boot_time_ns = kToldBootTime + 5;
  clock.time_ns = kToldBootTime + 9;
  exporter->clock({clock}, out);
  CHECK(has_text(out, "{\"clock\":{\"time\":1700000000000000009,\"bootTime\":1700000000000000005"));
}

TEST_CASE("what JSON says of its streams is said again in JSON") {
  const auto exporter = make_exporter(ExportFormat::json);
  StreamInfo head;
  head.architecture = Architecture::x86_64;
  std::string out;
  exporter->begin(head, out);
  for (const bool is_extract : {true, false}) {
    out.clear();
    exporter->totals({{}, false, 7, {}, false, true, is_extract}, out);
    CHECK(has_text(out, R"("begins":true)"));
    CHECK(has_text(out, R"("extract":true)") == is_extract);
    out.clear();
    exporter->totals({{}, false, 8}, out);
    CHECK_FALSE(has_text(out, "begins"));
    out.clear();
    exporter->totals({{}, true, 9, {}, true}, out);
    CHECK(has_text(out, R"("final":true,"goesOn":true)"));
  }
}

}  // namespace
}  // namespace trace
