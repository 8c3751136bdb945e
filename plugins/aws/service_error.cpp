#include "aws/service_error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "aws/http_date.hpp"
#include "aws/printable.hpp"
#include "aws/retry.hpp"

namespace weir::aws {
namespace {

constexpr size_t kLongestBody = 64 << 10;  // services say why in less
constexpr size_t kLongestCode = 128;
constexpr size_t kLongestMessage = 1024;

template <size_t N>
bool IsOneOf(std::string_view code, const std::array<std::string_view, N>& codes) {
  return std::ranges::find(codes, code) != codes.end();
}

constexpr auto kThrottling =
    std::to_array<std::string_view>({"Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "SlowDown",
                                     "TooManyRequestsException", "RequestThrottledException", "ProvisionedThroughputExceededException",
                                     "RequestLimitExceeded", "BandwidthLimitExceeded", "PriorRequestNotComplete", "EC2ThrottledException"});
constexpr auto kPassing =
    std::to_array<std::string_view>({"RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "InternalServerError",
                                     "ServiceUnavailable", "ServiceUnavailableException", "IDPCommunicationError"});
constexpr auto kSkewed = std::to_array<std::string_view>({"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"});
constexpr auto kExpired =
    std::to_array<std::string_view>({"ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired"});
constexpr auto kDenied =
    std::to_array<std::string_view>({"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidClientTokenId", "UnrecognizedClientException",
                                     "MissingAuthenticationToken", "MissingAuthenticationTokenException", "IncompleteSignature",
                                     "IncompleteSignatureException", "InvalidSignatureException", "InvalidSecurity", "AuthFailure"});

// "aws.protocoltests#FooError:http://..." is FooError.
std::string CodeOf(std::string_view text) {
  text = text.substr(0, text.find(':'));
  if (const size_t hash = text.rfind('#'); hash != std::string_view::npos) text.remove_prefix(hash + 1);
  std::string code = Printable(text, kLongestCode);
  std::erase_if(code, [](unsigned char c) { return c <= ' ' || c >= 0x7F; });
  return code;
}

// Its first line: what follows may be the request as the service signed it, the session's token among it.
std::string MessageOf(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  text = text.substr(0, text.find_first_of("\r\n"));
  text = text.substr(0, text.find("The Canonical String"));
  return Printable(text, kLongestMessage);
}

void ReadXml(std::string_view body, ServiceError& error) {
  pugi::xml_document document;
  if (!document.load_buffer(body.data(), body.size(), pugi::parse_default, pugi::encoding_utf8)) return;
  const pugi::xml_node root = document.document_element();
  pugi::xml_node node = root;                                                // S3
  if (const auto child = root.child("Error")) node = child;                  // the query protocol
  if (const auto child = root.child("Errors").child("Error")) node = child;  // EC2
  if (std::string_view(node.name()) != "Error") return;
  error.code = CodeOf(node.child_value("Code"));
  error.message = MessageOf(node.child_value("Message"));
  for (const pugi::xml_node place : {node, root})
    for (const char* name : {"RequestId", "RequestID"})
      if (error.request_id.empty()) error.request_id = Printable(place.child_value(name), kLongestCode);
}

void ReadJson(std::string_view body, ServiceError& error) {
  const nlohmann::json said = nlohmann::json::parse(body, nullptr, false);
  if (!said.is_object()) return;
  const auto text = [&](const char* name) {
    const auto found = said.find(name);
    return found != said.end() && found->is_string() ? std::string_view(found->get_ref<const std::string&>()) : std::string_view();
  };
  for (const char* name : {"__type", "code", "Code"})
    if (error.code.empty()) error.code = CodeOf(text(name));
  for (const char* name : {"message", "Message", "errorMessage"})
    if (error.message.empty()) error.message = MessageOf(text(name));
}

std::string_view AfterSpace(std::string_view body) {
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  body.remove_prefix(std::min(body.find_first_not_of(" \t\r\n"), body.size()));
  return body;
}

}  // namespace

ServiceError ErrorOf(const HttpReply& reply) {
  ServiceError error{.status = reply.status};
  const std::string_view body = AfterSpace(reply.body);
  if (body.size() <= kLongestBody && body.starts_with('<')) ReadXml(body, error);
  if (body.size() <= kLongestBody && body.starts_with('{')) ReadJson(body, error);
  if (const std::string* type = FindHeader(reply.headers, "x-amzn-errortype"))
    if (std::string code = CodeOf(*type); !code.empty()) error.code = std::move(code);
  for (const char* name : {"x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"})
    if (const std::string* id = FindHeader(reply.headers, name)) {
      error.request_id = Printable(*id, kLongestCode);
      break;
    }
  return error;
}

Verdict Judge(const ServiceError& error) {
  const bool is_refused = error.status >= 400 && error.status < 500;
  // A limit of how many there may be is told with the same code, and does not pass however long one waits: attempts bound it.
  if (is_refused && error.status != 429 && error.code == "LimitExceededException") return Verdict::Passing;
  if (error.status == 429 || IsOneOf(error.code, kThrottling)) return Verdict::Throttled;
  if (IsOneOf(error.code, kPassing) || IsOneOf(error.code, kSkewed)) return Verdict::Passing;
  if (is_refused && IsOneOf(error.code, kExpired)) return Verdict::Expired;
  if (is_refused && IsOneOf(error.code, kDenied)) return Verdict::Denied;
  const bool may_pass = error.status == 500 || error.status == 502 || error.status == 503 || error.status == 504;
  return may_pass ? Verdict::Passing : Verdict::Answer;
}

bool MayBeSkew(const ServiceError& error) {
  if (IsOneOf(error.code, kSkewed)) return true;
  // HEAD has no body to say why in.
  if (error.status == 403 && error.code.empty()) return true;
  return error.code == "InvalidSignatureException" || error.code == "SignatureDoesNotMatch" || error.code == "AuthFailure";
}

bool IsErrorAfterAll(const HttpReply& reply) {
  if (reply.status != 200 || reply.body.size() > kLongestBody) return false;
  std::string_view body = AfterSpace(reply.body);
  if (body.starts_with("<?xml")) body = AfterSpace(body.substr(std::min(body.find("?>"), body.size() - 2) + 2));
  return body.starts_with("<Error>") || body.starts_with("<Error ");
}

std::chrono::milliseconds RetryAfter(const Headers& headers, std::chrono::system_clock::time_point now) {
  using std::chrono::milliseconds;
  const auto number = [](const std::string& text) -> std::optional<int64_t> {
    int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault == std::errc::result_out_of_range) return INT32_MAX;
    if (fault != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return std::min<int64_t>(value, INT32_MAX);
  };
  milliseconds after{0};
  if (const std::string* text = FindHeader(headers, "x-amz-retry-after")) {
    if (const auto value = number(*text)) after = milliseconds(*value);
  } else if (const std::string* text = FindHeader(headers, "retry-after")) {
    if (const auto value = number(*text)) after = std::chrono::seconds(*value);
    if (const auto date = ParseHttpDate(*text)) after = std::chrono::ceil<milliseconds>(*date - now);
  }
  return std::clamp(after, milliseconds(0), kLongestWait);
}

}  // namespace weir::aws
