#include "elb.hpp"

#include "delimited.hpp"

namespace weir::parsers {
namespace {

constexpr Column kColumns[] = {
    // The columns of athena-glue-service-logs, in its order.
    {.name = "time",
     .field = 1,
     .kind = Kind::Timestamp,
     .required = true,
     .is_time = true,
     .since = "2014",
     .doc = "When the load balancer received the request."},
    {.name = "elb", .field = 2, .since = "2014", .doc = "The load balancer's name."},
    {.name = "client_ip_port", .field = 3, .since = "2014", .doc = "The client, as written: address:port."},
    {.name = "target_ip_port", .field = 4, .since = "2014", .doc = "The instance, as written; null when there was none."},
    {.name = "request_processing_time",
     .field = 5,
     .kind = Kind::Double,
     .missing = Missing::DashOrMinusOne,
     .since = "2014",
     .doc = "Seconds from receiving the request to sending it to an instance; null when it was not sent."},
    {.name = "target_processing_time",
     .field = 6,
     .kind = Kind::Double,
     .missing = Missing::DashOrMinusOne,
     .since = "2014",
     .doc = "Seconds until the instance began to answer; null when it did not."},
    {.name = "response_processing_time",
     .field = 7,
     .kind = Kind::Double,
     .missing = Missing::DashOrMinusOne,
     .since = "2014",
     .doc = "Seconds from the instance's answer to sending it to the client; null when there was none."},
    {.name = "elb_status_code", .field = 8, .kind = Kind::Integer, .since = "2014", .doc = "The answer's status; null for TCP and SSL."},
    {.name = "target_status_code",
     .field = 9,
     .kind = Kind::Integer,
     .since = "2014",
     .doc = "The instance's status, 0 (written 000) when there was none; null for TCP and SSL."},
    {.name = "received_bytes",
     .field = 10,
     .kind = Kind::Integer,
     .since = "2014",
     .doc = "Bytes from the client: of the body for HTTP, of all for TCP and SSL."},
    {.name = "sent_bytes", .field = 11, .kind = Kind::Integer, .since = "2014", .doc = "Bytes to the client, counted in the same way."},
    {.name = "request_verb", .field = 12, .part = Part::Verb, .since = "2014", .doc = "The request's method."},
    {.name = "request_url", .field = 12, .part = Part::Url, .since = "2014", .doc = "Its URL, as the client sent it; may hold spaces."},
    {.name = "request_proto", .field = 12, .part = Part::Proto, .since = "2014", .doc = "Its protocol."},
    {.name = "user_agent", .field = 13, .since = "2015", .doc = "The User-Agent header; null for TCP and SSL."},
    {.name = "ssl_cipher", .field = 14, .since = "2015", .doc = "The cipher; null without TLS."},
    {.name = "ssl_protocol", .field = 15, .since = "2015", .doc = "The TLS version."},
    // Client and target once more, divided.
    {.name = "client_ip", .field = 3, .part = Part::Host, .since = "2014", .doc = "The client's address, without brackets."},
    {.name = "client_port", .field = 3, .kind = Kind::Integer, .part = Part::Port, .since = "2014", .doc = "The client's port."},
    {.name = "target_ip", .field = 4, .part = Part::Host, .since = "2014", .doc = "The instance's address, without brackets."},
    {.name = "target_port", .field = 4, .kind = Kind::Integer, .part = Part::Port, .since = "2014", .doc = "The instance's port."},
};

}  // namespace

constexpr Table kElb{.record = "an ELB record", .columns = kColumns, .fields = 15, .least_fields = 12};

const OptionTable<Elb>& Elb::Options() {
  static const OptionTable<Elb> table = DecodingOptions<Elb>();
  return table;
}

std::unique_ptr<Finder> Elb::NewFinder() const { return std::make_unique<Delimited>(kElb, decode); }

}  // namespace weir::parsers
