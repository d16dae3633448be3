// SPDX-License-Identifier: Apache-2.0
#include "common/stream/input.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace trace {
namespace {

// What was read already, then the rest.
class Rejoined final : public ByteSource {
 public:
  Rejoined(std::string first, std::unique_ptr<ByteSource> rest) : first_(std::move(first)), rest_(std::move(rest)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (at_ == first_.size()) return rest_->read(buffer);
    const std::size_t n = std::min(buffer.size(), first_.size() - at_);
    std::memcpy(buffer.data(), first_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::string first_;
  std::size_t at_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

}  // namespace

Result<bool> Input::more() {
  if (begin_ != 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + kPadding == bytes_.size()) bytes_.resize((bytes_.size() - kPadding) * 2 + kPadding);
  TRY_ASSIGN(const std::size_t n, source_->read({bytes_.data() + end_, bytes_.size() - kPadding - end_}));
  end_ += n;
  return n != 0;
}

void Input::wrap(std::unique_ptr<ByteSource> (*wrapper)(std::unique_ptr<ByteSource>)) {
  source_ = wrapper(std::make_unique<Rejoined>(std::string(data()), std::move(source_)));
  begin_ = end_ = 0;
  position_ = 0;
}

}  // namespace trace
