// SPDX-License-Identifier: Apache-2.0
// What depends on the architecture that events are of. The numbers are those of the kernel's headers for arm64,
// arch/arm64/include/uapi/asm/fcntl.h and ptrace.h.
#include "common/catalog/architecture.h"

#include <tuple>

#include <catch2/catch.hpp>

#include "common/catalog/meaning_text.h"
#include "common/codec/encoder.h"
#include "common/codec/frame/block.h"
#include "common/event/meaning_in.h"
#include "common/predicate/compile.h"
#include "tests/support/items.h"
#include "tests/support/records.h"

namespace trace {
namespace {

constexpr std::uint64_t kDirectory = 040000, kNoFollow = 0100000, kDirect = 0200000, kLargeFile = 0400000;

Event openat(Architecture architecture, std::uint64_t flags) {
  Event event;
  event.spec = find_event("openat");
  event.architecture = architecture;
  event.args[*event.spec->field("flags")].value = static_cast<std::int64_t>(flags);
  event.context.syscall = 257;
  return event;
}

std::string flags_of(const Event& event) {
  const std::size_t ordinal = *event.spec->field("flags");
  return meaning_text(meaning_in(event, ordinal),
                      static_cast<std::uint64_t>(std::get<std::int64_t>(event.args[ordinal].value)));
}

bool holds(std::string_view flags, const Event& event) {
  const Result<Program, Fault> program = compile(test("flags", Op::has_bits, {std::string(flags)}), *event.spec);
  if (!program) FAIL(program.error().message);
  return program->run(event);
}

std::string recording_of(const Event& event, std::unique_ptr<Encoder> encoder) {
  StreamInfo info;
  info.architecture = event.architecture;
  std::string out;
  encoder->begin(info, out);
  encoder->totals({}, false, 0, out);
  encoder->event(event, {}, out);
  return out;
}

// The first event of a stream.
Event first_of(EventReader& reader) {
  while (true) {
    const Item item = reader.next();
    if (const auto* event = std::get_if<EventItem>(&item)) return *event->event;
    REQUIRE_FALSE(std::holds_alternative<End>(item));
  }
}

}  // namespace

TEST_CASE("flags are named by the architecture of their event") {
  const std::uint64_t flags = kDirectory | kNoFollow | kDirect | kLargeFile;
  CHECK(flags_of(openat(Architecture::arm64, flags)) == "O_RDONLY|O_DIRECT|O_LARGEFILE|O_DIRECTORY|O_NOFOLLOW");
  CHECK(flags_of(openat(Architecture::arm64, kDirectory)) == "O_RDONLY|O_DIRECTORY");
  CHECK(flags_of(openat(Architecture::x86_64, kDirectory)) == "O_RDONLY|O_DIRECT");
  CHECK(flags_of(openat(Architecture::arm64, 020040000)) == "O_RDONLY|O_DIRECTORY|O_TMPFILE");
  CHECK(meaning_text(meaning_on(Architecture::arm64, Meaning::ptrace_request), 33) == "PTRACE_PEEKMTETAGS");
  CHECK(meaning_text(meaning_on(Architecture::arm64, Meaning::mmap_prot), 0x14) == "PROT_EXEC|PROT_BTI");
  CHECK(meaning_text(meaning_on(Architecture::arm64, Meaning::mmap_flags), 0x62) == "MAP_PRIVATE|MAP_ANONYMOUS|0x40");
}

TEST_CASE("a condition by names means the same on each architecture") {
  for (const auto& [name, number] : {std::pair{"O_DIRECTORY", kDirectory},
                                     {"O_NOFOLLOW", kNoFollow},
                                     {"O_DIRECT", kDirect},
                                     {"O_LARGEFILE", kLargeFile},
                                     {"O_CREAT", std::uint64_t{0100}}}) {
    INFO(name);
    CHECK(holds(name, openat(Architecture::arm64, number)));
    CHECK(holds(name, openat(Architecture::x86_64, *parse_meaning(Meaning::open_flags, name))));
    CHECK(holds(name, openat(Architecture::x86_64, number)) == (number == 0100));
  }
}

TEST_CASE("a condition by a number that differs by architecture is refused with its names") {
  const auto refusal = [](std::string_view event, std::string_view field, const std::string& literal) {
    const Result<Program, Fault> program = compile(test(std::string(field), Op::equal, {literal}), *find_event(event));
    return program ? std::string() : program.error().message;
  };
  CHECK(refusal("openat", "flags", "0x4000") ==
        R"("0x4000" of "flags" depends on the architecture: O_RDONLY|O_DIRECT on x86_64, )"
        "O_RDONLY|O_DIRECTORY on arm64 (write the name)");
  CHECK(
      refusal("ptrace", "request", "22") ==
      R"("22" of "request" depends on the architecture: 22 on x86_64, PTRACE_GET_THREAD_AREA on arm64 (write the name))");
  CHECK(refusal("openat", "flags", "O_CREAT|32768").starts_with(R"("32768" of "flags" depends on)"));
  CHECK(refusal("ptrace", "request", "10..22").starts_with(R"("22" of "request" depends on)"));
  for (const auto& [event, field, literal] : {std::tuple{"openat", "flags", "577"},
                                              {"openat", "flags", "O_DIRECTORY|O_CLOEXEC"},
                                              {"openat", "flags", "0"},
                                              {"ptrace", "request", "16"},
                                              {"mprotect", "prot", "7"},
                                              {"openat", "dirfd", "16384"}}) {
    INFO(event << ' ' << literal);
    CHECK(refusal(event, field, literal).empty());
  }
}

TEST_CASE("what one architecture alone has keeps its number") {
  CHECK(common_number(Meaning::mmap_prot, Architecture::arm64, 0x31) == 0x31);
  CHECK(common_number(Meaning::ptrace_request, Architecture::arm64, 22) == 25);  // PTRACE_GET_THREAD_AREA
  CHECK(common_number(Meaning::ptrace_request, Architecture::arm64, 4) == 4);
  CHECK(common_number(Meaning::open_flags, Architecture::x86_64, kDirectory) == kDirectory);
}

TEST_CASE("a recording says which architecture it is of") {
  for (const Architecture architecture : {Architecture::x86_64, Architecture::arm64}) {
    const Event event = openat(architecture, kDirectory);
    const std::string shown = flags_of(event);
    for (const bool json : {false, true}) {
      auto reader = open_reader(bytes_of(recording_of(event, json ? make_json_encoder({}) : make_frame_encoder())));
      REQUIRE(reader);
      const Event read = first_of(**reader);
      CHECK(read.architecture == architecture);
      CHECK(flags_of(read) == shown);
    }
  }
}

TEST_CASE("JSON with names needs no architecture") {
  const EncoderOptions names{true, false};
  const Event event = openat(Architecture::arm64, kDirectory);
  auto reader = open_reader(bytes_of(recording_of(event, make_json_encoder(names))));
  REQUIRE(reader);
  CHECK(flags_of(first_of(**reader)) == "O_RDONLY|O_DIRECTORY");
}

TEST_CASE("a stream of an architecture that is not known, or of the other byte order, is refused with a sentence") {
  wire_stream stream{};
  stream.header = {sizeof(stream), WIRE_KIND_STREAM, 0};
  stream.magic = WIRE_MAGIC;
  stream.version = WIRE_VERSION;
  stream.flags = 200U << WIRE_STREAM_ARCHITECTURE_AT;
  stream.crc = checksum(stream);
  std::string bytes(reinterpret_cast<const char*>(&stream), sizeof(stream));
  CHECK(items_of(bytes).front() == "malformed 0: the stream is of architecture 200, which this program does not know");

  stream.magic = __builtin_bswap64(WIRE_MAGIC);
  stream.header = {__builtin_bswap32(sizeof(stream)), __builtin_bswap16(WIRE_KIND_STREAM), 0};
  bytes.assign(reinterpret_cast<const char*>(&stream), sizeof(stream));
  CHECK(items_of(bytes) ==
        std::vector<std::string>{
            "error: it was written by a machine of the other byte order (big endian), which is not read"});
}

}  // namespace trace
