#include "store/local/direct.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#include "weir/crash_point.hpp"

namespace weir::store::local {

// The pieces of a plugin and the threads that write them, both as many as a disk with much latency wants at once.
class Writers {
 public:
  static Writers& Get() {
    static Writers writers;
    return writers;
  }

  Piece::Memory Take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty() || pieces_ < kMost; });
    if (idle_.empty()) {
      Piece::Memory memory(static_cast<char*>(std::aligned_alloc(kBlock, Piece::kBytes)));
      if (!memory) throw std::bad_alloc();
      ++pieces_;
      return memory;
    }
    Piece::Memory memory = std::move(idle_.back());
    idle_.pop_back();
    return memory;
  }

  void Return(Piece::Memory memory) {
    {
      const std::lock_guard lock(mutex_);
      idle_.push_back(std::move(memory));
    }
    returned_.notify_one();
  }

  void Run(std::packaged_task<int()> write) {
    {
      const std::lock_guard lock(mutex_);
      if (writing_ + queue_.size() == threads_.size() && threads_.size() < kMost) AddThread();
      if (!threads_.empty()) {
        queue_.push_back(std::move(write));
        queued_.notify_one();
        return;
      }
    }
    write();
  }

 private:
  static constexpr size_t kMost = 8;

  Writers() { idle_.reserve(kMost); }
  ~Writers() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    queued_.notify_all();
  }

  void AddThread() {
    try {
      threads_.emplace_back([this] { Write(); });
    } catch (const std::system_error&) {  // fewer will do
    }
  }

  void Write() {
    std::unique_lock lock(mutex_);
    for (;;) {
      queued_.wait(lock, [this] { return ended_ || !queue_.empty(); });
      if (queue_.empty()) return;
      ++writing_;
      {
        std::packaged_task<int()> write = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        write();
      }
      lock.lock();
      --writing_;
    }
  }

  std::mutex mutex_;
  std::condition_variable returned_, queued_;
  std::vector<Piece::Memory> idle_;
  size_t pieces_ = 0;
  std::deque<std::packaged_task<int()>> queue_;
  size_t writing_ = 0;
  bool ended_ = false;
  std::vector<std::jthread> threads_;
};

void Piece::Freer::operator()(char* memory) const { std::free(memory); }

Piece Piece::Take() { return Piece(Writers::Get().Take()); }

Piece::~Piece() {
  if (memory_) Writers::Get().Return(std::move(memory_));
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
    if (n <= 0) return n < 0 ? errno : EIO;
    bytes.remove_prefix(static_cast<size_t>(n));
    offset += static_cast<uint64_t>(n);
  }
  return 0;
}

void DirectWrites::Open() {
  direct_ = std::make_shared<Descriptor>(::openat(folder_.get(), name_.c_str(), O_WRONLY | O_DIRECT | O_NOFOLLOW | O_CLOEXEC));
}

void DirectWrites::Begin(Piece piece, size_t bytes, uint64_t offset) {
  std::packaged_task<int()> write([this, held = std::move(piece), direct_held = direct_, bytes, offset]() mutable {
    // They go when it is written: the task itself stays until its future has been asked.
    const Piece piece = std::move(held);
    const std::shared_ptr<const Descriptor> direct = std::move(direct_held);
    const std::string_view all = piece.bytes().substr(0, bytes);
    // A file system that does not offer it says so when the file is opened, or only now.
    int error = direct->is_open() ? WriteAt(*direct, all, offset) : EINVAL;
    if (error == EINVAL) error = WriteAt(file_, all, offset);
    return error;
  });
  writes_.push_back(write.get_future());
  Writers::Get().Run(std::move(write));
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
