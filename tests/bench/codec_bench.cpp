// SPDX-License-Identifier: Apache-2.0
// What decoding and encoding an event costs. JSON is set beside raw simdjson over the same bytes:
// reading nine fields of each line and nothing else, which is the least that any reader of such a
// file can do.
//
//   cmake -S . -B build -DTRACE_BENCH=ON && ninja -C build codec_bench &&
//   build/tests/bench/codec_bench
#include <simdjson.h>

#include "common/codec/frame_decode.h"
#include "common/codec/json_decode.h"
#include "common/event/entity.h"
#include "tests/support/streams.h"

#include <benchmark/benchmark.h>

namespace {

using trace::Event;
namespace ondemand = simdjson::ondemand;

// An openat by a process with a usual context: a line of 1.1 kB as Tracee writes it.
Event openat() {
  Event event;
  event.spec = trace::find_event("openat");
  trace::Context& context = event.context;
  context.time_ns = 1732402800123456789;
  context.thread_start_ns = 1732402799000000000;
  context.cgroup_id = 5021;
  context.host_pid = context.host_tid = context.pid = context.tid = 1234242;
  context.host_ppid = context.ppid = 1234100;
  context.uid = 1000;
  context.mntns = 4026531841;
  context.pidns = 4026531836;
  context.thread_entity = context.process_entity = 2418307841;
  context.parent_entity = 3099120765;
  context.cpu = 3;
  context.retval = 3;
  context.syscall = 257;
  context.comm = "systemd-journal";
  context.uts = "worker-node-17";
  event.args[0].value = std::int64_t{-100};
  event.args[1].value = std::string_view("/usr/lib/x86_64-linux-gnu/libcrypto.so.3");
  event.args[2].value = std::int64_t{524288};
  event.args[3].value = std::uint64_t{0};
  return event;
}

// Five fields, two of them texts.
Event five_fields() {
  Event event = openat();
  event.spec = trace::find_event("security_file_open");
  event.args[0].value = std::string_view("/usr/lib/x86_64-linux-gnu/libcrypto.so.3");
  event.args[1].value = std::int64_t{32768};
  event.args[2].value = std::uint64_t{8388610};
  event.args[3].value = std::uint64_t{1321123};
  event.args[4].value = std::uint64_t{1724232165123456789};
  return event;
}

std::string json_lines(int count) {
  const auto encoder = trace::make_json_encoder({});
  std::string lines;
  for (int i = 0; i < count; ++i)
    encoder->event(openat(), {}, lines);
  return lines;
}

constexpr int kLines = 4096;

const simdjson::padded_string& lines() {
  static const simdjson::padded_string text(json_lines(kLines));
  return text;
}

// Each line's end, so that finding it costs neither side.
template <class F>
void for_each_line(F&& visit) {
  const std::string_view text = lines();
  std::size_t start = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos;
       end = text.find('\n', start)) {
    visit(text.substr(start, end - start));
    start = end + 1;
  }
}

void count_lines(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * kLines);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(lines().size()));
}

void raw_simdjson_nine_fields(benchmark::State& state) {
  ondemand::parser parser;
  for (auto _ : state) {
    for_each_line([&](std::string_view line) {
      ondemand::document document =
          parser.iterate(line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING);
      benchmark::DoNotOptimize(std::int64_t(document["timestamp"]));
      benchmark::DoNotOptimize(std::int64_t(document["processorId"]));
      benchmark::DoNotOptimize(std::int64_t(document["hostProcessId"]));
      benchmark::DoNotOptimize(std::int64_t(document["hostThreadId"]));
      benchmark::DoNotOptimize(std::int64_t(document["userId"]));
      benchmark::DoNotOptimize(std::string_view(document["processName"]));
      benchmark::DoNotOptimize(std::string_view(document["eventName"]));
      benchmark::DoNotOptimize(std::int64_t(document["returnValue"]));
      for (ondemand::object arg : document["args"]) {
        if (std::string_view(arg["name"]) != "pathname") continue;
        benchmark::DoNotOptimize(std::string_view(arg["value"]));
        break;
      }
    });
  }
  count_lines(state);
}
BENCHMARK(raw_simdjson_nine_fields);

// The same by simdjson's own way of reading many documents.
void raw_simdjson_iterate_many(benchmark::State& state) {
  ondemand::parser parser;
  for (auto _ : state) {
    ondemand::document_stream stream = parser.iterate_many(lines());
    for (auto document : stream) {
      benchmark::DoNotOptimize(std::int64_t(document["timestamp"]));
      benchmark::DoNotOptimize(std::int64_t(document["processorId"]));
      benchmark::DoNotOptimize(std::int64_t(document["hostProcessId"]));
      benchmark::DoNotOptimize(std::int64_t(document["hostThreadId"]));
      benchmark::DoNotOptimize(std::int64_t(document["userId"]));
      benchmark::DoNotOptimize(std::string_view(document["processName"]));
      benchmark::DoNotOptimize(std::string_view(document["eventName"]));
      benchmark::DoNotOptimize(std::int64_t(document["returnValue"]));
      for (ondemand::object arg : document["args"]) {
        if (std::string_view(arg["name"]) != "pathname") continue;
        benchmark::DoNotOptimize(std::string_view(arg["value"]));
        break;
      }
    }
  }
  count_lines(state);
}
BENCHMARK(raw_simdjson_iterate_many);

void decode_json(benchmark::State& state) {
  trace::JsonDecoder decoder;
  Event event;
  for (auto _ : state) {
    for_each_line(
        [&](std::string_view line) { benchmark::DoNotOptimize(decoder.decode(line, event)); });
  }
  count_lines(state);
}
BENCHMARK(decode_json);

// From the bytes of a stream to events, as the engine gets them.
void read_stream(benchmark::State& state, const std::string& stream, int events) {
  for (auto _ : state) {
    state.PauseTiming();
    auto reader = *trace::open_reader(trace::bytes_of(stream));
    state.ResumeTiming();
    int count = 0;
    for (auto item = reader->next(); item != trace::EventReader::Item::end; item = reader->next()) {
      count += item == trace::EventReader::Item::event ? 1 : 0;
    }
    if (count != events) state.SkipWithError("events are missing");
  }
  state.SetItemsProcessed(state.iterations() * events);
}

void read_json(benchmark::State& state) {
  static const std::string stream = json_lines(kLines);
  read_stream(state, stream, kLines);
}
BENCHMARK(read_json);

void read_frames(benchmark::State& state) {
  static const std::string stream =
      trace::test::stream_of(std::vector<Event>(kLines, five_fields()));
  read_stream(state, stream, kLines);
}
BENCHMARK(read_frames);

void decode_frame(benchmark::State& state) {
  const std::string frame = trace::test::frame_of(five_fields());
  const trace::FrameDecoder decoder(trace::test::kBootTimeNs);
  Event event;
  for (auto _ : state)
    benchmark::DoNotOptimize(bool(decoder.decode(frame, event)));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode_frame);

void encode(benchmark::State& state, trace::Encoder& encoder) {
  const Event event = openat();
  std::string out;
  for (auto _ : state) {
    out.clear();
    encoder.event(event, {}, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations());
}

void encode_json(benchmark::State& state) {
  encode(state, *trace::make_json_encoder({}));
}
BENCHMARK(encode_json);

void encode_json_parsed(benchmark::State& state) {
  encode(state, *trace::make_json_encoder({true, false}));
}
BENCHMARK(encode_json_parsed);

void encode_table(benchmark::State& state) {
  encode(state, *trace::make_table_encoder({true, false}, false));
}
BENCHMARK(encode_table);

void encode_frame(benchmark::State& state) {
  encode(state, *trace::make_frame_encoder());
}
BENCHMARK(encode_frame);

}  // namespace
