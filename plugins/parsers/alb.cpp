#include "alb.hpp"

#include "delimited.hpp"

namespace weir::parsers {
namespace {

constexpr Column kColumns[] = {
    // The columns of athena-glue-service-logs, in its order.
    {.name = "type", .field = 1, .since = "2016", .doc = "What the client spoke: http, https, h2, grpcs, ws, wss; others may come."},
    {.name = "time",
     .field = 2,
     .kind = Kind::Timestamp,
     .required = true,
     .is_time = true,
     .since = "2016",
     .doc = "When the load balancer answered, or a WebSocket was closed."},
    {.name = "elb", .field = 3, .since = "2016", .doc = "The load balancer: app/name/id."},
    {.name = "client_ip_port", .field = 4, .since = "2016", .doc = "The client, as written: address:port."},
    {.name = "target_ip_port",
     .field = 5,
     .since = "2016",
     .doc = "The target, as written; null for a Lambda function, a blocked request, or no target."},
    {.name = "request_processing_time",
     .field = 6,
     .kind = Kind::Double,
     .missing = Missing::DashOrMinusOne,
     .since = "2016",
     .doc = "Seconds from receiving the request to sending it to a target; null when it was not sent."},
    {.name = "target_processing_time",
     .field = 7,
     .kind = Kind::Double,
     .missing = Missing::DashOrMinusOne,
     .since = "2016",
     .doc = "Seconds until the target began to answer; null when it did not."},
    {.name = "response_processing_time",
     .field = 8,
     .kind = Kind::Double,
     .missing = Missing::DashOrMinusOne,
     .since = "2016",
     .doc = "Seconds from the target's answer to sending it to the client; null when there was none."},
    {.name = "elb_status_code",
     .field = 9,
     .kind = Kind::Integer,
     .since = "2016",
     .doc = "The answer's status; 460 when the client went away, 0 (written 000) when there was none."},
    {.name = "target_status_code", .field = 10, .kind = Kind::Integer, .since = "2016", .doc = "The target's status."},
    {.name = "received_bytes", .field = 11, .kind = Kind::Integer, .since = "2016", .doc = "Bytes from the client, headers included."},
    {.name = "sent_bytes", .field = 12, .kind = Kind::Integer, .since = "2016", .doc = "Bytes to the client, headers included."},
    {.name = "request_verb", .field = 13, .part = Part::Verb, .since = "2016", .doc = "The request's method."},
    {.name = "request_url", .field = 13, .part = Part::Url, .since = "2016", .doc = "Its URL, as the client sent it; may hold spaces."},
    {.name = "request_proto", .field = 13, .part = Part::Proto, .since = "2016", .doc = "Its protocol."},
    {.name = "user_agent", .field = 14, .since = "2016", .doc = "The User-Agent header, cut at 8 KB."},
    {.name = "ssl_cipher", .field = 15, .since = "2016", .doc = "The cipher; null without TLS."},
    {.name = "ssl_protocol", .field = 16, .since = "2016", .doc = "The TLS version."},
    {.name = "target_group_arn", .field = 17, .since = "2016", .doc = "The target group."},
    {.name = "trace_id", .field = 18, .since = "2016", .doc = "The X-Amzn-Trace-Id header."},
    {.name = "domain_name", .field = 19, .since = "2017", .doc = "The server name the client asked for in the TLS handshake."},
    {.name = "chosen_cert_arn", .field = 20, .since = "2017", .doc = "The certificate shown to the client, or session-reused."},
    {.name = "matched_rule_priority",
     .field = 21,
     .kind = Kind::Integer,
     .since = "2018",
     .doc = "Priority of the rule that matched: 1 to 50000; 0 the default rule, -1 an error in the rules."},
    {.name = "request_creation_time", .field = 22, .kind = Kind::Timestamp, .since = "2018", .doc = "When the request came in."},
    {.name = "actions_executed",
     .field = 23,
     .since = "2018",
     .doc = "What was done, in order, with commas: authenticate, fixed-response, forward, redirect, waf, waf-failed."},
    {.name = "redirect_url", .field = 24, .since = "2018", .doc = "Where a redirect led; may hold spaces."},
    {.name = "error_reason", .field = 25, .since = "2018", .doc = "Why an action failed, as a code."},
    // Newer fields, in the official order.
    {.name = "target_port_list", .field = 26, .since = "2019", .doc = "The targets that were tried, with spaces."},
    {.name = "target_status_code_list", .field = 27, .since = "2019", .doc = "Their statuses, with spaces."},
    {.name = "classification", .field = 28, .since = "2020", .doc = "Desync mitigation: Acceptable, Ambiguous or Severe."},
    {.name = "classification_reason", .field = 29, .since = "2020", .doc = "Why it was classified so."},
    {.name = "conn_trace_id", .field = 30, .since = "2024", .doc = "The connection's id, as in the connection log."},
    {.name = "transformed_host", .field = 31, .since = "2025", .doc = "The host after the rule's transform."},
    {.name = "transformed_uri", .field = 32, .since = "2025", .doc = "The URI after the rule's transform."},
    {.name = "request_transform_status", .field = 33, .since = "2025", .doc = "How the transform went."},
    {.name = "ip_address", .field = 34, .since = "2026", .doc = "The address of the load balancer's node that served the request."},
    // Client and target once more, divided.
    {.name = "client_ip", .field = 4, .part = Part::Host, .since = "2016", .doc = "The client's address, without brackets."},
    {.name = "client_port", .field = 4, .kind = Kind::Integer, .part = Part::Port, .since = "2016", .doc = "The client's port."},
    {.name = "target_ip", .field = 5, .part = Part::Host, .since = "2016", .doc = "The target's address, without brackets."},
    {.name = "target_port", .field = 5, .kind = Kind::Integer, .part = Part::Port, .since = "2016", .doc = "The target's port."},
};

}  // namespace

constexpr Table kAlb{.record = "an ALB record", .columns = kColumns, .fields = 34, .least_fields = 18};

const OptionTable<Alb>& Alb::Options() {
  static const OptionTable<Alb> table = DecodingOptions<Alb>();
  return table;
}

std::unique_ptr<Finder> Alb::NewFinder() const { return std::make_unique<Delimited>(kAlb, decode); }

}  // namespace weir::parsers
