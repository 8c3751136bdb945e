#include "store/local/direct.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <new>
#include <system_error>

#include "weir/crash_point.hpp"

namespace weir::store::local {

class Piece::Pool {
 public:
  // As much as a disk with much latency wants at once.
  static constexpr size_t kPieces = 8;

  Memory Take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty() || made_ < kPieces; });
    if (idle_.empty()) {
      Memory memory(static_cast<char*>(std::aligned_alloc(kBlock, kBytes)));
      if (!memory) throw std::bad_alloc();
      ++made_;
      return memory;
    }
    Memory memory = std::move(idle_.back());
    idle_.pop_back();
    return memory;
  }

  void Return(Memory memory) {
    {
      const std::lock_guard lock(mutex_);
      idle_.push_back(std::move(memory));
    }
    returned_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Memory> idle_;
  size_t made_ = 0;
};

Piece::Pool& Piece::pool() {
  static Pool pool;
  return pool;
}

void Piece::Freer::operator()(char* memory) const { std::free(memory); }

Piece Piece::Take() { return Piece(pool().Take()); }

Piece::~Piece() {
  if (memory_) pool().Return(std::move(memory_));
}

void Piece::Fill(std::string_view& bytes) {
  const size_t taken = std::min(bytes.size(), kBytes - size_);
  std::memcpy(memory_.get() + size_, bytes.data(), taken);
  size_ += taken;
  bytes.remove_prefix(taken);
}

int WriteAt(const Descriptor& file, std::string_view bytes, uint64_t offset) {
  while (!bytes.empty()) {
    CrashPoint("write.before");
    const ssize_t n = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    CrashPoint("write.after");
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(n));
    offset += static_cast<uint64_t>(n);
  }
  return 0;
}

void DirectWrites::Open() {
  direct_ = std::make_shared<Descriptor>(::openat(folder_.get(), name_.c_str(), O_WRONLY | O_DIRECT | O_NOFOLLOW | O_CLOEXEC));
}

void DirectWrites::Begin(Piece piece, size_t bytes, uint64_t offset) {
  auto write = [this, held = std::make_shared<Piece>(std::move(piece)), direct = direct_, bytes, offset]() mutable {
    // Both go when this returns, and not when somebody asks how it went.
    const Piece mine = std::move(*held);
    const std::shared_ptr<const Descriptor> to = std::move(direct);
    const std::string_view all = mine.bytes().substr(0, bytes);
    // A file system that does not offer it says so when the file is opened, or only now.
    int error = to->is_open() ? WriteAt(*to, all, offset) : EINVAL;
    if (error == EINVAL) error = WriteAt(file_, all, offset);
    return error;
  };
  try {
    writes_.push_back(std::async(std::launch::async, write));
  } catch (const std::system_error&) {  // no more threads
    std::promise<int> written;
    written.set_value(write());
    writes_.push_back(written.get_future());
  }
}

int DirectWrites::Failure() {
  const auto ended = [](const std::future<int>& write) { return write.wait_for(std::chrono::seconds(0)) == std::future_status::ready; };
  const auto first = std::ranges::stable_partition(writes_, std::not_fn(ended)).begin();
  int error = 0;
  for (auto write = first; write != writes_.end(); ++write)
    if (const int failed = write->get(); failed != 0) error = failed;
  writes_.erase(first, writes_.end());
  return error;
}

int DirectWrites::Wait() {
  for (const std::future<int>& write : writes_) write.wait();
  return Failure();
}

}  // namespace weir::store::local
