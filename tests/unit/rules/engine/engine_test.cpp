// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/engine.h"

#include <array>
#include <functional>
#include <vector>

#include <catch2/catch.hpp>

#include "rules/builtin/native/all.h"
#include "rules/builtin/shipped.h"
#include "rules/lang/signature/loader.h"

namespace trace {
namespace {

// Gives out what it is told to.
class FakeReader final : public EventReader {
 public:
  std::vector<Item> items;
  bool is_complete = true;
  std::vector<Mismatch> wrong;

  // What happens while the end is waited for.
  std::function<void()> on_next;

  Item next() override {
    if (at_ < items.size()) return items[at_++];
    if (on_next) on_next();
    return End{is_complete && wrong.empty(), wrong};
  }
  Architecture architecture() const override { return kOwnArchitecture; }

 private:
  std::size_t at_ = 0;
};

class Names final : public DetectionSink {
 public:
  Status detection(const Detection& detection) override {
    names.push_back(detection.rule.name);
    return fails ? Status(Error{Code::io, "full"}) : ok();
  }
  std::vector<std::string> names;
  bool fails = false;
};

struct Fixture {
  Fixture() {
    current.spec = find_event("ptrace");
    current.args[0].value = std::int64_t{0};
  }
  static Evaluator evaluator() {
    const auto files = shipped_signatures();
    auto set = load_signatures(files, files);
    return Evaluator(std::move(set->rules), make_native_signatures());
  }
  Status run() {
    engine.expect("x.jsonl");
    return engine.run(reader, "x.jsonl", stop);
  }

  Event current;
  EventItem event{&current, 17, "\"request\" is not understood"};
  Malformed malformed{17, "not an object"};
  FakeReader reader;
  Names sink;
  std::vector<std::string> complaints;
  Engine engine{evaluator(), sink, [this](const std::string& line) { complaints.push_back(line); }};
  std::atomic<bool> stop = false;
};

TEST_CASE_METHOD(Fixture, "an event that a signature is about is a detection") {
  reader.items = {event, event};
  REQUIRE(run());
  CHECK(sink.names == std::vector<std::string>{"anti_debugging", "anti_debugging"});
  CHECK(engine.tally().events == 2);
  CHECK(engine.tally().detections == 2);
}

TEST_CASE_METHOD(Fixture, "what is malformed is counted and shown once a second, and the rest is evaluated") {
  reader.items = {malformed, malformed, UnknownEvent{"new_event"}, event};
  REQUIRE(run());
  CHECK(engine.tally().malformed == 2);
  CHECK(engine.tally().unknown == 1);
  CHECK(engine.tally().detections == 1);
  CHECK(complaints == std::vector<std::string>{"x.jsonl:17: skipped: not an object",
                                               "x.jsonl: skipped: unknown event \"new_event\""});
}

TEST_CASE_METHOD(Fixture, "a damaged block is told and counted, and shown with its place") {
  reader.items = {event, Damaged{100, 199, "the checksum is wrong"}};
  reader.is_complete = false;
  REQUIRE(run());
  CHECK(engine.tally().damaged == 1);
  CHECK(complaints == std::vector<std::string>{"x.jsonl: damaged, bytes 100 to 199: the checksum is wrong"});
  CHECK(summary(engine.tally()).find("\n1 block damaged, not to be trusted\n") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "losses add up by event") {
  Loss loss{};
  loss.frame.id = WIRE_EVENT_sched_process_exec;
  loss.frame.count = 5;
  loss.frame.cpu = 1;
  reader.items = {loss, loss};
  REQUIRE(run());
  CHECK(engine.tally().lost == 10);
  CHECK(complaints == std::vector<std::string>{"x.jsonl: the collector lost 5 sched_process_exec on cpu 1"});
  CHECK(summary(engine.tally()) ==
        "0 events read\n0 detections\n10 lost, as the stream reports\n  sched_process_exec 10\n"
        "0 malformed, skipped\nthe input was complete\n");
}

TEST_CASE_METHOD(Fixture, "a failure of reading ends the stream, and is told with its name") {
  const Error error{Code::io, "EIO"};
  reader.items = {event, Failed{&error}, event};
  REQUIRE(run());
  CHECK(engine.tally().failures == std::vector<std::string>{"x.jsonl: EIO"});
  CHECK(summary(engine.tally()).find("\nx.jsonl: EIO\n") != std::string::npos);
  CHECK(engine.tally().events == 1);
  CHECK(engine.tally().complete_streams == 0);
}

TEST_CASE_METHOD(Fixture, "a live stream that falls silent, comes back and ends without its end is three detections") {
  const auto now =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch());
  reader.items = {Totals{{}, false, static_cast<std::uint64_t>(now.count())}};
  reader.is_complete = false;
  reader.on_next = [&] {
    for (int i = 0; i < 20; ++i) engine.waited(StreamWatch::kLook, StreamWatch::kLook);
    engine.heard();
    engine.heard();
  };
  REQUIRE(run());
  CHECK(sink.names == std::vector<std::string>{"collector_silent", "collector_back", "collector_silent"});
  CHECK(engine.tally().detections == 3);
  CHECK(engine.tally().events == 0);
  REQUIRE(complaints.size() == 3);
  CHECK(complaints[0] ==
        "x.jsonl: nothing came for 1750 ms, though a collector says something every second: it is dead, stopped or "
        "held up");
}

TEST_CASE_METHOD(Fixture, "an input that gives nothing is told, and is no detection") {
  engine.expect("x.jsonl");
  for (int i = 0; i < 100; ++i) engine.waited(StreamWatch::kLook, StreamWatch::kLook);
  engine.heard();
  CHECK(complaints == std::vector<std::string>{"x.jsonl: nothing has come yet, for 10000 ms: does a collector run?"});
  CHECK(sink.names.empty());
}

TEST_CASE_METHOD(Fixture, "a recording that comes slowly is no detection") {
  reader.items = {Totals{{}, false, 1'700'000'000'000'000'000}};
  reader.is_complete = false;
  reader.on_next = [&] {
    for (int i = 0; i < 20; ++i) engine.waited(StreamWatch::kLook, StreamWatch::kLook);
    engine.heard();
  };
  REQUIRE(run());
  CHECK(sink.names.empty());
}

TEST_CASE_METHOD(Fixture, "a failure of the sink ends the run") {
  sink.fails = true;
  reader.items = {event, event};
  CHECK_FALSE(run());
  CHECK(engine.tally().events == 1);
}

TEST_CASE_METHOD(Fixture, "a stop ends the run without an error") {
  stop = true;
  reader.items = {event};
  REQUIRE(run());
  CHECK(engine.tally().events == 0);
  CHECK(engine.tally().complete_streams == 0);
}

TEST_CASE_METHOD(Fixture, "a stream that lacks events although its end has them is not called complete") {
  reader.wrong = {{"ptrace", 3, 1}};
  REQUIRE(run());
  CHECK(engine.tally().complete_streams == 0);
  const std::string text = summary(engine.tally());
  CHECK(text.find("the input was not complete") != std::string::npos);
  CHECK(text.find("\n  ptrace 3 written, 1 read\n") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "an argument that is not understood is told, and no condition holds because it is absent") {
  const std::vector<SourceFile> files{{"x.yaml", R"(
{kind: rule, id: A, name: reads_it, version: 1, title: t, severity: low, on: ptrace, where: not request = 3}
---
{kind: rule, id: B, name: other, version: 1, title: t, severity: low, on: ptrace, where: pid = 7}
---
{kind: rule, id: C, name: either, version: 1, title: t, severity: low, on: ptrace, where: request = 3 or pid = 7}
---
{kind: rule, id: D, name: both, version: 1, title: t, severity: low, on: ptrace, where: not request = 3 and pid = 7}
)"}};
  auto set = load_signatures(files, {});
  REQUIRE(set);
  Engine own(Evaluator(std::move(set->rules), {}), sink,
             [this](const std::string& line) { complaints.push_back(line); });
  current.args[0].value = std::monostate();
  current.args[1].value = std::int64_t{7};
  current.not_understood = 1;
  reader.items = {event};
  REQUIRE(own.run(reader, "x.jsonl", stop));
  CHECK(sink.names == std::vector<std::string>{"other", "either"});
  CHECK(own.tally().not_understood == 1);
  CHECK(complaints == std::vector<std::string>{"x.jsonl:17: \"request\" is not understood, and taken as unknown"});
}

// Fires on what is not there.
class WithoutRequest final : public NativeSignature {
 public:
  const Metadata& metadata() const override {
    static const Metadata metadata{"N", "native", "1", "t", "", {}, Severity::informational, {}};
    return metadata;
  }
  std::span<const Interest> interests() const override {
    static constexpr std::array<std::string_view, 1> kArguments{"request"};
    static constexpr std::array<Interest, 1> kInterests{{{"ptrace", kArguments}}};
    return kInterests;
  }
  bool on_event(const Event& event, Finding& /*finding*/) override { return is_absent(event.arg("request")); }
};

TEST_CASE_METHOD(Fixture, "a signature in C++ does not see an event of which it reads what is not understood") {
  std::vector<std::unique_ptr<NativeSignature>> natives;
  natives.push_back(std::make_unique<WithoutRequest>());
  Evaluator own({}, std::move(natives));
  current.args[0].value = std::monostate();
  REQUIRE(own.evaluate(current, sink));
  CHECK(sink.names.size() == 1);
  current.not_understood = 1U << *current.spec->field("request");
  REQUIRE(own.evaluate(current, sink));
  CHECK(sink.names.size() == 1);
  current.not_understood = 1U << *current.spec->field("pid");  // which it does not read
  REQUIRE(own.evaluate(current, sink));
  CHECK(sink.names.size() == 2);
}

TEST_CASE("an input that was read before is told, though nothing in it says so") {
  Fixture f;
  f.reader.items = {f.event};
  f.engine.expect("x.jsonl");
  REQUIRE(f.engine.run(f.reader, "x.jsonl", f.stop));
  CHECK(wholeness(f.engine.tally()) != Wholeness::damaged);
  FakeReader again;
  again.items = {f.event};
  f.engine.expect("./x.jsonl", true);
  REQUIRE(f.engine.run(again, "./x.jsonl", f.stop));
  CHECK(f.engine.tally().contradictions ==
        std::vector<std::string>{"./x.jsonl is a file that was read before, once more"});
  CHECK(wholeness(f.engine.tally()) == Wholeness::damaged);
}

TEST_CASE("the catalog has what the signatures in C++ want") {
  for (const auto& native : make_native_signatures()) {
    for (const Interest& interest : native->interests()) {
      const EventSpec* event = find_event(interest.event);
      REQUIRE(event != nullptr);
      for (const std::string_view argument : interest.arguments) CHECK(event->field(argument));
    }
  }
}

TEST_CASE_METHOD(Fixture, "a stream that does not say so is not called complete") {
  reader.is_complete = false;
  REQUIRE(run());
  CHECK(summary(engine.tally()).find("did not say that it was complete") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "losses of made-up events are one row, and sums end at the greatest number") {
  for (const std::uint32_t id : {4'000'000'001U, 4'000'000'002U, 4'000'000'003U}) {
    wire_loss loss{};
    loss.id = id;
    loss.count = ~std::uint64_t{0};
    reader.items.emplace_back(Loss{loss});
  }
  REQUIRE(run());
  CHECK(engine.tally().lost == ~std::uint64_t{0});
  CHECK(engine.tally().lost_by_event ==
        std::map<std::string, std::uint64_t>{{"events not known here", ~std::uint64_t{0}}});
}

}  // namespace
}  // namespace trace
