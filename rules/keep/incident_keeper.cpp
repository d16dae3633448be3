// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/incident_keeper.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "common/artifact/sha256.h"
#include "common/base/bytes.h"
#include "common/base/confinement.h"
#include "common/base/landlock.h"
#include "common/base/lone_process.h"
#include "common/base/printable.h"
#include "common/base/wait_for.h"
#include "rules/keep/own_folder.h"
#include "rules/output/sinks.h"

namespace trace {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLineMax = 64 << 10;  // a longer one is left out
constexpr int kSocketBytes = 1 << 20;
constexpr std::chrono::seconds kLook{1};
constexpr std::chrono::seconds kStartPatience{10};
constexpr int kNotAllKept = 3;                      // its exit status
constexpr std::chrono::seconds kFinishPatience{8};  // within the time that a service has to stop

// What is said of a detection; its line follows.
struct Said {
  std::uint64_t time_ns = 0;
  std::uint64_t severity = 0;
  std::array<char, 64> id{};  // NUL-padded
};

void take(std::string_view message, Incidents& incidents) {
  if (message.size() < sizeof(Said)) return;
  const auto said = load<Said>(message);
  const std::string_view id(said.id.data(), ::strnlen(said.id.data(), said.id.size()));
  incidents.detection(said.time_ns, id, message.substr(sizeof(Said)), static_cast<Severity>(said.severity));
}

Result<Incidents> open_both(const std::string& ring, const std::string& incidents, const IncidentLimits& limits) {
  TRY_ASSIGN(Ring opened, Ring::open(ring));
  return Incidents::open(incidents, std::move(opened), limits,
                         [](const std::string& lack) { spdlog::error("{}", printable(lack)); });
}

// Says what was kept. Returns the exit status.
int conclude(const Incidents& incidents) {
  if (incidents.kept() != 0) spdlog::info("kept {} incidents", incidents.kept());
  const std::vector<std::string> missing = incidents.missing();
  if (missing.empty()) return 0;
  spdlog::error("not all could be kept around detections, in the end:");
  for (const std::string& line : missing) spdlog::error("  {}", printable(line));
  return kNotAllKept;
}

// Until the engine has ended. Returns the exit status.
int run(UniqueFd socket, Incidents incidents) {
  std::vector<char> buffer(sizeof(Said) + kLineMax);
  bool has_ended = false;
  auto next_look = Clock::now() + kLook;
  while (!has_ended) {
    // By the clock, also if detections come without a pause: files go from the ring meanwhile.
    if (const auto now = Clock::now(); now >= next_look) {
      incidents.look();
      next_look = now + kLook;
    }
    if (!wait_for(socket.get(), POLLIN, next_look)) continue;
    const ssize_t size = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (size > 0) take(std::string_view(buffer.data(), static_cast<std::size_t>(size)), incidents);
    has_ended = size == 0 || (size < 0 && errno != EINTR);
  }
  incidents.finish();
  return conclude(incidents);
}

}  // namespace

Result<std::unique_ptr<IncidentKeeper>> IncidentKeeper::start(const std::string& ring, const std::string& incidents,
                                                              IncidentLimits limits, DetectionSink& inner,
                                                              bool require_sandbox) {
  TRY(open_both(ring, incidents, limits));  // the other process could not say what is wrong with them
  prepare_sha256();
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return Error{Code::denied, std::string("starting the keeper of incidents: ") + std::strerror(errno)};
  }
  UniqueFd ours(ends[0]);
  UniqueFd its(ends[1]);
  ::setsockopt(ours.get(), SOL_SOCKET, SO_SNDBUF, &kSocketBytes, sizeof(kSocketBytes));
  const pid_t pid = ::fork();
  if (pid < 0) return Error{Code::denied, std::string("starting the keeper of incidents: ") + std::strerror(errno)};
  if (pid == 0) {
    if (!become_lone("trace-incidents", its)) ::_exit(1);
    ::umask(kOwnUmask);
    auto made = open_both(ring, incidents, limits);
    if (!made) ::_exit(1);
    Status confined = drop_capabilities(0, 0);
    if (confined) confined = write_only_below(made->written_places());
    if (confined) confined = enter_sandbox(joined({Incidents::needs(), {{SYS_recvfrom}}}));
    if (!confined) {
      const std::string why = "the keeper of incidents: " + confined.error().message;
      if (require_sandbox) {
        spdlog::error("{}", why);
        ::_exit(1);
      }
      spdlog::warn("{}: it goes on without a sandbox", why);
    }
    const char ready = 0;
    [[maybe_unused]] const ssize_t told = ::write(its.get(), &ready, sizeof(ready));
    // Before _exit(2), as before all that does not return, AddressSanitizer makes a call that the sandbox has not.
    ::syscall(SYS_exit_group, run(std::move(its), *std::move(made)));
  }
  its = UniqueFd();
  char ready = 0;
  const bool answers = wait_for(ours.get(), POLLIN, Clock::now() + kStartPatience);
  const ssize_t size = answers ? ::recv(ours.get(), &ready, sizeof(ready), MSG_DONTWAIT) : 0;
  if (!answers) ::kill(pid, SIGKILL);
  if (size > 0) return std::unique_ptr<IncidentKeeper>(new IncidentKeeper(std::move(ours), pid, inner));
  ::waitpid(pid, nullptr, 0);
  return Error{Code::denied, "the keeper of incidents did not start"};
}

IncidentKeeper::IncidentKeeper(UniqueFd socket, pid_t pid, DetectionSink& inner)
    : socket_(std::move(socket)),
      pid_(pid),
      inner_(inner),
      line_(UniqueFd(), "a detection"),
      json_(make_json_sink(line_)) {}

IncidentKeeper::~IncidentKeeper() {
  finish();
}

Status IncidentKeeper::detection(const Detection& detection) {
  Said said;
  said.time_ns = detection.event.context.time_ns;
  said.severity = static_cast<std::uint64_t>(detection.rule.severity);
  detection.rule.id.copy(said.id.data(), said.id.size() - 1);
  message_.clear();
  append_bytes(said, message_);
  static_cast<void>(json_->detection(detection));
  std::string_view line = line_.buffer();
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.size() <= kLineMax) message_.append(line);
  line_.buffer().clear();
  const ssize_t sent = ::send(socket_.get(), message_.data(), message_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN && errno != ENOBUFS) lost();
  if (sent != static_cast<ssize_t>(message_.size()) && dropped_++ == 0 && !is_lost_) {
    spdlog::warn("detections come faster than the keeper of incidents takes them: what was around some is not kept");
  }
  return inner_.detection(detection);
}

void IncidentKeeper::lost() {
  if (!std::exchange(is_lost_, true)) {
    spdlog::error("the keeper of incidents has ended: nothing is kept around detections from now on");
  }
}

void IncidentKeeper::look() {
  pollfd wait{socket_.get(), 0, 0};  // POLLHUP and POLLERR come unasked
  if (!is_lost_ && ::poll(&wait, 1, 0) > 0) lost();
}

Status IncidentKeeper::ending() const {
  if (is_lost_) {
    return Error{Code::io, "the keeper of incidents ended before its time: " + std::to_string(dropped_) +
                               " detections were not kept"};
  }
  if (dropped_ != 0)
    return Error{Code::io, std::to_string(dropped_) + " detections were not kept: their keeper could not keep up"};
  if (is_lacking_) return Error{Code::io, "not all could be kept around detections, as its keeper has said"};
  return ok();
}

Needs IncidentKeeper::needs() const {
  return {{SYS_sendto, 0, {static_cast<std::uint32_t>(socket_.get())}},
          {SYS_shutdown, 0, {static_cast<std::uint32_t>(socket_.get())}},
          {SYS_wait4, 0, {static_cast<std::uint32_t>(pid_)}}};
}

void IncidentKeeper::finish() {
  if (!socket_) return;
  ::shutdown(socket_.get(), SHUT_WR);
  const bool has_ended = is_lost_ || wait_for(socket_.get(), POLLIN, Clock::now() + kFinishPatience);
  socket_ = UniqueFd();
  if (!has_ended) {
    spdlog::error("the keeper of incidents has not ended within {} s", kFinishPatience.count());
    is_lost_ = true;
    return;
  }
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) return;
  is_lacking_ = WIFEXITED(status) && WEXITSTATUS(status) == kNotAllKept;
  if (!is_lacking_ && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) lost();
}

}  // namespace trace
