"""What tests of the servers do with clients of boto3."""

import pytest
from botocore.exceptions import ClientError


def refused(call, *arguments, **parameters):
    """Status and code of the error that the call must end with."""
    with pytest.raises(ClientError) as refusal:
        call(*arguments, **parameters)
    answer = refusal.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def begin_upload(client, bucket, key, *bodies):
    """A multipart upload that lacks only its completion: what complete_multipart_upload takes."""
    upload = {"Bucket": bucket.name, "Key": key}
    upload["UploadId"] = client.create_multipart_upload(**upload)["UploadId"]
    parts = [{"PartNumber": number, "ETag": client.upload_part(**upload, PartNumber=number, Body=body)["ETag"]} for number, body in enumerate(bodies, 1)]
    return upload | {"MultipartUpload": {"Parts": parts}}
