// SPDX-License-Identifier: Apache-2.0
// Streams whose catalog is not that of this program.
#include "common/codec/stream_catalog.h"

#include <catch2/catch.hpp>

#include "common/codec/wire_bytes.h"
#include "tests/support/streams.h"

namespace trace::test {
namespace {

struct Field {
  std::string name;
  unsigned type;
};

void declare(std::uint32_t id,
             const std::string& name,
             const std::vector<Field>& fields,
             std::string& out) {
  append_bytes(wire_catalog_event{id, static_cast<wire_u8>(fields.size()),
                                  static_cast<wire_u8>(name.size()), 0},
               out);
  out += name;
  for (const Field& field : fields) {
    append_bytes(wire_catalog_field{static_cast<wire_u8>(field.type),
                                    static_cast<wire_u8>(field.name.size()), 1, 0},
                 out);
    out += field.name + "?";
  }
}

// STREAM and CATALOG with these events.
std::string start_of(const std::string& declarations, unsigned count) {
  std::string catalog;
  append_bytes(wire_header{static_cast<wire_u32>(sizeof(wire_header) + declarations.size()),
                           WIRE_KIND_CATALOG, static_cast<wire_u16>(count)},
               catalog);
  catalog += declarations;
  wire_stream stream{};
  stream.header = {sizeof stream, WIRE_KIND_STREAM, 0};
  stream.magic = WIRE_MAGIC;
  stream.version = WIRE_VERSION;
  stream.catalog_digest = digest_of(catalog);
  std::string out;
  append_bytes(stream, out);
  return out + catalog;
}

std::string frame(std::uint32_t id, const std::vector<std::pair<unsigned, std::string>>& fields) {
  std::string out;
  wire_event fixed{};
  fixed.id = id;
  append_bytes(fixed, out);
  wire_u8 ordinal = 0;
  for (const auto& [type, bytes] : fields) {
    append_bytes(
        wire_field{ordinal++, static_cast<wire_u8>(type), static_cast<wire_u16>(bytes.size())},
        out);
    out += bytes;
  }
  store(wire_header{static_cast<wire_u32>(out.size()), WIRE_KIND_EVENT, ordinal}, 0, out);
  return out;
}

TEST_CASE("fields are found by name, whatever their order, width and company") {
  std::string declarations;
  declare(257, "openat",
          {{"new_field", 40}, {"flags", WIRE_I64}, {"pathname", WIRE_STR}, {"mode", WIRE_STR}},
          declarations);
  std::string stream = start_of(declarations, 1);
  stream += frame(257, {{40, "anything"},
                        {WIRE_I64, std::string("\x41\x02\0\0\0\0\0\0", 8)},
                        {WIRE_STR, "/x"},
                        {WIRE_STR, "?"}});
  auto reader = open_reader(bytes_of(stream));
  REQUIRE(reader);
  REQUIRE((*reader)->next() == EventReader::Item::event);
  const Event& event = (*reader)->event();
  CHECK(event.arg("pathname") == Value(std::string_view("/x")));
  CHECK(event.arg("flags") == Value(std::int64_t{577}));
  CHECK(is_absent(event.arg("mode")));  // it was a text once, and is a number now
  CHECK(is_absent(event.arg("dirfd")));
}

TEST_CASE("an event that this program does not have is named") {
  std::string declarations;
  declare(31000, "from_the_future", {}, declarations);
  const auto items = items_of(start_of(declarations, 1) + frame(31000, {}));
  CHECK(items == std::vector<std::string>{"unknown from_the_future"});
}

TEST_CASE("an event that the stream does not declare is malformed") {
  std::string declarations;
  declare(31000, "from_the_future", {}, declarations);
  const auto items = items_of(start_of(declarations, 1) + frame(257, {}));
  REQUIRE(items.size() == 1);
  CHECK(items[0].find("the stream's catalog does not have its event id") != std::string::npos);
}

TEST_CASE("a catalog that contradicts itself is refused") {
  std::string twice;
  declare(1, "write", {}, twice);
  declare(1, "write", {}, twice);
  auto items = items_of(start_of(twice, 2) + frame(1, {}));
  CHECK(items.at(0).find("declared twice") != std::string::npos);
  CHECK(items.at(1).starts_with("failed: "));
  items = items_of(start_of(twice, 3) + frame(1, {}));
  CHECK(items.at(0).starts_with("malformed"));
}

TEST_CASE("a stream of another version is refused with both versions named") {
  std::string stream = start_of("", 0);
  stream[16] = 2;
  CHECK(items_of(stream) ==
        std::vector<std::string>{
            "failed: reading frames: the stream is of version 2, this program reads version 1"});
}

}  // namespace
}  // namespace trace::test
