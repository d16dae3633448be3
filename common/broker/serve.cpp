// SPDX-License-Identifier: Apache-2.0
#include "common/broker/serve.h"

#include <linux/capability.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/base/confinement.h"
#include "common/base/landlock.h"
#include "common/base/lone_process.h"
#include "common/broker/message.h"
#include "common/broker/verbs.h"

namespace trace {
namespace {

// Reads what is for root only, by this capability, and gives up all else. Only who makes files is the user whose they are to be, and
// makes them where they are to be. Returns
// why not; nothing if it could.
std::string give_up_privileges(const Verbs& verbs) {
  constexpr std::uint64_t kRead = std::uint64_t{1} << CAP_DAC_READ_SEARCH;
  std::string why;
  const auto note = [&why](const Status& done) {
    if (!done) why.append(why.empty() ? "" : "; ").append(done.error().message);
  };
  if (verbs.only_reads()) note(become_unused_user());
  note(drop_capabilities(kRead, kRead));
  note(write_only_below(verbs.written_places()));
  note(enter_sandbox(verbs.needs()));
  return why;
}

void answer(int socket, const Opened& opened) {
  Reply reply;
  reply.error = opened.error;
  const std::size_t size = std::min(opened.name.size(), reply.name.size() - 1);
  std::memcpy(reply.name.data(), opened.name.data(), size);
  if (!send_message(socket, &reply, sizeof(reply), opened.fd.get())) ::_exit(0);
}

}  // namespace

void serve(UniqueFd socket, Grants grants) {
  if (!become_lone("trace-broker", socket)) ::_exit(1);
  Verbs verbs(std::move(grants));
  answer(socket.get(), {UniqueFd(), 0, give_up_privileges(verbs)});  // it is ready
  for (;;) {
    Request request;
    UniqueFd unwanted;
    switch (receive_message(socket.get(), &request, sizeof(request), unwanted, -1)) {
      case Receipt::message:
        answer(socket.get(), verbs.open(request));
        break;
      case Receipt::malformed:
        answer(socket.get(), {UniqueFd(), EINVAL});
        break;
      case Receipt::none:
        break;
      case Receipt::ended:
        ::_exit(0);
    }
  }
}

}  // namespace trace
