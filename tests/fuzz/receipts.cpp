// What the state keeps as bytes and hands back: receipts of staged files, positions in content, marks of files.  Bytes that nobody wrote
// are refused or read as the start; what is accepted names nothing outside of its root.
#include "files/beginning.hpp"
#include "files/chunks.hpp"
#include "graph/byte_position.hpp"
#include "input.hpp"
#include "store/local/receipt.hpp"
#include "store/place.hpp"
#include "store/s3/receipt.hpp"
#include "store/temp_folder.hpp"

using namespace weir;

namespace {

void ReadObjectReceipt(std::string_view bytes) {
  const auto receipt = store::s3::Receipt::Parse(bytes);
  if (!receipt) return;
  fuzz::Expect(receipt->Encode() == bytes, "a receipt that is read is written the same");
  fuzz::Expect(store::ParseBucketKey(receipt->place.url()).ok(), "what is committed is in a bucket");
}

void ReadReceipt(std::string_view bytes) {
  const auto receipt = store::local::Receipt::Parse(bytes);
  if (!receipt) return;
  fuzz::Expect(receipt->Encode() == bytes, "a receipt that is read is written the same");
  fuzz::Expect(receipt->root.starts_with('/') && receipt->root.size() > 1, "its root is absolute");
  fuzz::Expect(store::IsName(receipt->state_id) && store::IsName(receipt->name), "what is staged is in its folder");
  fuzz::Expect(receipt->final_path.starts_with(receipt->root + '/') && store::IsBelow(receipt->final_path.substr(receipt->root.size() + 1)),
               "what is committed is below the root");
  const std::string below = receipt->final_path.substr(receipt->root.size() + 1);
  fuzz::Expect(below != store::kStaging && !below.starts_with(std::string(store::kStaging) + '/'),
               "what is committed is not in the staging folder");
}

void ReadPosition(std::string_view bytes) {
  const graph::BytePosition position = graph::BytePosition::Decode(bytes);
  const std::string encoded = position.Encode();
  const graph::BytePosition again = graph::BytePosition::Decode(encoded);
  fuzz::Expect(again.Encode() == encoded && again.offset == position.offset && again.head == position.head && again.mark == position.mark &&
                   again.place == position.place,
               "a position that is written is read the same");
}

// However the bytes of a file come, its mark is the same, and the file itself has it.
void Mark(fuzz::Input input, const TempFolder& folder) {
  const auto from = input.Take<uint64_t>();
  const std::string mark(input.Text(input.Below(40)));
  std::string content;
  files::Beginning in_pieces, at_once;
  while (!input.empty()) {
    const size_t repeat = 1 + input.Below(200);
    std::string piece;
    const std::string_view text = input.Text(1 + input.Below(64));
    for (size_t i = 0; i < repeat; ++i) piece += text;
    in_pieces.Append(piece);
    content += piece;
  }
  at_once.Append(content);
  fuzz::Expect(in_pieces.Mark() == at_once.Mark(), "the pieces do not show in the mark");
  fuzz::Expect(files::EndOf(at_once.Mark()) == content.size(), "a mark says how far it goes");

  folder.Put("file", content);
  const auto read_from = [&](const std::string& position, bool accepted) {
    auto reader = files::OpenFile(folder / "file", 0, position, files::OnError::Continue, files::OnChange::Reread, {});
    fuzz::Expect(!accepted || (reader.ok() && !(*reader)->restarted()), "a file that is as it was is gone on with");
    if (reader.ok()) return;
    fuzz::Expect(reader.status().code() != WEIR_OK, "a position that is none is an error");
  };
  const auto position_of = [](uint64_t offset, const std::string& of) {
    return std::string(reinterpret_cast<const char*>(&offset), sizeof offset) + of;
  };
  read_from(position_of(from, mark), false);
  read_from(position_of(from % (content.size() + 1), at_once.Mark()), true);
  read_from(mark, false);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const TempFolder folder("/dev/shm");
  fuzz::Input input(data, size);
  switch (input.Below(3)) {
    case 0: {
      // Where a receipt has NUL bytes, the input has form feeds.
      const std::string_view text = input.Rest();
      std::vector<char> receipt(text.begin(), text.end());
      std::ranges::replace(receipt, '\f', '\0');
      ReadReceipt({receipt.data(), receipt.size()});
      ReadObjectReceipt({receipt.data(), receipt.size()});
      break;
    }
    case 1: ReadPosition(input.Rest()); break;
    default: Mark(input, folder); break;
  }
  return 0;
}
