// SPDX-License-Identifier: Apache-2.0
// Lines of Tracee's present JSON (api/v1beta1 of its repository), another tree than that of its versions up to 0.23:
//
//   {"timestamp": "2024-11-24T13:20:00.5Z", "id": 732, "name": "security_file_open", "policies": {"matched": ["p"]},
//    "workload": {"process": {"executable": {"path": "/bin/sh"}, "unique_id": 1, "host_pid": 2, "pid": 3,
//                             "real_user": {"id": 4}, "thread": {"start_time": "...", "name": "sh", "host_tid": 5, ...},
//                             "ancestors": [{"host_pid": 6, ...}]},
//                 "container": {"id": "4f1c", "started": true}},
//    "data": [{"name": "pathname", "value": "/x"}, {"name": "flags", "int32": 1}]}
//
// What writers of protobuf make of it is taken too: keys in camel case, numbers in quotes or as {"value": 1}, a time as
// {"seconds", "nanos"}, an argument under the name of its type. Such a line is read as a tree, by the slower of simdjson's
// two ways, since what is needed first may stand last.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "common/codec/json/line_contents.h"

namespace trace::json {

class V1beta1Reader {
 public:
  V1beta1Reader();
  ~V1beta1Reader();
  V1beta1Reader(V1beta1Reader&&) noexcept;
  V1beta1Reader& operator=(V1beta1Reader&&) noexcept;

  // Nothing if the line is none of these. An argument that is not of its kind is marked as not understood.
  // REQUIRES: as GeneralReader::read() has it.
  std::optional<LineKind> read(std::string_view line, LineContents& out);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace trace::json
