// Large pieces of files on their way to the disk, in the background and past the page cache: what a table's files go through there costs
// several times what the disk does, and pushes out what others have in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/local/folders.hpp"

namespace weir::store::local {

// What the addresses, offsets and lengths of such writes are multiples of.  A disk with larger sectors refuses them.
inline constexpr size_t kBlock = 4096;

// A piece being filled.  A plugin has few of them, whatever the number of its files: Take waits for one that is written.
class Piece {
 public:
#ifdef WEIR_CRASH_POINTS  // tables of the crash tests are small
  static constexpr size_t kBytes = 16 << 10;
#else
  static constexpr size_t kBytes = 1 << 20;
#endif

  static Piece Take();
  Piece(Piece&&) = default;
  Piece& operator=(Piece&&) = delete;
  ~Piece();

  // Takes from the front of `bytes` what there is room for.
  void Fill(std::string_view& bytes);
  bool is_full() const { return size_ == kBytes; }
  std::string_view bytes() const { return {memory_.get(), size_}; }

 private:
  friend class Writers;
  struct Freer {
    void operator()(char* memory) const;
  };
  using Memory = std::unique_ptr<char[], Freer>;

  explicit Piece(Memory memory) : memory_(std::move(memory)) {}
  Memory memory_;
  size_t size_ = 0;
};

// Writes of one file.  One thread at a time.
class DirectWrites {
 public:
  // `file` is open for the file `name` of `folder`; all three outlive the writes.
  DirectWrites(const Descriptor& folder, const std::string& name, const Descriptor& file) : folder_(folder), name_(name), file_(file) {}
  ~DirectWrites() { (void)Wait(); }

  // Before and after some writes: they have a descriptor of their own, which the last of them closes.
  void Open();
  void Close() { direct_.reset(); }
  // Begins to write the piece's first `bytes`, a number of blocks, at `offset`, a multiple of them; through the cache where the file
  // system or the disk wants it so.
  void Begin(Piece piece, size_t bytes, uint64_t offset);
  // The errno of a write that failed since it was asked last, of those that have ended; 0 when none did.
  int Failure();
  // Waits for all of them.
  int Wait();

 private:
  const Descriptor& folder_;
  const std::string& name_;
  const Descriptor& file_;
  std::shared_ptr<const Descriptor> direct_;
  std::vector<std::future<int>> writes_;
};

// Writes all of it.  Returns 0 or the errno.
int WriteAt(const Descriptor& file, std::string_view bytes, uint64_t offset);

}  // namespace weir::store::local
