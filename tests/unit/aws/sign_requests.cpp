// Signs requests for the tests: a JSON object a line on stdin, what would be sent a line on stdout.
//
// in:  {"s3", "service", "region", "time", "key", "secret", "token", "method", "endpoint", "path", "query": [[name, value]], "headers",
//       "body", "unsigned", "valid"}; `valid` in seconds signs the query, without it the headers are signed
// out: {"url", "headers"}
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "aws/signer.hpp"

using namespace weir;

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto in = nlohmann::json::parse(line);
    aws::Target target{in.at("method"), in.at("endpoint"), in.at("path"), in.at("query"), in.at("headers")};
    const aws::Signing signing{in.at("service"), in.at("region"), in.at("s3"),
                               std::chrono::system_clock::from_time_t(in.at("time").get<time_t>())};
    const aws::Credentials credentials{in.at("key"), in.at("secret"), in.at("token")};
    const bool is_unsigned = in.at("unsigned");
    const std::string hash = is_unsigned ? std::string(aws::kUnsignedPayload) : aws::HashPayload(in.at("body").get<std::string>());
    if (in.contains("valid"))
      aws::SignQuery(target, signing, credentials, hash, std::chrono::seconds(in.at("valid").get<int64_t>()));
    else
      aws::SignHeaders(target, signing, credentials, hash);
    std::cout << nlohmann::json{{"url", aws::UrlOf(target)}, {"headers", target.headers}}.dump() << "\n";
  }
}
