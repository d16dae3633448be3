// SPDX-License-Identifier: Apache-2.0
#include "common/artifact/manifest.h"

#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "common/artifact/sha256.h"
#include "common/base/text.h"
#include "common/codec/json/text.h"

namespace trace {
namespace {

constexpr off_t kLineMax = 64 * 1024;  // paths are 4 KiB at most, and few
constexpr std::string_view kLineBegin = "{\"n\":";

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void number(std::string_view key, std::uint64_t value) {
    begin(key);
    append_json_integer(out_, value);
  }
  void number(std::string_view key, const std::optional<std::uint64_t>& value) {
    if (value) number(key, *value);
  }
  void text(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    begin(key);
    append_json_string(out_, value);
    if (is_utf8(value)) return;
    begin(std::string(key) + "_hex");
    out_ += '"';
    for (const char byte : value) append_hex(out_, static_cast<unsigned char>(byte));
    out_ += '"';
  }
  void truth(std::string_view key) {
    begin(key);
    out_ += "true";
  }
  template <class Members>
  void object(std::string_view key, Members members) {
    begin(key);
    out_ += '{';
    is_first_ = true;
    members();
    out_ += '}';
    is_first_ = false;
  }

 private:
  void begin(std::string_view key) {
    if (!is_first_) out_ += ',';
    is_first_ = false;
    out_.append("\"").append(key).append("\":");
  }

  std::string& out_;
  bool is_first_ = false;
};

std::string address_text(std::uint64_t address) {
  std::string out = "0x";
  append_hex_integer(out, address);
  return out;
}

}  // namespace

std::string manifest_line(const ManifestLine& line, ManifestEnd& end) {
  std::string out(kLineBegin);
  append_json_integer(out, ++end.lines);
  Writer write(out);
  write.number("time", line.time_ns);
  write.text("kind", line.kind);
  write.text("role", line.role);
  write.text("result", line.result);
  write.text("reason", line.reason);
  write.text("path", line.path);
  write.text("sha256", line.sha256);
  write.number("size", line.size);
  write.text("object", line.object);
  write.text("name", line.name);
  write.number("truncated_at", line.truncated_at);
  if (line.changed) write.truth("changed");
  write.text("how", line.how);
  write.text("stream", line.stream);
  if (line.streamed != 0) write.number("streamed", line.streamed);
  if (line.address) write.text("address", address_text(*line.address));
  write.number("late_ns", line.late_ns);
  write.number("packets", line.packets);
  if (line.count != 1) write.number("count", line.count);
  if (line.process) {
    write.object("process", [&] {
      write.number("pid", line.process->pid);
      write.number("start", line.process->start_time);
      write.text("comm", line.process->comm);
      write.number("uid", line.process->uid);
      write.text("container", line.process->container);
    });
  }
  if (line.file) {
    write.object("file", [&] {
      write.number("dev", line.file->dev);
      write.number("inode", line.file->inode);
      write.number("mode", line.file->mode);
      write.number("uid", line.file->uid);
      write.number("gid", line.file->gid);
      write.number("mtime", line.file->mtime_ns);
      write.number("ctime", line.file->ctime_ns);
    });
  }
  write.text("seal", line.seal);
  if (line.event) {
    write.object("event", [&] {
      write.number("lane", line.event->lane);
      write.number("seq", line.event->seq);
    });
  }
  write.text("prev", end.hash);
  out += '}';
  end.hash = sha256_of(out);
  out += '\n';
  return out;
}

Result<ManifestTail> read_manifest_tail(int fd) {
  const off_t size = ::lseek(fd, 0, SEEK_END);
  if (size < 0) return Error{Code::io, std::strerror(errno)};
  const off_t from = size > 2 * kLineMax ? size - 2 * kLineMax : 0;
  std::string bytes(static_cast<std::size_t>(size - from), '\0');
  if (::pread(fd, bytes.data(), bytes.size(), from) != static_cast<ssize_t>(bytes.size())) {
    return Error{Code::io, std::strerror(errno)};
  }
  ManifestTail tail;
  if (bytes.empty()) return tail;
  const std::size_t last = bytes.find_last_of('\n');
  if (last == std::string::npos) {
    if (from != 0) return Error{Code::corrupt, "its last line is longer than a line can be"};
    tail.torn = bytes.size();
    return tail;
  }
  tail.torn = bytes.size() - last - 1;
  const std::size_t before = last == 0 ? std::string::npos : bytes.find_last_of('\n', last - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  const std::string_view line = std::string_view(bytes).substr(begin, last - begin);
  const char* const number = line.data() + kLineBegin.size();
  if (!line.starts_with(kLineBegin) ||
      std::from_chars(number, line.data() + line.size(), tail.end.lines).ec != std::errc()) {
    return Error{Code::corrupt, "its last line is none of a manifest"};
  }
  tail.end.hash = sha256_of(line);
  return tail;
}

}  // namespace trace
