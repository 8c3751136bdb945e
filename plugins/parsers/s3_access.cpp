#include "s3_access.hpp"

#include "s3_access_finder.hpp"

namespace weir::parsers {
namespace {

constexpr Column kColumns[] = {
    // The columns of athena-glue-service-logs, in its order.
    {.name = "bucket_owner", .field = 1, .since = "2006", .doc = "The canonical user id of the bucket's owner."},
    {.name = "bucket", .field = 2, .since = "2006", .doc = "The bucket."},
    {.name = "time",
     .field = 3,
     .kind = Kind::Timestamp,
     .required = true,
     .is_time = true,
     .time = "%d/%b/%Y:%H:%M:%S %z",
     .since = "2006",
     .doc = "When the request was received."},
    {.name = "remote_ip", .field = 4, .since = "2006", .doc = "The address the request came from; null for what S3 does itself."},
    {.name = "requester", .field = 5, .since = "2006", .doc = "Who asked: a canonical user id or an ARN; null for anonymous requests."},
    {.name = "request_id", .field = 6, .since = "2006", .doc = "The request's id."},
    {.name = "operation", .field = 7, .since = "2006", .doc = "Such as REST.GET.OBJECT or BATCH.DELETE.OBJECT."},
    {.name = "key", .field = 8, .escaped = false, .since = "2006", .doc = "The object's key, as written: URL-encoded, mostly twice."},
    {.name = "request_uri", .field = 9, .since = "2006", .doc = "The first line of the HTTP request."},
    {.name = "http_status", .field = 10, .kind = Kind::Integer, .since = "2006", .doc = "The answer's status."},
    {.name = "error_code", .field = 11, .since = "2006", .doc = "S3's code for what went wrong."},
    {.name = "bytes_sent",
     .field = 12,
     .kind = Kind::Integer,
     .since = "2006",
     .doc = "Bytes of the answer without its headers; null, which S3 writes for none."},
    {.name = "object_size", .field = 13, .kind = Kind::Integer, .since = "2006", .doc = "The size of the whole object in bytes."},
    {.name = "total_time",
     .field = 14,
     .kind = Kind::Integer,
     .since = "2006",
     .doc = "Milliseconds from the request to the answer's end."},
    {.name = "turnaround_time",
     .field = 15,
     .kind = Kind::Integer,
     .since = "2006",
     .doc = "Milliseconds from the request's last byte to the answer's first."},
    {.name = "referrer", .field = 16, .since = "2006", .doc = "The Referer header."},
    {.name = "user_agent", .field = 17, .since = "2006", .doc = "The User-Agent header."},
    {.name = "version_id", .field = 18, .since = "2010", .doc = "The version of the object that was asked for."},
    {.name = "host_id", .field = 19, .since = "2019", .doc = "The extended request id."},
    {.name = "signature_version", .field = 20, .since = "2019", .doc = "SigV2 or SigV4; null without a signature."},
    {.name = "cipher_suite", .field = 21, .since = "2019", .doc = "The cipher; null without TLS."},
    {.name = "authentication_type", .field = 22, .since = "2019", .doc = "AuthHeader or QueryString; null for anonymous requests."},
    {.name = "host_header", .field = 23, .since = "2019", .doc = "The endpoint that was asked."},
    {.name = "tls_version", .field = 24, .since = "2019", .doc = "The TLS version."},
    // Newer fields, in the official order.
    {.name = "access_point_arn", .field = 25, .since = "2021", .doc = "The access point that was asked."},
    {.name = "acl_required", .field = 26, .since = "2022", .doc = "Yes when the request needed an ACL."},
    {.name = "source_region", .field = 27, .since = "2026", .doc = "The region that the request came from."},
    // The key once more.
    {.name = "key_decoded", .field = 8, .since = "2006", .doc = "The object's key."},
};

}  // namespace

constexpr Table kS3Access{.record = "an S3 access record", .columns = kColumns, .fields = 27, .least_fields = 18};

const OptionTable<S3Access>& S3Access::Options() {
  static const OptionTable<S3Access> table = CommonOptions<S3Access>();
  return table;
}

std::unique_ptr<Finder> S3Access::NewFinder() const { return std::make_unique<S3AccessFinder>(kS3Access); }

}  // namespace weir::parsers
