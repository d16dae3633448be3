// SPDX-License-Identifier: Apache-2.0
#include "common/broker/broker.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "common/base/system_log.h"
#include "common/broker/serve.h"
#include "common/broker/verbs.h"
#include "tests/support/folder.h"
#include "tests/support/in_child.h"
#include "tests/support/sandboxed.h"

namespace trace {
namespace {

Broker started(Grants grants) {
  Result<Broker> broker = Broker::start(std::move(grants));
  if (!broker) FAIL(broker.error().message);
  return *std::move(broker);
}

template <class T>
std::string error_of(const Result<T>& result) {
  return result ? std::string() : result.error().message;
}

std::string read_all(int fd) {
  std::string text(1000, ' ');
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(fd, text.data(), text.size()))));
  return text;
}

// The broker's end of a socket, without the client's code: to say what that never says.
class HostileClient {
 public:
  explicit HostileClient(Grants grants) {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    socket_ = UniqueFd(ends[0]);
    UniqueFd its(ends[1]);
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) serve(std::move(its), std::move(grants));
    Reply ready;
    REQUIRE(receive_message(socket_.get(), &ready, sizeof(ready), fd_, 5000) == Receipt::message);
  }
  ~HostileClient() {
    socket_ = UniqueFd();
    ::waitpid(pid_, nullptr, 0);
  }

  // The error in the answer; -1 if there was none.
  int say(const void* bytes, std::size_t size, int fd = -1) {
    REQUIRE(send_message(socket_.get(), bytes, size, fd));
    Reply reply;
    fd_ = UniqueFd();
    return receive_message(socket_.get(), &reply, sizeof(reply), fd_, 5000) == Receipt::message ? reply.error : -1;
  }
  int say(const Request& request) { return say(&request, sizeof(request)); }
  bool got_descriptor() const { return static_cast<bool>(fd_); }

 private:
  UniqueFd socket_;
  UniqueFd fd_;
  pid_t pid_ = 0;
};

// But the one that locks the folder.
std::vector<std::string> file_names_of(const Folder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (!entry.path().filename().string().starts_with('.')) names.push_back(entry.path().filename());
  }
  return names;
}

constexpr std::uint32_t number_of(Verb verb) {
  return static_cast<std::uint32_t>(verb);
}

}  // namespace

TEST_CASE("files go on in the folder of the start, though another takes its name") {
  const Folder folder;
  std::filesystem::create_directory(folder.file("out"));
  Broker broker = started({.recordings = {{folder.file("out"), "%F-%H%M%S.trace"}}});
  std::filesystem::rename(folder.file("out"), folder.file("moved"));
  std::filesystem::create_directory(folder.file("out"));
  const auto file = broker.next_file(0);
  REQUIRE(file);
  CHECK(std::filesystem::exists(folder.file("moved/" + file->name)));
}

TEST_CASE("a list gives the files that are there when it is asked") {
  const Folder folder;
  folder.with("b.yaml", "B");
  folder.with("ignored.txt", "");
  folder.with(".hidden.yaml", "");
  Broker broker = started({.lists = {{folder.path(), {".yaml"}}}});
  folder.with("a.yaml", "A");
  const auto first = broker.listed_file(0, 0);
  const auto second = broker.listed_file(0, 1);
  const auto third = broker.listed_file(0, 2);
  REQUIRE((first && *first && second && *second && third));
  CHECK((*first)->name == folder.file("a.yaml"));
  CHECK(read_all((*first)->fd.get()) == "A");
  CHECK(read_all((*second)->fd.get()) == "B");
  CHECK_FALSE(third->has_value());
}

TEST_CASE("a list gives regular files only") {
  const Folder folder;
  REQUIRE(::mkfifo(folder.file("a.yaml").c_str(), 0600) == 0);
  Broker broker = started({.lists = {{folder.path(), {".yaml"}}}});
  CHECK(error_of(broker.listed_file(0, 0)) == "opening a file of a list: Permission denied");
}

TEST_CASE("a list that names others opens none of them, follows no links, and does not end before its end") {
  const Folder folder;
  folder.with("d", "D");
  std::filesystem::create_directory(folder.file("below"));
  REQUIRE(::mkfifo(folder.file("a").c_str(), 0600) == 0);
  std::filesystem::create_symlink("nowhere", folder.file("b"));
  std::filesystem::create_symlink("below", folder.file("c"));
  std::filesystem::create_symlink("d", folder.file("e"));
  Broker broker = started({.lists = {{folder.path(), {}, Others::named}}});
  for (std::uint64_t number = 0; number < 5; ++number) {
    const auto file = broker.listed_file(0, number);
    REQUIRE((file && *file));
    CHECK((*file)->name == folder.file(std::string(1, "abcde"[number])));
    CHECK(static_cast<bool>((*file)->fd) == (number == 3));
  }
  const auto end = broker.listed_file(0, 5);
  REQUIRE(end);
  CHECK_FALSE(end->has_value());
}

TEST_CASE("a link to nowhere does not end a list") {
  const Folder folder;
  std::filesystem::create_symlink("nowhere", folder.file("a.yaml"));
  folder.with("b.yaml", "B");
  Broker broker = started({.lists = {{folder.path(), {".yaml"}}}});
  CHECK(error_of(broker.listed_file(0, 0)) == "opening a file of a list: No such file or directory");
  CHECK(broker.listed_file(0, 1));
}

TEST_CASE("a name of a list may be as long as a path can be") {
  const Folder folder;
  std::string deep = folder.path();
  for (unsigned i = 0; i < 10; ++i) deep += "/" + std::string(200, 'x');
  std::filesystem::create_directories(deep);
  std::ofstream(deep + "/a.yaml") << "A";
  Broker broker = started({.lists = {{folder.path(), {".yaml"}}}});
  const auto file = broker.listed_file(0, 0);
  REQUIRE((file && *file));
  CHECK((*file)->name == deep + "/a.yaml");
}

TEST_CASE("the next file of a recording is a new one, and the oldest make room for it") {
  const Folder folder;
  Broker broker = started({.recordings = {{folder.path(), "%F-%H%M%S.trace", 100}}});
  const auto first = broker.next_file(0);
  const auto second = broker.next_file(0);
  const auto third = broker.next_file(0);
  REQUIRE((first && second && third));
  CHECK(first->name < second->name);
  REQUIRE(::write(first->fd.get(), "0123456789", 10) == 10);
  CHECK(*broker.make_room(0, 95));
  CHECK_FALSE(std::filesystem::exists(folder.file(first->name)));
  CHECK(std::filesystem::exists(folder.file(second->name)));
  CHECK_FALSE(*broker.make_room(0, 101));
  CHECK(error_of(broker.next_file(1)) == "opening the next file of a recording: it was not granted at the start");
}

TEST_CASE("a FIFO is opened again once somebody reads it, and only the one that was granted") {
  const Folder folder;
  const std::string path = folder.file("p");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  const FifoGrant other{path, status.st_dev, status.st_ino + 1};
  Broker broker = started({.fifos = {{path, status.st_dev, status.st_ino}, other}});
  REQUIRE(::rename(path.c_str(), folder.file("q").c_str()) == 0);
  auto none = broker.fifo(0);
  REQUIRE(none);
  CHECK_FALSE(*none);
  const UniqueFd reader(::open(folder.file("q").c_str(), O_RDONLY | O_NONBLOCK));
  auto fd = broker.fifo(0);
  REQUIRE((fd && *fd));
  CHECK((::fcntl((*fd)->get(), F_GETFL) & (O_ACCMODE | O_NONBLOCK)) == O_WRONLY);
  REQUIRE(::write((*fd)->get(), "abc", 3) == 3);
  CHECK(read_all(reader.get()) == "abc");
  auto taken = broker.fifo(0);
  REQUIRE(taken);
  CHECK_FALSE(*taken);  // it is written already
  CHECK(error_of(broker.fifo(1)) == "opening a FIFO for its next reader: it was not granted at the start");
}

TEST_CASE("a socket of the system's log is had again, of whoever listens by then") {
  const Folder folder;
  const std::string path = folder.file("log");
  const auto listen = [&] {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(::chmod(path.c_str(), 0666) == 0);  // as it is everywhere: the broker is not root
    return socket;
  };
  UniqueFd listener = listen();
  Broker broker = started({.system_log = path});
  auto log = SystemLog::open("x", path);
  REQUIRE(log);
  log->connect_again_by([&] { return broker.system_log(); });
  listener = UniqueFd();
  CHECK(error_of(log->write("lost")) == "connecting to the system's log again: Connection refused");
  REQUIRE(::unlink(path.c_str()) == 0);
  listener = listen();
  REQUIRE(log->write("had"));
  CHECK(read_all(listener.get()).ends_with(": had"));
  CHECK(error_of(started({}).system_log()) == "connecting to the system's log again: it was not granted at the start");
}

TEST_CASE("what was not granted at the start is refused, verb by verb") {
  const Folder folder;
  HostileClient client({.lists = {{folder.path(), {".yaml"}}}});
  CHECK(client.say({number_of(Verb::listed_file), 1, 0}) == EPERM);
  CHECK(client.say({number_of(Verb::listed_file), 0xffffffff, 0}) == EPERM);
  CHECK(client.say({number_of(Verb::listed_file), 0, ~0ULL}) == ENODATA);
  CHECK(client.say({number_of(Verb::next_file), 0, 0}) == EPERM);
  CHECK(client.say({number_of(Verb::make_room), 0, 1}) == EPERM);
  CHECK(client.say({number_of(Verb::fifo), 0, 0}) == EPERM);
  CHECK(client.say({number_of(Verb::system_log), 0, 0}) == EPERM);
  CHECK_FALSE(client.got_descriptor());
}

TEST_CASE("hostile requests are answered with an error, and the broker goes on") {
  const Folder folder;
  folder.with("a.yaml", "A");
  HostileClient client({.lists = {{folder.path(), {".yaml"}}}});
  const std::string large(100'000, 'x');
  CHECK(client.say({99, 0, 0}) == EINVAL);
  CHECK(client.say({0xffffffff, 0, 0}) == EINVAL);
  CHECK(client.say("x", 1) == EINVAL);
  CHECK(client.say(large.data(), large.size()) == EINVAL);
  CHECK(client.say({number_of(Verb::listed_file), 0, 5}) == ENODATA);
  const UniqueFd null(::open("/dev/null", O_RDWR));
  const Request request{number_of(Verb::listed_file), 0, 0};
  CHECK(client.say(&request, sizeof(request), null.get()) == 0);  // the descriptor with it is dropped
  CHECK(client.got_descriptor());
}

TEST_CASE("the broker ends with its client, however that ends") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t client = ::fork();
  REQUIRE(client >= 0);
  if (client == 0) {
    const Broker broker = started({.lists = {{"/tmp", {".yaml"}}}});
    const pid_t pid = broker.pid();
    if (::write(ends[1], &pid, sizeof(pid)) != sizeof(pid)) ::_exit(1);
    for (;;) ::pause();
  }
  ::close(ends[1]);
  pid_t broker = 0;
  REQUIRE(::read(ends[0], &broker, sizeof(broker)) == sizeof(broker));
  const UniqueFd watched(static_cast<int>(::syscall(SYS_pidfd_open, broker, 0)));
  REQUIRE(watched);
  ::kill(client, SIGKILL);
  ::waitpid(client, nullptr, 0);
  pollfd wait{watched.get(), POLLIN, 0};
  CHECK(::poll(&wait, 1, 5000) == 1);
  // It held nothing of its client: this pipe has come to its end.
  char byte = 0;
  CHECK(::read(ends[0], &byte, 1) == 0);
  ::close(ends[0]);
}

TEST_CASE("a client whose broker has ended is told so, and goes on") {
  const Folder folder;
  Broker broker = started({.lists = {{folder.path(), {".yaml"}}}});
  ::kill(broker.pid(), SIGKILL);
  CHECK(error_of(broker.listed_file(0, 0)) == "opening a file of a list: the broker has ended");
  CHECK(error_of(broker.listed_file(0, 0)) == "opening a file of a list: the broker has ended");
}

TEST_CASE("a broker that hangs is waited for once, and what it answers later is the answer to that request only") {
  using Clock = std::chrono::steady_clock;
  const Folder folder;
  Broker broker = started({.recordings = {{folder.path(), "%F-%H%M%S.trace", 100}}});
  ::kill(broker.pid(), SIGSTOP);
  auto before = Clock::now();
  CHECK(error_of(broker.next_file(0)) == "opening the next file of a recording: what opens it does not answer");
  CHECK(Clock::now() - before < std::chrono::seconds(2));
  before = Clock::now();
  for (unsigned i = 0; i < 50; ++i) CHECK_FALSE(broker.next_file(0));
  CHECK_FALSE(*broker.make_room(0, 1));
  CHECK(Clock::now() - before < std::chrono::seconds(1));
  ::kill(broker.pid(), SIGCONT);
  Result<OpenedFile> late = broker.next_file(0);
  for (unsigned i = 0; i < 500 && !late; ++i) {
    ::poll(nullptr, 0, 10);
    late = broker.next_file(0);
  }
  REQUIRE(late);
  CHECK(file_names_of(folder) == std::vector<std::string>{late->name});  // it was asked once

  ::kill(broker.pid(), SIGSTOP);
  CHECK_FALSE(broker.next_file(0));
  ::kill(broker.pid(), SIGCONT);
  Result<bool> room = broker.make_room(0, 1);  // another question
  for (unsigned i = 0; i < 500 && room && !*room; ++i) {
    ::poll(nullptr, 0, 10);
    room = broker.make_room(0, 1);
  }
  CHECK((room && *room));
}

TEST_CASE("a client ends though its broker hangs") {
  const Folder folder;
  const auto before = std::chrono::steady_clock::now();
  pid_t pid = 0;
  {
    const Broker broker = started({.lists = {{folder.path(), {".yaml"}}}});
    pid = broker.pid();
    ::kill(pid, SIGSTOP);
  }
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(4));
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

TEST_CASE("a broker that is not in the sandbox says so, and serves") {
  const Folder folder;
  const ChildEnding ending = in_child([&] {
    // One filter more is refused, and to prctl(2) alone: the test has to go on.
    const sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{std::size(code), const_cast<sock_filter*>(code)};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
    Result<Broker> broker = Broker::start({.lists = {{folder.path(), {".yaml"}}}});
    if (!broker) return broker.error().message;
    return error_of(broker->listed_file(0, 0)) + (broker->confined() ? "confined" : broker->confined().error().message);
  });
  CHECK(ending.text.find("the broker: entering the sandbox: ") == 0);
}

TEST_CASE("a broker in the sandbox has nothing to say") {
  if (!sandbox_is_there()) {
    WARN("skipped: no seccomp here");
    return;
  }
  const Folder folder;
  CHECK(started({.lists = {{folder.path(), {".yaml"}}}}).confined());
}

TEST_CASE("a client in the sandbox opens by its broker, and by nothing else") {
  const Folder folder;
  folder.with("a.yaml", "A");
  const ChildEnding ending = in_child([&] {
    Result<Broker> broker = Broker::start({.lists = {{folder.path(), {".yaml"}}}});
    if (!broker) return broker.error().message;
    if (!enter_sandbox(broker->needs())) return std::string("not entered");
    auto file = broker->listed_file(0, 0);
    if (!file || !*file) return std::string("no file");
    return read_all((*file)->fd.get());
  });
  if (ending.text == "not entered") {
    WARN("skipped: no seccomp here");
    return;
  }
  CHECK(ending.text == "A");
}

TEST_CASE("a client of a broker in the sandbox talks to that one, and to nobody else") {
  if (!sandbox_is_there()) {
    WARN("skipped: no seccomp here");
    return;
  }
  const Folder folder;
  const Broker broker = started({.lists = {{folder.path(), {".yaml"}}}});
  const UniqueFd other(::socket(AF_UNIX, SOCK_DGRAM, 0));
  CHECK(is_ended(broker.needs(), [&] { ::open(folder.path().c_str(), O_RDONLY); }));
  CHECK(is_ended(broker.needs(), [&] { send_message(other.get(), "x", 1, -1); }));
  CHECK(is_ended(broker.needs(), [] { ::waitpid(-1, nullptr, WNOHANG); }));
}

TEST_CASE("the broker can do no harm either") {
  if (!sandbox_is_there()) {
    WARN("skipped: no seccomp here");
    return;
  }
  const pid_t parent = ::getpid();
  const Needs needs = Verbs({}).needs();
  CHECK(is_ended(needs, [] { ::fork(); }));
  CHECK(is_ended(needs, [] { ::execl("/bin/true", "true", nullptr); }));
  CHECK(is_ended(needs, [parent] { ::kill(parent, 0); }));
  CHECK(is_ended(needs, [] { ::unlink("/tmp/trace-nothing"); }));
  CHECK(is_ended(needs, [] { ::rename("/tmp/trace-nothing", "/tmp/trace-nothing-2"); }));
  for (const int family : {AF_UNIX, AF_INET, AF_PACKET, AF_NETLINK}) {
    CHECK(is_ended(needs, [family] { ::socket(family, SOCK_STREAM, 0); }));
  }
  CHECK(is_ended(needs, [] { ::listen(0, 1); }));
  CHECK(is_ended(needs, [] { ::open("/tmp/trace-nothing", O_WRONLY | O_CLOEXEC); }));
  CHECK(is_ended(needs, [] { ::open("/dev/null", O_RDWR | O_CLOEXEC); }));
  CHECK(is_ended(needs, [] { ::open("/tmp/trace-nothing", O_RDONLY | O_CREAT | O_CLOEXEC, 0600); }));
  CHECK(is_ended(needs, [] { ::open("/tmp/trace-nothing", O_RDONLY | O_TRUNC | O_CLOEXEC); }));
  CHECK_FALSE(is_ended(needs, [] {
    ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::syscall(SYS_exit_group, 0);  // at the end of a program a sanitizer makes calls of its own
  }));
}

}  // namespace trace
