// One call after the other through its attempts: waits for its place, asks for credentials, signs, sends, judges the answer, and waits
// to try again.
//
// A flight is in one hand at a time: that of whoever runs its current step, on the worker, the HTTP thread or a timer.  Only its end is
// shared, as anyone may cancel it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "aws/client.hpp"
#include "aws/limits.hpp"
#include "aws/service_error.hpp"

namespace weir::aws {

// What a caller needs of the world: tests give it another.
struct World {
  std::function<Result<Credentials>(const std::function<bool()>& cancelled)> credentials;
  std::function<void(const Credentials& refused)> reject;
  // The whole request; `payload_hash` is kept from one attempt of a call to the next.
  std::function<HttpRequest(const Call&, std::string& payload_hash, const Credentials&, std::chrono::system_clock::time_point)> sign;
  std::function<std::chrono::system_clock::time_point()> wall_clock = std::chrono::system_clock::now;
  std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
  std::function<void(std::chrono::milliseconds, std::function<void()>)> later;
  std::function<double()> random;  // in [0, 1)
};

class Caller : public std::enable_shared_from_this<Caller> {
 public:
  using Done = std::function<void(Result<Reply>)>;
  struct Flight;

  Caller(Client::Config config, World world, Limits& limits);

  std::shared_ptr<Flight> Start(Call call, Done done);  // [any]
  // Starts and waits.  [io]
  Result<Reply> Send(Call call, const std::function<bool()>& cancelled);
  // Ends it with CANCELLED, here and now, unless it has ended.  [any]
  void Cancel(const std::shared_ptr<Flight>& flight);
  std::string News();  // as Client's

 private:
  using FlightPtr = std::shared_ptr<Flight>;
  void Queue(const FlightPtr& flight);
  void AwaitPlace(const FlightPtr& flight);
  void Attempt(const FlightPtr& flight);
  void Answered(const FlightPtr& flight, Result<HttpReply> answer);
  void Refused(const FlightPtr& flight, HttpReply reply);
  bool CorrectSkew(Flight& flight, const ServiceError& error, const Headers& headers);
  // It did not succeed, which counts, and costs so many tokens to repeat.
  void Failed(const FlightPtr& flight, Status status, int tokens);
  void Repeat(const FlightPtr& flight, std::chrono::milliseconds wait);
  void GiveUp(Flight& flight, std::string_view why);
  void Note(std::string message);

  const Client::Config config_;
  const World world_;
  Limits& limits_;
  std::atomic<std::chrono::seconds::rep> skew_ = 0;  // of the service's clock over ours

  std::mutex news_mutex_;
  std::string news_;
  size_t older_ = 0;  // that nobody asked for
  std::optional<std::chrono::steady_clock::time_point> told_;
};

}  // namespace weir::aws
