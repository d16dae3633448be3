// SPDX-License-Identifier: Apache-2.0
// Scopes on containers. A container is a cgroup that has a name such as runtimes give.
#include <fcntl.h>
#include <mntent.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/seam/settings.h"
#include "tests/kernel/maps.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr const char* kPrefix = "/nonexistent/container-";

// Where the collector looks for containers: cpuset of version 1 if it is mounted, else version 2.
std::string hierarchy() {
  const std::unique_ptr<FILE, int (*)(FILE*)> mounts(setmntent("/proc/self/mounts", "r"), endmntent);
  std::string found;
  while (const mntent* entry = mounts ? getmntent(mounts.get()) : nullptr) {
    if (std::strcmp(entry->mnt_type, "cgroup") == 0 && hasmntopt(entry, "cpuset") != nullptr) return entry->mnt_dir;
    if (std::strcmp(entry->mnt_type, "cgroup2") == 0) found = entry->mnt_dir;
  }
  return found;
}

class Container {
 public:
  explicit Container(char digit) : Container(hierarchy() + "/", std::string(64, digit), "") {}
  // before, after: what the path of its cgroup has before its id, and after.
  Container(const std::string& before, const std::string& id, const std::string& after)
      : id_(id), path_(before + id + after) {
    rmdir(path_.c_str());
    made_ = mkdir(path_.c_str(), 0755) == 0;
    // A cpuset takes processes once it has processors and memory; version 2 inherits them.
    for (const char* file : {"/cpuset.cpus", "/cpuset.mems"}) {
      std::ifstream parent(hierarchy() + file);
      std::ofstream(path_ + file) << parent.rdbuf();
    }
  }
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;
  ~Container() { rmdir(path_.c_str()); }
  explicit operator bool() const { return made_; }
  const std::string& id() const { return id_; }
  const std::string& path() const { return path_; }

  // In a child: moves there.
  bool enter() const {
    const int fd = open((path_ + "/cgroup.procs").c_str(), O_WRONLY);
    return fd >= 0 && write(fd, "0", 1) == 1;
  }

 private:
  std::string id_, path_;
  bool made_ = false;
};

int mark(const std::string& name) {
  return syscall(SYS_openat, AT_FDCWD, (kPrefix + name).c_str(), O_RDONLY, 0) == -1 ? 0 : 1;
}

int mark_inside(const Container& container, const std::string& name) {
  return container.enter() ? mark(name) : 2;
}

std::set<std::string> marks_with(const std::vector<std::string>& scopes) {
  const Container before('a');
  if (!before) {
    skip("cgroups cannot be made in \"" + hierarchy() + "\"");
    return {"skipped"};
  }
  std::vector<std::string> arguments{"--trace", "event=openat"};
  for (const std::string& scope : scopes) arguments.insert(arguments.end(), {"--trace", scope});
  Collector collector(arguments);
  const Container after('b');
  const int entered = fork_child([&] { return mark_inside(before, "before"); }).status;
  if (entered == 2) {
    skip("processes cannot be moved into cgroups");
    return {"skipped"};
  }
  run_child([&] { return mark_inside(after, "after"); });
  run_child([] { return mark("host"); });
  std::set<std::string> marks;
  for (const Record& record : collector.stop().records) {
    const std::string path = record.arg("pathname");
    const std::size_t at = path.find(kPrefix);
    if (at == std::string::npos) continue;
    const std::size_t begin = at + std::strlen(kPrefix);
    marks.insert(path.substr(begin, path.size() - begin - 1));
  }
  return marks;
}

using Marks = std::set<std::string>;

void check(const std::vector<std::string>& scopes, const Marks& expected) {
  const Marks marks = marks_with(scopes);
  if (marks != Marks{"skipped"}) CHECK(marks == expected);
}

// A container to be, made and removed by a child of its own each; skips where cgroups cannot be made.
void check_container_event(const std::string& event, bool is_removal) {
  const std::string path = hierarchy() + "/docker-" + std::string(64, is_removal ? 'd' : 'c') + ".scope";
  rmdir(path.c_str());
  if (mkdir(path.c_str(), 0755) != 0 || rmdir(path.c_str()) != 0)
    return skip("cgroups cannot be made in " + hierarchy());
  Collector& collector = hook_collector();
  const Child maker = run_child([&] { return mkdir(path.c_str(), 0755) == 0 ? 0 : 1; });
  const Child remover = run_child([&] { return rmdir(path.c_str()) == 0 ? 0 : 1; });
  const Child& child = is_removal ? remover : maker;
  const Record record = collector.expect(event, child.pid);
  check_context(record, child);
  CHECK(record.arg("runtime") == quoted("docker"));
  CHECK(record.arg("container_id") == quoted(std::string(64, is_removal ? 'd' : 'c')));
  if (!is_removal) CHECK(record.arg("ctime") == record.member("timestamp"));
}

}  // namespace

void provoke_container_create() {
  check_container_event("container_create", false);
}

void provoke_container_remove() {
  check_container_event("container_remove", true);
}

// What the path of a container's cgroup is: what the runtime has before its id, and after.
struct CgroupName {
  std::string before, id, after;
  std::string path() const { return before + id + after; }
};

std::vector<CgroupName> names_of_runtimes() {
  const std::string sha(64, 'e');
  const std::string garden = "01234567-0123-0123-0123-0123";
  const std::string task = std::string(32, 'e') + "-2531612879";
  return {{"docker-", sha, ".scope"},
          {"balena-", sha, ".scope"},
          {"crio-", sha, ""},
          {"cri-containerd-", sha, ".scope"},
          {"libpod-", sha, ".scope"},
          {"libpod-payload-", sha, ""},
          {"nerdctl-", sha, ".scope"},
          {"pod1:cri-containerd:", sha, ""},
          {"", sha, ""},
          {"", garden, ""},
          {"", task, ""},
          {"lxc.payload.", "web-1", ""},
          {"lxc/", "web-1", ""},
          {"runc-", "web-1", ".scope"},
          {"runc-", sha, ".scope"},
          {"crun-", "web-1", ".scope"},
          {"youki-", "web-1", ".scope"},
          {"machine-", "web", ".scope/payload"},
          {"systemd-nspawn@", "web", ".service/payload"}};
}

// Makes a cgroup called so, goes there at once and leaves a mark; the same in one within it.
int act_at_once(const CgroupName& name, const std::string& number) {
  // The one that it is in, if it is not at the top.
  const std::string path = name.path();
  const std::size_t slash = path.rfind('/');
  const Container above(hierarchy() + "/", slash == path.npos ? "above" : path.substr(0, slash), "");
  const Container outer(hierarchy() + "/" + name.before, name.id, name.after);
  const Container inner(outer.path() + "/", "init", "");
  return fork_child([&] {
           if (!outer.enter()) return 2;
           return mark(number + "outer") != 0 || !inner.enter() || mark(number + "inner") != 0 ? 1 : 0;
         })
      .status;
}

TEST_CASE("the first event in a container knows it, and the first in a cgroup within", "[container]") {
  const std::vector<CgroupName> names = names_of_runtimes();
  Collector collector({"--trace", "event=openat", "--trace", "container"});
  std::set<std::string> expected, seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string number = std::to_string(i);
    const Child child = fork_child([&] { return act_at_once(names[i], number); });
    if (child.status == 2) return skip("processes cannot be moved into cgroups");
    expected.insert({number + "outer", number + "inner"});
  }
  for (const Record& record : collector.stop().records) {
    const std::string path = record.arg("pathname");
    const std::size_t at = path.find(kPrefix);
    if (at == std::string::npos) continue;
    const std::string mark = path.substr(at + std::strlen(kPrefix), path.size() - at - std::strlen(kPrefix) - 1);
    const CgroupName& name = names.at(std::stoul(mark));
    INFO(name.path());
    CHECK(record.member("containerId") == quoted(name.id));
    CHECK(record.member("contextFlags").find("\"containerStarted\":true") != std::string::npos);
    seen.insert(mark);
  }
  CHECK(seen == expected);
}

// A cgroup below another one, and those below that to be.
class Nested {
 public:
  Nested(const Container& outer, int levels) {
    std::string path = outer.path();
    for (int level = 0; level < levels; ++level) {
      path += "/n";
      made_.push_back(std::make_unique<Container>(path, "", ""));
    }
  }
  ~Nested() {
    while (!made_.empty()) made_.pop_back();
  }
  const Container& innermost() const { return *made_.back(); }

 private:
  std::vector<std::unique_ptr<Container>> made_;
};

TEST_CASE("what is far below a container is in it", "[container]") {
  const Container before('a');
  if (!before) return skip("cgroups cannot be made in \"" + hierarchy() + "\"");
  Collector collector({"--trace", "event=openat", "--trace", "container"});
  const Container after('b');
  for (const Container* outer : {&before, &after}) {
    const Nested nested(*outer, 40);
    const Child child = fork_child([&] { return mark_inside(nested.innermost(), "deep"); });
    if (child.status == 2) return skip("processes cannot be moved into cgroups");
    const Record record = collector.expect("openat", child.pid);
    CHECK(record.member("containerId") == quoted(outer->id()));
    const bool started = record.member("contextFlags").find("\"containerStarted\":true") != std::string::npos;
    CHECK(started);
  }
}

TEST_CASE("a container with many cgroups takes no room from others, and what is in them is in it", "[container]") {
  constexpr int kMany = 5000;  // more than is remembered of one
  const Container many('a');
  if (!many) return skip("cgroups cannot be made in \"" + hierarchy() + "\"");
  Collector collector({"--trace", "event=openat", "--trace", "container"});
  const auto path_of = [&](int number) { return many.path() + "/" + std::to_string(number); };
  for (int i = 0; i < kMany; ++i) mkdir(path_of(i).c_str(), 0755);
  {
    const Container last(many.path() + "/last", "", "");
    const Container other('b');
    const Child inside = fork_child([&] { return mark_inside(last, "inside"); });
    if (inside.status != 2) {
      CHECK(collector.expect("openat", inside.pid).member("containerId") == quoted("unknown"));
      const Child next = fork_child([&] { return mark_inside(other, "other"); });
      CHECK(collector.expect("openat", next.pid).member("containerId") == quoted(other.id()));
      const Record told = collector.expect("table_full", collector.pid());
      CHECK(told.arg("table") == quoted("cgroups"));
    }
  }
  for (int i = 0; i < kMany; ++i) rmdir(path_of(i).c_str());
  const std::string log = collector.stop().log;
  CHECK(log.find("the table of cgroups is full") != std::string::npos);
}

// Once, on stderr and in the stream.
void provoke_table_full() {
  const Container before('a');
  if (!before) return skip("cgroups cannot be made in \"" + hierarchy() + "\"");
  Collector collector({"--trace", "event=openat", "--trace", "comm=kernel_tests"});
  const UniqueFd containers = find_map(collector.pid(), "containers");
  REQUIRE(containers);
  for (std::uint64_t cgroup = 1; cgroup <= WIRE_CONTAINERS_MAX; ++cgroup) {
    const std::uint64_t id = ~cgroup;  // of no cgroup
    const std::uint32_t age = WIRE_CONTAINER_STARTED;
    bpf_attr attr{};
    attr.map_fd = static_cast<unsigned>(containers.get());
    attr.key = reinterpret_cast<std::uintptr_t>(&id);
    attr.value = reinterpret_cast<std::uintptr_t>(&age);
    bpf(BPF_MAP_UPDATE_ELEM, attr);
  }
  const Container beyond('b');
  const Container more('c');
  const Record told = collector.expect("table_full", collector.pid());
  CHECK(told.arg("table") == quoted("containers"));
  CHECK(told.arg("room") == std::to_string(WIRE_CONTAINERS_MAX));
  const auto is_in_container = [&](const Container& container) {
    const Child child = fork_child([&] { return mark_inside(container, "x"); });
    if (child.status == 2) return std::string("skipped");
    const Record record = collector.expect("openat", child.pid, [](const Record& one) {
      return one.arg("pathname").find(kPrefix) != std::string::npos;  // not where it moves there
    });
    CHECK(record.member("containerId") == quoted(container.id()));
    return record.member("contextFlags");
  };
  CHECK(is_in_container(before).find("\"containerStarted\":false") == std::string::npos);
  CHECK(is_in_container(beyond).find("\"containerStarted\":true") == std::string::npos);
  const Ending ending = collector.stop();
  const std::size_t first = ending.log.find("the table of containers is full (65536)");
  CHECK(first != std::string::npos);
  CHECK(ending.log.find("is full", first + 30) == std::string::npos);
}

TEST_CASE("a cgroup that is called otherwise is no container", "[container]") {
  const std::string hex(63, 'e'), task(32, 'e');
  const std::vector<CgroupName> names = {{"docker-", hex, ".scope"},
                                         {"docker-", hex + "g", ".scope"},
                                         {"docker-", hex + "ee", ".scope"},
                                         {"dockr-", hex + "e", ".scope"},
                                         {"", "01234567_0123-0123-0123-0123", ".scope"},
                                         {"", task + "-", ""},
                                         {"", task + "-12345678901", ""},
                                         {"", task + "-1a", ""},
                                         {"lxc.monitor.", "web-1", ""},
                                         {"runc-", "web-1", ""},
                                         {"machine-", "web", ".scope"},
                                         {"machine-", "web", ".scope/supervisor"},
                                         {"other-", "web", ".scope/payload"}};
  Collector collector({"--trace", "event=openat", "--trace", "container"});
  for (const CgroupName& name : names) {
    INFO(name.path());
    const Child child = fork_child([&] { return act_at_once(name, ""); });
    if (child.status == 2) return skip("processes cannot be moved into cgroups");
    CHECK(child.status == 0);
  }
  for (const Record& record : collector.stop().records) CHECK(record.name != "openat");
}

TEST_CASE("scope container passes what happens in containers, old and new", "[container]") {
  check({"container"}, {"before", "after"});
}

TEST_CASE("scope container=new passes containers that started later", "[container]") {
  check({"container=new"}, {"after"});
}

TEST_CASE("scope container!=new passes containers that ran before", "[container]") {
  check({"container!=new"}, {"before"});
}

TEST_CASE("scope container=ID passes the container whose id begins so", "[container]") {
  check({"container=bbbbbbbb"}, {"after"});
}

TEST_CASE("scope !container passes what happens outside", "[container]") {
  check({"!container", "comm=kernel_tests"}, {"host"});
}

}  // namespace trace::kernel_tests
