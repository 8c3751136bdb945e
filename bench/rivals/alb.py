"""The fields of an ALB access log, which all rivals read, and the columns they make of them: those of weir's `alb`."""

INTEGERS = ["elb_status_code", "target_status_code", "received_bytes", "sent_bytes", "matched_rule_priority"]
TIMES = ["time", "request_creation_time"]
SECONDS = ["request_processing_time", "target_processing_time", "response_processing_time"]  # -1: there was none
QUOTED = [
    "user_agent", "trace_id", "domain_name", "chosen_cert_arn", "actions_executed", "redirect_url", "error_reason", "target_port_list",
    "target_status_code_list", "classification", "classification_reason", "transformed_host", "transformed_uri", "request_transform_status",
]

FIELDS = [
    "type", "time", "elb", "client_ip_port", "target_ip_port", "request_processing_time", "target_processing_time",
    "response_processing_time", "elb_status_code", "target_status_code", "received_bytes", "sent_bytes", "request", "user_agent",
    "ssl_cipher", "ssl_protocol", "target_group_arn", "trace_id", "domain_name", "chosen_cert_arn", "matched_rule_priority",
    "request_creation_time", "actions_executed", "redirect_url", "error_reason", "target_port_list", "target_status_code_list",
    "classification", "classification_reason", "conn_trace_id", "transformed_host", "transformed_uri", "request_transform_status",
    "ip_address",
]

# What the request and the two addresses become.
REQUEST = ["request_verb", "request_url", "request_proto"]
ADDRESSES = {"client_ip_port": ("client_ip", "client_port"), "target_ip_port": ("target_ip", "target_port")}
COLUMNS = [column for field in FIELDS for column in (REQUEST if field == "request" else [field])] + [
    "client_ip", "client_port", "target_ip", "target_port"]
PARTITIONS = ["region", "year", "month", "day"]


def kind(field, integer, time, number, text):
    """The one of the four that a reader should take the field for."""
    return integer if field in INTEGERS else time if field in TIMES else number if field in SECONDS else text
