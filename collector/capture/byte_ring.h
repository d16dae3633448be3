// SPDX-License-Identifier: Apache-2.0
// A ring of captured bytes that the kernel side fills (BPF_MAP_TYPE_RINGBUF), as the keeper reads it.
//
// The map is mapped here by hand, as Documentation/bpf/ringbuf.rst and kernel/bpf/ringbuf.c have it, and not by libbpf, which asks for
// the map's size by bpf(2): the keeper may call that not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"

namespace trace {

class ByteRing {
 public:
  // `bytes`: its size, a power of two. Errors: of mmap(2).
  static Result<ByteRing> map(UniqueFd map, std::size_t bytes);
  ByteRing(ByteRing&& other) noexcept;
  ByteRing& operator=(ByteRing&&) = delete;
  ~ByteRing();

  // Readable when the kernel side has woken us.
  int wait_fd() const { return map_.get(); }
  // Hands out what is there, in the order in which it was reserved, until one that is still being written. Returns whether that was all.
  bool take(const std::function<void(std::string_view record)>& sink);

 private:
  ByteRing(UniqueFd map, std::size_t bytes) : map_(std::move(map)), bytes_(bytes) {}

  UniqueFd map_;
  std::size_t bytes_;
  std::uint64_t* consumed_ = nullptr;        // a page of its own
  const std::uint64_t* produced_ = nullptr;  // a page; then the bytes, twice in a row
};

}  // namespace trace
