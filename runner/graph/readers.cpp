#include "graph/readers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "graph/call.hpp"

namespace weir::graph {
namespace {

constexpr size_t kQueuedSplits = 1024;
// Threads that read besides the usual ones where splits are remote: small objects that take 30 ms each come at a thousand a second.
constexpr size_t kMostForRemote = 29;

}  // namespace

Readers::Readers(Runtime& runtime, Bookmarks& bookmarks, epoch::State& state, uint32_t lanes, frame::Limits limits)
    : runtime_(runtime), bookmarks_(bookmarks), state_(state), limits_(limits), reading_on_lane_(lanes) {}

Readers::~Readers() {
  StopTaking();
  threads_.clear();
  more_threads_.clear();
  for (const Source& source : sources_) source.node->host->OfferBookmarks({});
}

void Readers::Start(std::vector<Source> sources, uint32_t threads) {
  sources_ = std::move(sources);
  discovering_ = sources_.size();
  for (const Source& source : sources_) {
    source.node->host->OfferBookmarks([this, &source](std::string_view id) { return state_.Knows(source.identity, id); });
    threads_.emplace_back([this, &source] { Discover(source); });
  }
  for (uint32_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Read(); });
}

bool Readers::done() const {
  const std::lock_guard lock(mutex_);
  return discovering_ == 0 && reading_ == 0 && (queue_.empty() || stopped_);
}

void Readers::StopTaking() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

void Readers::Discover(const Source& source) {
  struct Context {
    Readers* readers;
    const Source* source;
  } context{this, &source};
  Backoff backoff(runtime_);
  for (;;) {
    weir_error error = NoError();
    const weir_code code = source.node->source().discover(
        source.node->self,
        [](void* c, const weir_split* split) {
          const auto* to = static_cast<Context*>(c);
          return to->readers->OnFound(*to->source, *split);
        },
        &context, &error);
    if (code != WEIR_E_RETRY) {
      if (Status status = Outcome(code, error); !status.ok()) runtime_.Fail(source.node->name(), std::move(status));
      break;
    }
    if (!backoff.Wait(error.retry_after_ms)) {
      if (!runtime_.cancelled()) runtime_.Fail(source.node->name(), Status::Fatal(std::string(error.message) + "; gave up"));
      break;
    }
  }
  {
    const std::lock_guard lock(mutex_);
    --discovering_;
  }
  changed_.notify_all();
  runtime_.Notify();
}

weir_code Readers::OnFound(const Source& source, const weir_split& split) {
  const auto fail = [&](std::string why) {
    runtime_.Fail(source.node->name(), Status::Fatal(std::move(why)));
    return static_cast<weir_code>(WEIR_E_CANCELLED);
  };
  if (split.endless != 0) return fail("endless splits are not supported by this version");
  if (split.n_after != 0) return fail("splits that wait for others are not supported by this version");
  const size_t columns = static_cast<size_t>(source.node->out[0].get()->n_children);
  if (source.node->gives_bytes() && split.n_captures + 3 != columns) {
    runtime_.Fail(source.node->name(),
                  Status::Bug(fmt::format("a split with {} captures where its columns want {}", split.n_captures, columns - 3)));
    return WEIR_E_CANCELLED;
  }
  if (!IsNew(source, View(split.id))) return WEIR_OK;
  Found found{&source, std::make_shared<const Split>(split), {}};
  Result<epoch::Bookmark> bookmark = state_.Look(source.identity, found.split->id, found.split->version);
  if (!bookmark.ok()) {
    runtime_.Fail(source.node->name(), bookmark.status());
    return WEIR_E_CANCELLED;
  }
  found.bookmark = std::move(*bookmark);
  if (found.bookmark.seen == epoch::Seen::Finished) {
    ++already_read_;
    return WEIR_OK;
  }
  // One that changed goes on where it was left: its source looks whether what was read of it is still there.
  runtime_.totals.splits_found += 1;
  runtime_.totals.bytes_found += found.split->bytes;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopped_ || runtime_.cancelled() || queue_.size() < kQueuedSplits; });
  if (stopped_ || runtime_.cancelled()) return WEIR_E_CANCELLED;
  if (split.size >= sizeof split && split.remote != 0) ReadMoreAtOnce();
  queue_.push_back(std::move(found));
  lock.unlock();
  changed_.notify_all();
  return WEIR_OK;
}

// As many as there is something for, so that a few large objects do not begin a crowd.  Under the mutex.
void Readers::ReadMoreAtOnce() {
  if (more_threads_.size() < kMostForRemote && queue_.size() > more_threads_.size()) more_threads_.emplace_back([this] { Read(); });
}

// A source may name a split again, above all when its discovery is tried again.
bool Readers::IsNew(const Source& source, std::string_view id) {
  const std::lock_guard lock(mutex_);
  return named_.insert(epoch::KeyOf(source.identity, id)).second;
}

// A split goes to the lane where the fewest are being read, so that big and small ones balance.
uint32_t Readers::FreestLane() {
  const auto freest = std::ranges::min_element(reading_on_lane_);
  ++*freest;
  return static_cast<uint32_t>(freest - reading_on_lane_.begin());
}

void Readers::Read() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopped_ || runtime_.cancelled() || !queue_.empty() || discovering_ == 0; });
    if (stopped_ || runtime_.cancelled() || queue_.empty()) return;
    const Found found = std::move(queue_.front());
    queue_.pop_front();
    ++reading_;
    const uint32_t lane = FreestLane();
    lock.unlock();
    changed_.notify_all();

    Reading reading{*found.source->lanes[lane], runtime_, bookmarks_, found.source->identity, found.split, found.bookmark.position,
                    found.bookmark.until,       limits_};
    try {
      ReadSplit(reading);
    } catch (const std::exception& e) {
      runtime_.Fail(found.source->node->name(), Status::Bug(e.what()));
    }

    lock.lock();
    --reading_;
    --reading_on_lane_[lane];
    lock.unlock();
    changed_.notify_all();
    runtime_.Notify();
  }
}

}  // namespace weir::graph
