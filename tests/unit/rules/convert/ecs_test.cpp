// SPDX-License-Identifier: Apache-2.0
#include "tests/support/exported.h"

namespace trace {
namespace {

TEST_CASE("an execution in the fields of ECS") {
  const std::string argv("sh\0-c\0id\0", 9);
  const std::string line = exported(
      ExportFormat::ecs,
      told_event("sched_process_exec", {{"pathname", std::string_view("/bin/dash")}, {"argv", StringList(argv)}})
          .event);
  CHECK(line.starts_with(
      R"({"@timestamp":"2023-11-14T22:13:21.234567891Z","ecs":{"version":"8.11.0"},"message":"sh (30) )"));
  CHECK(has_text(line, R"("event":{"kind":"event","category":["process"],"type":["start"],"action":"exec")"));
  CHECK(has_text(line, R"("outcome":"unknown","module":"trace","dataset":"trace.events","id":"0-5"})"));
  CHECK(has_text(line, R"("host":{"name":"box1"})"));
  CHECK(has_text(line, R"("process":{"pid":30,"entity_id":"30-)"));
  CHECK(has_text(
      line,
      R"("name":"sh","executable":"/bin/dash","args":["sh","-c","id"],"args_count":3,"command_line":"sh -c id")"));
  CHECK(has_text(line, R"("parent":{"pid":20,"entity_id":"20-)"));
  CHECK(has_text(line, R"("user":{"id":"33"},"container":{"id":"3f4be7"})"));
  CHECK(has_text(line, R"("trace":{"event":"sched_process_exec","return_value":0,"args":{"pathname":"/bin/dash")"));
}

TEST_CASE("a connection in the fields of ECS") {
  const std::string address = socket_address("10.0.0.2", "4444");
  const std::string line =
      exported(ExportFormat::ecs,
               told_event("security_socket_connect", {{"remote_addr", Record(WIRE_SOCKADDR, address)}}).event);
  CHECK(has_text(line, R"("category":["network"],"type":["connection","start"],"action":"connect")"));
  CHECK(has_text(
      line,
      R"("destination":{"address":"10.0.0.2","ip":"10.0.0.2","port":4444},"network":{"type":"ipv4","direction":"egress"})"));
  CHECK(has_text(line, R"("related":{"hosts":["box1"],"ip":["10.0.0.2"],"user":["33"]})"));
}

TEST_CASE("an artifact has its hash in ECS") {
  const std::string line = exported(
      ExportFormat::ecs,
      told_event("artifact", {{"pathname", std::string_view("/tmp/x")}, {"sha256", std::string_view("ab12")}}).event);
  CHECK(has_text(line, R"("file":{"path":"/tmp/x","name":"x","hash":{"sha256":"ab12"}})"));
  CHECK(has_text(line, R"("related":{"hash":["ab12"])"));
}

TEST_CASE("a system call that failed has its outcome in ECS") {
  OwnedEvent made = told_event("read", {{"fd", std::int64_t{3}}});
  made.event.context.retval = -9;
  const std::string line = exported(ExportFormat::ecs, made.event);
  CHECK(has_text(line, R"("category":["file"],"type":["info"],"action":"read","outcome":"failure")"));
  CHECK(has_text(line, R"("return_value":-9,"args":{"fd":"3"})"));
}

TEST_CASE("a process that comes of another one is that process in ECS") {
  const std::string line =
      exported(ExportFormat::ecs, told_event("sched_process_fork", {{"child_pid", std::int64_t{31}}}).event);
  CHECK(has_text(line, R"("type":["start"],"action":"fork")"));
  CHECK(has_text(line, R"("process":{"pid":31,"name":"sh","parent":{"pid":30,"entity_id":"30-)"));
}

TEST_CASE("in ECS a thread that begins or ends is no beginning and no end of its process") {
  const std::string begun =
      exported(ExportFormat::ecs, told_event("sched_process_fork", {{"child_pid", std::int64_t{30}}}).event);
  CHECK(has_text(begun, R"("type":["info"],"action":"fork")"));
  CHECK(has_text(begun, R"("process":{"pid":30,"entity_id")"));
  CHECK(has_text(exported(ExportFormat::ecs, told_event("sched_process_exit", {{"process_group_exit", false}}).event),
                 R"("type":["info"],"action":"exit")"));
}

TEST_CASE("a path that is not whole is a name in ECS, and what is nobody's has no process") {
  CHECK(has_text(exported(ExportFormat::ecs, told_event("openat", {{"pathname", std::string_view("a/b.txt")}}).event),
                 R"("file":{"name":"b.txt"})"));
  OwnedEvent packets = told_event("artifact", {{"pathname", std::string_view("/tmp/x")}});
  packets.event.context.host_pid = 0;
  const std::string line = exported(ExportFormat::ecs, packets.event);
  CHECK_FALSE(has_text(line, R"("process":{)"));
  CHECK_FALSE(has_text(line, R"("user":{)"));
}

TEST_CASE("a loss and a detection in ECS") {
  CHECK(has_text(exported_loss(ExportFormat::ecs), R"("event":{"kind":"pipeline_error","action":"events_lost")"));
  const std::string line = exported_detection(ExportFormat::ecs);
  CHECK(has_text(line, R"("kind":"alert")"));
  CHECK(has_text(line, R"("rule":{"id":"TRC-7","name":"Something found")"));
  CHECK(has_text(line, R"("technique":{"id":["T1053"],"subtechnique":{"id":["T1053.003"],"name":["Cron"]}})"));
  CHECK(has_text(line, R"("id":"0-5-TRC-7")"));
}

}  // namespace
}  // namespace trace
