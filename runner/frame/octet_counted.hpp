// Records with their length in front (syslog over TCP, RFC 6587): `MSGLEN SP MSG`, back to back; the text is MSG.
#pragma once

#include "frame/framing.hpp"

namespace weir::frame {

// What does not begin with a count ends at a newline, as the same RFC allows and senders mix; newlines between two records are nothing.
class OctetCounted final : public Framing {
 public:
  Found Cut(const Look& look) const override;
};

}  // namespace weir::frame
