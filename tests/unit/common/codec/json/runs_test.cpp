// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/runs.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

// Two runs, of a number and of a text; between them the number of the line.
struct Writer {
  Runs<2> runs;
  int line = 0;
  int written = 0;  // runs that were not copied

  std::string write(std::uint64_t number, std::string_view text) {
    runs.look();
    runs.see(0, number);
    runs.next();
    runs.see(1, text);
    std::string out;
    runs.write();
    if (runs.open(out)) out += std::to_string(number), ++written;
    runs.close(out);
    out += "-" + std::to_string(++line) + "-";
    if (runs.open(out)) out += text, ++written;
    runs.close(out);
    return out;
  }
};

}  // namespace

TEST_CASE("a run is copied if its values are those of the event before", "[json]") {
  Writer writer;
  CHECK(writer.write(7, "a") == "7-1-a");
  CHECK(writer.written == 2);
  CHECK(writer.write(7, "a") == "7-2-a");
  CHECK(writer.written == 2);
}

TEST_CASE("only the run whose value changed is written anew", "[json]") {
  Writer writer;
  writer.write(7, "a");
  CHECK(writer.write(8, "a") == "8-2-a");
  CHECK(writer.written == 3);
  CHECK(writer.write(8, "b") == "8-3-b");
  CHECK(writer.written == 4);
}

TEST_CASE("a value that is 0 or empty at first is written", "[json]") {
  Writer writer;
  CHECK(writer.write(0, "") == "0-1-");
  CHECK(writer.written == 2);
}

}  // namespace trace
