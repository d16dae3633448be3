// SPDX-License-Identifier: Apache-2.0
// One output: an encoder, and the sink its bytes go to.
#pragma once

#include <memory>
#include <string>

#include "common/base/result.h"
#include "common/codec/encoder.h"
#include "common/sink/sink.h"

namespace trace {

class Output {
 public:
  Output(std::unique_ptr<Encoder> encoder, Sink sink) : encoder_(std::move(encoder)), sink_(std::move(sink)) {}

  // Errors: of Sink::open().
  static Result<Output> open(std::unique_ptr<Encoder> encoder, const std::string& path, FilesInUse& in_use) {
    TRY_ASSIGN(Sink sink, Sink::open(path, in_use));
    return Output(std::move(encoder), std::move(sink));
  }

  Encoder& encoder() { return *encoder_; }
  std::string& buffer() { return sink_.buffer(); }
  Sink& sink() { return sink_; }
  const Sink& sink() const { return sink_; }

 private:
  std::unique_ptr<Encoder> encoder_;
  Sink sink_;
};

}  // namespace trace
