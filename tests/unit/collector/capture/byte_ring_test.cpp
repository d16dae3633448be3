// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/byte_ring.h"

#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace trace {
namespace {

constexpr std::size_t kBytes = 4096;

// A file that lies as the map does: a page that the reader writes, one that the kernel writes, the bytes.
class FakeRing {
 public:
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

std::vector<std::string> take(ByteRing& ring) {
  std::vector<std::string> records;
  ring.take([&](std::string_view record) { records.emplace_back(record); });
  return records;
}

using Records = std::vector<std::string>;

}  // namespace

TEST_CASE("records come in their order, without those that were discarded") {
  FakeRing kernel;
  ByteRing ring = kernel.reader();
  CHECK(take(ring).empty());
  kernel.put("one");
  kernel.put("dropped", BPF_RINGBUF_DISCARD_BIT);
  kernel.put("");
  kernel.put("two and a half");
  CHECK(take(ring) == Records{"one", "", "two and a half"});
  CHECK(kernel.consumed() == kernel.produced());
  CHECK(take(ring).empty());
}

TEST_CASE("what is being written is waited for") {
  FakeRing kernel;
  ByteRing ring = kernel.reader();
  kernel.put("one");
  std::uint32_t* const busy = kernel.put("two", BPF_RINGBUF_BUSY_BIT);
  kernel.put("three");
  CHECK(take(ring) == Records{"one"});
  *busy &= ~BPF_RINGBUF_BUSY_BIT;
  CHECK(take(ring) == Records{"two", "three"});
}

TEST_CASE("a ring is used for round after round") {
  FakeRing kernel;
  ByteRing ring = kernel.reader();
  for (int i = 0; i < 1000; ++i) {
    const std::string record(24, static_cast<char>('a' + i % 26));  // with its head, a divisor of the size
    kernel.put(record);
    CHECK(take(ring) == Records{record});
  }
}

TEST_CASE("what is no ring is refused") {
  CHECK_FALSE(ByteRing::map(UniqueFd(), kBytes));
}

}  // namespace trace
