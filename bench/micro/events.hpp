// CloudTrail events as the benchmarks read them: of two kinds in turn, 2 KB each on average, with ids that do not compress.
#pragma once

#include <fmt/format.h>

#include <string>

#include "weir/array.hpp"
#include "weir/builders.hpp"

namespace weir::bench {

constexpr size_t kEvents = 4096;

// The n-th id of an event: looks like any other, and is the same each time.
inline uint64_t IdOf(size_t number, uint64_t n) {
  uint64_t id = (number * 8 + n + 1) * 0x9e3779b97f4a7c15;
  id = (id ^ id >> 30) * 0xbf58476d1ce4e5b9;
  id = (id ^ id >> 27) * 0x94d049bb133111eb;
  return id ^ id >> 31;
}

// An object that was read by a role.
inline std::string DataEvent(size_t number) {
  return fmt::format(
      R"({{"eventVersion":"1.11","userIdentity":{{"type":"AssumedRole","principalId":"AROAEXAMPLE{0:09}:i-{1:017x}","arn":"arn:aws:sts::123456789012:assumed-role/pipeline-reader/i-{1:017x}","accountId":"123456789012","accessKeyId":"ASIAEXAMPLE{0:09}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROAEXAMPLE{0:09}","arn":"arn:aws:iam::123456789012:role/pipeline-reader","accountId":"123456789012","userName":"pipeline-reader"}},"webIdFederationData":{{}},"attributes":{{"creationDate":"2024-03-01T11:{2:02}:07Z","mfaAuthenticated":"false"}},"ec2RoleDelivery":"2.0"}}}},"eventTime":"2024-03-01T12:{2:02}:{3:02}Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"10.{3}.{2}.17","userAgent":"[aws-sdk-java/2.20.43 Linux/5.10.167-147.601.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.6+10-LTS Java/17.0.6 vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy]","requestParameters":{{"bucketName":"example-data-lake-eu-central-1","Host":"example-data-lake-eu-central-1.s3.eu-central-1.amazonaws.com","key":"tables/orders/year=2024/month=03/day=01/part-{8:016x}.snappy.parquet"}},"responseElements":null,"additionalEventData":{{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","bytesTransferredIn":0,"SSEApplied":"SSE_KMS","AuthenticationMethod":"AuthHeader","x-amz-id-2":"9vKBe6vRhKx+{5:016x}+{6:016x}/{7:016x}{8:012x}=","bytesTransferredOut":{4}}},"requestID":"{5:016X}","eventID":"{6:016x}-4d5b-9c1e-{7:016x}","readOnly":true,"resources":[{{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::example-data-lake-eu-central-1/tables/orders/year=2024/month=03/day=01/part-{8:016x}.snappy.parquet"}},{{"accountId":"123456789012","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::example-data-lake-eu-central-1"}}],"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"123456789012","vpcEndpointId":"vpce-0a1b2c3d","eventCategory":"Data","tlsDetails":{{"tlsVersion":"TLSv1.2","cipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","clientProvidedHostHeader":"example-data-lake-eu-central-1.s3.eu-central-1.amazonaws.com"}}}})", number % 97,
      IdOf(number % 97, 0), number % 60, number * 7 % 60, number * 513, IdOf(number, 1), IdOf(number, 2), IdOf(number, 3), IdOf(number, 4));
}

// A call of a person, of many small values, some with escapes.
inline std::string ManagementEvent(size_t number) {
  return fmt::format(
      R"({{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::123456789012:user/Mary","accountId":"123456789012","accessKeyId":"AKIAEXAMPLE","userName":"Mary","sessionContext":{{"sessionIssuer":{{}},"webIdFederationData":{{}},"attributes":{{"creationDate":"2024-03-01T10:49:55Z","mfaAuthenticated":"true"}}}}}},"eventTime":"2024-03-01T13:{2:02}:{3:02}Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.{3}","userAgent":"aws-cli/2.13.5 Python/3.11.4 Linux/4.14.255-314-253.539.amzn2.x86_64 exec-env/CloudShell exe/x86_64.amzn.2 prompt/off command/ec2.run-instances","requestParameters":{{"instancesSet":{{"items":[{{"imageId":"ami-0123456789abcdef0","minCount":1,"maxCount":1}}]}},"instanceType":"t3.micro","blockDeviceMapping":{{"items":[{{"deviceName":"\/dev\/xvda","ebs":{{"volumeSize":{4},"deleteOnTermination":true,"volumeType":"gp3"}}}}]}},"monitoring":{{"enabled":false}},"disableApiTermination":false,"userData":"<sensitiveDataRemoved>","tagSpecificationSet":{{"items":[{{"resourceType":"instance","tags":[{{"key":"Name","value":"build \"{0}\""}},{{"key":"team","value":"data"}}]}}]}}}},"responseElements":{{"requestId":"{5:016x}-4d5b-9c1e-{6:016x}","reservationId":"r-{1:017x}","ownerId":"123456789012","groupSet":{{}},"instancesSet":{{"items":[{{"instanceId":"i-{1:017x}","imageId":"ami-0123456789abcdef0","instanceState":{{"code":0,"name":"pending"}},"privateDnsName":"ip-172-31-{2}-{3}.ec2.internal","amiLaunchIndex":0,"productCodes":{{}},"instanceType":"t3.micro","launchTime":1709298{0:06},"placement":{{"availabilityZone":"us-east-1a","tenancy":"default"}},"monitoring":{{"state":"disabled"}},"subnetId":"subnet-0a1b2c3d","vpcId":"vpc-0a1b2c3d","privateIpAddress":"172.31.{2}.{3}","stateReason":{{"code":"pending","message":"pending"}},"architecture":"x86_64","rootDeviceType":"ebs","rootDeviceName":"\/dev\/xvda","virtualizationType":"hvm","hypervisor":"xen"}}]}}}},"requestID":"{5:016x}-4d5b-9c1e-{6:016x}","eventID":"{7:016x}-4d5b-9c1e-{8:016x}","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012","eventCategory":"Management","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"ec2.us-east-1.amazonaws.com"}},"sessionCredentialFromConsole":"true"}})",
      number, IdOf(number, 0), number % 60, number * 7 % 60, number % 500, IdOf(number, 1), IdOf(number, 2), IdOf(number, 3),
      IdOf(number, 4));
}

inline const std::string& EventText() {
  static const std::string text = [] {
    std::string all;
    for (size_t i = 0; i < kEvents; ++i) all += (i % 2 == 0 ? DataEvent(i) : ManagementEvent(i)) + '\n';
    return all;
  }();
  return text;
}

// One column of text, a row for each.
inline Array Events() {
  TextBuilder views(static_cast<int64_t>(kEvents));
  const int32_t buffer = views.AddBuffer({nullptr, EventText().data(), EventText().size()});
  size_t at = 0;
  for (size_t row = 0; row < kEvents; ++row) {
    const size_t end = EventText().find('\n', at);
    views.Refer(static_cast<int64_t>(row), std::string_view(EventText()).substr(at, end - at), buffer);
    at = end + 1;
  }
  ArrowArray made = views.Finish();
  return Array(&made);
}

}  // namespace weir::bench
