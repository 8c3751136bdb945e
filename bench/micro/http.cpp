// Requests to a server on loopback, in this process: bodies both ways, several under way at once.
#include "aws/http.hpp"

#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ctime>
#include <future>
#include <latch>
#include <thread>

namespace weir::bench {
namespace {

// Answers every request with `bytes` of body, however long its own is.  It ends with the process.
class Server {
 public:
  explicit Server(size_t bytes)
      : answer_("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" + std::string(bytes, 'x')) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 128);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
    std::thread([this] {
      while (true) std::thread([this, fd = ::accept(listener_, nullptr, nullptr)] { Serve(fd); }).detach();
    }).detach();
  }
  const std::string& url() const { return url_; }

 private:
  void Serve(int fd) const {
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    std::string heard(1 << 20, '\0');
    while (true) {
      size_t have = 0, left = 0;
      for (size_t end; (end = std::string_view(heard.data(), have).find("\r\n\r\n")) == std::string::npos || have < end + 4;) {
        const ssize_t got = ::recv(fd, heard.data() + have, heard.size() - have, 0);
        if (got <= 0) return;
        have += static_cast<size_t>(got);
      }
      const std::string_view text(heard.data(), have);
      const size_t head = text.find("\r\n\r\n") + 4;
      if (const size_t length = text.find("Content-Length: "); length < head)
        left = std::strtoull(text.data() + length + 16, nullptr, 10) - (have - head);
      while (left > 0) {
        const ssize_t got = ::recv(fd, heard.data(), std::min(left, heard.size()), 0);
        if (got <= 0) return;
        left -= static_cast<size_t>(got);
      }
      for (std::string_view said = answer_; !said.empty();) {
        const ssize_t sent = ::send(fd, said.data(), said.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        said.remove_prefix(static_cast<size_t>(sent));
      }
    }
  }

  int listener_;
  std::string answer_, url_;
};

// What the HTTP thread has used of a processor.
double ThreadSeconds() {
  std::promise<double> seconds;
  aws::Http::Shared().Later({}, [&] {
    timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    seconds.set_value(static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9);
  });
  return seconds.get_future().get();
}

void Requests(benchmark::State& state, const std::string& url, std::shared_ptr<const std::string> body, int64_t bytes) {
  const int64_t at_once = state.range(0);
  const double before = ThreadSeconds();
  for (auto _ : state) {
    std::latch ended(at_once);
    for (int64_t i = 0; i < at_once; ++i)
      aws::Http::Shared().Start({.method = body == nullptr ? "GET" : "PUT", .url = url, .body = body}, [&](Result<aws::HttpReply> reply) {
        if (!reply.ok()) state.SkipWithError(reply.status().message().c_str());
        ended.count_down();
      });
    ended.wait();
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * at_once);
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * at_once * bytes);
  state.counters["thread_seconds"] =
      benchmark::Counter((ThreadSeconds() - before) / static_cast<double>(at_once), benchmark::Counter::kAvgIterations);
}

constexpr int64_t kLarge = 8 << 20, kSmall = 1 << 10;

void HttpGetLarge(benchmark::State& state) {
  static Server& server = *new Server(kLarge);
  Requests(state, server.url(), nullptr, kLarge);
}
BENCHMARK(HttpGetLarge)->Arg(1)->Arg(4)->Arg(16)->UseRealTime();

void HttpPutLarge(benchmark::State& state) {
  static Server& server = *new Server(0);
  static const auto body = std::make_shared<const std::string>(kLarge, 'x');
  Requests(state, server.url(), body, kLarge);
}
BENCHMARK(HttpPutLarge)->Arg(1)->Arg(4)->Arg(16)->UseRealTime();

void HttpGetSmall(benchmark::State& state) {
  static Server& server = *new Server(kSmall);
  Requests(state, server.url(), nullptr, kSmall);
}
BENCHMARK(HttpGetSmall)->Arg(1)->Arg(16)->UseRealTime();

}  // namespace
}  // namespace weir::bench
