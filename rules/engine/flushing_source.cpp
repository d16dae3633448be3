// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/flushing_source.h"

#include <utility>

namespace trace {
namespace {

class FlushingSource final : public ByteSource {
 public:
  FlushingSource(std::unique_ptr<ByteSource> inner, DetectionSink& sink, std::atomic<bool>& stop)
      : inner_(std::move(inner)), sink_(sink), stop_(stop) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (!sink_.flush()) {
      stop_.store(true, std::memory_order_relaxed);
      return std::size_t{0};
    }
    return inner_->read(buffer);
  }

 private:
  std::unique_ptr<ByteSource> inner_;
  DetectionSink& sink_;
  std::atomic<bool>& stop_;
};

}  // namespace

std::unique_ptr<ByteSource> flush_before_reading(std::unique_ptr<ByteSource> inner, DetectionSink& sink,
                                                 std::atomic<bool>& stop) {
  return std::make_unique<FlushingSource>(std::move(inner), sink, stop);
}

}  // namespace trace
