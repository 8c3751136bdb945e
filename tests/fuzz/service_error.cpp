// What a service answers when it refuses, from anyone who stands in for it: XML, JSON, headers, dates.  Whatever it is, there is a
// verdict, and a message of bounded length that a terminal can show.
#include "aws/service_error.hpp"

#include <algorithm>

#include "aws/printable.hpp"
#include "input.hpp"

using namespace weir;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  aws::HttpReply reply;
  constexpr int kStatus[] = {200, 301, 400, 403, 404, 409, 429, 500, 503, 504};
  reply.status = kStatus[input.Below(std::size(kStatus))];
  constexpr const char* kNames[] = {"x-amzn-errortype", "x-amz-request-id", "x-amzn-requestid", "retry-after", "x-amz-retry-after", "date"};
  for (size_t headers = input.Below(4); headers > 0; --headers) {
    const char* name = kNames[input.Below(std::size(kNames))];
    reply.headers.emplace_back(name, input.Until('\n'));
  }
  reply.body = input.Rest();

  const aws::ServiceError error = aws::ErrorOf(reply);
  const auto is_shown = [](const std::string& text, size_t most) {
    return text.size() <= most && aws::Printable(text, most) == text &&
           std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  };
  fuzz::Expect(error.status == reply.status, "the status is the answer's");
  fuzz::Expect(is_shown(error.code, 128) && is_shown(error.message, 1024) && is_shown(error.request_id, 128), "what is told can be shown");
  fuzz::Expect(aws::Client::Describe("x", error).size() < 2048, "a message is bounded");
  const aws::Verdict verdict = aws::Judge(error);
  fuzz::Expect(reply.status != 503 || verdict == aws::Verdict::Passing || verdict == aws::Verdict::Throttled, "503 is no answer");
  fuzz::Expect(!aws::IsErrorAfterAll(reply) || reply.status == 200, "only 200 is looked into");
  (void)aws::MayBeSkew(error);
  const auto wait = aws::RetryAfter(reply.headers, std::chrono::sys_days(std::chrono::year(2024) / 1 / 1));
  fuzz::Expect(wait.count() >= 0 && wait.count() <= 20'000, "no service makes us wait longer");
  return 0;
}
