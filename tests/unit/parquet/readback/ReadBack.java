// Reads the Parquet files named on standard input with parquet-java and prints what it found, one JSON object a line: first the
// file, then for each row group and column its values and statistics, as parquet_java.py takes them.  Page checksums are verified.
//
// Also asks parquet-java which row groups it would skip for values that are there: none may be.
import com.github.luben.zstd.Zstd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.Version;
import org.apache.parquet.VersionParser;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.compat.RowGroupFilter;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.xerial.snappy.Snappy;

public class ReadBack {
  static final List<RowGroupFilter.FilterLevel> LEVELS =
      List.of(RowGroupFilter.FilterLevel.STATISTICS, RowGroupFilter.FilterLevel.DICTIONARY);
  static final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  public static void main(String[] arguments) throws IOException {
    BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = names.readLine(); name != null; name = names.readLine()) {
      Read(name);
      if (out.checkError()) return;  // nobody listens any more
    }
  }

  static void Read(String name) throws IOException {
    ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                                     .withCodecFactory(new Codecs())
                                     .usePageChecksumVerification(true)
                                     .build();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(Path.of(name)), options)) {
      ParquetMetadata footer = reader.getFooter();
      MessageType schema = footer.getFileMetaData().getSchema();
      PrintFile(footer, schema);
      for (BlockMetaData block : footer.getBlocks()) {
        PageReadStore pages = reader.readNextRowGroup();
        ColumnReadStoreImpl columns = new ColumnReadStoreImpl(
            pages, new GroupRecordConverter(schema).getRootConverter(), schema, footer.getFileMetaData().getCreatedBy());
        for (Type field : schema.getFields()) {
          if (field.isPrimitive()) {
            ColumnDescriptor column = schema.getColumnDescription(new String[] {field.getName()});
            PrintColumn(reader, block, column, columns.getColumnReader(column), pages.getRowCount());
          } else {
            PrintNested(reader, block, field, pages);
          }
        }
      }
      if (reader.readNextRowGroup() != null) throw new IOException(name + ": more row groups than the footer has");
    }
  }

  static void PrintFile(ParquetMetadata footer, MessageType schema) throws IOException {
    String writer = footer.getFileMetaData().getCreatedBy();
    try {
      if (!VersionParser.parse(writer).application.equals("weir")) throw new IOException("created by " + writer);
    } catch (VersionParser.VersionParseException failure) {
      throw new IOException(failure);
    }
    List<String> columns = new ArrayList<>();
    for (ColumnDescriptor column : schema.getColumns()) {
      PrimitiveType type = column.getPrimitiveType();
      List<String> path = new ArrayList<>();
      for (String name : column.getPath()) path.add(Quote(name));
      columns.add("[" + path + "," + Quote(type.getPrimitiveTypeName() + " " + type.getLogicalTypeAnnotation()) + "]");
    }
    List<Long> rows = new ArrayList<>();
    for (BlockMetaData block : footer.getBlocks()) rows.add(block.getRowCount());
    out.println("{\"columns\":[" + String.join(",", columns) + "],\"rows\":" + rows + ",\"version\":"
        + Quote(Version.VERSION_NUMBER) + "}");
  }

  static void PrintColumn(ParquetFileReader file, BlockMetaData block, ColumnDescriptor column, ColumnReader reader, long rows)
      throws IOException {
    Statistics<?> statistics = StatisticsOf(file, block, column);
    StringBuilder line = new StringBuilder("{\"leaves\":[").append(Leaf(statistics)).append("]");
    line.append(",\"values\":[");
    int highest = column.getMaxDefinitionLevel();
    Object first = null, last = null;
    for (long row = 0; row < rows; ++row) {
      if (row > 0) line.append(',');
      if (reader.getCurrentDefinitionLevel() < highest) {
        line.append("null");
      } else {
        last = AppendValue(line, column.getPrimitiveType().getPrimitiveTypeName(), reader);
        if (first == null) first = last;
      }
      reader.consume();
    }
    out.println(line.append("]}"));
    if (statistics.getNumNulls() > 0) MustKeep(file, block, column, null);
    if (first == null) return;
    MustKeep(file, block, column, first);
    MustKeep(file, block, column, last);
  }

  // A column of lists or structs, put together by parquet-java.
  static void PrintNested(ParquetFileReader file, BlockMetaData block, Type field, PageReadStore pages) throws IOException {
    MessageType schema = new MessageType("schema", field);
    List<String> leaves = new ArrayList<>();
    for (ColumnDescriptor column : schema.getColumns()) leaves.add(Leaf(StatisticsOf(file, block, column)));
    RecordReader<Group> records = new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new GroupRecordConverter(schema));
    StringBuilder line = new StringBuilder("{\"leaves\":").append(leaves).append(",\"values\":[");
    for (long row = 0; row < pages.getRowCount(); ++row) {
      if (row > 0) line.append(',');
      AppendField(line, records.read(), 0);
    }
    out.println(line.append("]}"));
  }

  static void AppendField(StringBuilder line, Group in, int field) {
    Type type = in.getType().getType(field);
    if (in.getFieldRepetitionCount(field) == 0) {
      line.append("null");
    } else if (type.isPrimitive()) {
      switch (type.asPrimitiveType().getPrimitiveTypeName()) {
        case BOOLEAN: line.append(in.getBoolean(field, 0)); break;
        case INT32: line.append(in.getInteger(field, 0)); break;
        case INT64: line.append(in.getLong(field, 0)); break;
        case DOUBLE: line.append(Double.doubleToRawLongBits(in.getDouble(field, 0))); break;
        default: line.append(Hex(in.getBinary(field, 0).getBytes()));
      }
    } else {
      Group group = in.getGroup(field, 0);
      boolean list = LogicalTypeAnnotation.listType().equals(type.getLogicalTypeAnnotation());
      int values = list ? group.getFieldRepetitionCount(0) : group.getType().getFieldCount();
      line.append('[');
      for (int i = 0; i < values; ++i) {
        if (i > 0) line.append(',');
        AppendField(line, list ? group.getGroup(0, i) : group, list ? 0 : i);
      }
      line.append(']');
    }
  }

  static Statistics<?> StatisticsOf(ParquetFileReader file, BlockMetaData block, ColumnDescriptor column) throws IOException {
    ColumnChunkMetaData chunk = null;
    for (ColumnChunkMetaData each : block.getColumns())
      if (Arrays.equals(each.getPath().toArray(), column.getPath())) chunk = each;
    if (file.readColumnIndex(chunk) != null || file.readOffsetIndex(chunk) != null)
      throw new IOException("there is a page index; ReadBack should verify it");
    return chunk.getStatistics();
  }

  static String Leaf(Statistics<?> statistics) {
    boolean bounds = statistics.hasNonNullValue();
    return "{\"nulls\":" + statistics.getNumNulls() + ",\"least\":" + (bounds ? Hex(statistics.getMinBytes()) : "null")
        + ",\"greatest\":" + (bounds ? Hex(statistics.getMaxBytes()) : "null") + "}";
  }

  static Object AppendValue(StringBuilder line, PrimitiveType.PrimitiveTypeName type, ColumnReader reader) {
    switch (type) {
      case BOOLEAN: line.append(reader.getBoolean()); return reader.getBoolean();
      case INT32: line.append(reader.getInteger()); return reader.getInteger();
      case INT64: line.append(reader.getLong()); return reader.getLong();
      case DOUBLE: line.append(Double.doubleToRawLongBits(reader.getDouble())); return reader.getDouble();
      case BINARY: {
        byte[] bytes = reader.getBinary().getBytes();
        line.append(Hex(bytes));
        return Binary.fromConstantByteArray(bytes);
      }
      default: throw new IllegalStateException("weir writes no " + type);
    }
  }

  // A filter for a value that the row group has must not skip it.
  static void MustKeep(ParquetFileReader file, BlockMetaData block, ColumnDescriptor column, Object value) throws IOException {
    String name = column.getPath()[0];
    if (name.contains(".")) return;  // filters take that for a path
    FilterPredicate equal;
    switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case BOOLEAN: equal = FilterApi.eq(FilterApi.booleanColumn(name), (Boolean) value); break;
      case INT32: equal = FilterApi.eq(FilterApi.intColumn(name), (Integer) value); break;
      case INT64: equal = FilterApi.eq(FilterApi.longColumn(name), (Long) value); break;
      case DOUBLE: equal = FilterApi.eq(FilterApi.doubleColumn(name), (Double) value); break;
      default: equal = FilterApi.eq(FilterApi.binaryColumn(name), (Binary) value);
    }
    if (RowGroupFilter.filterRowGroups(LEVELS, FilterCompat.get(equal), List.of(block), file).isEmpty())
      throw new IOException(name + ": parquet-java would skip a row group that has " + value);
  }

  static String Hex(byte[] bytes) { return '"' + HexFormat.of().formatHex(bytes) + '"'; }
  static String Quote(String text) { return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'; }

  // parquet-java's own codecs are Hadoop's; these take the libraries that those call.
  static class Codecs implements CompressionCodecFactory {
    public BytesInputCompressor getCompressor(CompressionCodecName codec) { throw new UnsupportedOperationException(); }
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) { return new Decompressor(codec); }
    public void release() {}
  }

  record Decompressor(CompressionCodecName codec) implements CompressionCodecFactory.BytesInputDecompressor {
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      byte[] in = bytes.toInputStream().readAllBytes();
      byte[] raw = switch (codec) {
        case UNCOMPRESSED -> in;
        case SNAPPY -> Snappy.uncompress(in);
        case ZSTD -> Zstd.decompress(in, size);
        default -> throw new IOException("weir writes no " + codec);
      };
      if (raw.length != size) throw new IOException("a page has " + raw.length + " bytes, its header says " + size);
      return BytesInput.from(raw);
    }
    public void decompress(ByteBuffer in, int inSize, ByteBuffer to, int size) throws IOException {
      byte[] bytes = new byte[inSize];
      in.get(bytes);
      to.put(decompress(BytesInput.from(bytes), size).toInputStream().readAllBytes());
    }
    public void release() {}
  }
}
