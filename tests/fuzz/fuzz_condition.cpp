// SPDX-License-Identifier: Apache-2.0
// One condition, compiled for several events and tried on an event of each that has no arguments.
#include <string>
#include <utility>

#include "common/predicate/compile.h"
#include "rules/lang/signature/parse_condition.h"

namespace trace {
namespace {

SourceText placed(std::string text) {
  SourceText out;
  out.at.assign(text.size() + 1, Position{1, 1});
  out.text = std::move(text);
  return out;
}

}  // namespace
}  // namespace trace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace trace;
  const SourceFile file{"f.yaml", std::string(reinterpret_cast<const char*>(data), size)};
  Vocabulary vocabulary(parse_condition_within);
  static_cast<void>(
      vocabulary.add_list("list", {Literal(std::string("/etc/passwd")), Literal(std::string("x"))}, {}, file));
  // Of a name that shipped conditions use, so that seeds get further.
  static_cast<void>(vocabulary.add_macro("opened_for_writing", placed("flags has_any O_WRONLY"), {}, file));
  const auto condition = parse_condition(placed(file.text), file, vocabulary);
  if (!condition) return 0;
  for (const char* name : {"openat", "security_socket_connect", "sched_process_exec"}) {
    Event event;
    event.spec = find_event(name);
    event.clear_arguments();
    const auto program = compile(*condition, *event.spec);
    if (program) static_cast<void>(program->run(event));
  }
  return 0;
}
