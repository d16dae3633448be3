// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/flushing_source.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

class CountsFlushes final : public DetectionSink {
 public:
  Status detection(const Detection&) override { return ok(); }
  Status flush() override {
    ++flushes;
    return fails ? Status(Error{Code::io, "full"}) : ok();
  }
  int flushes = 0;
  bool fails = false;
};

struct Fixture {
  CountsFlushes sink;
  std::atomic<bool> stop = false;
  std::unique_ptr<ByteSource> source = flush_before_reading(bytes_of("abcdef", 3), sink, stop);
  char buffer[16] = {};
};

TEST_CASE_METHOD(Fixture, "detections are passed on before each read, the one that finds the end too") {
  CHECK(*source->read(buffer) == 3);
  CHECK(sink.flushes == 1);
  CHECK(*source->read(buffer) == 3);
  CHECK(*source->read(buffer) == 0);
  CHECK(sink.flushes == 3);
  CHECK_FALSE(stop);
}

TEST_CASE_METHOD(Fixture, "a sink that fails ends the input") {
  sink.fails = true;
  CHECK(*source->read(buffer) == 0);
  CHECK(stop);
}

}  // namespace
}  // namespace trace
