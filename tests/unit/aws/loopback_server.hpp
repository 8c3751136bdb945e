// An HTTP server on a loopback port, a thread a connection, that says what a test tells it to: whole answers, halves, nothing.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "aws/http.hpp"

namespace weir::aws {

struct Heard {
  std::string method, target, body;
  Headers headers;
  int connection = 0;  // 1: the first one
  int number = 0;      // of the request, over all connections; 1: the first one

  std::string header(std::string_view name) const {
    const std::string* value = FindHeader(headers, name);
    return value == nullptr ? "" : *value;
  }
};

struct Answer {
  enum class Then { Keep, Close, Reset };
  std::string bytes;
  Then then = Then::Keep;
  std::chrono::milliseconds delay{0};  // before the first byte
  size_t piece = 0;                    // bytes at once; 0: all
  std::chrono::milliseconds pause{0};  // between pieces
};

inline std::string Ok(std::string_view body, std::string_view more_headers = {}, std::string_view status = "200 OK") {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(more_headers) +
         "\r\n" + std::string(body);
}

// How bytes go over a connection; a test may put another one in between (TLS).
struct Wire {
  std::function<ssize_t(char*, size_t)> read;
  std::function<ssize_t(const char*, size_t)> write;
};

class LoopbackServer {
 public:
  using Handler = std::function<Answer(const Heard&)>;
  using Wrap = std::function<std::unique_ptr<Wire>(int fd)>;  // null: the handshake failed

  explicit LoopbackServer(Handler handler, Wrap wrap = PlainWire) : handler_(std::move(handler)), wrap_(std::move(wrap)) {
    Bind();
    if (::listen(listener_, 512) != 0) ADD_FAILURE() << "listen: " << errno;
    acceptor_ = std::thread([this] { Accept(); });
  }
  ~LoopbackServer() {
    is_stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    {
      const std::scoped_lock lock(mutex_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
  }

  std::string url(std::string_view path = "/", std::string_view scheme = "http") const {
    return std::string(scheme) + "://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  int connections() const { return connections_; }
  int requests() const { return requests_; }

  static std::unique_ptr<Wire> PlainWire(int fd) {
    return std::make_unique<Wire>(Wire{[fd](char* to, size_t size) { return ::recv(fd, to, size, 0); },
                                       [fd](const char* from, size_t size) { return ::send(fd, from, size, MSG_NOSIGNAL); }});
  }

 private:
  void Bind() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0) ADD_FAILURE() << "bind: " << errno;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }

  void Accept() {
    while (true) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (is_stopping_ && fd >= 0) ::close(fd);
      if (is_stopping_ || fd < 0) return;
      const std::scoped_lock lock(mutex_);
      open_.push_back(fd);
      threads_.emplace_back([this, fd, number = ++connections_] { Serve(fd, number); });
    }
  }

  void Serve(int fd, int connection) {
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    bool is_reset = false;
    if (const auto wire = wrap_(fd)) {
      std::string pending;
      Heard heard;
      while (!is_stopping_ && Hear(*wire, pending, heard)) {
        heard.connection = connection;
        heard.number = ++requests_;
        const Answer answer = handler_(heard);
        if (!Say(*wire, answer)) break;
        is_reset = answer.then == Answer::Then::Reset;
        if (answer.then != Answer::Then::Keep) break;
      }
    }
    const linger hard{1, 0};
    if (is_reset) ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    const std::scoped_lock lock(mutex_);
    std::erase(open_, fd);
    ::close(fd);
  }

  static bool Hear(const Wire& wire, std::string& pending, Heard& heard) {
    size_t end;
    while ((end = pending.find("\r\n\r\n")) == std::string::npos)
      if (!More(wire, pending)) return false;
    heard = {};
    std::string_view head = std::string_view(pending).substr(0, end);
    const std::string_view first = head.substr(0, head.find("\r\n"));
    heard.method = first.substr(0, first.find(' '));
    heard.target = first.substr(heard.method.size() + 1, first.rfind(' ') - heard.method.size() - 1);
    for (size_t at = first.size(); at < head.size();) {
      const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
      const size_t colon = line.find(": ");
      if (colon == std::string_view::npos)
        heard.headers.emplace_back(line.substr(0, line.find(':')), "");
      else
        heard.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
      at += 2 + line.size();
    }
    const std::string length = heard.header("content-length");
    const size_t size = length.empty() ? 0 : std::stoull(length);
    while (pending.size() < end + 4 + size)
      if (!More(wire, pending)) return false;
    heard.body = pending.substr(end + 4, size);
    pending.erase(0, end + 4 + size);
    return true;
  }
  static bool More(const Wire& wire, std::string& pending) {
    char buffer[65536];
    const ssize_t got = wire.read(buffer, sizeof buffer);
    if (got > 0) pending.append(buffer, static_cast<size_t>(got));
    return got > 0;
  }

  bool Say(const Wire& wire, const Answer& answer) const {
    Pause(answer.delay);
    std::string_view left = answer.bytes;
    while (!left.empty()) {
      const ssize_t sent = wire.write(left.data(), answer.piece == 0 ? left.size() : std::min(answer.piece, left.size()));
      if (sent <= 0) return false;
      left.remove_prefix(static_cast<size_t>(sent));
      if (!left.empty()) Pause(answer.pause);
    }
    return true;
  }
  void Pause(std::chrono::milliseconds time) const {
    const auto until = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < until && !is_stopping_)
      std::this_thread::sleep_for(std::min(time, std::chrono::milliseconds(10)));
  }

  Handler handler_;
  Wrap wrap_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<int> connections_ = 0, requests_ = 0;
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
};

}  // namespace weir::aws
