// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/keeper_process.h"

#include <linux/capability.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collector/capture/byte_ring.h"
#include "collector/capture/captures.h"
#include "collector/capture/outbox.h"
#include "collector/capture/packet_counts.h"
#include "collector/capture/packet_files.h"
#include "common/base/confinement.h"
#include "common/base/lone_process.h"
#include "common/catalog/syscall_name.h"

namespace trace {
namespace {

using capture::Say;

constexpr int kPacketsMs = 2;
constexpr std::uint64_t kSecondNs = 1'000'000'000;

constexpr std::uint64_t bit(unsigned capability) {
  return std::uint64_t{1} << capability;
}

// Each file that waits for its event is a descriptor.
void allow_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Status confine_keeper() {
  const std::uint64_t kept = bit(CAP_SYS_ADMIN) | bit(CAP_SYS_PTRACE) | bit(CAP_DAC_READ_SEARCH);
  TRY(drop_capabilities(kept, kept));
  // Besides: what opendir(3) and the time of day call.
  const Needs lists = {{SYS_newfstatat}, {SYS_fcntl}, {SYS_sendmsg}, {SYS_recvmsg}};
  return enter_sandbox(joined({ArtifactStore::needs(), FileWatch::needs(), PacketFiles::needs(), lists}), syscall_name);
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  if (bytes < 1'000'000) return std::to_string(bytes / 1000) + " kB";
  return std::to_string(bytes / 1'000'000) + " MB";
}

class KeeperProcess {
 public:
  KeeperProcess(UniqueFd socket, ArtifactStore store, std::optional<FileWatch> watch, const CaptureRequest& request)
      : socket_(std::move(socket)),
        store_(std::move(store)),
        watch_(std::move(watch)),
        captures_(store_, watch_ ? &*watch_ : nullptr, request.attempts,
                  [this](const Event& artifact) { outbox_.add(socket_.get(), capture::event_message(artifact)); }),
        packets_(store_, request.packets, request.limits.file_bytes,
                 [this](ManifestLine line, bool complete) { captures_.note(std::move(line), complete); }) {}

  void run() {
    warn_of_marks();
    while (!ended_) {
      wait();
      captures_.take_opened();
      take_rings();
      take_messages();
      captures_.take_attempts(ended_);
      outbox_.flush(socket_.get());
      if (const std::uint64_t now = wall_ns(); now >= next_tick_ || ended_) {
        packets_.flush();
        store_.tick();
        warn_of_marks();
        next_tick_ = now + kSecondNs;
      }
    }
    finish();
  }

 private:
  void wait() {
    std::array<pollfd, 4> waits{
        pollfd{socket_.get(), static_cast<short>(outbox_.is_empty() ? POLLIN : POLLIN | POLLOUT), 0},
        pollfd{watch_ ? watch_->opened_fd() : -1, POLLIN, 0}, pollfd{watch_ ? watch_->mounts_fd() : -1, POLLPRI, 0},
        pollfd{packets_fd_, POLLIN, 0}};
    // While packets come they are not waited for one by one.
    const bool come = std::exchange(packets_come_, false);
    ::poll(waits.data(), come ? waits.size() - 1 : waits.size(), come ? kPacketsMs : 1000);
    if ((waits[2].revents & POLLPRI) != 0) watch_->mark_ours();
  }

  void take_rings() {
    for (FilledRing& filled : rings_) {
      switch (filled.what) {
        case capture::Ring::bytes:
          filled.ring.take([this](std::string_view) {});
          break;
        case capture::Ring::packets:
          filled.ring.take([this](std::string_view record) {
            packets_.take(record);
            packets_come_ = true;
          });
          break;
        case capture::Ring::packet_counts:
          break;
      }
    }
  }

  void take_messages() {
    for (;;) {
      UniqueFd descriptor;
      switch (capture::receive_now(socket_.get(), message_, &descriptor)) {
        case capture::Received::nothing:
          return;
        case capture::Received::ended:
          ended_ = true;
          return;
        case capture::Received::message:
          on_message(std::move(descriptor));
      }
    }
  }

  void add_ring(UniqueFd map) {
    const std::string_view said = std::string_view(message_).substr(1);
    const auto what = static_cast<capture::Ring>(said.front());
    if (what == capture::Ring::packet_counts) {
      packet_counts_ = std::move(map);
      packet_cpus_ = capture::read_count(said);
      return;
    }
    if (what == capture::Ring::packets) packets_fd_ = map.get();
    auto ring = ByteRing::map(std::move(map), capture::read_count(said));
    if (!ring) return warn(ring.error().message);
    rings_.push_back({what, *std::move(ring)});
  }

  void on_message(UniqueFd descriptor) {
    const auto said = static_cast<Say>(message_.front());
    if (said == Say::ring) add_ring(std::move(descriptor));
    if (said == Say::begin) {
      captures_.begin();
      outbox_.add(socket_.get(), capture::text_message(Say::begin, ""));
    }
    if (said == Say::caught_up) captures_.caught_up(capture::read_count(message_));
    if (said == Say::overload) captures_.missed(capture::read_count(message_), "the keeper could not keep up");
    if (said == Say::event && capture::read_event(message_, decoder_, event_)) captures_.on(event_);
  }

  void warn_of_marks() {
    if (!watch_) return;
    for (const std::string& refusal : watch_->take_refusals()) {
      warn("what is executed there is not held until it is copied: " + refusal);
    }
    if (watch_->take_overflows() != 0) {
      warn("more files were executed at once than the kernel holds: some are missed, as the manifest says");
    }
  }

  void warn(const std::string& sentence) { outbox_.add(socket_.get(), capture::text_message(Say::warning, sentence)); }

  // The collector reads until we end, or is gone.
  void finish() {
    take_rings();  // all that there will be
    packets_.finish(lost_packets(packet_counts_, packet_cpus_));
    outbox_.flush(socket_.get());
    const Status finished = store_.finish();
    if (const std::uint64_t lost = outbox_.take_dropped(); lost != 0) last(capture::count_message(Say::lost, lost));
    if (!finished) last(capture::text_message(Say::failed, finished.error().message));
    const ArtifactStore::Counts& counts = store_.counts();
    last(capture::text_message(
        Say::done, "captured " + std::to_string(counts.captured) + " files (" + size_text(counts.bytes) + "), and " +
                       std::to_string(counts.duplicate) + " times one that was there; limited " +
                       std::to_string(counts.limited) + ", missed " + std::to_string(counts.missed) + "\n" +
                       "they are in " + store_.folder() + ", each named in manifest.ndjson\n" + "to verify them: cd " +
                       store_.folder() + " && sha256sum --check SHA256SUMS"));
  }

  void last(const std::string& message) {
    while (outbox_.flush(socket_.get())) {
      if (outbox_.is_empty()) {
        const capture::Sent sent = capture::send_now(socket_.get(), message);
        if (sent != capture::Sent::no_room) return;
      }
      pollfd wait{socket_.get(), POLLOUT, 0};
      ::poll(&wait, 1, 1000);
    }
  }

  struct FilledRing {
    capture::Ring what;
    ByteRing ring;
  };

  UniqueFd socket_;
  ArtifactStore store_;
  std::optional<FileWatch> watch_;
  std::vector<FilledRing> rings_;
  capture::Outbox outbox_;
  Captures captures_;
  PacketFiles packets_;
  UniqueFd packet_counts_;
  std::size_t packet_cpus_ = 0;
  int packets_fd_ = -1;  // a ring's
  bool packets_come_ = false;
  FrameDecoder decoder_{0};
  Event event_;
  std::string message_;
  std::uint64_t next_tick_ = 0;
  bool ended_ = false;
};

}  // namespace

void run_keeper(UniqueFd socket, const CaptureRequest& request) {
  if (!become_lone("trace-keeper", socket)) ::_exit(1);
  allow_descriptors();
  const auto refuse = [&](const std::string& why) {
    capture::send_now(socket.get(), capture::text_message(Say::failed, why));
    ::_exit(1);
  };
  auto store = ArtifactStore::open(request.folder, request.clear_folder, request.limits);
  if (!store) refuse(store.error().message);
  std::string warning;
  std::optional<FileWatch> watch;
  if (!request.exec) {
    // There is nothing to be held.
  } else if (auto started = FileWatch::start()) {
    watch = *std::move(started);
    watch->mark_all();
  } else {
    warning = "programs are captured while they run, and those that end at once are missed: " + started.error().message;
  }
  const int fd = socket.get();
  const auto keeper = std::make_unique<KeeperProcess>(std::move(socket), *std::move(store), std::move(watch), request);
  if (const Status confined = confine_keeper(); !confined) {
    if (request.require_sandbox) refuse("the keeper of artifacts: " + confined.error().message);
    capture::send_now(fd, capture::text_message(Say::ready, ""));
    capture::send_now(fd, capture::text_message(Say::warning, "the keeper of artifacts: " + confined.error().message));
  } else {
    capture::send_now(fd, capture::text_message(Say::ready, ""));
  }
  if (!warning.empty()) capture::send_now(fd, capture::text_message(Say::warning, warning));
  keeper->run();
  ::_exit(0);
}

}  // namespace trace
