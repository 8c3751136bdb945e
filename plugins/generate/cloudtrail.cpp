#include "generate/cloudtrail.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>
#include <vector>

#include "generate/front.hpp"
#include "generate/random.hpp"
#include "generate/traffic.hpp"

namespace weir::generate {
namespace {

constexpr std::array kRegions = {"us-east-1", "eu-west-1", "ap-southeast-2"};
constexpr std::chrono::minutes kWindow(5);
constexpr uint64_t kWindows = 280;
constexpr uint64_t kLeastLine = 1024;
constexpr uint64_t kRoles = 40;
constexpr std::string_view kSmallHex = "0123456789abcdef";
constexpr std::string_view kIdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum class About { Object, Item, Key, Function, Instances, Role };

struct Call {
  std::string_view service, action;
  About about;
  bool is_read, is_data;
};

constexpr std::array kCalls = {
    Call{"s3", "GetObject", About::Object, true, true},
    Call{"s3", "PutObject", About::Object, false, true},
    Call{"s3", "HeadObject", About::Object, true, true},
    Call{"dynamodb", "GetItem", About::Item, true, true},
    Call{"dynamodb", "PutItem", About::Item, false, true},
    Call{"kms", "Decrypt", About::Key, true, false},
    Call{"kms", "GenerateDataKey", About::Key, true, false},
    Call{"lambda", "Invoke", About::Function, false, true},
    Call{"ec2", "DescribeInstances", About::Instances, true, false},
    Call{"ec2", "RunInstances", About::Instances, false, false},
    Call{"sts", "AssumeRole", About::Role, false, false},
};

constexpr std::array<std::string_view, 6> kAgents = {
    R"([aws-sdk-java/2.20.162 Linux/5.10.205-195.807.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.10+7-LTS Java/17.0.10 vendor/Amazon.com_Inc.])",
    "[Boto3/1.34.40 md/Botocore#1.34.40 ua/2.0 os/linux#5.10.205 md/arch#x86_64 lang/python#3.11.6 md/pyimpl#CPython cfg/retry-mode#legacy]",
    "aws-cli/2.15.17 Python/3.11.6 Linux/6.1.75-99.163.amzn2023.x86_64 exe/x86_64.amzn.2023 prompt/off command/s3.cp",
    "APN/1.0 HashiCorp/1.0 Terraform/1.7.3 (+https://www.terraform.io) terraform-provider-aws/5.36.0 aws-sdk-go-v2/1.24.1 os/linux",
    R"([S3Console/0.4, aws-internal/3 \"console\" aws-sdk-java/1.12.488 Linux/5.10.205 OpenJDK_64-Bit_Server_VM/25.372-b08 java/1.8.0_372])",
    "lambda.amazonaws.com",
};

struct Role {
  std::string name, id, session;
};

// What the events of a region are about.
struct Account {
  explicit Account(std::string_view in, uint64_t number) : region(in), front(in, 20 + number) {
    for (uint64_t i = 0; i < kRoles; ++i) {
      Random random("cloudtrail role", {number, i});
      roles.push_back({fmt::format("service-{:02}-{}", i, Characters(random, "abcdefghijklmnopqrstuvwxyz", 6)),
                       "AROA" + Characters(random, kIdLetters, 17), "i-" + Characters(random, kSmallHex, 17)});
    }
  }
  std::string region;
  Front front;
  std::vector<Role> roles;
};

std::string Uuid(Random& random) {
  const std::string hex = Characters(random, kSmallHex, 32);
  const std::string_view all = hex;
  return fmt::format("{}-{}-{}-{}-{}", all.substr(0, 8), all.substr(8, 4), all.substr(12, 4), all.substr(16, 4), all.substr(20));
}

// What a call was about, each as JSON.
struct Details {
  std::string parameters, response = "null", additional, resources;
};

std::string Resource(std::string_view type, std::string_view arn) {
  return fmt::format(R"({{"accountId":"{}","type":"{}","ARN":"{}"}})", kAccount, type, arn);
}

Details ObjectDetails(const Call& call, const Account& account, Random& random) {
  constexpr std::array kBuckets = {"acme-assets", "acme-backups", "acme-data-lake", "acme-reports", "acme-uploads", "acme-website"};
  const std::string_view bucket = random.Pick(kBuckets), path = random.Pick(account.front.paths);
  const std::string key = fmt::format("{}/{:016x}", path.substr(1), random.Next());
  Details made;
  made.parameters = fmt::format(R"({{"bucketName":"{}","Host":"{}.s3.{}.amazonaws.com","key":"{}"}})", bucket, bucket, account.region, key);
  if (!call.is_read)
    made.response =
        fmt::format(R"({{"x-amz-server-side-encryption":"aws:kms","x-amz-version-id":"{}"}})", Characters(random, kIdLetters, 32));
  made.additional = fmt::format(
      R"({{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":{},"AuthenticationMethod":"AuthHeader",)"
      R"("x-amz-id-2":"{}=","bytesTransferredOut":{}}})",
      call.is_read ? 0 : random.Below(1 << 20), Characters(random, kBase64, 75), call.is_read ? random.Below(1 << 20) : 0);
  made.resources = Resource("AWS::S3::Object", fmt::format("arn:aws:s3:::{}/{}", bucket, key)) + ',' +
                   Resource("AWS::S3::Bucket", fmt::format("arn:aws:s3:::{}", bucket));
  return made;
}

Details DetailsOf(const Call& call, const Account& account, Random& random) {
  const auto arn = [&](std::string_view what) { return fmt::format("arn:aws:{}:{}:{}:{}", call.service, account.region, kAccount, what); };
  Details made;
  switch (call.about) {
    case About::Object: return ObjectDetails(call, account, random);
    case About::Item: {
      constexpr std::array kTables = {"orders", "sessions", "carts", "users"};
      const std::string_view table = random.Pick(kTables);
      made.parameters = fmt::format(R"({{"tableName":"{}","key":{{"id":"{}","range":{}}},"consistentRead":{}}})", table, Uuid(random),
                                    random.Below(100000), call.is_read);
      made.resources = Resource("AWS::DynamoDB::Table", arn(fmt::format("table/{}", table)));
      break;
    }
    case About::Key: {
      const std::string key = arn(fmt::format("key/{:08x}-0000-4000-8000-{:012x}", random.Below(20), random.Below(20)));
      made.parameters = fmt::format(
          R"({{"keyId":"{}","encryptionContext":{{"aws:s3:arn":"arn:aws:s3:::acme-data-lake/{:016x}"}},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}})",
          key, random.Next());
      made.additional = fmt::format(R"({{"keyMaterialId":"{}"}})", Characters(random, kSmallHex, 64));
      made.resources = Resource("AWS::KMS::Key", key);
      break;
    }
    case About::Function: {
      const std::string function = arn(fmt::format("function:worker-{}", random.Below(30)));
      made.parameters = fmt::format(R"({{"functionName":"{}","invocationType":"Event","sourceAccount":"{}"}})", function, kAccount);
      made.additional = fmt::format(R"({{"functionVersion":"{}:$LATEST"}})", function);
      made.resources = Resource("AWS::Lambda::Function", function);
      break;
    }
    case About::Instances: {
      std::string items;
      for (uint64_t count = random.Between(1, 9); count > 0; --count)
        items += fmt::format(R"({}{{"instanceId":"i-{}"}})", items.empty() ? "" : ",", Characters(random, kSmallHex, 17));
      made.parameters = fmt::format(R"({{"instancesSet":{{"items":[{}]}},"filterSet":{{}}}})", items);
      if (!call.is_read)
        made.response = fmt::format(R"({{"requestId":"{}","reservationId":"r-{}","ownerId":"{}","instancesSet":{{"items":[{}]}}}})",
                                    Uuid(random), Characters(random, kSmallHex, 17), kAccount, items);
      break;
    }
    case About::Role: {
      const Role& role = random.Pick(account.roles);
      const std::string name = fmt::format("arn:aws:iam::{}:role/{}", kAccount, role.name);
      made.parameters = fmt::format(R"({{"roleArn":"{}","roleSessionName":"{}","durationSeconds":3600}})", name, role.session);
      made.response = fmt::format(
          R"({{"credentials":{{"accessKeyId":"ASIA{}","sessionToken":"{}==","expiration":"Feb 29, 2024, 11:59:59 PM"}},)"
          R"("assumedRoleUser":{{"assumedRoleId":"{}:{}","arn":"arn:aws:sts::{}:assumed-role/{}/{}"}}}})",
          Characters(random, kIdLetters, 16), Characters(random, kBase64, 360), role.id, role.session, kAccount, role.name, role.session);
      made.resources = Resource("AWS::IAM::Role", name);
      break;
    }
  }
  return made;
}

// Who called, as JSON.
std::string Identity(const Role& role, const Account& account, Time time, Random& random) {
  const uint64_t kind = random.Below(20);
  if (kind == 0) return fmt::format(R"({{"type":"AWSService","invokedBy":"{}.amazonaws.com"}})", random.Below(2) == 0 ? "lambda" : "ec2");
  if (kind == 1)
    return fmt::format(
        R"({{"type":"IAMUser","principalId":"AIDA{}","arn":"arn:aws:iam::{}:user/{}","accountId":"{}","accessKeyId":"AKIA{}",)"
        R"("userName":"{}"}})",
        role.id.substr(4), kAccount, role.name, kAccount, role.id.substr(5), role.name);
  const std::string begun = Stamp(time - std::chrono::minutes(random.Below(60))).substr(0, 19);
  return fmt::format(
      R"({{"type":"AssumedRole","principalId":"{}:{}","arn":"arn:aws:sts::{}:assumed-role/{}/{}","accountId":"{}","accessKeyId":"ASIA{}",)"
      R"("sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"{}","arn":"arn:aws:iam::{}:role/{}","accountId":"{}","userName":"{}"}},)"
      R"("attributes":{{"creationDate":"{}Z","mfaAuthenticated":"false"}},"ec2RoleDelivery":"2.0"}},"inScopeOf":{{"credentialsIssuedTo":)"
      R"("arn:aws:ec2:{}:{}:instance/{}"}}}})",
      role.id, role.session, kAccount, role.name, role.session, kAccount, role.id.substr(5), role.id, kAccount, role.name, kAccount,
      role.name, begun, account.region, kAccount, role.session);
}

class CloudTrailLines final : public Lines {
 public:
  CloudTrailLines(const Account& account, std::chrono::sys_seconds end, uint64_t seed, uint64_t object, uint64_t bytes)
      : account_(account), window_{end - kWindow, kWindow, bytes, kLeastLine}, seed_(seed), object_(object) {}

  void Append(uint64_t number, uint64_t before, std::string& out) override {
    const size_t begin = out.size();
    if (number == 0) out += R"({"Records":[)";
    AppendEvent(number, before, out);
    const bool is_last = before + (out.size() - begin) + std::string_view(",\n").size() >= window_.bytes;
    out += is_last ? "]}" : ",";
  }

 private:
  void AppendEvent(uint64_t number, uint64_t before, std::string& out) const {
    Random random("cloudtrail event", {seed_, object_, number});
    const Time time = window_.At(before, random);
    const Call& call = random.Pick(kCalls);
    const Role& role = random.Pick(account_.roles);
    Details details = DetailsOf(call, account_, random);
    const bool has_failed = random.Part() < 0.03;
    if (has_failed) details.response = "null";
    const std::string identity = Identity(role, account_, time, random);
    auto to = std::back_inserter(out);
    fmt::format_to(to, FMT_COMPILE(R"({{"eventVersion":"1.11","userIdentity":{},"eventTime":"{}Z","eventSource":"{}.amazonaws.com",)"),
                   identity, Stamp(time).substr(0, 19), call.service);
    fmt::format_to(to, FMT_COMPILE(R"("eventName":"{}","awsRegion":"{}","sourceIPAddress":"{}","userAgent":"{}",)"), call.action,
                   account_.region, random.Pick(account_.front.clients), random.Pick(kAgents));
    if (has_failed)
      fmt::format_to(to, FMT_COMPILE(R"("errorCode":"AccessDenied","errorMessage":"User: \"{}\" is not authorized to perform: {}:{}",)"),
                     role.name, call.service, call.action);
    fmt::format_to(to, FMT_COMPILE(R"("requestParameters":{},"responseElements":{},)"), details.parameters, details.response);
    if (!details.additional.empty()) fmt::format_to(to, FMT_COMPILE(R"("additionalEventData":{},)"), details.additional);
    fmt::format_to(to, FMT_COMPILE(R"("requestID":"{}","eventID":"{}","readOnly":{},)"), Uuid(random), Uuid(random), call.is_read);
    if (!details.resources.empty()) fmt::format_to(to, FMT_COMPILE(R"("resources":[{}],)"), details.resources);
    fmt::format_to(to, FMT_COMPILE(R"("eventType":"AwsApiCall","managementEvent":{},"recipientAccountId":"{}",)"), !call.is_data, kAccount);
    if (random.Part() < 0.3)
      fmt::format_to(to, FMT_COMPILE(R"("vpcEndpointId":"vpce-{:017x}","vpcEndpointAccountId":"{}",)"), random.Below(5), kAccount);
    fmt::format_to(to, FMT_COMPILE(R"("eventCategory":"{}","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",)"),
                   call.is_data ? "Data" : "Management");
    fmt::format_to(to, FMT_COMPILE(R"("clientProvidedHostHeader":"{}.{}.amazonaws.com"}}}})"), call.service, account_.region);
  }

  const Account& account_;
  const Window window_;
  const uint64_t seed_, object_;
};

class CloudTrail final : public Format {
 public:
  explicit CloudTrail(uint64_t seed) : seed_(seed) {
    for (const char* region : kRegions) accounts_.emplace_back(region, accounts_.size());
  }

  std::vector<std::string> columns() const override { return {"account", "region", "yyyy", "mm", "dd", "end_time", "random"}; }

  std::vector<std::string> NamesOf(uint64_t object) const override {
    const Delivered delivered = DeliveredAs(object, accounts_.size(), kWindow, kWindows);
    Random random("cloudtrail name", {seed_, object});
    const std::string end = Stamp(delivered.end);  // 2024-02-28T23:55:00.000000Z
    const std::string year = end.substr(0, 4), month = end.substr(5, 2), day = end.substr(8, 2);
    return {std::string(kAccount),
            accounts_[delivered.producer].region,
            year,
            month,
            day,
            year + month + day + 'T' + end.substr(11, 2) + end.substr(14, 2) + 'Z',
            Characters(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 16)};
  }

  std::unique_ptr<Lines> Open(uint64_t object, uint64_t bytes) const override {
    const Delivered delivered = DeliveredAs(object, accounts_.size(), kWindow, kWindows);
    return std::make_unique<CloudTrailLines>(accounts_[delivered.producer], delivered.end, seed_, object, bytes);
  }

 private:
  uint64_t seed_;
  std::vector<Account> accounts_;
};

}  // namespace

std::unique_ptr<Format> MakeCloudTrail(uint64_t seed) { return std::make_unique<CloudTrail>(seed); }

}  // namespace weir::generate
