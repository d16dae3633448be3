// SPDX-License-Identifier: Apache-2.0
#include "common/stream/json_pieces.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace trace {
namespace {

constexpr std::string_view kByteOrderMark =
    "\xef\xbb\xbf";  // some editors begin a file with it (RFC 8259, section 8.1); files may follow each other in a pipe
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string too_long() {
  return "the line is longer than " + std::to_string(JsonPieces::kPieceMax >> 20) + " MiB";
}

}  // namespace

Result<bool> JsonPieces::next() {
  wrong_.clear();
  text_ = {};
  leave_piece();
  return in_document_ ? next_of_document() : next_line();
}

void JsonPieces::leave_piece() {
  breaks_ += std::exchange(breaks_within_, 0);
  input_.consume(std::exchange(used_, 0));
}

void JsonPieces::step_over(std::size_t bytes) {
  const std::string_view data = input_.data().substr(0, bytes);
  breaks_ += static_cast<std::uint64_t>(std::count(data.begin(), data.end(), '\n'));
  input_.consume(data.size());
}

// Sets size_ (without the newline) and used_ (with it). False at the end of the stream.
Result<bool> JsonPieces::find_line() {
  std::size_t searched = 0;
  while (true) {
    const std::string_view data = input_.data();
    const void* newline =
        data.size() == searched ? nullptr : std::memchr(data.data() + searched, '\n', data.size() - searched);
    if (newline != nullptr) {
      size_ = static_cast<std::size_t>(static_cast<const char*>(newline) - data.data());
      used_ = size_ + 1;
      breaks_within_ = 1;
      return true;
    }
    searched = data.size();
    if (skipping_ || searched > kPieceMax) {
      input_.consume(std::exchange(searched, 0));
      skipping_ = true;
    }
    TRY_ASSIGN(const bool more, input_.more());
    if (more) continue;
    size_ = used_ = input_.data().size();
    is_last_ = true;
    return size_ != 0 || skipping_;
  }
}

Result<bool> JsonPieces::next_line() {
  while (true) {
    TRY_ASSIGN(const bool found, find_line());
    if (!found) return false;
    line_ = breaks_ + 1;
    if (std::exchange(skipping_, false) || size_ > kPieceMax) {
      wrong_ = too_long();
      return true;
    }
    std::string_view line = input_.data().substr(0, size_);
    if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t first = line.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) {
      leave_piece();
      continue;
    }
    if (line[first] == '[' || (line.size() < 64 && without_blanks(line) == "{")) {
      enter_document(line.substr(first));
      return next_of_document();
    }
    text_ = line;
    return true;
  }
}

// From where the line has its first byte that is no blank.
void JsonPieces::enter_document(std::string_view line) {
  in_document_ = true;
  in_list_ = false;
  used_ = 0;
  breaks_within_ = 0;
  step_over(static_cast<std::size_t>(line.data() - input_.data().data()));
}

Result<bool> JsonPieces::next_of_document() {
  while (true) {
    const std::string_view data = input_.data();
    const std::size_t first = data.find_first_not_of(in_list_ ? " \t\r\n," : " \t\r\n");
    step_over(std::min(first, data.size()));
    if (first == std::string_view::npos) {
      TRY_ASSIGN(const bool more, input_.more());
      if (more) continue;
      line_ = breaks_ + 1;
      is_last_ = true;
      if (in_list_) wrong_ = "the list is not closed";
      in_document_ = false;
      return !wrong_.empty();
    }
    const char c = input_.data().front();
    if (c == '{') return next_object();
    if (c == '[' && !in_list_) {
      in_list_ = true;
      step_over(1);
    } else if (c == ']' && in_list_) {
      step_over(1);
      in_document_ = false;
      return next_line();
    } else {
      return skip_line("not an object, as events are, in a list of events");
    }
  }
}

// What is wrong stands in the line at hand; after it lines are read. False never.
Result<bool> JsonPieces::skip_line(std::string wrong) {
  line_ = breaks_ + 1;
  in_document_ = false;
  TRY(find_line());
  skipping_ = false;
  wrong_ = std::move(wrong);
  return true;
}

// REQUIRES: the data begin with a brace.
Result<bool> JsonPieces::next_object() {
  line_ = breaks_ + 1;
  at_ = 0;
  depth_ = 0;
  in_string_ = escaped_ = false;
  while (true) {
    const Scan scan = scan_object();
    if (scan == Scan::found) {
      text_ = input_.data().substr(0, at_);
      used_ = at_;
      breaks_within_ = static_cast<std::uint64_t>(std::count(text_.begin(), text_.end(), '\n'));
      in_document_ = in_list_;
      return true;
    }
    if (scan == Scan::broken) return give_up("the object is not closed, or has a line break within a text");
    if (at_ > kPieceMax) return give_up(too_long());
    TRY_ASSIGN(const bool more, input_.more());
    if (!more) {
      is_last_ = true;
      return give_up("the object is not closed");
    }
  }
}

bool JsonPieces::give_up(std::string wrong) {
  wrong_ = std::move(wrong);
  step_over(at_);
  in_document_ = false;
  return true;
}

// Goes on from at_; where it is broken, at_ is where lines may be read again.
JsonPieces::Scan JsonPieces::scan_object() {
  const std::string_view data = input_.data();
  for (; at_ < data.size(); ++at_) {
    const char c = data[at_];
    if (c == '\n' && in_string_) {
      ++at_;
      return Scan::broken;
    }
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      // A line that begins as one of events does.
      const bool begins_line = at_ >= 2 && data[at_ - 1] == '{' && data[at_ - 2] == '\n';
      if (begins_line) {
        --at_;
        return Scan::broken;
      }
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      if (--depth_ == 0) {
        ++at_;
        return Scan::found;
      }
    }
  }
  return Scan::open;
}

}  // namespace trace
