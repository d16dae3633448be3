// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/cutter.h"

#include "common/seal/sealing_encoder.h"
#include "rules/verify/seal_check.h"
#include "tests/support/told_process.h"

namespace trace {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

// A recording, event by event, as a reader gives it out.
struct Source {
  explicit Source(const CutOptions& options, std::vector<ProcessTrees::Root> roots = {}, bool seals = false)
      : cutter(options, std::move(roots),
               [seals] { return seals ? make_sealing_encoder(make_frame_encoder()) : make_frame_encoder(); }) {
    head = {kToldBootTime, 2, "box1", "6.12.0"};
    head.mark.fill('m');
    cutter.begin("a.trace");
    take(Totals{{}, false, kToldBootTime + kSecond});
  }
  void take(const Item& item) { cutter.take(item, &head, out); }
  void happens(OwnedEvent made) {
    made.event.context.seq = ++seq;
    take(EventItem{&made.event});
  }
  std::string end() {
    cutter.end({"ab12", 77, true}, out);
    return out;
  }

  StreamInfo head;
  Cutter cutter;
  std::string out;
  std::uint64_t seq = 0;
};

// What a reader makes of an extract.
struct Extract {
  explicit Extract(std::string bytes) {
    auto reader = open_reader(bytes_of(std::move(bytes)));
    REQUIRE(reader);
    for (bool goes_on = true; goes_on;) {
      const Item item = (*reader)->next();
      if (const StreamInfo* const told = (*reader)->head()) head = *told;
      std::visit(Overloaded{
                     [&](const EventItem& one) { events.emplace_back(*one.event); },
                     [&](const Loss& one) { losses.push_back(one.frame); },
                     [&](const ClockStep& one) { clocks.push_back(one.frame); },
                     [&](const Malformed& one) { wrong += std::string(one.what) + "; "; },
                     [&](const Damaged& one) { wrong += std::string(one.what) + "; "; },
                     [&](const End& one) {
                       is_complete = one.complete;
                       for (const std::string& text : one.contradictions) wrong += text + "; ";
                       for (const Mismatch& mismatch : one.mismatches) wrong += mismatch.name + "; ";
                       goes_on = false;
                     },
                     [](const auto&) {},
                 },
                 item);
    }
  }
  // Of the processes of its events, but for the last, which says of what it is an extract.
  std::vector<std::uint32_t> pids() const {
    std::vector<std::uint32_t> all;
    for (const OwnedEvent& one : events) {
      if (one.event.spec->id != WIRE_EVENT_extract) all.push_back(one.event.context.host_pid);
    }
    return all;
  }

  StreamInfo head;
  std::vector<OwnedEvent> events;
  std::vector<wire_loss> losses;
  std::vector<wire_clock> clocks;
  std::string wrong;
  bool is_complete = false;
};

CutOptions of_window(std::uint64_t from, std::uint64_t to) {
  CutOptions options;
  options.from = Moment{from, true};
  options.to = Moment{to, true};
  options.words = "--from x --to y";
  return options;
}

TEST_CASE("an extract of a window is complete, has the head of its source, and says what it is") {
  Source source(of_window(2 * kSecond, 4 * kSecond));
  for (std::uint64_t second = 1; second < 9; ++second) {
    source.happens(Told{static_cast<std::uint32_t>(second), 1}.does("openat", second * kSecond));
  }
  const Extract extract(source.end());
  CHECK(extract.wrong.empty());
  CHECK(extract.is_complete);
  CHECK(extract.pids() == std::vector<std::uint32_t>{3, 4});
  CHECK(extract.head.host == "box1");
  CHECK(extract.head.kernel == "6.12.0");
  CHECK(extract.head.boot_time_ns == kToldBootTime);
  CHECK(extract.events[0].event.context.time_ns == kToldBootTime + 3 * kSecond);
  const Event& last = extract.events.back().event;
  CHECK(last.spec->name == "extract");
  CHECK(std::get<std::string_view>(last.arg("source")) == "a.trace");
  CHECK(std::get<std::string_view>(last.arg("sha256")) == "ab12");
  CHECK(std::get<std::string_view>(last.arg("selection")) == "--from x --to y");
  CHECK(std::get<std::uint64_t>(last.arg("size")) == 77);
  CHECK(std::get<std::uint64_t>(last.arg("events")) == 8);
  CHECK(std::get<bool>(last.arg("whole")));
}

TEST_CASE("a tree begins with what its ancestors ran, also before the window and whatever was asked for") {
  CutOptions options = of_window(50 * kSecond, 60 * kSecond);
  options.events.emplace();
  options.events->set(find_event("openat")->slot);
  options.trees.push_back({30, {}});
  Source source(options, {{30, std::nullopt}});
  source.happens(Told{10, 1}.runs("/bin/sh", 2 * kSecond));
  source.happens(Told{11, 1}.runs("/bin/other", 3 * kSecond));
  source.happens(Told{10, 1}.forks(30, 4 * kSecond));
  source.happens(Told{30, 10}.runs("/bin/root", 5 * kSecond));
  source.happens(Told{30, 10}.does("openat", 6 * kSecond));
  source.happens(Told{30, 10}.does("openat", 52 * kSecond));
  source.happens(Told{30, 10}.does("close", 53 * kSecond));
  source.happens(Told{11, 10}.does("openat", 54 * kSecond));
  source.happens(Told{30, 10}.runs("/bin/late", 90 * kSecond));
  const Extract extract(source.end());
  CHECK(extract.wrong.empty());
  CHECK(extract.is_complete);
  CHECK(extract.pids() == std::vector<std::uint32_t>{10, 30, 30});
  CHECK(source.cutter.roots_found() == 1);
  CHECK(source.cutter.events_written() == 3);
}

TEST_CASE("a container is chosen by the beginning of its id") {
  CutOptions options;
  options.containers = {"3f4b"};
  Source source(options);
  source.happens(Told{10, 1, "3f4be7d2"}.does("openat", kSecond));
  source.happens(Told{11, 1, "99"}.does("openat", 2 * kSecond));
  source.happens(Told{12, 1}.does("openat", 3 * kSecond));
  OwnedEvent created = Told{13, 1}.does("container_create", 4 * kSecond);
  REQUIRE(created.set("container_id", std::string_view("3f4be7d2")));
  source.happens(std::move(created));
  CHECK(Extract(source.end()).pids() == std::vector<std::uint32_t>{10, 13});
}

TEST_CASE("losses come along if they lie in the window, and the account balances with those that do not") {
  Source source(of_window(10 * kSecond, 20 * kSecond));
  const auto lose = [&](std::uint64_t first, std::uint64_t last, std::uint64_t count) {
    wire_loss loss{};
    loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
    loss.id = find_event("openat")->id;
    loss.count = count;
    loss.first_time_ns = kToldBootTime + first * kSecond;
    loss.last_time_ns = kToldBootTime + last * kSecond;
    source.seq += count;
    source.take(Loss{loss});
  };
  source.happens(Told{7, 1}.does("openat", 2 * kSecond));
  lose(3, 4, 100);
  lose(5, 12, 10);
  source.happens(Told{8, 1}.does("openat", 15 * kSecond));
  source.take(Totals{{}, false, kToldBootTime + 16 * kSecond});
  lose(30, 31, 1000);
  source.happens(Told{9, 1}.does("openat", 40 * kSecond));
  const Extract extract(source.end());
  CHECK(extract.wrong.empty());
  CHECK(extract.is_complete);
  REQUIRE(extract.losses.size() == 1);
  CHECK(extract.losses[0].count == 10);
  CHECK(extract.losses[0].first_time_ns == kToldBootTime + 5 * kSecond);
}

TEST_CASE("the collector's word that events are missing comes along, whoever was asked for") {
  CutOptions options;
  options.trees.push_back({30, {}});
  Source source(options, {{30, std::nullopt}});
  OwnedEvent word = Told{0, 0}.does("events_missing", 2 * kSecond);
  word.event.context.lane = WIRE_NO_LANE;
  source.take(EventItem{&word.event});
  source.happens(Told{7, 1}.does("openat", 3 * kSecond));
  const Extract extract(source.end());
  CHECK(extract.pids() == std::vector<std::uint32_t>{0});
  CHECK(extract.events[0].event.spec->name == "events_missing");
}

TEST_CASE("a command line that is too long for an event is cut in it") {
  CutOptions options;
  options.words = std::string(200'000, 'x');
  Source source(options);
  source.happens(Told{7, 1}.does("openat", kSecond));
  const Extract extract(source.end());
  CHECK(extract.is_complete);
  CHECK(extract.events.back().event.spec->name == "extract");
  CHECK(source.cutter.events_written() == 1);
}

TEST_CASE("after the clock was set, times are by the new one") {
  Source source({});
  source.happens(Told{7, 1}.does("openat", 2 * kSecond));
  wire_clock clock{};
  clock.header = {sizeof(clock), WIRE_KIND_CLOCK, 0};
  clock.boot_time_ns = kToldBootTime + 3'600 * kSecond;
  clock.time_ns = clock.boot_time_ns + 3 * kSecond;
  source.take(ClockStep{clock});
  OwnedEvent after = Told{7, 1}.does("openat", 3'604 * kSecond);
  after.event.context.thread_start_ns += 3'600 * kSecond;
  source.happens(std::move(after));
  const Extract extract(source.end());
  CHECK(extract.wrong.empty());
  REQUIRE(extract.clocks.size() == 1);
  CHECK(extract.clocks[0].time_ns == clock.time_ns);
  CHECK(extract.events[1].event.context.time_ns == kToldBootTime + 3'604 * kSecond);
}

TEST_CASE("two streams in one recording are two in its extract, and the last knows the hash") {
  Source source({});
  source.happens(Told{7, 1}.does("openat", kSecond));
  source.head.mark.fill('n');
  source.seq = 0;
  source.happens(Told{8, 1}.does("openat", 2 * kSecond));
  const Extract extract(source.end());
  CHECK(extract.wrong.empty());
  CHECK(extract.is_complete);
  REQUIRE(extract.events.size() == 4);
  CHECK(is_absent(extract.events[1].event.arg("sha256")));
  CHECK(is_absent(extract.events[1].event.arg("whole")));
  CHECK(std::get<std::string_view>(extract.events[3].event.arg("sha256")) == "ab12");
}

TEST_CASE("an extract that is sealed is intact and complete") {
  Source source(of_window(0, 40 * kSecond), {}, true);
  for (std::uint64_t second = 1; second < 60; ++second) {
    source.happens(Told{7, 1}.does("openat", second * kSecond));
    source.take(Totals{{}, false, kToldBootTime + second * kSecond});
  }
  const std::string bytes = source.end();
  KeptElsewhere kept;
  const auto found = check_seals(Input(bytes_of(bytes)), kept);
  REQUIRE(found);
  CHECK(found->integrity == Integrity::whole);
  CHECK(found->seals > 3);
  CHECK(found->events == 41);  // with the one that says of what it is
  CHECK(Extract(bytes).is_complete);
}

TEST_CASE("the same extract has the same bytes, and another selection another mark") {
  const auto made = [](const char* words) {
    CutOptions options;
    options.words = words;
    Source source(options);
    source.happens(Told{7, 1}.does("openat", kSecond));
    return source.end();
  };
  CHECK(made("--from +1s") == made("--from +1s"));
  CHECK(Extract(made("--from +1s")).head.mark != Extract(made("--from +2s")).head.mark);
}

TEST_CASE("an event that is too large for a frame is left out, and counted") {
  Source source({});
  OwnedEvent made = Told{7, 1}.runs(std::string(70'000, 'x'), kSecond);
  source.happens(std::move(made));
  source.happens(Told{8, 1}.does("openat", 2 * kSecond));
  const Extract extract(source.end());
  CHECK(extract.wrong.empty());
  CHECK(extract.is_complete);
  CHECK(extract.pids() == std::vector<std::uint32_t>{8});
  CHECK(source.cutter.too_large() == 1);
}

TEST_CASE("nothing gives no extract") {
  Cutter cutter({}, {}, [] { return make_frame_encoder(); });
  std::string out;
  cutter.take(End{false, {}, {}}, nullptr, out);
  cutter.end({}, out);
  CHECK(out.empty());
}

}  // namespace
}  // namespace trace
