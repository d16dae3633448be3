// SPDX-License-Identifier: Apache-2.0
#include "rules/builtin/native/k8s_api_connection.h"

#include <catch2/catch.hpp>

#include "common/event/record.h"
#include "tests/support/findings.h"

namespace trace {
namespace {

struct Fixture {
  Event event_in(const char* name, std::string_view container) {
    Event event;
    event.spec = find_event(name);
    event.context.flags = WIRE_FLAG_CONTAINER;
    event.context.container_id = container;
    return event;
  }
  void start(std::string_view container) {
    Event event = event_in("sched_process_exec", container);
    event.args[*event.spec->field("env")].value = StringList(environment);
    Finding finding;
    CHECK_FALSE(signature->on_event(event, finding));
  }
  // What is found; empty if nothing is.
  FindingTexts connect(std::string_view container, const char* address) {
    Event event = event_in("security_socket_connect", container);
    bytes = *record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_INET"}, {"sin_addr", address}, {"sin_port", "443"}});
    event.args[*event.spec->field("remote_addr")].value = Record(WIRE_SOCKADDR, bytes);
    Finding finding;
    return signature->on_event(event, finding) ? texts_of(finding) : FindingTexts();
  }

  std::unique_ptr<NativeSignature> signature = make_k8s_api_connection();
  std::string environment{"HOME=/\0KUBERNETES_SERVICE_HOST= 10.0.0.1 \0", 43};
  std::string bytes;
};

TEST_CASE_METHOD(Fixture, "a container connects to the server that its environment names") {
  start("c1");
  CHECK(connect("c1", "10.0.0.1") == FindingTexts{{"ip", "t:10.0.0.1"}});
}

TEST_CASE_METHOD(Fixture, "a socket of both families is connected to the same server") {
  start("c1");
  Event event = event_in("security_socket_connect", "c1");
  bytes = *record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_INET6"}, {"sin6_addr", "::ffff:10.0.0.1"}});
  event.args[*event.spec->field("remote_addr")].value = Record(WIRE_SOCKADDR, bytes);
  Finding finding;
  REQUIRE(signature->on_event(event, finding));
  CHECK(texts_of(finding) == FindingTexts{{"ip", "t:10.0.0.1"}});
}

TEST_CASE_METHOD(Fixture, "other addresses, other containers and the host are silent") {
  start("c1");
  CHECK(connect("c1", "10.0.0.2").empty());
  CHECK(connect("c2", "10.0.0.1").empty());
  start("");
  CHECK(connect("", "10.0.0.1").empty());
}

}  // namespace
}  // namespace trace
