// SPDX-License-Identifier: Apache-2.0
#include "rules/run/tapped.h"

#include <utility>

namespace trace {
namespace {

class TappedReader final : public EventReader {
 public:
  TappedReader(std::unique_ptr<EventReader> inner, SeeItem see) : inner_(std::move(inner)), see_(std::move(see)) {}
  Item next() override {
    Item item = inner_->next();
    const StreamInfo* const head = inner_->head();
    has_head_ = has_head_ || head != nullptr;
    without_head_.architecture = inner_->architecture();
    see_(item, has_head_ ? head : &without_head_);
    return item;
  }
  const StreamInfo* head() const override { return inner_->head(); }
  Architecture architecture() const override { return inner_->architecture(); }

 private:
  std::unique_ptr<EventReader> inner_;
  SeeItem see_;
  bool has_head_ = false;
  StreamInfo without_head_;  // of JSON
};

class HashedSource final : public ByteSource {
 public:
  HashedSource(std::unique_ptr<ByteSource> inner, ReadBytes& read) : inner_(std::move(inner)), read_(read) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    auto size = inner_->read(buffer);
    if (!size) return size;
    read_.hash.add({buffer.data(), *size});
    read_.size += *size;
    return size;
  }

 private:
  std::unique_ptr<ByteSource> inner_;
  ReadBytes& read_;
};

}  // namespace

std::unique_ptr<EventReader> tapped(std::unique_ptr<EventReader> reader, SeeItem see) {
  return std::make_unique<TappedReader>(std::move(reader), std::move(see));
}

std::unique_ptr<ByteSource> hashed(std::unique_ptr<ByteSource> bytes, ReadBytes& read) {
  return std::make_unique<HashedSource>(std::move(bytes), read);
}

}  // namespace trace
