// One curl multi handle on one thread.  What others ask comes in through an inbox under a lock; everything else is that thread's own.
#include "aws/http.hpp"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <unordered_map>

#include "aws/printable.hpp"

namespace weir::aws {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr long kReceiveBytes = 512 << 10;
constexpr long kSendBytes = 1 << 20;
constexpr long kKeptConnections = 512;
constexpr size_t kMostHeaderBytes = 256 << 10;
constexpr size_t kKeptHandles = 64;

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;

// A request under way.  curl has its address.
struct Transfer {
  uint64_t id = 0;
  HttpRequest request;
  HttpDone done;
  std::string ca_bundle;

  Easy easy;
  std::unique_ptr<curl_slist, FreeList> lines;
  HttpReply reply;
  size_t header_bytes = 0;
  bool has_headers = false;  // all of them: up to the empty line
  std::string refused;       // why we end it ourselves
  char error[CURL_ERROR_SIZE] = "";
  curl_off_t moved = 0;  // bytes in both directions, when looked at last
  Clock::time_point moved_at;

  std::string Name() const {
    std::string method = request.method;
    std::ranges::transform(method, method.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return Printable(method, 32) + " " + ShownUrl(request.url);
  }
};

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

// A line break in a header would begin another one.
bool IsSound(const HttpRequest& request) {
  return IsToken(request.method) && std::ranges::all_of(request.headers, [](const auto& header) {
           return IsToken(header.first) &&
                  std::ranges::none_of(header.second, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
         });
}

size_t TakeHeader(char* data, size_t, size_t size, void* of) {
  Transfer& transfer = *static_cast<Transfer*>(of);
  std::string_view line(data, size);
  transfer.header_bytes += size;
  if (transfer.header_bytes > kMostHeaderBytes) {
    transfer.refused = "its headers are longer than " + std::to_string(kMostHeaderBytes) + " bytes";
    return CURL_WRITEFUNC_ERROR;
  }
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  if (line.starts_with("HTTP/") && (transfer.reply.headers.empty() || transfer.has_headers)) {
    transfer.reply.headers.clear();  // those of an answer in between (100) are not the answer's
    transfer.has_headers = false;
    return size;
  }
  if (transfer.has_headers) return size;  // a trailer
  if (line.empty()) {
    transfer.has_headers = true;
    return size;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string_view value = line.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  value = value.substr(0, value.find_last_not_of(" \t") + 1);
  try {
    transfer.reply.headers.emplace_back(line.substr(0, colon), value);
  } catch (const std::exception& e) {
    transfer.refused = "there is no memory for its headers";
    return CURL_WRITEFUNC_ERROR;
  }
  return size;
}

size_t TakeBody(char* data, size_t, size_t size, void* of) {
  Transfer& transfer = *static_cast<Transfer*>(of);
  std::string& body = transfer.reply.body;
  const uint64_t most = transfer.request.most_bytes;
  curl_off_t length = -1;
  if (body.empty()) curl_easy_getinfo(transfer.easy.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (body.size() + size > most || (length > 0 && static_cast<uint64_t>(length) > most)) {
    transfer.refused = "the answer is longer than " + std::to_string(most) + " bytes";
    return CURL_WRITEFUNC_ERROR;
  }
  try {
    if (length > 0) body.reserve(static_cast<size_t>(length));
    body.append(data, size);
  } catch (const std::exception& e) {
    transfer.refused = "there is no memory for the answer";
    return CURL_WRITEFUNC_ERROR;
  }
  return size;
}

// What comes of curl itself unless the request says otherwise, and would not be sent as it stands.
void SetHeaders(Transfer& transfer) {
  curl_slist* lines = nullptr;
  for (const auto& [name, value] : transfer.request.headers)
    lines = curl_slist_append(lines, value.empty() ? (name + ";").c_str() : (name + ": " + value).c_str());
  for (const std::string name : {"Accept", "Content-Type", "Expect"})
    if (FindHeader(transfer.request.headers, name) == nullptr) lines = curl_slist_append(lines, (name + ":").c_str());
  transfer.lines.reset(lines);
  curl_easy_setopt(transfer.easy.get(), CURLOPT_HTTPHEADER, lines);
}

void SetMethod(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  const HttpRequest& request = transfer.request;
  const std::string& method = request.method;
  if (method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  const bool has_length = request.body != nullptr || method == "POST" || method == "PUT" || method == "PATCH";
  if (has_length) {
    const bool is_empty = request.body == nullptr || request.body->empty();
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(is_empty ? 0 : request.body->size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, is_empty ? "" : request.body->data());  // not copied: the transfer holds it
  }
  if (has_length ? method != "POST" : method != "GET") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void SetUp(Transfer& transfer) {
  CURL* easy = transfer.easy.get();
  const HttpRequest& request = transfer.request;
  const auto ms = [](milliseconds time) { return static_cast<long>(std::max<int64_t>(time.count(), 0)); };
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.error);
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);  // `..` in a key is part of its name
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a cancelled request does not wait for the resolver
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, kReceiveBytes);
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, kSendBytes);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, ms(request.connect_timeout));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, ms(request.total_timeout));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!transfer.ca_bundle.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, transfer.ca_bundle.c_str());
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!request.may_use_proxy) curl_easy_setopt(easy, CURLOPT_PROXY, "");
  if (!request.unix_socket.empty()) curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, request.unix_socket.c_str());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, TakeHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  SetMethod(transfer);
  SetHeaders(transfer);
}

// What can't pass: everything else may.
bool IsFatal(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_FAILED_INIT:
    case CURLE_NOT_BUILT_IN:
    case CURLE_UNKNOWN_OPTION: return true;
    default: return false;
  }
}

Status Failure(const Transfer& transfer, CURLcode code) {
  if (!transfer.refused.empty()) return Status::Fatal(transfer.Name() + ": " + transfer.refused);
  std::string message = transfer.Name() + ": " + Printable(transfer.error[0] != '\0' ? transfer.error : curl_easy_strerror(code), 256);
  long cause = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_OS_ERRNO, &cause);
  if (code == CURLE_COULDNT_CONNECT && cause != 0) message += ": " + std::generic_category().message(static_cast<int>(cause));
  if (code == CURLE_SSL_CACERT_BADFILE && !transfer.ca_bundle.empty()) message += "; see AWS_CA_BUNDLE";
  return IsFatal(code) ? Status::Fatal(std::move(message)) : Status::Retry(std::move(message));
}

Result<HttpReply> Outcome(Transfer& transfer, CURLcode code) {
  if (code != CURLE_OK) return Failure(transfer, code);
  // curl takes an answer that ends within its headers for a whole one.
  if (!transfer.has_headers) return Status::Retry(transfer.Name() + ": the answer ended within its headers");
  long status = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  transfer.reply.status = static_cast<int>(status);
  return std::move(transfer.reply);
}

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
    idle_handles_.clear();
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
  // Under the lock.  All signals stay with the threads of others; SIGPIPE, which OpenSSL may raise, with none.
  void Wake() {
    if (!thread_.joinable()) {
      sigset_t all, before;
      sigfillset(&all);
      pthread_sigmask(SIG_SETMASK, &all, &before);
      thread_ = std::thread([this] { Run(); });
      pthread_sigmask(SIG_SETMASK, &before, nullptr);
      return;
    }
    curl_multi_wakeup(multi_);
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
    if (!IsSound(transfer->request)) {
      transfer->done(Status::Fatal(transfer->Name() + ": the method or a header holds what can't be sent"));
      return;
    }
    if (idle_handles_.empty()) {
      transfer->easy.reset(curl_easy_init());
    } else {
      transfer->easy = std::move(idle_handles_.back());
      idle_handles_.pop_back();
    }
    if (transfer->easy != nullptr) SetUp(*transfer);
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
    if (idle_handles_.size() < kKeptHandles) {
      curl_easy_reset(transfer->easy.get());
      idle_handles_.push_back(std::move(transfer->easy));
    }
    transfer->done(std::move(outcome));
  }

  void FinishDone() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;  // gone with the handle
      Transfer* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      End(transfer->id, Outcome(*transfer, code));
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
      const auto [moved, step] = std::pair(Moved(*transfer), IdleStep(*transfer));
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

  static curl_off_t Moved(const Transfer& transfer) {
    curl_off_t up = 0, down = 0;
    long requested = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_SIZE_UPLOAD_T, &up);
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_SIZE_DOWNLOAD_T, &down);
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_REQUEST_SIZE, &requested);
    return up + down + requested + static_cast<curl_off_t>(transfer.header_bytes);
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
  std::vector<Easy> idle_handles_;
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
