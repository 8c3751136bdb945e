#include "aws/transfer.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <system_error>

#include "aws/printable.hpp"

namespace weir::aws {
namespace {

using std::chrono::milliseconds;

constexpr long kReceiveBytes = 512 << 10;
constexpr long kSendBytes = 1 << 20;
constexpr size_t kMostHeaderBytes = 256 << 10;

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
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

// A page of 4 KiB at a time, a large body would cost more to map than to receive.
void Reserve(std::string& body, size_t size) {
  body.reserve(size);
  constexpr uintptr_t kHugePage = 2 << 20;
  const uintptr_t begin = (reinterpret_cast<uintptr_t>(body.data()) + kHugePage - 1) / kHugePage * kHugePage;
  const uintptr_t end = (reinterpret_cast<uintptr_t>(body.data()) + size) / kHugePage * kHugePage;
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
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
    if (length > 0) Reserve(body, static_cast<size_t>(length));
    body.append(data, size);
  } catch (const std::exception& e) {
    transfer.refused = "there is no memory for the answer";
    return CURL_WRITEFUNC_ERROR;
  }
  return size;
}

size_t GiveBody(char* to, size_t, size_t room, void* of) {
  Transfer& transfer = *static_cast<Transfer*>(of);
  if (transfer.request.body == nullptr) return 0;
  const size_t size = std::min(room, transfer.request.body->size() - transfer.sent);
  std::memcpy(to, transfer.request.body->data() + transfer.sent, size);
  transfer.sent += size;
  return size;
}

// curl would send a body once more, at once and unasked, when a connection that it kept breaks: the service may still be at work on
// what it got of the first one.  Whoever repeats it waits first.
int RefuseToRewind(void*, curl_off_t, int) { return CURL_SEEKFUNC_FAIL; }

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
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(is_empty ? 0 : request.body->size()));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, GiveBody);
    curl_easy_setopt(easy, CURLOPT_READDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, RefuseToRewind);
  }
  if (has_length ? method != "POST" : method != "GET") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
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

}  // namespace

std::string Transfer::Name() const {
  std::string method = request.method;
  std::ranges::transform(method, method.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return Printable(method, 32) + " " + ShownUrl(request.url);
}

// A line break in a header would begin another one.
bool Transfer::IsSound() const {
  return IsToken(request.method) && std::ranges::all_of(request.headers, [](const auto& header) {
           return IsToken(header.first) &&
                  std::ranges::none_of(header.second, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
         });
}

void Transfer::SetUp() {
  CURL* const easy = this->easy.get();
  const auto ms = [](milliseconds time) { return static_cast<long>(std::max<int64_t>(time.count(), 0)); };
  curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
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
  if (!ca_bundle.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, ca_bundle.c_str());
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!request.may_use_proxy) curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, TakeHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  SetMethod(*this);
  SetHeaders(*this);
}

curl_off_t Transfer::Moved() const {
  curl_off_t up = 0, down = 0;
  long requested = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_SIZE_UPLOAD_T, &up);
  curl_easy_getinfo(easy.get(), CURLINFO_SIZE_DOWNLOAD_T, &down);
  curl_easy_getinfo(easy.get(), CURLINFO_REQUEST_SIZE, &requested);
  return up + down + requested + static_cast<curl_off_t>(header_bytes);
}

Result<HttpReply> Transfer::Outcome(CURLcode code) {
  if (code != CURLE_OK) return Failure(*this, code);
  // curl takes an answer that ends within its headers for a whole one.
  if (!has_headers) return Status::Retry(Name() + ": the answer ended within its headers");
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  return std::move(reply);
}

}  // namespace weir::aws
