// Arrays and schemas as a plugin hands them over.  What the checks accept can be read, copied and delivered by the runner; what is sound
// they accept.
//
// Fixed-size buffers have the size that the array says, as no check could see otherwise; whatever points into them is anything.
#include <deque>

#include "graph/batch.hpp"
#include "graph/fits.hpp"
#include "graph/reader.hpp"
#include "graph/rejects.hpp"
#include "input.hpp"
#include "weir/builders.hpp"

using namespace weir;

namespace {

constexpr Type kTypes[] = {Type::Bool, Type::Int32,  Type::Int64,      Type::Double, Type::Timestamp, Type::Text,
                           Type::Utf8, Type::Binary, Type::Dictionary, Type::List,   Type::Struct};
constexpr size_t kFlatTypes = 9;
constexpr int kDeepest = 3;  // of what is nested

// Memory of exactly this size.
Buffer Exact(const std::string& bytes) {
  auto memory = std::shared_ptr<char[]>(new char[bytes.size()]);
  if (!bytes.empty()) std::memcpy(memory.get(), bytes.data(), bytes.size());
  const void* data = memory.get();
  return {std::move(memory), data, bytes.size()};
}
Buffer Random(fuzz::Input& input, size_t bytes) {
  std::string text(input.Text(bytes));
  text.resize(bytes);
  return Exact(text);
}
template <class T>
Buffer Numbers(const std::vector<T>& numbers) {
  return Exact({reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T)});
}

struct Size {
  int64_t length = 0, offset = 0;
  size_t values() const { return static_cast<size_t>(length + offset); }
};

ArrowArray HostileText(fuzz::Input& input, Size size) {
  std::vector<int32_t> offsets(size.values() + 1);
  int32_t at = 0;
  for (int32_t& offset : offsets) offset = at = input.Chance(8) ? input.Take<int16_t>() : at + static_cast<int32_t>(input.Below(5));
  return MakeArray(size.length, -1, {Buffer{}, Numbers(offsets), Random(input, static_cast<size_t>(std::max(offsets.back(), 0)))});
}

ArrowArray HostileViews(fuzz::Input& input, Size size) {
  std::vector<Buffer> texts;
  for (size_t n = input.Below(4); n > 0; --n) texts.push_back(Random(input, input.Below(40)));
  std::vector<TextView> views;
  while (views.size() < size.values()) {
    TextView view{};
    view.length = input.Chance(8) ? input.Take<int32_t>() : static_cast<int32_t>(input.Below(20));
    view.ref.buffer = input.Chance(8) ? input.Take<int32_t>() : static_cast<int32_t>(input.Below(4));
    view.ref.offset = input.Chance(8) ? input.Take<int32_t>() : static_cast<int32_t>(input.Below(20));
    const auto buffer = static_cast<size_t>(view.ref.buffer);
    // Mostly with the prefix that it should have.
    if (view.length <= TextView::kInline && !input.Chance(8))
      view = ViewOf("abcdefghijkl", std::max(view.length, 0), 0, 0);
    else if (buffer < texts.size() && view.ref.offset >= 0 && view.ref.offset + sizeof view.ref.prefix <= texts[buffer].bytes &&
             !input.Chance(8))
      std::memcpy(view.ref.prefix, texts[buffer].as<char>() + view.ref.offset, sizeof view.ref.prefix);
    views.push_back(view);
  }
  std::vector<int64_t> sizes;
  for (const Buffer& text : texts) sizes.push_back(input.Chance(16) ? -1 : static_cast<int64_t>(text.bytes));
  std::vector<Buffer> buffers{Buffer{}, Numbers(views)};
  buffers.insert(buffers.end(), texts.begin(), texts.end());
  buffers.push_back(Numbers(sizes));
  return MakeArray(size.length, -1, std::move(buffers));
}

Field HostileField(fuzz::Input& input, std::string name, int depth) {
  Field field{std::move(name), kTypes[input.Below(depth == kDeepest ? kFlatTypes : std::size(kTypes))]};
  if (field.type == Type::List) field.children.push_back(HostileField(input, "item", depth + 1));
  if (field.type == Type::Struct)
    for (size_t n = 1 + input.Below(2); n > 0; --n) field.children.push_back(HostileField(input, "f" + std::to_string(n), depth + 1));
  return field;
}

void SetNulls(fuzz::Input& input, ArrowArray& column, Size size) {
  auto* owned = static_cast<internal::OwnedArray*>(column.private_data);
  owned->buffers[0] = Random(input, size.values() / 8 + 1);
  owned->buffer_pointers[0] = owned->buffers[0].data;
  int64_t nulls = 0;
  for (int64_t row = 0; row < size.length; ++row) nulls += TestBit(owned->buffers[0].as<uint8_t>(), size.offset + row) ? 0 : 1;
  column.null_count = input.Chance(4) ? -1 : nulls;
}

ArrowArray HostileColumn(fuzz::Input& input, const Field& field, Size size);

// Mostly of at least `rows` rows.
ArrowArray HostileChild(fuzz::Input& input, const Field& field, int64_t rows) {
  const Size size{std::max<int64_t>(0, rows + static_cast<int64_t>(input.Below(3)) - (input.Chance(16) ? 3 : 0)),
                  static_cast<int64_t>(input.Below(4))};
  ArrowArray child = HostileColumn(input, field, size);
  child.offset = size.offset;
  if (input.Chance(3)) SetNulls(input, child, size);
  return child;
}

ArrowArray HostileLists(fuzz::Input& input, const Field& field, Size size) {
  std::vector<int32_t> offsets(size.values() + 1);
  int32_t at = 0;
  for (int32_t& offset : offsets) offset = at = input.Chance(16) ? input.Take<int16_t>() : at + static_cast<int32_t>(input.Below(3));
  ArrowArray elements = HostileChild(input, field.children[0], std::clamp<int32_t>(offsets.back(), 0, 1000));
  return MakeArray(size.length, -1, {Buffer{}, Numbers(offsets)}, {elements});
}

ArrowArray HostileColumn(fuzz::Input& input, const Field& field, Size size) {
  switch (field.type) {
    case Type::Bool: return MakeArray(size.length, 0, {Buffer{}, Random(input, size.values() / 8 + 1)});
    case Type::Int32: return MakeArray(size.length, 0, {Buffer{}, Random(input, size.values() * 4)});
    case Type::Int64:
    case Type::Double:
    case Type::Timestamp: return MakeArray(size.length, 0, {Buffer{}, Random(input, size.values() * 8)});
    case Type::Text: return HostileViews(input, size);
    case Type::Utf8:
    case Type::Binary: return HostileText(input, size);
    case Type::Dictionary: {
      std::vector<int32_t> indices(size.values());
      for (int32_t& index : indices) index = input.Chance(8) ? input.Take<int32_t>() : static_cast<int32_t>(input.Below(4));
      return MakeArray(size.length, 0, {Buffer{}, Numbers(indices)}, {}, HostileText(input, {static_cast<int64_t>(input.Below(5)), 0}));
    }
    case Type::List: return HostileLists(input, field, size);
    case Type::Struct: {
      std::vector<ArrowArray> fields;
      for (const Field& child : field.children) fields.push_back(HostileChild(input, child, static_cast<int64_t>(size.values())));
      return MakeArray(size.length, 0, {Buffer{}}, std::move(fields));
    }
  }
  return {};
}

// Leaves something out, or says a wrong number, as a plugin with a bug would.
void Break(fuzz::Input& input, ArrowArray& array, const Field& field) {
  const bool is_views = field.type == Type::Text;
  switch (input.Below(8)) {
    case 0: array.length = -1 - static_cast<int64_t>(input.Byte()); break;
    case 1: array.length = INT64_MAX - static_cast<int64_t>(input.Byte()); break;
    case 2: array.offset = input.Chance(2) ? -1 : INT64_MAX; break;
    case 3: array.null_count = input.Take<int64_t>(); break;
    case 4:
      array.n_buffers = is_views ? 2 - static_cast<int64_t>(input.Below(4)) : array.n_buffers - 1 - static_cast<int64_t>(input.Below(4));
      break;
    case 5: array.buffers[input.Below(static_cast<size_t>(array.n_buffers))] = nullptr; break;
    case 6: array.buffers = nullptr; break;
    case 7:
      if (array.dictionary != nullptr) {
        if (input.Chance(2))
          array.dictionary = nullptr;
        else
          Break(input, *array.dictionary, {"", Type::Utf8});
      } else if (array.n_children > 0) {
        const size_t child = input.Below(static_cast<size_t>(array.n_children));
        switch (input.Below(8)) {
          case 0: array.children = nullptr; break;
          case 1: array.children[child] = nullptr; break;
          case 2: array.n_children += input.Chance(2) ? 1 : -1; break;
          case 3: array.children[child]->release = nullptr; break;
          default: Break(input, *array.children[child], field.children[child]); break;
        }
      }
      break;
  }
}

// What was broken is put back, so that the array can be released as it was made.
class Hostile {
 public:
  explicit Hostile(fuzz::Input& input) {
    std::vector<Field> fields;
    std::vector<ArrowArray> columns;
    Size batch{static_cast<int64_t>(input.Below(12)), static_cast<int64_t>(input.Below(3))};
    for (size_t n = 1 + input.Below(4); n > 0; --n) {
      Field field = HostileField(input, "", 0);
      static constexpr const char* kNames[] = {"message", "weir.split", "weir.offset", "a", "weir.reason"};
      field.name = kNames[input.Below(std::size(kNames))];
      field.is_time = input.Chance(4);
      fields.push_back(field);
      const Size size{batch.length + batch.offset + static_cast<int64_t>(input.Below(3)) - (input.Chance(16) ? 3 : 0),
                      static_cast<int64_t>(input.Below(10))};
      if (size.length < 0) {
        fields.pop_back();
        continue;
      }
      ArrowArray column = HostileColumn(input, field, size);
      column.offset = size.offset;
      if (input.Chance(3)) SetNulls(input, column, size);
      columns.push_back(column);
    }
    schema_ = Schema(fields);
    made_ = MakeBatch(batch.length, std::move(columns));
    array_ = made_;
    array_.offset = batch.offset;
    for (int64_t i = 0; i < made_.n_children; ++i) shown_.push_back(Copy(*made_.children[i]));
    array_.children = shown_.data();
    if (input.Chance(3) && !shown_.empty()) {
      const size_t column = input.Below(shown_.size());
      Break(input, *shown_[column], fields[column]);
    }
    if (!input.Chance(12)) return;
    switch (input.Below(5)) {
      case 0: array_.children = nullptr; break;
      case 1: array_.n_children += input.Chance(2) ? 1 : -1; break;
      case 2: array_.length = input.Chance(2) ? -1 : INT64_MAX; break;
      case 3: array_.offset = input.Chance(2) ? -1 : INT64_MAX; break;
      case 4:
        if (!shown_.empty()) shown_[0] = nullptr;
        break;
    }
  }
  ~Hostile() { made_.release(&made_); }
  Hostile(const Hostile&) = delete;

  const ArrowSchema& schema() const { return *schema_.get(); }
  // The batch that the hostile array is moved into; releases nothing of it.
  std::shared_ptr<graph::Batch> Moved() const {
    auto batch = std::make_shared<graph::Batch>();
    ArrowArray array = array_;
    array.release = [](ArrowArray* self) { self->release = nullptr; };
    batch->array = Array(array);
    batch->schema = schema_.get();
    return batch;
  }

 private:
  // An array that may be broken; its buffers are those of the other.
  ArrowArray* Copy(const ArrowArray& from) {
    ArrowArray& copy = copies_.emplace_back(from);
    copy.buffers = buffers_.emplace_back(from.buffers, from.buffers + from.n_buffers).data();
    if (from.dictionary != nullptr) copy.dictionary = Copy(*from.dictionary);
    std::vector<ArrowArray*>& children = children_.emplace_back();
    for (int64_t i = 0; i < from.n_children; ++i) children.push_back(Copy(*from.children[i]));
    copy.children = children.data();
    return &copy;
  }

  Schema schema_;
  ArrowArray made_{}, array_{};
  std::vector<ArrowArray*> shown_;
  std::deque<ArrowArray> copies_;
  std::deque<std::vector<const void*>> buffers_;
  std::deque<std::vector<ArrowArray*>> children_;
};

// What the runner does with a batch that was emitted, whose values are sound.
void Use(const graph::BatchPtr& batch) {
  const ArrowSchema& schema = *batch->schema;
  graph::Mapping mapping;
  for (int64_t i = 0; i < schema.n_children; ++i) mapping.columns.push_back(static_cast<int32_t>(i));
  mapping.schema = &schema;
  const Array alias(graph::Alias(batch, mapping));
  const Status fits = graph::Fits(schema, *alias.get(), graph::Depth::Values);
  fuzz::Expect(fits.ok(), "what is delivered is as sound as what was emitted: " + fits.message());
  std::vector<int64_t> rows;
  for (int64_t row = 0; row < alias.rows(); ++row) rows.push_back(row);
  const std::string why = "why";
  const weir_str reason = Str(why);
  const Array rejected(graph::RejectedRows(schema, *alias.get(), rows, {&reason, 1}));
  const Array letters(graph::DeadLetters("node", schema, *alias.get(), rows, {&reason, 1}));
  const Schema rejected_schema = graph::RejectedSchema(schema);
  fuzz::Expect(graph::Fits(*rejected_schema.get(), *rejected.get(), graph::Depth::Values).ok(), "rejected rows are sound");
  fuzz::Expect(graph::Fits(*graph::DeadLetterSchema().get(), *letters.get(), graph::Depth::Values).ok(), "dead letters are sound");
}

// Columns as bind gives them, with names, formats and metadata missing or wrong.
void ReadSchema(fuzz::Input& input) {
  struct Column {
    std::string format, name, metadata;
    ArrowSchema schema{}, dictionary{};
    std::vector<ArrowSchema*> children{};
  };
  std::deque<Column> columns;
  std::vector<ArrowSchema*> pointers;
  const auto release = [](ArrowSchema* self) { self->release = nullptr; };
  for (size_t n = input.Below(5); n > 0; --n) {
    Column& column = columns.emplace_back();
    column.format = input.Chance(3) ? std::string(input.Until('\n')) : graph::DeadLetterSchema().get()->children[input.Below(7)]->format;
    column.name = std::string(input.Until('\n'));
    column.format = column.format.c_str();
    column.name = column.name.c_str();
    const auto put = [&column](int32_t number) { column.metadata.append(reinterpret_cast<const char*>(&number), sizeof number); };
    if (input.Chance(2)) {
      const auto pairs = static_cast<int32_t>(input.Below(4)) - (input.Chance(8) ? 5 : 0);
      put(pairs);
      for (int32_t i = 0; i < 2 * pairs; ++i) {
        const std::string_view text = input.Text(input.Below(12));
        put(input.Chance(8) ? -1 - static_cast<int32_t>(input.Byte()) : static_cast<int32_t>(text.size()));
        column.metadata += text;
      }
      column.metadata.shrink_to_fit();
      column.schema.metadata = column.metadata.data();
    }
    column.schema.format = input.Chance(16) ? nullptr : column.format.c_str();
    column.schema.name = input.Chance(16) ? nullptr : column.name.c_str();
    column.schema.release = input.Chance(16) ? nullptr : +release;
    column.schema.n_children = input.Chance(16) ? -1 : 0;
    if (input.Chance(4)) {
      column.dictionary.format = input.Chance(4) ? nullptr : "u";
      column.dictionary.release = release;
      column.schema.dictionary = &column.dictionary;
    }
    // What says that it is nested has the columns before it in it.
    if (column.format.starts_with("+") && column.schema.n_children == 0) {
      column.children = pointers;
      column.schema.n_children = static_cast<int64_t>(pointers.size());
      column.schema.children = column.children.data();
    }
    pointers.push_back(input.Chance(16) ? nullptr : &column.schema);
  }
  ArrowSchema batch{};
  batch.format = input.Chance(16) ? nullptr : input.Chance(16) ? "u" : "+s";
  batch.n_children = input.Chance(16) ? -1 : static_cast<int64_t>(pointers.size());
  batch.children = input.Chance(16) ? nullptr : pointers.data();
  batch.release = release;
  if (!graph::IsSchema(batch).ok()) return;
  const Schema copy = Schema::Of(batch);
  fuzz::Expect(graph::IsSchema(*copy.get()).ok(), "a copy is as sound");
  (void)FindTimeColumn(*copy.get());
  (void)FindColumn(*copy.get(), "message");
  const Schema rejected = graph::RejectedSchema(batch);
  if (batch.n_children > 0) const Schema framed = graph::FramedSchema(batch);
  for (int64_t i = 0; i < batch.n_children; ++i) (void)NameOfType(*batch.children[i]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::Input input(data, size);
  if (input.Chance(4)) {
    ReadSchema(input);
    return 0;
  }
  const Hostile hostile(input);
  const auto batch = hostile.Moved();
  const Status layout = graph::Fits(hostile.schema(), *batch->array.get(), graph::Depth::Layout);
  const Status values = graph::Fits(hostile.schema(), *batch->array.get(), graph::Depth::Values);
  fuzz::Expect(layout.ok() || !values.ok(), "what the layout shows, the values show");
  if (layout.ok()) {
    (void)graph::OwnBytes(hostile.schema(), *batch->array.get());
    (void)graph::TextBytes(hostile.schema(), *batch->array.get());
  }
  if (values.ok()) Use(batch);
  return 0;
}
