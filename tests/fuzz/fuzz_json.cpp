// SPDX-License-Identifier: Apache-2.0
// Lines of JSON that someone else wrote. What is read as an event must be one: written again, it
// reads the same.
#include <cstdlib>
#include <string>

#include "tests/support/streams.h"

namespace {

std::string rewritten(const std::string& line) {
  using namespace trace;
  static const auto json = make_json_encoder({});
  auto reader = open_reader(bytes_of(line));
  if (!reader || (*reader)->next() != EventReader::Item::event) std::abort();
  std::string out;
  json->event((*reader)->event(), {}, out);
  return out;
}

void check_event(const trace::Event& event) {
  using namespace trace;
  static const auto json = make_json_encoder({});
  static const auto table = make_table_encoder({true, false}, true);
  std::string line;
  json->event(event, {}, line);
  std::string row;
  table->event(event, {}, row);
  // Once more, since without a provider the first line does not say which arguments are absent.
  const std::string first = rewritten(line);
  if (rewritten(first) != first) std::abort();
  // A blank before it makes a line unfamiliar, which must not matter.
  if (rewritten(" " + first) != first) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trace;
  auto reader = open_reader(bytes_of(std::string(reinterpret_cast<const char*>(data), size)));
  if (!reader) return 0;
  while (true) {
    const auto item = (*reader)->next();
    if (item == EventReader::Item::event) check_event((*reader)->event());
    if (item == EventReader::Item::end || item == EventReader::Item::failed) return 0;
  }
}

// Begins with sound lines, which libFuzzer then damages.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  using namespace trace;
  if (seed % 8 != 0) return LLVMFuzzerMutate(data, size, max_size);
  test::EventMaker maker(seed);
  static const auto raw = make_json_encoder({});
  static const auto parsed = make_json_encoder({true, false});
  std::string line;
  const Event event = maker.make(events()[seed / 16 % events().size()]);
  (seed / 8 % 2 == 0 ? raw : parsed)->event(event, {}, line);
  if (line.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  line.copy(reinterpret_cast<char*>(data), line.size());
  return line.size();
}
