#include "aws/caller.hpp"

#include <algorithm>
#include <condition_variable>
#include <optional>

#include "aws/http_date.hpp"
#include "aws/worker.hpp"

namespace weir::aws {
namespace {

using std::chrono::milliseconds;
using Time = std::chrono::steady_clock::time_point;

constexpr int kQuietAttempts = 3;
constexpr std::chrono::seconds kBetweenNews{5};
// Services allow 5 minutes, S3 allows 15.
constexpr std::chrono::seconds kSkew{240};
// A place may come earlier than it seemed.
constexpr milliseconds kAskAgain{1'000};
constexpr milliseconds kLookAgain{100};  // at whether a call is cancelled

void Hide(std::string& text, const std::string& secret) {
  if (secret.empty()) return;
  for (size_t at; (at = text.find(secret)) != std::string::npos;) text.replace(at, secret.size(), "***");
}

}  // namespace

struct Caller::Flight {
  Call call;
  Rate& rate;
  std::string payload_hash{};
  Credentials credentials{};    // of the attempt
  std::chrono::seconds skew{};  // likewise
  double place = 0;
  Time started{};
  int tries = 0, failures = 0;
  int taken = 0;  // tokens, for the last repetition
  bool has_renewed = false, has_corrected = false;
  Status last{};  // what the last attempt got

  std::mutex mutex{};
  Done done;  // null: it has ended
  uint64_t request = 0;

  bool has_ended() {
    const std::scoped_lock lock(mutex);
    return done == nullptr;
  }
  void End(Result<Reply> result) {
    Done ended;
    {
      const std::scoped_lock lock(mutex);
      ended.swap(done);
    }
    if (ended != nullptr) ended(std::move(result));
  }
  std::string Told(std::string text) const {
    Hide(text, credentials.session_token);
    Hide(text, credentials.secret_access_key);
    return text;
  }
  Status Failure(weir_code code, const Status& what, std::string_view why = {}) const {
    std::string message = Told(what.message()) + "; " + std::to_string(tries) + (tries == 1 ? " attempt" : " attempts");
    return Status(code, message.append(why)).RetryAfter(what.retry_after_ms());
  }
};

Caller::Caller(Client::Config config, World world, Limits& limits)
    : config_(std::move(config)), world_(std::move(world)), limits_(limits) {}

std::shared_ptr<Caller::Flight> Caller::Start(Call call, Done done) {
  Rate& rate = limits_.rate(call.name);
  rate.SetLimit(call.at_most, world_.clock());
  const FlightPtr flight(new Flight{.call = std::move(call), .rate = rate, .done = std::move(done)});
  Queue(flight);
  return flight;
}

Result<Reply> Caller::Send(Call call, const std::function<bool()>& cancelled) {
  struct Wait {
    std::mutex mutex;
    std::condition_variable ended;
    std::optional<Result<Reply>> result;
  };
  const auto wait = std::make_shared<Wait>();
  const FlightPtr flight = Start(std::move(call), [wait](Result<Reply> result) {
    const std::scoped_lock lock(wait->mutex);
    wait->result = std::move(result);
    wait->ended.notify_one();
  });
  std::unique_lock lock(wait->mutex);
  while (!wait->ended.wait_for(lock, kLookAgain, [&] { return wait->result.has_value(); })) {
    lock.unlock();
    if (cancelled && cancelled()) Cancel(flight);
    lock.lock();
  }
  return *std::move(wait->result);
}

void Caller::Cancel(const FlightPtr& flight) {
  uint64_t request;
  {
    const std::scoped_lock lock(flight->mutex);
    request = flight->request;
  }
  flight->End(Status::Cancelled(flight->call.name + ": cancelled"));
  if (request != 0) Http::Shared().Cancel(request);
}

void Caller::Queue(const FlightPtr& flight) {
  flight->place = flight->rate.Queue(world_.clock());
  AwaitPlace(flight);
}

void Caller::AwaitPlace(const FlightPtr& flight) {
  if (flight->has_ended()) return;
  const Time now = world_.clock();
  const milliseconds wait = flight->rate.Wait(flight->place, now);
  if (wait.count() == 0) return Worker::Shared().Do([self = shared_from_this(), flight] { self->Attempt(flight); });
  world_.later(std::min(wait, kAskAgain), [self = shared_from_this(), flight] { self->AwaitPlace(flight); });
}

void Caller::Attempt(const FlightPtr& flight) {
  if (flight->has_ended()) return;
  auto credentials = world_.credentials([&] { return Worker::Shared().is_stopping() || flight->has_ended(); });
  ++flight->tries;
  if (!credentials.ok()) {
    Status status = Status(credentials.status()).Annotate(flight->call.name);
    if (status.code() == WEIR_E_RETRY) return Failed(flight, std::move(status), RetryQuota::kNoAnswer);
    return flight->End(flight->Failure(status.code(), status));
  }
  flight->credentials = *std::move(credentials);
  flight->skew = std::chrono::seconds(skew_);
  HttpRequest request = world_.sign(flight->call, flight->payload_hash, flight->credentials, world_.wall_clock() + flight->skew);
  flight->started = world_.clock();
  const uint64_t id = Http::Shared().Start(
      std::move(request), [self = shared_from_this(), flight](Result<HttpReply> answer) { self->Answered(flight, std::move(answer)); });
  // It may be in another's hands by now: only what is shared is touched.
  const std::scoped_lock lock(flight->mutex);
  flight->request = id;
  if (flight->done == nullptr) Http::Shared().Cancel(id);
}

void Caller::Answered(const FlightPtr& flight, Result<HttpReply> answer) {
  if (flight->has_ended()) return;
  if (!answer.ok()) {
    Status status = Status(answer.status()).Annotate(flight->call.name);
    if (status.code() == WEIR_E_RETRY) return Failed(flight, std::move(status), RetryQuota::kNoAnswer);
    return flight->End(flight->Failure(status.code(), status));
  }
  if (answer->status >= 200 && answer->status < 300 && !(config_.s3 && flight->call.method != "GET" && IsErrorAfterAll(*answer))) {
    flight->rate.Succeeded(world_.clock());
    limits_.quota().GiveBack(flight->taken > 0 ? flight->taken : RetryQuota::kGood);
    return flight->End(Reply{answer->status, std::move(answer->headers), std::move(answer->body)});
  }
  Refused(flight, *std::move(answer));
}

void Caller::Refused(const FlightPtr& flight, HttpReply reply) {
  const ServiceError error = ErrorOf(reply);
  if (reply.status == 200) reply.status = 500;  // an error after all, which its caller must not take for success
  const milliseconds wait = RetryAfter(reply.headers, world_.wall_clock());
  Status status(WEIR_E_RETRY, Client::Describe(flight->call.name, error));
  status = std::move(status).RetryAfter(static_cast<uint32_t>(wait.count()));
  if (CorrectSkew(*flight, error, reply.headers)) return Failed(flight, std::move(status), 0);

  Verdict verdict = Judge(error);
  if (verdict == Verdict::Answer && flight->call.may_pass && flight->call.may_pass(error.status, error.code)) verdict = Verdict::Passing;
  if (verdict == Verdict::Expired && !std::exchange(flight->has_renewed, true)) {
    world_.reject(flight->credentials);
    return Failed(flight, std::move(status), 0);
  }
  switch (verdict) {
    case Verdict::Answer:
      flight->rate.Succeeded(world_.clock());
      return flight->End(Reply{reply.status, std::move(reply.headers), std::move(reply.body)});
    case Verdict::Passing: return Failed(flight, std::move(status), RetryQuota::kRefused);
    case Verdict::Throttled:
      flight->rate.Throttled(flight->started, world_.clock());
      flight->last = std::move(status);
      return Repeat(flight, Backoff(flight->tries, world_.random()));
    case Verdict::Expired:
    case Verdict::Denied: return flight->End(flight->Failure(WEIR_E_DENIED, status));
  }
}

// The service's answer tells its time.  Once a call: a clock that runs differently each time helps nobody.
bool Caller::CorrectSkew(Flight& flight, const ServiceError& error, const Headers& headers) {
  if (flight.has_corrected || !MayBeSkew(error)) return false;
  const std::string* date = FindHeader(headers, "date");
  const auto theirs = date == nullptr ? std::nullopt : ParseHttpDate(*date);
  if (!theirs) return false;
  const auto skew = std::chrono::round<std::chrono::seconds>(*theirs - world_.wall_clock());
  if (std::chrono::abs(skew - flight.skew) < kSkew) return false;
  skew_ = skew.count();
  return flight.has_corrected = true;
}

void Caller::Failed(const FlightPtr& flight, Status status, int tokens) {
  flight->last = std::move(status);
  if (++flight->failures >= config_.attempts) return GiveUp(*flight, "");
  // What was mended is tried again at once.
  if (tokens == 0) return Repeat(flight, milliseconds(0));
  if (!limits_.quota().Take(tokens)) return GiveUp(*flight, "; others fail too, so that no more may be repeated");
  flight->taken = tokens;
  Repeat(flight, Backoff(flight->tries, world_.random()));
}

void Caller::Repeat(const FlightPtr& flight, milliseconds wait) {
  wait = std::max(wait, milliseconds(flight->last.retry_after_ms()));
  if (flight->tries >= kQuietAttempts)
    Note(flight->Told(flight->last.message()) + "; attempt " + std::to_string(flight->tries + 1) + " in " + std::to_string(wait.count()) +
         " ms");
  if (wait.count() == 0) return Queue(flight);
  world_.later(wait, [self = shared_from_this(), flight] { self->Queue(flight); });
}

void Caller::GiveUp(Flight& flight, std::string_view why) { flight.End(flight.Failure(WEIR_E_RETRY, flight.last, why)); }

void Caller::Note(std::string message) {
  const std::scoped_lock lock(news_mutex_);
  older_ += !news_.empty();
  news_ = std::move(message);
}

std::string Caller::News() {
  const std::scoped_lock lock(news_mutex_);
  const Time now = world_.clock();
  if (news_.empty() || (told_ && now - *told_ < kBetweenNews)) return {};
  told_ = now;
  if (older_ > 0) news_ += " (and " + std::to_string(std::exchange(older_, 0)) + " others that are not shown)";
  return std::exchange(news_, {});
}

}  // namespace weir::aws
