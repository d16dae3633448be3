// SPDX-License-Identifier: Apache-2.0
// Makes seeds of what there is: make_corpus FOLDER RECORDING... writes FOLDER/fuzz_frame/0000 and so on, from recordings in
// frames, which may be compressed, and from the shipped signatures.
#include <zstd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "common/codec/encoder.h"
#include "common/stream/reader.h"
#include "rules/builtin/shipped.h"
#include "rules/lang/text/yaml.h"

namespace trace {
namespace {

constexpr std::size_t kSeedsMax = 2000;  // of one target

class Seeds {
 public:
  Seeds(const std::filesystem::path& folder, const char* target) : folder_(folder / target) {
    std::filesystem::create_directories(folder_);
  }
  void add(std::string_view bytes) {
    if (count_ == kSeedsMax) return;
    char name[16];
    std::snprintf(name, sizeof(name), "%04zu", count_++);
    std::ofstream(folder_ / name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

 private:
  std::filesystem::path folder_;
  std::size_t count_ = 0;
};

std::string compressed(std::string_view bytes, int level) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), level));
  return out;
}

// Every event as a frame, as a line and, of some, compressed.
bool split(const std::string& recording, Seeds& frames, Seeds& lines, Seeds& blocks) {
  auto bytes = open_bytes(recording);
  if (!bytes) return false;
  auto reader = open_reader(*std::move(bytes));
  if (!reader) return false;
  const auto json = make_json_encoder({true, false});
  const auto binary = make_frame_encoder();
  std::string block;
  while (true) {
    const Item item = (*reader)->next();
    if (std::holds_alternative<End>(item) || std::holds_alternative<Failed>(item)) return true;
    const auto* const event = std::get_if<EventItem>(&item);
    if (event == nullptr) continue;
    std::string line;
    json->event(*event->event, {}, line);
    lines.add(line);
    std::string told;
    binary->event(*event->event, {}, told);
    for (std::string_view rest = told; rest.size() >= sizeof(wire_header);) {
      wire_header header{};
      std::memcpy(&header, rest.data(), sizeof(header));
      if (header.kind == WIRE_KIND_EVENT) frames.add(rest.substr(0, header.size));
      rest.remove_prefix(std::min<std::size_t>(rest.size(), header.size));
    }
    block += line;
    if (block.size() < 4096) continue;
    blocks.add(compressed(block, 1));
    blocks.add(compressed(block, 19));
    block.clear();
  }
}

void add_conditions(const YamlNode& node, Seeds& conditions) {
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const bool is_condition = node.is_mapping() && node.keys[i].text == "where";
    if (is_condition) conditions.add(node.items[i].text);
    add_conditions(node.items[i], conditions);
  }
}

void add_signatures(Seeds& files, Seeds& conditions) {
  for (const SourceFile& file : shipped_signatures()) {
    files.add(file.text);
    const auto documents = parse_yaml(file);
    if (!documents) continue;
    for (const YamlNode& document : *documents) add_conditions(document, conditions);
  }
}

void add_filters(Seeds& filters) {
  for (const char* value : {"event=openat,execve",
                            "e=open*",
                            "set=fs,net",
                            "openat.pathname=/etc/*,*.conf",
                            "openat.retval<0",
                            "pid=1,2,new",
                            "uid>=1000",
                            "uid>0",
                            "comm!=bash,sh",
                            "container=new",
                            "!container",
                            "follow",
                            "tree=1",
                            "mntns=4026531840",
                            "openat.args.flags=O_CREAT",
                            "-openat",
                            "openat.data.pathname=x*",
                            "openat.context.comm=ls",
                            "openat.scope.processName!=a",
                            "executable=host:/usr/bin/*",
                            "security_socket_connect.remote_addr.address=10.0.0.0/8"}) {
    for (const char* flag : {"0", "1", "2"}) filters.add(flag + std::string(value));  // see fuzz_filter.cpp
  }
}

}  // namespace
}  // namespace trace

int main(int argc, char** argv) {
  using namespace trace;
  if (argc < 3) return 2;
  const std::filesystem::path folder = argv[1];
  Seeds frames(folder, "fuzz_frame"), lines(folder, "fuzz_line"), blocks(folder, "fuzz_zstd");
  Seeds files(folder, "fuzz_signatures"), conditions(folder, "fuzz_condition"), filters(folder, "fuzz_filter");
  for (int i = 2; i < argc; ++i) {
    if (!split(argv[i], frames, lines, blocks)) return 1;
  }
  add_signatures(files, conditions);
  add_filters(filters);
  return 0;
}
