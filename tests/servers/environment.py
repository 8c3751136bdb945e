"""What a process that calls AWS finds in its environment: keys, region, endpoints, and nothing of the machine it runs on."""

import os

REGION = "eu-central-1"  # not the one that servers take for granted


def aws_environment(access_key, secret_key, **endpoints):
    """endpoints: by the names of AWS_ENDPOINT_URL_<NAME>."""
    return {
        "AWS_ACCESS_KEY_ID": access_key,
        "AWS_SECRET_ACCESS_KEY": secret_key,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        **{f"AWS_ENDPOINT_URL_{name}": url for name, url in endpoints.items()},
    }


def without_aws(environment):
    """So that a test never runs as whoever started it."""
    return {name: value for name, value in environment.items() if not name.startswith("AWS_")}
