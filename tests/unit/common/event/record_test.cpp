// SPDX-License-Identifier: Apache-2.0
#include "common/event/record.h"

#include <catch2/catch.hpp>

#include "common/codec/json/general.h"
#include "common/codec/json/read_value.h"
#include "common/codec/json/reading.h"
#include "common/codec/json/value.h"
#include "common/codec/table/go_text.h"
#include "common/predicate/field.h"
#include "tests/support/records.h"

namespace trace {
namespace {

using namespace std::string_view_literals;

std::string json_of(const FieldSpec& field, const Value& value) {
  std::string out;
  append_json_value(out, field, value, false);
  return out;
}

std::string table_of(const FieldSpec& field, const Value& value) {
  std::string out;
  append_go_text(out, field, value, false);
  return out;
}

// Fields: of a type whose members stand in its bytes each with its head.

constexpr FieldSpec kPacket{"metadata", "trace.PktMeta", WIRE_PKT_META, Meaning::none, "of the packet"};

Record packet() {
  return record_of(WIRE_PKT_META, {{"src_ip", "10.0.0.1"}, {"dst_port", "53"}, {"packet_len", "60"}});
}

TEST_CASE("a record of fields holds the members that were set, and no other") {
  const Record record = packet();
  CHECK(member_text(record, "src_ip") == "10.0.0.1");
  CHECK(member_text(record, "dst_port") == "53");
  CHECK(member_text(record, "packet_len") == "60");
  CHECK(member_text(record, "dst_ip") == "absent");
  CHECK(record.raw() ==
        "\x00\x09\x08\x00"
        "10.0.0.1"
        "\x03\x05\x02\x00\x35\x00"
        "\x05\x02\x04\x00\x3c\x00\x00\x00"sv);
}

TEST_CASE("a record of fields is JSON, and is read from it in both ways") {
  const std::string text = R"({"src_ip":"10.0.0.1","dst_port":53,"packet_len":60})";
  CHECK(json_of(kPacket, packet()) == text);
  const std::string padded = text + std::string(json::GeneralReader::kPadding, ' ');
  std::string arena;
  arena.reserve(1000);
  Value value;
  json::Cursor quick(std::string_view(padded).substr(0, text.size()), arena);
  REQUIRE(json::read_value(quick, kPacket, value));
  CHECK(value == Value(packet()));
  json::ondemand::parser parser;
  json::ondemand::document document;
  json::ondemand::value root;
  REQUIRE(parser.iterate(padded.data(), text.size(), padded.size()).get(document) == simdjson::SUCCESS);
  REQUIRE(document.get_value().get(root) == simdjson::SUCCESS);
  json::SimdValue general(root, arena);
  REQUIRE(json::read_value(general, kPacket, value));
  CHECK(value == Value(packet()));
}

TEST_CASE("a record of fields is a struct in a table") {
  CHECK(table_of(kPacket, packet()) == "{10.0.0.1  0 53 0 60 }");
}

TEST_CASE("a predicate can ask for a member of a record of fields") {
  EventSpec spec;
  spec.name = "packet";
  spec.fields = std::span(&kPacket, 1);
  const auto field = parse_field("metadata.dst_port", spec);
  REQUIRE(field);
  CHECK(type_of(*field, spec).type == WIRE_U16);
  CHECK(to_text(*field, spec) == "args.metadata.dst_port");
  Event event;
  event.spec = &spec;
  event.args[0].value = packet();
  Scratch scratch;
  CHECK(read(*field, event, scratch) == Value(std::uint64_t{53}));
  CHECK(is_absent(read(*parse_field("metadata.iface", spec), event, scratch)));
  CHECK_FALSE(parse_field("metadata.dst_prot", spec));
}

TEST_CASE("a record of fields is sound if each of its members is") {
  const std::string sound(packet().raw());
  CHECK(is_sound(WIRE_PKT_META, sound));
  CHECK(is_sound(WIRE_PKT_META, ""));
  for (std::size_t size = 1; size < sound.size(); ++size) {
    const bool between = size == 12 || size == 18;
    CHECK(is_sound(WIRE_PKT_META, sound.substr(0, size)) == between);
  }
  std::string other_type = sound;
  other_type[1] = WIRE_BYTES;
  CHECK_FALSE(is_sound(WIRE_PKT_META, other_type));
}

TEST_CASE("a member that a younger program added to a record is stepped over") {
  std::string raw("\x63\x05\x02\x00\x07\x00"sv);
  raw += packet().raw();
  REQUIRE(is_sound(WIRE_PKT_META, raw));
  CHECK(member_text(Record(WIRE_PKT_META, raw), "dst_port") == "53");
}

// Fixed: the members lie one after the other.

TEST_CASE("a fixed record has all its members, zero if they were not set") {
  const Record cred = record_of(WIRE_CRED, {{"Euid", "7"}, {"cap_ambient", "9"}});
  CHECK(cred.raw().size() == sizeof(wire_cred));
  CHECK(load<wire_cred>(cred.raw()).euid == 7);
  CHECK(load<wire_cred>(cred.raw()).cap_ambient == 9);
  CHECK(member_text(cred, "euid") == "7");
  CHECK(member_text(cred, "uid") == "0");
}

TEST_CASE("a record that looks like seconds is one number, to a part of a second") {
  CHECK(seconds_of(timespec(3, 500'000'000)) == 3.5);
  CHECK(seconds_of(timespec(-1, 500'000'000)) == -0.5);
  std::string bytes;
  REQUIRE(append_seconds(WIRE_TIMESPEC, 0.9999999999, bytes));
  CHECK(Record(WIRE_TIMESPEC, bytes) == timespec(1, 0));
  CHECK_FALSE(append_seconds(WIRE_TIMESPEC, 1e19, bytes));
}

}  // namespace
}  // namespace trace
