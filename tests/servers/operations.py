"""Which operation of AWS a request is, as its documentation calls it: "UploadPart", "GetPartitions"."""

ON_OBJECT = {"GET": "GetObject", "HEAD": "HeadObject", "PUT": "PutObject", "DELETE": "DeleteObject"}
ON_BUCKET = {"GET": "ListObjects", "HEAD": "HeadBucket", "PUT": "CreateBucket", "DELETE": "DeleteBucket"}


def operation_of(method, path, query, headers):
    """path and query are decoded; S3's buckets are the first part of the path."""
    if "x-amz-target" in headers:  # JSON: Glue, CloudWatch, Logs
        return headers["x-amz-target"].rpartition(".")[2]
    bucket, _, key = path.lstrip("/").partition("/")
    if key:
        return on_object(method, query, headers)
    return on_bucket(method, query) if bucket else {"GET": "ListBuckets"}.get(method, method)


def on_object(method, query, headers):
    copies = "x-amz-copy-source" in headers
    match method:
        case "POST" if "uploads" in query: return "CreateMultipartUpload"
        case "POST" if "uploadId" in query: return "CompleteMultipartUpload"
        case "PUT" if "partNumber" in query: return "UploadPartCopy" if copies else "UploadPart"
        case "PUT" if copies: return "CopyObject"
        case "GET" if "uploadId" in query: return "ListParts"
        case "DELETE" if "uploadId" in query: return "AbortMultipartUpload"
    return ON_OBJECT.get(method, method)


def on_bucket(method, query):
    match method:
        case "GET" if query.get("list-type") == "2": return "ListObjectsV2"
        case "GET" if "uploads" in query: return "ListMultipartUploads"
        case "GET" if "location" in query: return "GetBucketLocation"
        case "POST" if "delete" in query: return "DeleteObjects"
    return ON_BUCKET.get(method, method)
