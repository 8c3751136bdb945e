// One curl multi handle on one thread.  What others ask comes in through an inbox under a lock; everything else is that thread's own.
#include "aws/http.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <condition_variable>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>

#include "aws/quiet_thread.hpp"
#include "aws/transfer.hpp"

namespace weir::aws {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr long kKeptConnections = 512;

}  // namespace

class Http::Loop {
 public:
  // OpenSSL is begun here, so that it cleans up after what was made later has ended.
  Loop() {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kKeptConnections);
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
  }
  ~Loop() {
    Stop();
    curl_multi_cleanup(multi_);
  }

  uint64_t Start(HttpRequest request, HttpDone done) {
    auto transfer = std::make_unique<Transfer>();
    transfer->request = std::move(request);
    transfer->done = std::move(done);
    if (const char* bundle = std::getenv("AWS_CA_BUNDLE")) transfer->ca_bundle = bundle;
    std::unique_lock lock(mutex_);
    const uint64_t id = transfer->id = ++last_id_;
    if (!is_stopped_) {
      started_.push_back(std::move(transfer));
      Wake();
      return id;
    }
    lock.unlock();
    transfer->done(Status::Cancelled(transfer->Name() + ": the process ends"));
    return id;
  }
  void Cancel(uint64_t id) {
    const std::scoped_lock lock(mutex_);
    if (is_stopped_) return;
    cancelled_.push_back(id);
    Wake();
  }
  void Later(milliseconds after, std::function<void()> what) {
    const std::scoped_lock lock(mutex_);
    if (is_stopped_) return;
    timers_.emplace(Clock::now() + after, std::move(what));
    Wake();
  }
  // What is under way ends with CANCELLED; what comes later too.
  void Stop() {
    {
      const std::scoped_lock lock(mutex_);
      if (std::exchange(is_stopped_, true) || !thread_.joinable()) return;
      curl_multi_wakeup(multi_);
    }
    if (thread_.get_id() == std::this_thread::get_id())
      thread_.detach();  // a callback ends the process
    else
      thread_.join();
  }
  bool IsThisThread() const { return std::this_thread::get_id() == thread_id_.load(); }

 private:
  // Under the lock.
  void Wake() {
    if (thread_.joinable())
      curl_multi_wakeup(multi_);
    else
      thread_ = QuietThread([this] { Run(); });
  }

  void Run() {
    thread_id_ = std::this_thread::get_id();
    while (TakeInbox()) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      FinishDone();
      FinishIdle();
      curl_multi_poll(multi_, nullptr, 0, static_cast<int>(Wait().count()), nullptr);
    }
    while (!running_.empty()) End(running_.begin()->first, Cancelled(*running_.begin()->second));
  }

  // Begins and ends what was asked for, and runs the timers that are due.  False: to stop.
  bool TakeInbox() {
    std::vector<std::unique_ptr<Transfer>> started;
    std::vector<uint64_t> cancelled;
    std::vector<std::function<void()>> due;
    bool goes_on;
    {
      const std::scoped_lock lock(mutex_);
      started.swap(started_);
      cancelled.swap(cancelled_);
      const auto end = timers_.upper_bound(Clock::now());
      for (auto timer = timers_.begin(); timer != end; ++timer) due.push_back(std::move(timer->second));
      timers_.erase(timers_.begin(), end);
      goes_on = !is_stopped_;
    }
    for (auto& transfer : started) Begin(std::move(transfer));
    for (const uint64_t id : cancelled)
      if (const auto found = running_.find(id); found != running_.end()) End(id, Cancelled(*found->second));
    if (goes_on)
      for (const auto& what : due) what();
    return goes_on;
  }

  static Status Cancelled(const Transfer& transfer) { return Status::Cancelled(transfer.Name() + ": cancelled"); }

  void Begin(std::unique_ptr<Transfer> transfer) {
    if (!transfer->IsSound()) {
      transfer->done(Status::Fatal(transfer->Name() + ": the method or a header holds what can't be sent"));
      return;
    }
    transfer->easy.reset(curl_easy_init());
    if (transfer->easy != nullptr) transfer->SetUp();
    if (transfer->easy == nullptr || curl_multi_add_handle(multi_, transfer->easy.get()) != CURLM_OK) {
      transfer->done(Status::Retry(transfer->Name() + ": there is no memory for it"));
      return;
    }
    transfer->moved_at = Clock::now();
    next_idle_check_ = std::min(next_idle_check_, transfer->moved_at + IdleStep(*transfer));
    const uint64_t id = transfer->id;
    running_.emplace(id, std::move(transfer));
  }

  void End(uint64_t id, Result<HttpReply> outcome) {
    const auto found = running_.find(id);
    assert(found != running_.end());
    const std::unique_ptr<Transfer> transfer = std::move(found->second);
    running_.erase(found);
    curl_multi_remove_handle(multi_, transfer->easy.get());
    transfer->done(std::move(outcome));
  }

  void FinishDone() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;  // gone with the handle
      Transfer* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      End(transfer->id, transfer->Outcome(code));
    }
  }

  static milliseconds IdleStep(const Transfer& transfer) {
    return std::clamp(transfer.request.idle_timeout / 4, milliseconds(10), milliseconds(5'000));
  }

  // curl's own limit is a speed, averaged over seconds: a server that sends a byte from time to time while it works would fall under it.
  void FinishIdle() {
    const Clock::time_point now = Clock::now();
    if (now < next_idle_check_) return;
    next_idle_check_ = Clock::time_point::max();
    std::vector<uint64_t> idle;
    for (const auto& [id, transfer] : running_) {
      const auto [moved, step] = std::pair(transfer->Moved(), IdleStep(*transfer));
      if (moved != transfer->moved) {
        transfer->moved = moved;
        transfer->moved_at = now;
      }
      if (transfer->request.idle_timeout.count() > 0 && now - transfer->moved_at >= transfer->request.idle_timeout) idle.push_back(id);
      next_idle_check_ = std::min(next_idle_check_, now + step);
    }
    for (const uint64_t id : idle) {
      const Transfer& transfer = *running_.at(id);
      End(id, Status::Retry(transfer.Name() + ": no byte for " + std::to_string(transfer.request.idle_timeout.count()) + " ms"));
    }
  }

  // Until the next timer or look at who is idle, rounded up.  curl knows its own timeouts.
  milliseconds Wait() {
    Clock::time_point until = running_.empty() ? Clock::time_point::max() : next_idle_check_;
    {
      const std::scoped_lock lock(mutex_);
      if (!timers_.empty()) until = std::min(until, timers_.begin()->first);
    }
    const Clock::time_point now = Clock::now();
    const auto most = now + std::chrono::minutes(1);
    return std::chrono::ceil<milliseconds>(std::clamp(until, now, most) - now);
  }

  std::mutex mutex_;
  bool is_stopped_ = false;
  uint64_t last_id_ = 0;
  std::vector<std::unique_ptr<Transfer>> started_;
  std::vector<uint64_t> cancelled_;
  std::multimap<Clock::time_point, std::function<void()>> timers_;
  std::thread thread_;
  std::atomic<std::thread::id> thread_id_;

  // The thread's own.
  CURLM* multi_ = nullptr;
  std::unordered_map<uint64_t, std::unique_ptr<Transfer>> running_;
  Clock::time_point next_idle_check_ = Clock::time_point::max();
};

Http::Http() : loop_(std::make_unique<Loop>()) {}
Http::~Http() = default;

Http& Http::Shared() {
  // Never gone, as threads of others may outlive the end of main; its own thread ends there.
  static Http& http = *new Http;
  struct Ender {
    ~Ender() { http.loop_->Stop(); }
  };
  static const Ender ender;
  return http;
}

uint64_t Http::Start(HttpRequest request, HttpDone done) { return loop_->Start(std::move(request), std::move(done)); }
void Http::Cancel(uint64_t request) { loop_->Cancel(request); }
void Http::Later(milliseconds after, std::function<void()> what) { loop_->Later(after, std::move(what)); }

Result<HttpReply> Http::Send(HttpRequest request, const std::function<bool()>& cancelled) {
  assert(!loop_->IsThisThread() && "the HTTP thread can't wait for itself");
  std::mutex mutex;
  std::condition_variable ended;
  std::optional<Result<HttpReply>> outcome;
  const uint64_t id = Start(std::move(request), [&](Result<HttpReply> result) {
    const std::scoped_lock lock(mutex);
    outcome = std::move(result);
    ended.notify_one();
  });
  std::unique_lock lock(mutex);
  bool is_cancelled = false;
  while (!outcome) {
    if (!cancelled || is_cancelled) {
      ended.wait(lock);
      continue;
    }
    ended.wait_for(lock, milliseconds(100));
    if (outcome) break;
    lock.unlock();
    is_cancelled = cancelled();
    if (is_cancelled) Cancel(id);
    lock.lock();
  }
  return std::move(*outcome);
}

}  // namespace weir::aws
