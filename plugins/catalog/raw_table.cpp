// The statements that "Query AWS service logs" of the Amazon Athena User Guide has for each service, and for S3 "Using Amazon S3 server
// access logs to identify requests".
#include "catalog/raw_table.hpp"

#include <span>

namespace weir::catalog {
namespace {

constexpr const char* kText = "org.apache.hadoop.mapred.TextInputFormat";
constexpr const char* kIgnoreKey = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";
constexpr const char* kRegex = "org.apache.hadoop.hive.serde2.RegexSerDe";
constexpr const char* kDelimited = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

struct RawColumn {
  const char *name, *type;
};

constexpr RawColumn kAlb[] = {{"type", "string"},
                              {"time", "string"},
                              {"elb", "string"},
                              {"client_ip", "string"},
                              {"client_port", "int"},
                              {"target_ip", "string"},
                              {"target_port", "int"},
                              {"request_processing_time", "double"},
                              {"target_processing_time", "double"},
                              {"response_processing_time", "double"},
                              {"elb_status_code", "int"},
                              {"target_status_code", "string"},
                              {"received_bytes", "bigint"},
                              {"sent_bytes", "bigint"},
                              {"request_verb", "string"},
                              {"request_url", "string"},
                              {"request_proto", "string"},
                              {"user_agent", "string"},
                              {"ssl_cipher", "string"},
                              {"ssl_protocol", "string"},
                              {"target_group_arn", "string"},
                              {"trace_id", "string"},
                              {"domain_name", "string"},
                              {"chosen_cert_arn", "string"},
                              {"matched_rule_priority", "string"},
                              {"request_creation_time", "string"},
                              {"actions_executed", "string"},
                              {"redirect_url", "string"},
                              {"lambda_error_reason", "string"},
                              {"target_port_list", "string"},
                              {"target_status_code_list", "string"},
                              {"classification", "string"},
                              {"classification_reason", "string"},
                              {"conn_trace_id", "string"}};
constexpr const char* kAlbRegex =
    R"re(([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) )re"
    R"re(([-0-9]*) ([-0-9]*) "([^ ]*) (.*) (- |[^ ]*)" "([^"]*)" ([A-Z0-9-_]+) ([A-Za-z0-9.-]*) ([^ ]*) "([^"]*)" "([^"]*)" )re"
    R"re("([^"]*)" ([-.0-9]*) ([^ ]*) "([^"]*)" "([^"]*)" "([^ ]*)" "([^\s]+?)" "([^\s]+)" "([^ ]*)" "([^ ]*)" ?([^ ]*)? ?( .*)?)re";

constexpr RawColumn kElb[] = {{"timestamp", "string"},
                              {"elb_name", "string"},
                              {"request_ip", "string"},
                              {"request_port", "int"},
                              {"backend_ip", "string"},
                              {"backend_port", "int"},
                              {"request_processing_time", "double"},
                              {"backend_processing_time", "double"},
                              {"client_response_time", "double"},
                              {"elb_response_code", "string"},
                              {"backend_response_code", "string"},
                              {"received_bytes", "bigint"},
                              {"sent_bytes", "bigint"},
                              {"request_verb", "string"},
                              {"url", "string"},
                              {"protocol", "string"},
                              {"user_agent", "string"},
                              {"ssl_cipher", "string"},
                              {"ssl_protocol", "string"}};
// The names of TLS 1.3's ciphers have underscores, which the guide's expression for these logs does not take, and the other one does.
constexpr const char* kElbRegex =
    R"re(([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) ([-0-9]*) )re"
    R"re(([-0-9]*) "([^ ]*) ([^ ]*) (- |[^ ]*)" ("[^"]*") ([A-Z0-9-_]+) ([A-Za-z0-9.-]*)$)re";

constexpr RawColumn kS3Access[] = {
    {"bucketowner", "string"},    {"bucket_name", "string"}, {"requestdatetime", "string"}, {"remoteip", "string"},
    {"requester", "string"},      {"requestid", "string"},   {"operation", "string"},       {"key", "string"},
    {"request_uri", "string"},    {"httpstatus", "string"},  {"errorcode", "string"},       {"bytessent", "bigint"},
    {"objectsize", "bigint"},     {"totaltime", "string"},   {"turnaroundtime", "string"},  {"referrer", "string"},
    {"useragent", "string"},      {"versionid", "string"},   {"hostid", "string"},          {"sigv", "string"},
    {"ciphersuite", "string"},    {"authtype", "string"},    {"endpoint", "string"},        {"tlsversion", "string"},
    {"accesspointarn", "string"}, {"aclrequired", "string"}};
constexpr const char* kS3AccessRegex =
    R"re(([^ ]*) ([^ ]*) \[(.*?)\] ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ("[^"]*"|-) (-|[0-9]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) )re"
    R"re(([^ ]*) ([^ ]*) ("[^"]*"|-) ([^ ]*)(?: ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*))?.*$)re";

constexpr RawColumn kVpcFlow[] = {{"version", "int"},
                                  {"account", "string"},
                                  {"interfaceid", "string"},
                                  {"sourceaddress", "string"},
                                  {"destinationaddress", "string"},
                                  {"sourceport", "int"},
                                  {"destinationport", "int"},
                                  {"protocol", "int"},
                                  {"numpackets", "bigint"},
                                  {"numbytes", "bigint"},
                                  {"starttime", "bigint"},
                                  {"endtime", "bigint"},
                                  {"action", "string"},
                                  {"logstatus", "string"}};

constexpr RawColumn kCloudFront[] = {{"date", "date"},
                                     {"time", "string"},
                                     {"location", "string"},
                                     {"bytes", "bigint"},
                                     {"request_ip", "string"},
                                     {"method", "string"},
                                     {"host", "string"},
                                     {"uri", "string"},
                                     {"status", "int"},
                                     {"referrer", "string"},
                                     {"user_agent", "string"},
                                     {"query_string", "string"},
                                     {"cookie", "string"},
                                     {"result_type", "string"},
                                     {"request_id", "string"},
                                     {"host_header", "string"},
                                     {"request_protocol", "string"},
                                     {"request_bytes", "bigint"},
                                     {"time_taken", "float"},
                                     {"xforwarded_for", "string"},
                                     {"ssl_protocol", "string"},
                                     {"ssl_cipher", "string"},
                                     {"response_result_type", "string"},
                                     {"http_version", "string"},
                                     {"fle_status", "string"},
                                     {"fle_encrypted_fields", "int"},
                                     {"c_port", "int"},
                                     {"time_to_first_byte", "float"},
                                     {"x_edge_detailed_result_type", "string"},
                                     {"sc_content_type", "string"},
                                     {"sc_content_len", "bigint"},
                                     {"sc_range_start", "bigint"},
                                     {"sc_range_end", "bigint"}};

constexpr RawColumn kCloudTrail[] = {
    {"eventversion", "string"},
    {"useridentity",
     "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,"
     "onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:struct<attributes:struct<mfaauthenticated:string,"
     "creationdate:string>,sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,"
     "ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>>"},
    {"eventtime", "string"},
    {"eventsource", "string"},
    {"eventname", "string"},
    {"awsregion", "string"},
    {"sourceipaddress", "string"},
    {"useragent", "string"},
    {"errorcode", "string"},
    {"errormessage", "string"},
    {"requestparameters", "string"},
    {"responseelements", "string"},
    {"additionaleventdata", "string"},
    {"requestid", "string"},
    {"eventid", "string"},
    {"resources", "array<struct<arn:string,accountid:string,type:string>>"},
    {"eventtype", "string"},
    {"apiversion", "string"},
    {"readonly", "string"},
    {"recipientaccountid", "string"},
    {"serviceeventdetails", "string"},
    {"sharedeventid", "string"},
    {"vpcendpointid", "string"},
    {"vpcendpointaccountid", "string"},
    {"eventcategory", "string"},
    {"addendum", "struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>"},
    {"sessioncredentialfromconsole", "string"},
    {"edgedevicedetails", "string"},
    {"tlsdetails", "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>"}};

constexpr RawColumn kLine[] = {{"message", "string"}};

void AddAll(Table& table, std::span<const RawColumn> columns) {
  for (const RawColumn& column : columns) table.columns.push_back({column.name, column.type});
}

void SetDelimited(Table& table, const char* delimiter, const char* header_lines) {
  table.format = {kDelimited, kText, kIgnoreKey, {{"field.delim", delimiter}, {"serialization.format", delimiter}}};
  if (header_lines != nullptr) table.parameters["skip.header.line.count"] = header_lines;
}

void SetRegex(Table& table, const char* regex) {
  table.format = {kRegex, kText, kIgnoreKey, {{"input.regex", regex}, {"serialization.format", "1"}}};
}

}  // namespace

void SetRaw(Table& table, std::optional<RawFormat> format) {
  table.parameters = {{"EXTERNAL", "TRUE"}};
  if (!format) {
    AddAll(table, kLine);
    // A byte that no line has, so that a line is one field.
    return SetDelimited(table, "\x01", nullptr);
  }
  switch (*format) {
    case RawFormat::Alb: AddAll(table, kAlb); return SetRegex(table, kAlbRegex);
    case RawFormat::Elb: AddAll(table, kElb); return SetRegex(table, kElbRegex);
    case RawFormat::S3Access: AddAll(table, kS3Access); return SetRegex(table, kS3AccessRegex);
    case RawFormat::VpcFlow: AddAll(table, kVpcFlow); return SetDelimited(table, " ", "1");
    case RawFormat::CloudFront: AddAll(table, kCloudFront); return SetDelimited(table, "\t", "2");
    case RawFormat::CloudTrail:
      AddAll(table, kCloudTrail);
      table.parameters["classification"] = "cloudtrail";
      table.format = {"org.apache.hive.hcatalog.data.JsonSerDe",
                      "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
                      kIgnoreKey,
                      {{"serialization.format", "1"}}};
      return;
  }
}

}  // namespace weir::catalog
