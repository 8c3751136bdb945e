#include "column_chunk.hpp"

#include <isa-l/crc.h>

#include <cstring>

#include "thrift_writer.hpp"

namespace weir::parquet {
namespace {

enum PageType : int32_t { kDataPage = 0, kDictionaryPage = 2 };

int32_t Crc(std::string_view bytes) {
  return static_cast<int32_t>(crc32_gzip_refl(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

// The fields that all kinds of pages share.
void BeginHeader(ThriftWriter& thrift, PageType type, size_t raw, std::string_view body) {
  thrift.StructElement();
  thrift.I32(1, type);
  thrift.I32(2, static_cast<int32_t>(raw));
  thrift.I32(3, static_cast<int32_t>(body.size()));
  thrift.I32(4, Crc(body));
}

}  // namespace

Page::Page(std::string_view header, std::string_view body)
    : bytes_(std::make_unique_for_overwrite<char[]>(header.size() + body.size())), size_(header.size() + body.size()) {
  std::memcpy(bytes_.get(), header.data(), header.size());
  std::memcpy(bytes_.get() + header.size(), body.data(), body.size());
}

Page ColumnChunk::Count(const std::string& header, std::string_view body, size_t raw) {
  raw_bytes_ += header.size() + raw;
  bytes_ += header.size() + body.size();
  return {header, body};
}

Status ColumnChunk::AddDataPage(std::string_view raw, PageCounts counts, Encoding encoding, Compressor& compressor) {
  const Result<std::string_view> body = compressor.Compress(raw);
  if (!body.ok()) return body.status();
  std::string header;
  ThriftWriter thrift(header);
  BeginHeader(thrift, kDataPage, raw.size(), *body);
  thrift.Struct(5);
  thrift.I32(1, static_cast<int32_t>(counts.entries));
  thrift.I32(2, static_cast<int32_t>(encoding));
  thrift.I32(3, static_cast<int32_t>(Encoding::Rle));
  thrift.I32(4, static_cast<int32_t>(Encoding::Rle));
  thrift.End();
  thrift.End();
  pages_.push_back(Count(header, *body, raw.size()));
  counts_.rows += counts.rows;
  counts_.entries += counts.entries;
  counts_.nulls += counts.nulls;
  ++(encoding == Encoding::Plain ? plain_pages_ : dictionary_pages_);
  return {};
}

Status ColumnChunk::SetDictionary(std::string_view raw, size_t entries, Compressor& compressor) {
  const Result<std::string_view> body = compressor.Compress(raw);
  if (!body.ok()) return body.status();
  std::string header;
  ThriftWriter thrift(header);
  BeginHeader(thrift, kDictionaryPage, raw.size(), *body);
  thrift.Struct(7);
  thrift.I32(1, static_cast<int32_t>(entries));
  thrift.I32(2, static_cast<int32_t>(Encoding::Plain));
  thrift.End();
  thrift.End();
  dictionary_.emplace(Count(header, *body, raw.size()));
  return {};
}

}  // namespace weir::parquet
