#include "store/s3/object.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <deque>
#include <optional>

#include "store/os_error.hpp"
#include "store/s3/budget.hpp"
#include "store/s3/head.hpp"

namespace weir::store::s3 {
namespace {

// One connection gives some 50 to 100 MB/s of AWS's: pieces of one object come over several.
constexpr uint64_t kPiece = 4 << 20;
constexpr size_t kAhead = 4;
// What an object gets even when others have taken all the memory.
constexpr uint64_t kLeastPiece = 512 << 10;

Budget& Memory() {
  static Budget budget(48 << 20);
  return budget;
}

class Object : public Readable {
 public:
  Object(std::shared_ptr<Bucket> bucket, std::string key, std::string url, uint64_t bytes, Context context)
      : bucket_(std::move(bucket)), key_(std::move(key)), url_(std::move(url)), expected_(bytes), context_(std::move(context)) {}

  Result<uint64_t> Size() override {
    if (size_) return *size_;
    const Result<ObjectHead> head = Head(*bucket_, key_, "read", context_);
    if (!head.ok()) return head.status();
    if (Status status = TakeTag(head->etag); !status.ok()) return status;
    size_ = head->bytes;
    return head->bytes;
  }

  Result<size_t> ReadAt(uint64_t offset, std::span<char> to) override {
    if (to.empty() || (size_ && offset >= *size_)) return size_t{0};
    std::future<Outcome> reply = Ask(offset, to.size());
    Result<std::string> bytes = Take(reply, offset);
    if (!bytes.ok()) return bytes.status();
    const size_t count = std::min(bytes->size(), to.size());
    std::memcpy(to.data(), bytes->data(), count);
    return count;
  }

  Result<size_t> ReadOn(uint64_t offset, std::span<char> to) override {
    if (size_ && offset >= *size_) return size_t{0};
    while (!pieces_.empty() && offset >= pieces_.front().offset + pieces_.front().length) pieces_.pop_front();
    if (!pieces_.empty() && offset < pieces_.front().offset) pieces_.clear();
    if (pieces_.empty()) Begin(offset);
    FetchAhead();
    Piece& piece = pieces_.front();
    if (piece.reply.valid()) {
      Result<std::string> bytes = Take(piece.reply, piece.offset);
      if (!bytes.ok()) {
        pieces_.clear();
        return bytes.status();
      }
      piece.bytes = std::move(*bytes);
      const uint64_t wanted = std::min(piece.length, *size_ - std::min(*size_, piece.offset));
      if (piece.bytes.size() != wanted)
        return Broken("a range has " + std::to_string(piece.bytes.size()) + " bytes of " + std::to_string(wanted));
      piece.length = wanted;
      FetchAhead();
    }
    const uint64_t at = offset - piece.offset;
    const size_t count = std::min<uint64_t>(to.size(), piece.bytes.size() - std::min<uint64_t>(at, piece.bytes.size()));
    if (count > 0) std::memcpy(to.data(), piece.bytes.data() + at, count);
    return count;
  }

 private:
  struct Piece {
    uint64_t offset, length;
    Budget::Grant memory;
    std::future<Outcome> reply;  // valid until it was taken
    std::string bytes{};
  };

  // How long the object is, as far as anybody said.
  uint64_t end() const { return size_.value_or(expected_); }

  void Begin(uint64_t offset) {
    const uint64_t left = end() > offset ? end() - offset : kPiece;
    uint64_t length = std::min(left, kPiece);
    Budget::Grant memory = Memory().Try(length);
    if (!memory) length = std::min(length, kLeastPiece);
    pieces_.push_back({offset, length, std::move(memory), Ask(offset, length)});
  }

  void FetchAhead() {
    while (pieces_.size() < kAhead) {
      const uint64_t next = pieces_.back().offset + pieces_.back().length;
      if (next >= end()) return;
      const uint64_t length = std::min(end() - next, kPiece);
      Budget::Grant memory = Memory().Try(length);
      if (!memory) return;
      pieces_.push_back({next, length, std::move(memory), Ask(next, length)});
    }
  }

  std::future<Outcome> Ask(uint64_t offset, uint64_t count) {
    aws::Call call{.name = "GetObject", .path = key_};
    call.headers.emplace_back("Range", "bytes=" + std::to_string(offset) + '-' + std::to_string(offset + count - 1));
    // So that all pieces are of one object, also when another one takes its place meanwhile.
    if (!tag_.empty()) call.headers.emplace_back("If-Match", tag_);
    return bucket_->Start(std::move(call));
  }

  // Empty at and behind the object's end.
  Result<std::string> Take(std::future<Outcome>& asked, uint64_t offset) {
    Outcome reply = bucket_->Await(asked, context_);
    asked = {};
    if (!reply.ok()) return Failed(reply.status());
    const std::string* header = aws::FindHeader(reply->headers, "content-range");
    if (reply->status == 416) {
      const Result<ContentRange> range = header == nullptr ? ContentRange{0, 0, offset} : ParseContentRange(*header);
      if (!range.ok()) return Broken(range.status().message());
      size_ = range->size;
      return std::string();
    }
    if (!reply->ok()) return Refused(*reply);
    ContentRange range{0, reply->body.size(), reply->body.size()};
    if (reply->status == 206) {
      const Result<ContentRange> parsed =
          header == nullptr ? Status::Fatal("a range came without Content-Range") : ParseContentRange(*header);
      if (!parsed.ok()) return Broken(parsed.status().message());
      range = *parsed;
    }
    if (range.first != offset || range.end - range.first != reply->body.size()) return Broken("the answer is of another range");
    const std::string* tag = aws::FindHeader(reply->headers, "etag");
    if (Status status = TakeTag(tag == nullptr ? "" : *tag); !status.ok()) return status;
    if (size_ && *size_ != range.size) return Replaced();
    size_ = range.size;
    return std::move(reply->body);
  }

  Status TakeTag(const std::string& tag) {
    if (tag.empty()) return {};
    if (!tag_.empty() && tag_ != tag) return Replaced();
    tag_ = tag;
    return {};
  }

  Status Failed(const Status& status) const { return Status(status).Annotate("read " + Shown(url_)); }
  Status Broken(const std::string& how) const { return Status::Fatal("read " + Shown(url_) + ": " + how); }
  Status Replaced() const { return Status::Split("read " + Shown(url_) + ": another object took its place while it was read"); }
  Status Refused(const aws::Reply& reply) const { return reply.status == 412 ? Replaced() : Refusal("read", url_, "s3:GetObject", reply); }

  const std::shared_ptr<Bucket> bucket_;
  const std::string key_, url_;
  const uint64_t expected_;
  const Context context_;
  std::string tag_;
  std::optional<uint64_t> size_;
  std::deque<Piece> pieces_;
};

}  // namespace

Result<std::unique_ptr<Readable>> Open(const std::string& path, uint64_t bytes, const Context& context) {
  const Result<BucketKey> place = ParseBucketKey(path);
  if (!place.ok()) return place.status();
  Result<std::shared_ptr<Bucket>> bucket = Bucket::Open(place->bucket);
  if (!bucket.ok()) return bucket.status();
  return std::unique_ptr<Readable>(std::make_unique<Object>(std::move(*bucket), place->key, path, bytes, context));
}

Result<ContentRange> ParseContentRange(std::string_view header) {
  const Status wrong = Status::Fatal("Content-Range: " + Shown(header) + " is not one");
  const auto number = [&header](uint64_t& value) {
    const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), value);
    header.remove_prefix(static_cast<size_t>(end - header.data()));
    return error == std::errc();
  };
  const auto skip = [&header](std::string_view text) {
    if (!header.starts_with(text)) return false;
    header.remove_prefix(text.size());
    return true;
  };
  ContentRange range;
  if (!skip("bytes ")) return wrong;
  if (!skip("*")) {
    if (!number(range.first) || !skip("-") || !number(range.end) || range.end < range.first || range.end == UINT64_MAX) return wrong;
    ++range.end;
  }
  if (!skip("/") || !number(range.size) || !header.empty() || range.end > range.size) return wrong;
  return range;
}

}  // namespace weir::store::s3
