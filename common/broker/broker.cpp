// SPDX-License-Identifier: Apache-2.0
#include "common/broker/broker.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/broker/serve.h"

namespace trace {
namespace {

constexpr int kStartPatienceMs = 10'000;
constexpr int kEndPatienceMs = 1'000;
constexpr int kLookMs = 5;

struct VerbRow {
  int patience_ms;
  const char* what;
};

// In the order of Verb.
constexpr VerbRow kVerbs[] = {
#define VERB(id, patience, what) {patience, what},
#include "common/broker/verbs.def"
};

const VerbRow& row_of(Verb verb) {
  return kVerbs[static_cast<std::size_t>(verb)];
}

std::string text_of(const std::array<char, sizeof(Reply::name)>& name) {
  return {name.data(), ::strnlen(name.data(), name.size())};
}

Error refusal(Verb verb, int error) {
  const char* const why = error == EPERM       ? "it was not granted at the start"
                          : error == ETIMEDOUT ? "what opens it does not answer"
                                               : std::strerror(error);
  return {error == ENOENT ? Code::not_found : Code::io, std::string(row_of(verb).what) + ": " + why};
}

}  // namespace

Result<Broker> Broker::start(Grants grants) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return Error{Code::io, std::string("starting the broker: ") + std::strerror(errno)};
  }
  UniqueFd ours(ends[0]);
  UniqueFd its(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return Error{Code::io, std::string("starting the broker: ") + std::strerror(errno)};
  if (pid == 0) serve(std::move(its), std::move(grants));
  its = UniqueFd();  // so that its end is told
  Broker broker(std::move(ours), pid);
  Reply ready;
  UniqueFd none;
  if (receive_message(broker.socket_.get(), &ready, sizeof(ready), none, kStartPatienceMs) != Receipt::message) {
    return Error{Code::io, "starting the broker: it ended at once"};
  }
  const std::string why = text_of(ready.name);
  if (!why.empty()) broker.confined_ = Error{Code::unsupported, "the broker: " + why};
  return broker;
}

Broker::~Broker() {
  if (!socket_) return;  // moved from
  socket_ = UniqueFd();  // it ends now, unless what it opens hangs
  for (int waited_ms = 0; ::waitpid(pid_, nullptr, WNOHANG) == 0 && waited_ms < kEndPatienceMs; waited_ms += kLookMs) {
    ::poll(nullptr, 0, kLookMs);
  }
}

Result<Broker::Answer> Broker::wait_for_answer(int patience_ms) {
  Answer answer;
  Reply reply;
  const Receipt receipt = receive_message(socket_.get(), &reply, sizeof(reply), answer.file.fd, patience_ms);
  if (receipt == Receipt::none) {
    answer.error = ETIMEDOUT;
    return answer;
  }
  const auto verb = static_cast<Verb>(unanswered_->verb);
  unanswered_.reset();
  if (receipt != Receipt::message) return Error{Code::io, std::string(row_of(verb).what) + ": the broker has ended"};
  if (reply.error == 0 && verb != Verb::make_room && !answer.file.fd)
    return Error{Code::internal, "the broker sent no descriptor"};
  answer.error = reply.error;
  answer.file.name = text_of(reply.name);
  return answer;
}

Result<Broker::Answer> Broker::ask(Verb verb, std::size_t object, std::uint64_t number, int patience_ms) {
  const Request request{static_cast<std::uint32_t>(verb), static_cast<std::uint32_t>(object), number};
  if (unanswered_) {
    const bool is_same = *unanswered_ == request;
    TRY_ASSIGN(Answer late, wait_for_answer(0));
    if (is_same || late.error == ETIMEDOUT) return late;
  }
  if (!send_message(socket_.get(), &request, sizeof(request), -1))
    return Error{Code::io, std::string(row_of(verb).what) + ": the broker has ended"};
  unanswered_ = request;
  return wait_for_answer(patience_ms < 0 ? row_of(verb).patience_ms : patience_ms);
}

Result<std::optional<OpenedFile>> Broker::listed_file(std::size_t list, std::uint64_t number, int patience_ms) {
  TRY_ASSIGN(Answer answer, ask(Verb::listed_file, list, number, patience_ms));
  if (answer.error == ENODATA) return std::optional<OpenedFile>();
  if (answer.error != 0 && answer.error != EMEDIUMTYPE) return refusal(Verb::listed_file, answer.error);
  return std::optional<OpenedFile>(std::move(answer.file));
}

Result<OpenedFile> Broker::next_file(std::size_t recording) {
  TRY_ASSIGN(Answer answer, ask(Verb::next_file, recording, 0));
  if (answer.error != 0) return refusal(Verb::next_file, answer.error);
  return std::move(answer.file);
}

Result<bool> Broker::make_room(std::size_t recording, std::uint64_t bytes) {
  TRY_ASSIGN(const Answer answer, ask(Verb::make_room, recording, bytes));
  if (answer.error == ENOSPC || answer.error == EDQUOT || answer.error == ETIMEDOUT) return false;
  if (answer.error != 0) return refusal(Verb::make_room, answer.error);
  return true;
}

Result<std::optional<UniqueFd>> Broker::fifo(std::size_t number) {
  TRY_ASSIGN(Answer answer, ask(Verb::fifo, number, 0));
  if (answer.error == ENXIO || answer.error == ETIMEDOUT) return std::optional<UniqueFd>();
  if (answer.error != 0) return refusal(Verb::fifo, answer.error);
  return std::optional<UniqueFd>(std::move(answer.file.fd));
}

Result<UniqueFd> Broker::system_log() {
  TRY_ASSIGN(Answer answer, ask(Verb::system_log, 0, 0));
  if (answer.error != 0) return refusal(Verb::system_log, answer.error);
  return std::move(answer.file.fd);
}

Needs Broker::needs() const {
  const auto socket = static_cast<std::uint32_t>(socket_.get());
  return {{SYS_sendmsg, 0, {socket}}, {SYS_recvmsg, 0, {socket}}, {SYS_wait4, 0, {static_cast<std::uint32_t>(pid_)}}};
}

}  // namespace trace
