// SPDX-License-Identifier: Apache-2.0
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "rules/output/sinks.h"
#include "rules/output/text_block.h"

namespace trace {
namespace {

// A terminal's, 0 if it is none.
std::size_t columns_of(int fd) {
  winsize size{};
  if (::isatty(fd) == 0) return 0;
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// https://no-color.org
bool wants_colours(int fd) {
  const char* const no = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool is_dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return ::isatty(fd) != 0 && (no == nullptr || *no == '\0') && !is_dumb;
}

class TextSink final : public DetectionSink {
 public:
  explicit TextSink(Sink& file) : file_(file), look_{columns_of(file.fd()), wants_colours(file.fd())} {}

  Status flush() override { return file_.write({}); }

  Status detection(const Detection& detection) override {
    append_text_block(file_.buffer(), detection, look_, users_);
    return file_.is_large() ? file_.write({}) : ok();
  }

 private:
  Sink& file_;
  TextLook look_;
  UserNames users_;
};

}  // namespace

std::unique_ptr<DetectionSink> make_text_sink(Sink& file) {
  return std::make_unique<TextSink>(file);
}

}  // namespace trace
