// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/evaluator.h"

#include <atomic>

#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "common/event/entity.h"
#include "common/stream/reader.h"
#include "rules/engine/engine.h"
#include "rules/lang/signature/loader.h"
#include "tests/support/findings.h"

namespace trace {
namespace {

Evaluator evaluator_of(const std::string& rules) {
  auto set = load_signatures({{"rules.yaml", rules}}, {});
  if (!set) FAIL(set.error().message);
  return Evaluator(std::move(set->rules), {});
}

// A rule that is named by its id.
std::string rule(const std::string& id, const std::string& rest) {
  return "---\n{kind: rule, id: " + id + ", name: " + id + ", version: 1, title: t, severity: low, " + rest + "}\n";
}

class Collected final : public DetectionSink {
 public:
  Status detection(const Detection& detection) override {
    names.push_back(detection.rule.name);
    data = texts_of(detection.finding);
    return ok();
  }
  std::vector<std::string> names;
  FindingTexts data;  // of the last one
};

struct Process {
  std::uint32_t pid;
  std::uint64_t start_ns;
  std::uint32_t entity() const { return entity_id(pid, start_ns); }
};

// A recording: a web server starts, forks a worker, and the worker executes a shell.
class Recording {
 public:
  Recording() { encoder_->begin({}, bytes_); }

  Recording& exec(Process self, Process parent, std::string_view path, std::string_view comm) {
    Event event = event_of("sched_process_exec", self, parent, comm);
    set(event, "pathname", path);
    return add(event);
  }
  Recording& fork(Process self, Process parent, Process child, std::string_view comm) {
    Event event = event_of("sched_process_fork", self, parent, comm);
    set(event, "child_pid", std::int64_t{child.pid});
    set(event, "child_tid", std::int64_t{child.pid});
    set(event, "start_time", child.start_ns);
    return add(event);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  static Event event_of(const char* name, Process self, Process parent, std::string_view comm) {
    Event event;
    event.spec = find_event(name);
    event.context.host_pid = event.context.host_tid = self.pid;
    event.context.process_entity = event.context.thread_entity = self.entity();
    event.context.host_ppid = parent.pid;
    event.context.parent_entity = parent.entity();
    event.context.comm = comm;
    return event;
  }
  static void set(Event& event, std::string_view name, Value value) {
    event.args[*event.spec->field(name)].value = value;
  }
  Recording& add(const Event& event) {
    encoder_->event(event, {}, bytes_);
    return *this;
  }

  std::unique_ptr<Encoder> encoder_ = make_json_encoder({});
  std::string bytes_;
};

Collected detected(Evaluator evaluator, const Recording& recording) {
  Collected sink;
  Engine engine(std::move(evaluator), sink, [](const std::string&) {});
  const std::atomic<bool> stop = false;
  auto reader = open_reader(bytes_of(recording.bytes()));
  REQUIRE(reader);
  REQUIRE(engine.run(**reader, "recording", stop));
  CHECK(engine.tally().malformed == 0);
  return sink;
}

constexpr Process kInit{1, 10'000'000}, kServer{20, 50'000'000}, kWorker{21, 90'000'000};

Recording web_shell() {
  Recording recording;
  recording.exec(kServer, kInit, "/usr/sbin/nginx", "nginx")
      .fork(kServer, kInit, kWorker, "nginx")
      .exec(kWorker, kServer, "/bin/sh", "sh");
  return recording;
}

TEST_CASE("a condition asks a recording for the parent of a process") {
  const auto found = [](const std::string& where) {
    return detected(evaluator_of(rule("A", "on: sched_process_exec, where: '" + where + "'")), web_shell())
        .names.size();
  };
  CHECK(found("basename(pathname) = sh and parent.executable = \"/usr/sbin/nginx\"") == 1);
  CHECK(found("basename(pathname) = sh and parent.comm in [httpd, nginx]") == 1);
  CHECK(found("basename(pathname) = sh and parent.pid = 20") == 1);
  CHECK(found("basename(pathname) = sh and parent.comm = sshd") == 0);
  CHECK(found("pathname = \"/usr/sbin/nginx\" and parent.comm exists") == 0);
}

TEST_CASE("rules that take the place of others know the processes that those have learnt of") {
  const auto asks = [] {
    return evaluator_of(rule("A", "on: sched_process_exec, where: parent.executable = \"/usr/sbin/nginx\""));
  };
  Recording before, after;
  before.exec(kServer, kInit, "/usr/sbin/nginx", "nginx").fork(kServer, kInit, kWorker, "nginx");
  after.exec(kWorker, kServer, "/bin/sh", "sh");
  Collected sink;
  Engine engine(asks(), sink, [](const std::string&) {});
  const std::atomic<bool> stop = false;
  for (const Recording* recording : {&before, &after}) {
    auto reader = open_reader(bytes_of(recording->bytes()));
    REQUIRE(reader);
    REQUIRE(engine.run(**reader, "recording", stop));
    engine.replace(asks());
  }
  CHECK(sink.names.size() == 1);
}

TEST_CASE("a test of ancestors passes if any of them does") {
  Recording recording = web_shell();
  const Process child{22, 120'000'000};
  recording.fork(kWorker, kServer, child, "sh").exec(child, kWorker, "/usr/bin/curl", "curl");
  const auto found = [&](const std::string& where) {
    return detected(evaluator_of(rule("A", "on: sched_process_exec, where: '" + where + "'")), recording).names.size();
  };
  CHECK(found("processName = curl and basename(ancestor.executable) = nginx") == 1);
  CHECK(found("processName = curl and ancestor.executable[0] = \"/bin/sh\"") == 1);
  CHECK(found("processName = curl and ancestor.executable[1] = \"/bin/sh\"") == 0);
  CHECK(found("processName = curl and ancestor.comm = sshd") == 0);
}

TEST_CASE("a finding carries what is known of the parent") {
  const Collected sink = detected(
      evaluator_of(rule("A", "on: sched_process_exec, where: processName = sh, data: {by: parent.executable}")),
      web_shell());
  CHECK(sink.data == FindingTexts{{"by", "t:/usr/sbin/nginx"}});
}

TEST_CASE("a rule that asks for state needs the events that it is learnt from") {
  using Names = std::vector<std::string_view>;
  CHECK(evaluator_of(rule("A", "on: ptrace, where: comm = a")).events() == Names{"ptrace"});
  CHECK(evaluator_of(rule("A", "on: ptrace, where: parent.comm = a")).events() ==
        Names{"existing_process", "ptrace", "sched_process_exec", "sched_process_exit", "sched_process_fork"});
}

TEST_CASE("a rule fires once for an event, however many of its clauses hold") {
  Evaluator evaluator = evaluator_of(
      rule("A", "any: [{on: ptrace, where: pid = 1}, {on: ptrace, where: request = 2}]") + rule("B", "on: ptrace"));
  Event event;
  event.spec = find_event("ptrace");
  event.args[*event.spec->field("pid")].value = std::int64_t{1};
  event.args[*event.spec->field("request")].value = std::int64_t{2};
  Collected sink;
  REQUIRE(evaluator.evaluate(event, sink));
  CHECK(sink.names == std::vector<std::string>{"A", "B"});
}

TEST_CASE("what conditions became is shown by event and rule") {
  const std::string text = evaluator_of(rule("A", "on: ptrace, where: parent.comm = a")).explain();
  CHECK(text.find("\n  A A\n    0  parent.comm = \"a\"  -> yes | no\n") != std::string::npos);
}

}  // namespace
}  // namespace trace
