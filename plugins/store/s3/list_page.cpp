#include "store/s3/list_page.hpp"

#include <charconv>
#include <pugixml.hpp>

#include "store/os_error.hpp"

namespace weir::store::s3 {
namespace {

int HexDigit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string UrlDecoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0;
    if (is_escape) {
      decoded += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

// The answer's outer element, and how its names are written.
class Answer {
 public:
  Status Parse(std::string_view xml, const char* name) {
    const pugi::xml_parse_result parsed =
        document_.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
    root = document_.child(name);
    if (!parsed || !root)
      return Status::Fatal(std::string("the answer is no ") + name + ": " + (parsed ? "it is another document" : parsed.description()) +
                           ": " + Shown(xml.substr(0, 100)));
    is_encoded_ = std::string_view(root.child_value("EncodingType")) == "url";
    return {};
  }
  std::string Name(const pugi::xml_node& in, const char* child) const {
    const char* text = in.child_value(child);
    return is_encoded_ ? UrlDecoded(text) : text;
  }
  pugi::xml_node root;

 private:
  pugi::xml_document document_;
  bool is_encoded_ = false;
};

bool IsTruncated(const pugi::xml_node& root) { return std::string_view(root.child_value("IsTruncated")) == "true"; }

}  // namespace

Result<ListPage> ParseListPage(std::string_view xml) {
  Answer answer;
  if (Status status = answer.Parse(xml, "ListBucketResult"); !status.ok()) return status;
  ListPage page;
  for (const pugi::xml_node& contents : answer.root.children("Contents")) {
    ListedObject object{answer.Name(contents, "Key"), contents.child_value("ETag")};
    std::erase(object.etag, '"');
    const std::string_view size = contents.child_value("Size");
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), object.bytes);
    if (object.key.empty() || error != std::errc() || end != size.data() + size.size())
      return Status::Fatal("the answer lists an object without a key or a size: " + Shown(object.key));
    page.objects.push_back(std::move(object));
  }
  for (const pugi::xml_node& common : answer.root.children("CommonPrefixes")) page.prefixes.push_back(answer.Name(common, "Prefix"));
  if (!IsTruncated(answer.root)) return page;
  page.next = answer.root.child_value("NextContinuationToken");  // never encoded
  if (page.next.empty()) return Status::Fatal("the answer says that more follows, and not how to ask for it");
  return page;
}

Result<UploadPage> ParseUploadPage(std::string_view xml) {
  Answer answer;
  if (Status status = answer.Parse(xml, "ListMultipartUploadsResult"); !status.ok()) return status;
  UploadPage page;
  for (const pugi::xml_node& upload : answer.root.children("Upload"))
    page.uploads.push_back({answer.Name(upload, "Key"), upload.child_value("UploadId")});
  if (!IsTruncated(answer.root)) return page;
  page.next_key = answer.Name(answer.root, "NextKeyMarker");
  page.next_id = answer.root.child_value("NextUploadIdMarker");
  if (page.next_key.empty()) return Status::Fatal("the answer says that more follows, and not how to ask for it");
  return page;
}

}  // namespace weir::store::s3
