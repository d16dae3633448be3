// SPDX-License-Identifier: Apache-2.0
#include "tests/support/exported.h"

namespace trace {
namespace {

std::string line_of(std::string_view name, std::initializer_list<std::pair<std::string_view, Value>> arguments) {
  return exported(ExportFormat::ocsf, told_event(name, arguments).event);
}

TEST_CASE("files, processes, modules and connections have their classes in OCSF") {
  const std::string opened = line_of("security_file_open", {{"pathname", std::string_view("/etc/passwd")}});
  CHECK(opened.starts_with(
      R"({"class_uid":1001,"class_name":"File System Activity","category_uid":1,)"
      R"("category_name":"System Activity","activity_id":14,"type_uid":100114,"time":1700000001234,)"));
  CHECK(has_text(opened, R"("device":{"hostname":"box1","type_id":0},"actor":{"process":{"pid":30,"uid":"30-)"));
  CHECK(has_text(opened, R"("user":{"uid":"33"})"));
  CHECK(has_text(opened, R"("file":{"path":"/etc/passwd","name":"passwd","type_id":0})"));

  const std::string ran = line_of("sched_process_exec", {{"pathname", std::string_view("/bin/dash")}});
  CHECK(has_text(ran, R"("class_uid":1007)"));
  CHECK(has_text(ran, R"("process":{"pid":30,"uid":)"));
  CHECK(has_text(line_of("ptrace", {{"pid", std::int64_t{99}}}), R"("process":{"pid":99})"));
  CHECK(has_text(line_of("delete_module", {{"name", std::string_view("lkm")}}),
                 R"("module":{"load_type_id":0,"file":{"name":"lkm","type_id":0}})"));

  const std::string address = socket_address("10.0.0.2", "4444");
  const std::string connected = line_of("security_socket_connect", {{"remote_addr", Record(WIRE_SOCKADDR, address)}});
  CHECK(has_text(connected, R"("class_uid":4001)"));
  CHECK(has_text(connected, R"("dst_endpoint":{"ip":"10.0.0.2","port":4444},"connection_info":{"direction_id":2})"));
  CHECK(has_text(connected, R"(},"profiles":["host","container"]},)"));
  const std::string accepted = line_of("accept", {{"addr", Record(WIRE_SOCKADDR, address)}});
  CHECK(has_text(accepted, R"("src_endpoint":{"ip":"10.0.0.2","port":4444},"dst_endpoint":{"hostname":"box1"})"));
}

TEST_CASE("an event that lacks what its class requires, or has none, is one of the base class") {
  const std::string without = line_of("security_file_open", {{"flags", std::int64_t{0}}});
  CHECK(has_text(without, R"("class_uid":0)"));
  CHECK(has_text(without, R"("activity_id":99,"activity_name":"open","type_uid":99)"));
  CHECK(has_text(without,
                 R"(,"unmapped":{"event":"security_file_open","device":{"hostname":"box1","type_id":0},"actor":{)"));
  CHECK(has_text(without, R"("return_value":0,"args":{"flags":"O_RDONLY"}})"));
  CHECK_FALSE(has_text(without.substr(0, without.find("unmapped")), "actor"));
  CHECK(has_text(line_of("security_socket_connect", {}), R"("class_uid":0)"));
  CHECK(has_text(line_of("read", {}), R"("class_uid":0)"));
  CHECK(has_text(line_of("sched_process_exit", {{"process_group_exit", false}}), R"("class_uid":0)"));
  CHECK(has_text(line_of("sched_process_fork", {{"child_pid", std::int64_t{30}}}), R"("class_uid":0)"));
  CHECK(has_text(line_of("sched_process_fork", {{"child_pid", std::int64_t{31}}}), R"("process":{"pid":31})"));
  CHECK(has_text(line_of("sched_process_exit", {{"process_group_exit", true}}), R"("class_uid":1007)"));
  const std::string address = local_address("/run/x");
  const std::string local = line_of("security_socket_connect", {{"remote_addr", Record(WIRE_SOCKADDR, address)}});
  CHECK(has_text(local, R"("class_uid":0)"));
}

TEST_CASE("what a file becomes is in OCSF, and what a link leads to is not that") {
  const std::string_view old = "/a";
  const std::string_view now = "/b";
  CHECK(has_text(line_of("security_inode_rename", {{"old_path", old}, {"new_path", now}}),
                 R"("file_result":{"path":"/b")"));
  CHECK_FALSE(has_text(line_of("security_inode_link", {{"old_path", old}, {"new_path", now}}), "file_result"));
  CHECK_FALSE(has_text(line_of("security_inode_symlink", {{"target", old}, {"linkpath", now}}), "file_result"));
}

TEST_CASE("a path that is not whole is a name in OCSF, and a message has no more than the schema's bytes") {
  CHECK(has_text(line_of("openat", {{"pathname", std::string_view("a/b.txt")}}),
                 R"("file":{"name":"b.txt","type_id":0})"));
  const std::string words = "x\0" + std::string(70'000, 'y') + '\0';
  const std::string line = line_of("sched_process_exec", {{"argv", StringList(std::string_view(words))}});
  const std::size_t message = line.find("\"message\":\"") + 11;
  CHECK(line.find('"', message) - message == 65'535);
}

TEST_CASE("an artifact has its hash in OCSF") {
  CHECK(has_text(line_of("artifact", {{"pathname", std::string_view("/tmp/x")}, {"sha256", std::string_view("ab12")}}),
                 R"("hashes":[{"algorithm_id":3,"algorithm":"SHA-256","value":"ab12"}])"));
}

TEST_CASE("a loss and a detection in OCSF") {
  CHECK(has_text(exported_loss(ExportFormat::ocsf),
                 R"("message":"the collector lost 3 openat","count":3,"unmapped":{"event":"openat","device":{)"));
  const std::string line = exported_detection(ExportFormat::ocsf);
  CHECK(has_text(line, R"({"class_uid":2004,"class_name":"Detection Finding")"));
  CHECK(has_text(line, R"("severity_id":4)"));
  CHECK(has_text(line, R"("finding_info":{"uid":"box1-1700000001234567891-0-5-TRC-7","title":"Something found",)"));
  CHECK(has_text(line, R"("analytic":{"type_id":1,"uid":"TRC-7","name":"a_rule","version":"1"},"attacks":[)"));
  CHECK(has_text(line, R"([{"technique":{"uid":"T1053"},"sub_technique":{"uid":"T1053.003","name":"Cron"},)"));
}

}  // namespace
}  // namespace trace
