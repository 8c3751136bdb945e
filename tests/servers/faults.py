"""What can go wrong between a client and AWS, one class each.  Called with an exchange, a fault does all of it."""

import json
import time
from email.utils import formatdate
from xml.sax.saxutils import escape


class Fault:
    """The log of the proxy tells it by its text.  Connections share it: it keeps nothing of an exchange."""

    def __repr__(self):
        return type(self).__name__


class Pass(Fault):
    def __call__(self, exchange):
        exchange.forward_request()
        exchange.return_answer()


class Delay(Fault):
    def __init__(self, seconds):
        self.seconds = seconds

    def __call__(self, exchange):
        exchange.wait(self.seconds)
        Pass()(exchange)


class Reset(Fault):
    """The connection breaks before the server hears of the request."""

    def __call__(self, exchange):
        exchange.reset()


class LoseAnswer(Fault):
    """The server does what it is asked, and the client does not know."""

    def __call__(self, exchange):
        exchange.forward_request()
        exchange.swallow_answer()
        exchange.reset()


class HalfAnswer(Fault):
    """Half of the body, or of the head where there is none, then the end."""

    def __call__(self, exchange):
        exchange.forward_request()
        exchange.return_half_of_answer()


class TruncateUpload(Fault):
    """The server gets half of the body, then both connections break."""

    def __call__(self, exchange):
        exchange.forward_half_of_request()
        exchange.reset()


class Refuse(Fault):
    """An answer in the server's place, in the form that the service has.  Status 200 is one that S3 gives when completing an upload."""

    def __init__(self, status, code, message=""):
        self.status, self.code, self.message = status, code, message or code

    def __repr__(self):
        return f"{self.status} {self.code}"

    def __call__(self, exchange):
        request = exchange.request
        id = f"{request.number:016X}"
        if "x-amz-target" in request.headers:
            form, id_header = request.headers.get("content-type", "application/x-amz-json-1.1"), "x-amzn-RequestId"
            body = json.dumps({"__type": self.code, "message": self.message})
        else:
            form, id_header = "application/xml", "x-amz-request-id"
            body = self.xml({"Code": self.code, "Message": self.message, **self.elements(exchange), "RequestId": id, "HostId": "loopback"})
            if "x-www-form-urlencoded" in request.headers.get("content-type", ""):  # STS
                body = f"<ErrorResponse>{body}<RequestId>{id}</RequestId></ErrorResponse>"
            body = '<?xml version="1.0" encoding="UTF-8"?>\n' + body
        headers = {"Date": formatdate(usegmt=True), "Content-Type": form, id_header: id, **self.headers(exchange)}
        exchange.refuse(self.status, headers, body.encode())

    def xml(self, elements):
        return "<Error>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements.items()) + "</Error>"

    def headers(self, exchange):
        return {}

    def elements(self, exchange):
        return {}


class TimeTooSkewed(Refuse):
    """The server's clock is `ahead` seconds before ours: its Date says so."""

    def __init__(self, ahead=1800):
        super().__init__(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
        self.ahead = ahead

    def headers(self, exchange):
        return {"Date": formatdate(time.time() + self.ahead, usegmt=True)}

    def elements(self, exchange):
        there = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + self.ahead))
        return {"RequestTime": exchange.request.headers.get("x-amz-date", ""), "ServerTime": there, "MaxAllowedSkewMilliseconds": "900000"}


class Moved(Refuse):
    """301: the bucket is in another region.  S3 gives no Location with it."""

    def __init__(self, region):
        super().__init__(301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.")
        self.region = region

    def headers(self, exchange):
        return {"x-amz-bucket-region": self.region}

    def elements(self, exchange):
        return {"Endpoint": f"s3.{self.region}.amazonaws.com"}


class MovedForNow(Refuse):
    """307: ask the same at `endpoint`, by default where it was asked."""

    def __init__(self, region, endpoint=None):
        super().__init__(307, "TemporaryRedirect", "Please re-send this request to the specified temporary endpoint.")
        self.region, self.endpoint = region, endpoint

    def headers(self, exchange):
        return {"Location": self._there(exchange) + exchange.request.target, "x-amz-bucket-region": self.region}

    def elements(self, exchange):
        return {"Endpoint": self._there(exchange)}

    def _there(self, exchange):
        return self.endpoint or exchange.proxy.endpoint


def slow_down():
    return Refuse(503, "SlowDown", "Please reduce your request rate.")


def internal_error():
    return Refuse(500, "InternalError", "We encountered an internal error. Please try again.")
