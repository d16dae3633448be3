// SPDX-License-Identifier: Apache-2.0
// What weighs has room while somebody floods the ring buffer (bpf/core/room.h).
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <limits>
#include <new>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr int kActs = 20;

// Processes that do something as often as they can, but no more than `most` times each, until they are killed.
class Flood {
 public:
  Flood(int flooders, void (*act)(), int most = std::numeric_limits<int>::max()) {
    void* const shared = mmap(nullptr, sizeof(*acts_), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED);
    acts_ = new (shared) std::atomic<int>(0);
    for (int i = 0; i < flooders; ++i) {
      const pid_t pid = fork();
      REQUIRE(pid >= 0);
      for (int done = 0; pid == 0 && done < most; ++done) {
        act();
        ++*acts_;
      }
      while (pid == 0) pause();
      pids_.push_back(pid);
    }
  }
  ~Flood() {
    for (const pid_t pid : pids_) kill(pid, SIGKILL);
    for (const pid_t pid : pids_) waitpid(pid, nullptr, 0);
    munmap(acts_, sizeof(*acts_));
  }
  // However slow the machine is.
  void wait_for(int acts) const {
    while (*acts_ < acts) usleep(10'000);
  }
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;

 private:
  std::vector<pid_t> pids_;
  std::atomic<int>* acts_ = nullptr;  // in memory that all of them share
};

int make_memfd() {
  return memfd_create("weighs", 0) < 0 ? 1 : 0;
}

// After a flood: some events of it were lost, and none of what weighs.
void check_losses(Collector& collector, const std::string& flooded) {
  const Child after = run_child([] { return chdir("/"); });
  collector.expect("chdir", after.pid);

  const Ending ending = collector.stop();
  INFO(ending.log);
  CHECK(ending.status == 0);
  bool lost_some = false;
  for (const Record& record : ending.records) {
    if (record.members.count("loss") == 0) continue;
    const std::string& loss = record.member("loss");
    lost_some = lost_some || loss.find(quoted(flooded)) != std::string::npos;
    CHECK(loss.find("memfd_create") == std::string::npos);
  }
  CHECK(lost_some);
}

}  // namespace

TEST_CASE("what weighs is not lost in a flood of calls that fail, and is told to be what was lost", "[flood]") {
  // No event of the flood is shown, so that the reader is as quick as it can be; all of them go through the ring buffer.
  Collector collector({"--trace", "event=ptrace,memfd_create,chdir", "--trace", "ptrace.request=4711", "--trace",
                       "tree=" + std::to_string(getpid()), "--buffer-size", "256K"});
  {
    const Flood flood(4, [] { syscall(SYS_ptrace, -1, 0, nullptr, nullptr); });
    for (int i = 0; i < kActs; ++i) collector.expect("memfd_create", run_child(make_memfd).pid);
  }
  check_losses(collector, "ptrace");
}

TEST_CASE("what is rare is not lost in a flood of what weighs as much", "[flood]") {
  // Each process has a budget of its own; so has each kind of event, for those who have many processes.
  Collector collector({"--trace", "event=memfd_create,unshare,chdir", "--trace", "unshare.flags=CLONE_NEWUTS",
                       "--trace", "tree=" + std::to_string(getpid()), "--buffer-size", "256K"});
  {
    const Flood flood(32, [] { syscall(SYS_unshare, 0); });  // succeeds, and does nothing
    for (int i = 0; i < kActs; ++i) collector.expect("memfd_create", run_child(make_memfd).pid);
  }
  check_losses(collector, "unshare");
}

namespace {

// Acts while the collector is stopped and somebody floods; what was done is there once it goes on.
void act_beside(const char* flooded, void (*flood_act)(), int most = std::numeric_limits<int>::max()) {
  Collector collector({"--trace", std::string("event=memfd_create,chdir,") + flooded, "--trace",
                       "unshare.flags=CLONE_NEWUTS", "--trace", "tree=" + std::to_string(getpid()), "--buffer-size",
                       "128K"});
  std::vector<pid_t> acted;
  {
    const Flood flood(4, flood_act, most);
    kill(collector.pid(), SIGSTOP);
    sleep(3);  // enough for any number of events in some milliseconds to fill the rest of the buffer
    flood.wait_for(2'000);
    for (int i = 0; i < 5; ++i) acted.push_back(run_child(make_memfd).pid);
    kill(collector.pid(), SIGCONT);
  }
  for (const pid_t pid : acted) collector.expect("memfd_create", pid);
  check_losses(collector, flooded);
}

}  // namespace

TEST_CASE("what is rare is not lost while the collector gets no time", "[flood]") {
  act_beside("unshare", [] { syscall(SYS_unshare, 0); });
}

TEST_CASE("nor in a flood of what the collector needs for its tables", "[flood]") {
  constexpr int kMost = 700;  // else numbers of processes come again, by which other tests find their events
  const auto make_process = [] {
    const pid_t pid = vfork();
    if (pid == 0) _exit(0);
    waitpid(pid, nullptr, 0);
  };
  act_beside("sched_process_fork", make_process, kMost);
}

}  // namespace trace::kernel_tests
