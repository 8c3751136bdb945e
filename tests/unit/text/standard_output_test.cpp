#include "console/standard_output.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

namespace weir::console {
namespace {

struct Pipe {
  int ends[2];
  Pipe() { EXPECT_EQ(0, ::pipe(ends)); }
  ~Pipe() {
    Close(0);
    Close(1);
  }
  void Close(int end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
};

bool Never() { return false; }

TEST(StandardOutput, KeepsTheLinesOfLanesWhole) {
  Pipe pipe;
  StandardOutput output(pipe.ends[1]);
  std::string all;
  std::thread reader([&] {
    char piece[1000];
    for (ssize_t n; (n = ::read(pipe.ends[0], piece, sizeof piece)) > 0;) all.append(piece, static_cast<size_t>(n));
  });
  std::vector<std::thread> lanes;
  for (const char c : {'a', 'b'})
    lanes.emplace_back([&output, c] {
      for (size_t bytes = 1; bytes < 9000; bytes += 97) EXPECT_TRUE(output.Write(std::string(bytes, c) + "\n", Never).ok());
    });
  for (std::thread& lane : lanes) lane.join();
  pipe.Close(1);
  reader.join();
  size_t lines = 0;
  for (size_t from = 0; from < all.size(); ++lines) {
    const size_t end = all.find('\n', from);
    ASSERT_NE(std::string::npos, end);
    EXPECT_EQ(std::string(end - from, all[from]), all.substr(from, end - from));
    from = end + 1;
  }
  EXPECT_EQ(2u * 93, lines);
}

TEST(StandardOutput, EndsQuietlyWhenItsReaderHasGone) {
  ::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  pipe.Close(0);
  const Status status = StandardOutput(pipe.ends[1]).Write("line\n", Never);
  EXPECT_EQ(WEIR_E_CANCELLED, status.code()) << status.message();
}

TEST(StandardOutput, DoesNotWaitForASlowReaderOnceTheRunIsCancelled) {
  Pipe pipe;
  int looks = 0;
  const Status status = StandardOutput(pipe.ends[1]).Write(std::string(1 << 20, 'x') + "\n", [&looks] { return ++looks > 18; });
  EXPECT_EQ(WEIR_E_CANCELLED, status.code()) << status.message();
}

TEST(StandardOutput, NamesWhatFails) {
  const int full = ::open("/dev/full", O_WRONLY);
  const Status status = StandardOutput(full).Write("line\n", Never);
  ::close(full);
  EXPECT_EQ(WEIR_E_FATAL, status.code());
  EXPECT_EQ("write standard output: No space left on device; free space there or choose another path", status.message());
}

}  // namespace
}  // namespace weir::console
