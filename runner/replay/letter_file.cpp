#include "replay/letter_file.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "graph/rejects.hpp"

namespace weir::replay {
namespace {

namespace fs = std::filesystem;

constexpr size_t kAtOnce = 256u << 10;
// A record of 16 MiB, each byte of it escaped.
constexpr size_t kLongestLine = 128u << 20;

// The names that the `text` sink gives: `<node>-<state>-<epoch>-<lane>-<n>.<ending>`, with the template's words in place of the node.
bool IsLetterFile(const std::string& path, const std::string& name) {
  static const re2::RE2 in_folder("^dead_letter-[0-9a-f]{8}-[0-9]+-[0-9]+-[0-9]+[.]"), by_template("-[0-9a-f]{8}-[0-9]+-[0-9]+-[0-9]+[.]");
  return re2::RE2::PartialMatch(name, path.find('{') == std::string::npos ? in_folder : by_template);
}

// The folder before the first brace of a template.
std::string FolderOf(const std::string& path) {
  const size_t brace = path.find('{');
  if (brace == std::string::npos) return path;
  const size_t slash = path.rfind('/', brace);
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

Result<std::vector<std::string>> FilesOf(const std::string& path, bool replayed) {
  std::vector<std::string> files;
  const std::string folder = FolderOf(path);
  std::error_code error;
  if (!fs::exists(folder, error) && !error) return files;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::string name = it->path().filename().string();
    if (it->is_directory(error) && name.starts_with('.')) it.disable_recursion_pending();
    if (!it->is_regular_file(error) || !IsLetterFile(path, name) || name.ends_with(graph::kReplayed) != replayed) continue;
    if (replayed) name.resize(name.size() - std::strlen(graph::kReplayed));
    files.push_back((it->path().parent_path() / name).string());
  }
  if (error) return Status::Fatal("list " + folder + ": " + error.message());
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<std::vector<std::string>> LetterFiles(const std::string& path) { return FilesOf(path, false); }
Result<std::vector<std::string>> ReplayedFiles(const std::string& path) { return FilesOf(path, true); }

LetterFile::LetterFile(const std::string& path) : path_(path), in_(path, std::ios::binary), inflater_(frame::Limits{}), stored_(kAtOnce) {}

Status LetterFile::Fill() {
  content_.erase(0, std::exchange(at_, 0));
  if (content_.size() > kLongestLine) return Status::Split("read " + path_ + ": a line is longer than any letter");
  while (inflater_.needs_input()) {
    in_.read(reinterpret_cast<char*>(stored_.data()), static_cast<std::streamsize>(stored_.size()));
    if (in_.bad() || (in_.fail() && !in_.eof())) return Status::Split("read " + path_ + ": can't be read");
    inflater_.Feed({stored_.data(), static_cast<size_t>(in_.gcount())});
    if (in_.eof()) inflater_.Finish();
  }
  const size_t had = content_.size();
  content_.resize(had + kAtOnce);
  const Result<size_t> made = inflater_.Inflate({reinterpret_cast<uint8_t*>(content_.data()) + had, kAtOnce});
  content_.resize(had + (made.ok() ? *made : 0));
  if (!made.ok()) return Status(made.status()).Annotate("read " + path_);
  ended_ = *made == 0 && !inflater_.needs_input();
  return {};
}

Result<bool> LetterFile::Next(std::string& line) {
  for (size_t looked = at_;;) {
    const size_t end = content_.find('\n', looked);
    if (end != std::string::npos || (ended_ && at_ < content_.size())) {
      line.assign(content_, at_, std::min(end, content_.size()) - at_);
      at_ = std::min(end, content_.size() - 1) + 1;
      return true;
    }
    if (ended_) return false;
    looked = content_.size() - at_;
    if (Status status = Fill(); !status.ok()) return status;
  }
}

}  // namespace weir::replay
