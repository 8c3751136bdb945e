#include "audit.hpp"

#include <array>

#include "escape.hpp"
#include "scan.hpp"

namespace weir::parsers {
namespace {

enum : uint32_t {
  kTime = 1,
  kServerHost,
  kUserName,
  kHost,
  kConnectionId,
  kQueryId,
  kOperation,
  kDatabase,
  kObject,
  kRetCode,
  kConnectionType
};

constexpr std::array<Column, kConnectionType> ColumnsWith(const char* time) {
  return {{
      {.name = "time",
       .field = kTime,
       .kind = Kind::Timestamp,
       .required = true,
       .is_time = true,
       .time = time,
       .since = "5.6",
       .doc = "When it happened."},
      {.name = "serverhost", .field = kServerHost, .escaped = false, .since = "5.6", .doc = "The instance."},
      {.name = "username", .field = kUserName, .escaped = false, .since = "5.6", .doc = "The user who is connected."},
      {.name = "host",
       .field = kHost,
       .escaped = false,
       .since = "5.6",
       .doc = "Where the user is connected from; with the port since MariaDB 12."},
      {.name = "connectionid", .field = kConnectionId, .kind = Kind::Integer, .since = "5.6", .doc = "The connection."},
      {.name = "queryid",
       .field = kQueryId,
       .kind = Kind::Integer,
       .since = "5.6",
       .doc = "The query: what it did to tables has the same; 0 for a connection."},
      {.name = "operation",
       .field = kOperation,
       .escaped = false,
       .since = "5.6",
       .doc = "CONNECT, QUERY, READ, WRITE, CREATE, ALTER, RENAME, DROP, ..."},
      {.name = "database", .field = kDatabase, .escaped = false, .since = "5.6", .doc = "The database that is in use."},
      {.name = "object", .field = kObject, .missing = Missing::None, .since = "5.6", .doc = "The text of a QUERY; else the table."},
      {.name = "retcode", .field = kRetCode, .kind = Kind::Integer, .since = "5.6", .doc = "0, or the number of the error."},
      {.name = "connection_type",
       .field = kConnectionType,
       .kind = Kind::Integer,
       .since = "5.7",
       .doc = "0 unknown, 1 TCP, 2 socket, 3 named pipe, 4 TLS, 5 shared memory."},
  }};
}
constexpr auto kAuroraColumns = ColumnsWith("unix_us"), kRdsColumns = ColumnsWith("%Y%m%d %H:%M:%S");

bool IsNumber(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

class AuditFinder : public RecordFinder {
 public:
  explicit AuditFinder(bool decodes) : RecordFinder(kConnectionType), decodes_(decodes) {}
  bool Decode(std::string_view text, char before, std::string& out) const override {
    return before == '\'' && parsers::Decode(text, out, Escapes::Sql);
  }

 protected:
  const char* Read(std::string_view record) override {
    std::string_view left = record, value;
    for (uint32_t field = kTime; field <= kDatabase; ++field) {
      if (!TakeUntil(left, ",", value)) {
        Blame(record.data() + record.size());
        return "a line of the audit log has ten fields";
      }
      if (!value.empty()) Set(field, value);
    }
    return left.starts_with('\'') ? ReadQuoted(left) : ReadBare(left);
  }

 private:
  // 'object',code or 'object',code,type; the quote that closes is the last one.
  const char* ReadQuoted(std::string_view left) {
    const size_t close = left.rfind('\'');
    const std::string_view tail = left.substr(close + 1);
    if (close == 0 || IsEscaped(left.data() + 1, left.data() + close) || !tail.starts_with(',')) {
      Blame(left.data());
      return "no return code behind the object in quotes that begins here";
    }
    const std::string_view object = left.substr(1, close - 1);
    Set(kObject, object);
    if (decodes_ && object.find('\\') != std::string_view::npos) SetEscapes();
    const size_t comma = tail.find(',', 1);
    SetNumber(kRetCode, tail.substr(1, comma - 1));
    if (comma != std::string_view::npos) SetNumber(kConnectionType, tail.substr(comma + 1));
    return nullptr;
  }

  // object,code or object,code,type; the object may hold commas, and nothing that is no number is a code.
  const char* ReadBare(std::string_view left) {
    size_t last = left.rfind(',');
    if (last == std::string_view::npos) {
      Blame(left.data() + left.size());
      return "a line of the audit log has ten fields";
    }
    const size_t before = last == 0 ? std::string_view::npos : left.rfind(',', last - 1);
    if (before != std::string_view::npos && IsNumber(left.substr(before + 1, last - before - 1)) && IsNumber(left.substr(last + 1))) {
      SetNumber(kConnectionType, left.substr(last + 1));
      left = left.substr(0, last);
      last = before;
    }
    SetNumber(kRetCode, left.substr(last + 1));
    if (last > 0) Set(kObject, left.substr(0, last));
    return nullptr;
  }

  void SetNumber(uint32_t field, std::string_view text) {
    if (!text.empty()) Set(field, text);
  }

  const bool decodes_;
};

}  // namespace

constexpr Table kAuroraAudit{.record = "a line of the audit log", .columns = kAuroraColumns, .fields = kConnectionType};
constexpr Table kRdsAudit{.record = "a line of the audit log", .columns = kRdsColumns, .fields = kConnectionType};

const OptionTable<AuroraAudit>& AuroraAudit::Options() {
  static const OptionTable<AuroraAudit> table = DecodingOptions<AuroraAudit>();
  return table;
}
const OptionTable<RdsAudit>& RdsAudit::Options() {
  static const OptionTable<RdsAudit> table = DecodingOptions<RdsAudit>();
  return table;
}

std::unique_ptr<Finder> AuroraAudit::NewFinder() const { return std::make_unique<AuditFinder>(decode); }
std::unique_ptr<Finder> RdsAudit::NewFinder() const { return std::make_unique<AuditFinder>(decode); }

}  // namespace weir::parsers
