// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/transfer_captures.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/artifact_store.h"
#include "tests/support/fake_ring.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

// What was told of an artifact.
struct Told {
  std::string kind, role, path, stream, comm, content;
  bool operator==(const Told&) const = default;
};

std::string text_of(const Event& event, std::string_view field) {
  const auto* const text = std::get_if<std::string_view>(&event.arg(field));
  return text == nullptr ? std::string() : std::string(*text);
}

struct Captures {
  explicit Captures(CaptureRequest wanted, FileWatch* watch = nullptr) : request(std::move(wanted)) {
    request.limits.kept_free.bytes = 0;
    request.limits.kept_free.percent = 0;
    auto opened = open_store(place.file("artifacts"), request.limits);
    REQUIRE(opened);
    store.emplace(*std::move(opened));
    artifacts.emplace(*store, [this](const Event& event) {
      told.push_back({text_of(event, "kind"), text_of(event, "role"), text_of(event, "pathname"),
                      text_of(event, "stream"), std::string(event.context.comm),
                      content_of(place.file("artifacts/") + text_of(event, "file"))});
    });
    captures.emplace(request, *store, *artifacts, watch);
    captures->add_ring(kernel.reader());
    captures->begin(1'700'000'000'000'000'000);
  }

  void record(const std::string& bytes, std::uint64_t offset = 0, std::uint16_t kind = WIRE_CAPTURED_BYTES) {
    wire_captured record = head;
    record.offset = offset;
    record.kind = kind;
    record.size = static_cast<wire_u32>(bytes.size());
    std::string all(reinterpret_cast<const char*>(&record), sizeof(record));
    kernel.put(all + bytes);
  }
  void path(const std::string& path) { record(path, 0, WIRE_CAPTURED_PATH); }

  Folder place;
  FakeRing kernel;
  wire_captured head = [] {
    wire_captured first{};
    first.event.header = {sizeof(wire_event), WIRE_KIND_EVENT, 0};
    first.event.id = WIRE_EVENT_artifact;
    first.event.head_size = sizeof(wire_event);
    first.event.provider = WIRE_PROVIDER_sys_exit;
    std::strcpy(first.event.comm, "writer");
    first.file = {11, 22, 33, WIRE_WAY_WRITE, 0};
    first.type = WIRE_FILE_REGULAR;
    return first;
  }();
  CaptureRequest request;
  std::optional<ArtifactStore> store;
  std::optional<Artifacts> artifacts;
  std::optional<TransferCaptures> captures;
  std::vector<Told> told;
};

CaptureRequest writes(std::vector<std::string> paths = {}) {
  CaptureRequest request;
  request.transfers[WIRE_WAY_WRITE].is_wanted = true;
  request.transfers[WIRE_WAY_WRITE].paths = std::move(paths);
  return request;
}

}  // namespace

TEST_CASE("what was written is put together, and kept at the end if it was not before") {
  Captures test(writes());
  test.path("/tmp/x");
  test.record("world", 6);
  test.record("hello ", 0);
  test.captures->take();
  CHECK(test.told.empty());
  test.captures->finish();
  CHECK(test.told == std::vector<Told>{{"write", "stream", "/tmp/x", "", "writer", "hello world"}});
  CHECK(std::filesystem::is_empty(test.place.file("artifacts/tmp")));
}

TEST_CASE("what is written over is kept before, and no more than some times") {
  Captures test(writes());
  test.path("/tmp/x");
  for (int i = 0; i < 20; ++i) test.record(std::to_string(100 + i));
  test.captures->finish();
  CHECK(test.told.size() == 9);
  CHECK(test.told.front().content == "100");
  CHECK(test.told.front().stream == "differs");
  CHECK(test.told.back().content == "119");
}

TEST_CASE("files, ways and generations of an inode are told apart") {
  Captures test(writes());
  test.record("one");
  test.head.file.generation = 34;
  test.record("two");
  test.head.file.inode = 12;
  test.record("three");
  test.head.file.way = WIRE_WAY_READ;  // nobody asked for it
  test.record("four");
  test.captures->finish();
  std::set<std::string> contents;
  for (const Told& told : test.told) contents.insert(told.content);
  CHECK(contents == std::set<std::string>{"one", "two", "three"});
}

TEST_CASE("a path that the kernel side took for one that is wanted is looked at again") {
  Captures test(writes({"/" + std::string(70, 'a') + "*"}));
  test.path("/" + std::string(66, 'a'));
  test.record("not wanted");
  test.captures->finish();
  CHECK(test.told.empty());
}

TEST_CASE("what has no path in a file system is asked for by no path") {
  Captures test(writes({"/tmp/*"}));
  test.head.type = WIRE_FILE_MEMORY;
  test.path("memfd:x");
  test.record("only for exec");
  HeldFile file;
  CHECK(test.captures->open_memory_file(22, 11, file));
  CHECK(file.status.size == 13);
  CHECK_FALSE(test.captures->open_memory_file(22, 12, file));
  test.record("beyond", 20);  // not all of it is known
  CHECK_FALSE(test.captures->open_memory_file(22, 11, file));
  test.captures->finish();
  CHECK(test.told.empty());
}

TEST_CASE("records that are cut are left out") {
  Captures test(writes());
  test.kernel.put("short");
  wire_captured lies = test.head;
  lies.size = 1000;
  test.kernel.put(std::string(reinterpret_cast<const char*>(&lies), sizeof(lies)) + "xx");
  lies.size = 2;
  lies.file.way = 7;
  test.kernel.put(std::string(reinterpret_cast<const char*>(&lies), sizeof(lies)) + "xx");
  test.captures->finish();
  CHECK(test.told.empty());
}

TEST_CASE("there are no more streams at once than are held open") {
  // As the keeper does: a login shell's limit is 1,024.
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = limit.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  Captures test(writes());
  for (std::size_t i = 0; i < TransferCaptures::kStreamsMax + 2; ++i) {
    test.head.file.inode = 1000 + i;
    test.head.event.time_ns = i;
    test.record(std::to_string(i));
    test.captures->take();
  }
  REQUIRE(test.told.size() == 2);
  CHECK(test.told.front().content == "0");
  CHECK(test.told.back().content == "1");
}

namespace {

CaptureRequest libraries() {
  CaptureRequest request;
  request.transfers[WIRE_WAY_LIBRARY].is_wanted = true;
  return request;
}

// A library that this process has open, and whose closing is watched for; none where the kernel does not permit that.
struct OpenLibrary {
  OpenLibrary() : watch(FileWatch::start(FAN_CLOSE, 0)) {
    if (!watch) {
      WARN("not tested: " << watch.error().message);
      return;
    }
    watch->mark_all();
    test.emplace(libraries(), &*watch);
    path = test->place.with("library.so", "its bytes");
    fd = UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const auto status = status_of(fd.get());
    REQUIRE(status);
    test->captures->take();
    long generation = 0;
    has_generation = ::ioctl(fd.get(), FS_IOC_GETVERSION, &generation) == 0;
    test->head.file = {status->file.inode, status->file.dev, static_cast<std::uint32_t>(generation), WIRE_WAY_LIBRARY,
                       0};
  }
  std::vector<Told> itself() const { return {{"library", "file", path, "", "writer", "its bytes"}}; }

  Result<FileWatch> watch;
  std::optional<Captures> test;
  std::string path;
  UniqueFd fd;
  bool has_generation = false;
};

}  // namespace

TEST_CASE("a library is taken from whoever closes it last, us too, and from no other file that has its inode") {
  OpenLibrary library;
  if (!library.test) return;
  Captures& test = *library.test;
  if (library.has_generation) {
    ++test.head.file.generation;
    test.path("/tmp/another.so");
    test.captures->take();
    library.fd = UniqueFd(::open(library.path.c_str(), O_RDONLY | O_CLOEXEC));
    test.captures->take();
    CHECK(test.told.empty());
    --test.head.file.generation;
  }
  test.path(library.path);
  library.fd = UniqueFd();
  test.captures->take();
  CHECK(test.told == library.itself());
  test.told.clear();
  test.captures->finish();
  CHECK(test.told.size() == (library.has_generation ? 1 : 0));  // the other one is missed
}

TEST_CASE("a file that is closed is looked at when what stands in the ring before it is whole") {
  OpenLibrary library;
  if (!library.test) return;
  Captures& test = *library.test;
  std::uint32_t* const written_by_another =
      test.kernel.put(std::string(sizeof(wire_captured), '\0'), BPF_RINGBUF_BUSY_BIT);
  test.path(library.path);
  library.fd = UniqueFd();
  std::thread another([&] {
    ::usleep(20'000);
    std::atomic_ref(*written_by_another).fetch_xor(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
  });
  test.captures->take();
  another.join();
  CHECK(test.told == library.itself());
}

TEST_CASE("a region is kept when its last piece has come, or when that was waited for") {
  CaptureRequest request;
  request.transfers[WIRE_WAY_MEMORY].is_wanted = true;
  Captures test(std::move(request));
  test.head.file.way = WIRE_WAY_MEMORY;
  test.head.type = 0;
  test.head.total = 8;
  test.record("code", 0);
  test.captures->take();
  CHECK(test.told.empty());
  test.head.flags = WIRE_CAPTURED_UNREADABLE;
  test.record("gone", 4);
  test.captures->take();
  CHECK(test.told == std::vector<Told>{{"mem", "region", "", "", "writer", std::string("code\0\0\0\0", 8)}});
  test.head.flags = 0;
  test.head.file.inode = 99;
  test.record("half", 0);
  test.captures->finish();
  CHECK(test.told.back().content == "half");
}

}  // namespace trace
