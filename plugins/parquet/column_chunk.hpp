// One column of one row group on its way to the file: pages that are encoded and compressed already, and what the footer says
// of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec.hpp"
#include "statistics.hpp"
#include "weir/status.hpp"

namespace weir::parquet {

enum class Encoding : int32_t { Plain = 0, Rle = 3, RleDictionary = 8 };

// A header and its page, as the file will hold them, in memory of exactly their size.
class Page {
 public:
  Page(std::string_view header, std::string_view body);
  std::string_view bytes() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  size_t size_;
};

// What is in a data page.  Of a flat column each row is an entry, a value or a null; nested ones' rows may have several.
struct PageCounts {
  size_t rows = 0;
  size_t entries = 0;
  size_t nulls = 0;  // entries without a value
};

class ColumnChunk {
 public:
  // `raw` is the page before compression: levels and values.
  Status AddDataPage(std::string_view raw, PageCounts counts, Encoding encoding, Compressor& compressor);
  // At most one, at any time; it goes to the front.
  Status SetDictionary(std::string_view raw, size_t entries, Compressor& compressor);

  Bounds bounds;

  // Bytes before compression, headers included.
  size_t raw_bytes() const { return raw_bytes_; }
  size_t bytes() const { return bytes_; }
  size_t rows() const { return counts_.rows; }
  size_t entries() const { return counts_.entries; }
  size_t nulls() const { return counts_.nulls; }
  size_t dictionary_pages() const { return dictionary_pages_; }
  size_t plain_pages() const { return plain_pages_; }
  const std::optional<Page>& dictionary() const { return dictionary_; }
  const std::vector<Page>& pages() const { return pages_; }

 private:
  Page Count(const std::string& header, std::string_view body, size_t raw);

  std::optional<Page> dictionary_;
  std::vector<Page> pages_;
  size_t raw_bytes_ = 0;
  size_t bytes_ = 0;
  PageCounts counts_;
  size_t dictionary_pages_ = 0;  // data pages of indices
  size_t plain_pages_ = 0;
};

}  // namespace weir::parquet
