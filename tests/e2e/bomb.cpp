// SPDX-License-Identifier: Apache-2.0
// Writes to standard output what is small, or endless, and makes a careless reader take all memory: bomb KIND.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "common/artifact/manifest.h"
#include "common/artifact/sha256.h"
#include "common/base/bytes.h"
#include "common/base/crc32c.h"
#include "common/catalog/catalog.h"
#include "common/codec/encoder.h"
#include "common/seal/seal.h"

namespace trace {
namespace {

void write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size()) std::exit(0);  // the reader has had enough
}

void write_often(std::string_view bytes, std::size_t times) {
  for (std::size_t i = 0; i < times; ++i) write(bytes);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

// Frames. What a block's checksum says is told at its end, so none is needed.

// The STREAM frame of a stream without a catalog of its own.
void begin_stream() {
  StreamInfo info{0, 2, "host", "6.1", {}};
  info.mark.fill('m');
  std::string head;
  make_frame_encoder()->begin(info, head);
  wire_stream stream{};
  std::memcpy(&stream, head.data(), sizeof(stream));
  stream.catalog_digest = 0;
  stream.crc = crc32c(bytes_of(stream).substr(0, offsetof(wire_stream, crc)));
  write(bytes_of(stream));
}

template <class Head>
std::string frame(Head head, wire_kind kind, unsigned fields, std::string_view rest) {
  head.header = {static_cast<wire_u32>(sizeof(head) + rest.size()), static_cast<wire_u16>(kind),
                 static_cast<wire_u16>(fields)};
  return std::string(bytes_of(head)).append(rest);
}

void dictionary() {
  begin_stream();
  const std::string text((std::size_t{1} << 20) - sizeof(wire_dictionary), 'x');
  for (std::uint32_t i = 0; i < 1000; ++i) {
    wire_dictionary head{};
    head.what = i % 4 == 0 ? WIRE_DICTIONARY_CONTAINER : WIRE_DICTIONARY_EXECUTABLE;
    head.host_pid = i % 4 == 0 ? 0 : i;
    head.key = i;
    write(frame(head, WIRE_KIND_DICTIONARY, 0, text));
  }
}

void losses() {
  begin_stream();
  for (std::uint32_t i = 0; i < 1'000'000; ++i) {
    wire_loss loss{};
    loss.id = 1'000'000'000 + i;
    loss.count = ~std::uint64_t{0};
    write(frame(loss, WIRE_KIND_LOSS, 0, {}));
  }
}

void totals() {
  begin_stream();
  std::string rows;
  for (std::uint32_t i = 0; i < 26'000; ++i) rows += bytes_of(wire_total{i, 0, 1, 2, 3, 4});
  write_often(frame(wire_totals{}, WIRE_KIND_END, 26'000, rows), 300);
}

// As many events as fit into a frame, with fields of no name.
void catalogs() {
  std::string rest(1, '\0');  // no member of the head
  const std::string event = std::string("\1\2\3\4\0\0", 6);
  while (rest.size() + event.size() + sizeof(wire_header) < std::size_t{1} << 20) rest += event;
  const std::string catalog = std::string(bytes_of(wire_header{static_cast<wire_u32>(sizeof(wire_header) + rest.size()),
                                                               WIRE_KIND_CATALOG, 0})) +
                              rest;
  begin_stream();
  write_often(catalog, 200);
}

// A process each, with the longest path that there is.
void processes() {
  const std::string path(4095, 'x');
  for (int pid = 1; pid <= 200'000; ++pid) {
    const std::string number = std::to_string(pid);
    write(R"({"eventName":"sched_process_exec","hostProcessId":)" + number + R"(,"processId":)" + number +
          R"(,"processEntityId":)" + number + R"(,"args":[{"name":"pathname","type":"const char*","value":"/)" +
          number + path + "\"}]}\n");
  }
}

// JSON.

// As streams are that do not say which process of that number it was.
void nameless() {
  for (int pid = 1; pid <= 200'000; ++pid) {
    const std::string number = std::to_string(pid);
    write(R"({"eventName":"sched_process_exec","hostProcessId":)" + number +
          R"(,"args":[{"name":"pathname","value":"/)" + number + "\"}]}\n");
  }
}
void deep() {
  write(R"({"eventName":"openat","args":)" + repeated("[", 5'000'000) + "\n");
}
void wide() {
  write(R"({"eventName":"openat","args":[)" + repeated(R"({"name":"flags"},)", 3'000'000) + "\n");
}
void line() {
  write_often(repeated("x", 1 << 20), 1000);
}
void text() {
  write(R"({"eventName":"openat","processName":")");
  write_often(repeated("\\u20ac", 1 << 16), 38);
  write("\"}\n");
}

// Signatures.

constexpr std::string_view kRule =
    "kind: rule\nid: A\nname: a\nversion: 1\ntitle: T\nseverity: low\ndescription: D\non: ";

std::string list(std::size_t items, std::string_view item) {
  std::string out = "kind: list\nname: l\nitems:\n";
  for (std::size_t i = 0; i < items; ++i) out.append("  - ").append(item).append(std::to_string(i)).append("\n");
  return out + "---\n";
}
void brackets() {
  write(repeated("{", 10'000'000));
}
void dashes() {
  write(repeated("- ", 8'000'000));
}
void colons() {
  write(repeated("a: [", 2'000'000));
}
void items() {
  write("kind: list\nname: l\nitems: [" + repeated("x,", 450'000) + "]\n");
}
void documents() {
  write(repeated("--- 1\n", 2'000'000));
}
void lists() {
  write(list(10'000, "/usr/bin/x") + std::string(kRule) + "openat\nwhere: pathname in [$l]" +
        repeated(" or pathname in [$l]", 9'000) + "\n");
}
void searched() {
  std::string all;
  for (char c = '!'; c < 127; ++c) {
    if (c != '\'') all += c;
  }
  std::string text = "kind: list\nname: l\nitems:\n";
  for (int i = 0; i < 15'000; ++i) text += "  - '" + std::to_string(i) + all + all + "'\n";
  write(text + "---\n" + std::string(kRule) + "[openat, execve]\nwhere: pathname contains [$l]\n");
}
void every_event() {
  std::string on;
  for (const EventSpec& event : events()) {
    if (event.field("pathname")) on += std::string(on.empty() ? "" : ", ") + std::string(event.name);
  }
  write(list(100'000, "/usr/bin/x") + std::string(kRule) + "[" + on + "]\nwhere: pathname in [$l]\n");
}
void macros() {
  std::string out = "kind: macro\nname: m0\nwhere: pid = 1\n";
  for (int i = 1; i < 40; ++i) {
    const std::string below = "m" + std::to_string(i - 1);
    out += "---\nkind: macro\nname: m" + std::to_string(i) + "\nwhere: " + below + " and " + below + " and " + below +
           "\n";
  }
  write(out);
}
void many_macros() {
  std::string out = "kind: macro\nname: m\nwhere: pid = 1" + repeated(" or pid = 2", 9'000) + "\n";
  for (int i = 0; i < 60'000; ++i) out += "---\nkind: macro\nname: n" + std::to_string(i) + "\nwhere: m\n";
  write(out);
}
void patterns() {
  std::string out(kRule);
  out += "openat\nwhere: pathname ~ '(a{100}){10}'";
  for (int i = 0; i < 9'000; ++i) out += " or pathname ~ '(a{100}){9}" + std::to_string(i) + "'";
  write(out + "\n");
}
void classes() {
  std::string out(kRule);
  out += "openat\nwhere: pathname ~ '[\\pL]{50}'";
  for (int i = 0; i < 9'000; ++i) out += " or pathname ~ '[\\pL]{50}" + std::to_string(i) + "'";
  write(out + "\n");
}
void globs() {
  write(std::string(kRule) + "openat\nwhere: pathname glob '" + repeated("*a", 400'000) + "'\n");
}
// Rules of which each has about as many different tests as a condition may have.
void alternatives() {
  for (int rule = 0; rule < 8; ++rule) {
    const bool is_any = rule % 2 == 0;
    const std::string number = std::to_string(rule);
    std::string where = "pathname = 'x'";
    for (int i = 0; i < (is_any ? 9'000 : 4'500); ++i) {
      where += (is_any ? " or pathname = '/" : " and pathname != '/") + number + "_" + std::to_string(i) + "'";
    }
    write("kind: rule\nid: A" + number + "\nname: a" + number +
          "\nversion: 1\ntitle: T\nseverity: low\ndescription: D\non: openat\nwhere: " + where + "\n---\n");
  }
}
void parentheses() {
  write(std::string(kRule) + "openat\nwhere: " + repeated("(", 400'000) + "\n");
}

// What `verify` reads.

// Seals that open a recording, each with a mark of its own.
void openings() {
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    wire_u8 mark[WIRE_MARK_SIZE] = {};
    std::memcpy(mark, &i, sizeof(i));
    wire_seal seal = blank_seal(mark);
    seal.flags = WIRE_SEAL_OPENS;
    close_seal(seal);
    write(bytes_of(seal));
  }
}

std::string object_named(std::uint64_t number) {
  return "objects/ab/" + std::to_string(number);
}

// A manifest that names objects and links to them; with `removed` each of them has made room then.
void manifest_of(std::uint64_t objects, bool removed) {
  ManifestEnd end;
  ManifestLine line;
  for (std::uint64_t i = 0; i < objects; ++i) {
    line.kind = "exec";
    line.object = object_named(i);
    line.sha256 = std::to_string(i);
    line.name = "out/host/exec." + line.sha256;
    write(manifest_line(line, end));
  }
  line = {};
  for (std::uint64_t i = 0; i < objects && removed; ++i) {
    line.kind = "keeper";
    line.result = "removed";
    line.object = object_named(i);
    write(manifest_line(line, end));
  }
}
void removed() {
  manifest_of(100'000, true);
}
void names() {
  manifest_of(1'000'000, false);
}

struct Kind {
  std::string_view name;
  void (*make)();
};
constexpr Kind kKinds[] = {
    {"dictionary", dictionary},
    {"losses", losses},
    {"totals", totals},
    {"catalogs", catalogs},
    {"processes", processes},
    {"nameless", nameless},
    {"deep", deep},
    {"wide", wide},
    {"line", line},
    {"text", text},
    {"brackets", brackets},
    {"dashes", dashes},
    {"colons", colons},
    {"items", items},
    {"documents", documents},
    {"lists", lists},
    {"searched", searched},
    {"every_event", every_event},
    {"macros", macros},
    {"many_macros", many_macros},
    {"patterns", patterns},
    {"classes", classes},
    {"globs", globs},
    {"alternatives", alternatives},
    {"parentheses", parentheses},
    {"openings", openings},
    {"removed", removed},
    {"names", names},
};

int make(std::string_view name) {
  for (const Kind& kind : kKinds) {
    if (kind.name != name) continue;
    kind.make();
    return 0;
  }
  return 2;
}

}  // namespace
}  // namespace trace

int main(int argc, char** argv) {
  return argc == 2 ? trace::make(argv[1]) : 2;
}
