// SPDX-License-Identifier: Apache-2.0
// The engine's measure: simdjson on demand alone, reading nine fields of every line of a file and
// doing nothing else. Output: events, CPU seconds (user and system, reading the file included, as
// the engine's).
#include <simdjson.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

// The stream's own records are not events.
bool is_record(std::string_view line) {
  return line.starts_with("{\"loss\"") || line.starts_with("{\"totals\"");
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

struct Wanted {
  std::string_view name;
  enum class Kind { natural, whole, text } kind;
};

// Nine keys, in the order in which a line has them, which is what on demand is fastest at.
std::array<Wanted, 9> nine_keys(std::string_view line) {
  using Kind = Wanted::Kind;
  std::array<Wanted, 9> keys{{{"timestamp", Kind::natural},
                              {"processId", Kind::natural},
                              {"hostProcessId", Kind::natural},
                              {"userId", Kind::natural},
                              {"processName", Kind::text},
                              {"hostName", Kind::text},
                              {"eventId", Kind::text},
                              {"eventName", Kind::text},
                              {"returnValue", Kind::whole}}};
  const auto position = [&](const Wanted& key) { return line.find('"' + std::string(key.name) + "\":"); };
  std::sort(keys.begin(), keys.end(), [&](const Wanted& a, const Wanted& b) { return position(a) < position(b); });
  return keys;
}

std::uint64_t read_nine(simdjson::ondemand::object event, const std::array<Wanted, 9>& keys) {
  std::uint64_t sum = 0;
  for (const Wanted& key : keys) {
    switch (key.kind) {
      case Wanted::Kind::natural:
        sum += event[key.name].get_uint64().value();
        break;
      case Wanted::Kind::whole:
        sum += static_cast<std::uint64_t>(event[key.name].get_int64().value());
        break;
      case Wanted::Kind::text:
        sum += event[key.name].get_string().value().size();
        break;
    }
  }
  return sum;
}

// A buffer that every read fills again, as the engine's is: a page fault for each page of the file
// would be measured else.
class Lines {
 public:
  explicit Lines(std::FILE* file) : file_(file), buffer_(kCapacity + simdjson::SIMDJSON_PADDING) {}

  // The next whole line, valid until the next call; empty at the end.
  std::string_view next() {
    for (;;) {
      char* const begin = buffer_.data() + begin_;
      if (const void* newline = std::memchr(begin, '\n', end_ - begin_)) {
        const auto size = static_cast<std::size_t>(static_cast<const char*>(newline) - begin);
        begin_ += size + 1;
        return {begin, size};
      }
      std::memmove(buffer_.data(), begin, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
      const std::size_t size = std::fread(buffer_.data() + end_, 1, kCapacity - end_, file_);
      if (size == 0) return {};
      end_ += size;
    }
  }

 private:
  static constexpr std::size_t kCapacity = std::size_t{1} << 20U;
  std::FILE* file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

struct Read {
  std::uint64_t events = 0;
  std::uint64_t sum = 0;  // Printed, so that no read is optimised away.
};

bool read_file(std::FILE* file, Read& read) {
  Lines lines(file);
  simdjson::ondemand::parser parser;
  std::optional<std::array<Wanted, 9>> keys;
  for (std::string_view line = lines.next(); !line.empty(); line = lines.next()) {
    if (is_record(line)) continue;
    if (!keys) keys = nine_keys(line);
    simdjson::ondemand::document event;
    const auto error = parser.iterate(line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING).get(event);
    if (error != simdjson::SUCCESS) return false;
    read.sum += read_nine(event.get_object().value(), *keys);
    ++read.events;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Read read;
  for (int i = 1; i < argc; ++i) {
    std::FILE* file = std::fopen(argv[i], "rb");
    if (file == nullptr || !read_file(file, read)) {
      std::fprintf(stderr, "reading \"%s\": not a readable file of events\n", argv[i]);
      return 1;
    }
    std::fclose(file);
  }
  std::printf("%llu %.3f %llu\n", static_cast<unsigned long long>(read.events), cpu_seconds(),
              static_cast<unsigned long long>(read.sum));
  return 0;
}
