// SPDX-License-Identifier: Apache-2.0
// The kernel's side of a ring of captured bytes.
#pragma once

#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "collector/capture/byte_ring.h"

namespace trace {

// A file that lies as the map does: a page that the reader writes, one that the kernel writes, the bytes.
class FakeRing {
 public:
  static constexpr std::size_t kBytes = 1 << 16;

  FakeRing() : fd_(::memfd_create("ring", 0)) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    size_ = 2 * page + 2 * kBytes;
    REQUIRE(::ftruncate(fd_.get(), static_cast<off_t>(size_)) == 0);
    at_ = static_cast<char*>(::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0));
    REQUIRE(at_ != MAP_FAILED);
    produced_ = reinterpret_cast<std::uint64_t*>(at_ + page);
    data_ = at_ + 2 * page;
  }
  ~FakeRing() { ::munmap(at_, size_); }

  // Returns where its head is.
  std::uint32_t* put(const std::string& record, std::uint32_t flags = 0) {
    auto* const head = reinterpret_cast<std::uint32_t*>(data_ + *produced_ % kBytes);
    *head = static_cast<std::uint32_t>(record.size()) | flags;
    std::memcpy(head + 2, record.data(), record.size());
    *produced_ += (record.size() + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
    return head;
  }
  std::uint64_t consumed() const { return *reinterpret_cast<const std::uint64_t*>(at_); }
  std::uint64_t produced() const { return *produced_; }
  ByteRing reader() const {
    auto ring = ByteRing::map(UniqueFd(::dup(fd_.get())), kBytes);
    REQUIRE(ring);
    return *std::move(ring);
  }

 private:
  UniqueFd fd_;
  std::size_t size_ = 0;
  char* at_ = nullptr;
  std::uint64_t* produced_ = nullptr;
  char* data_ = nullptr;
};

}  // namespace trace
