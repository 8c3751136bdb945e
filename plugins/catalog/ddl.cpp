#include "catalog/ddl.hpp"

#include <fmt/format.h>

#include "catalog/projection.hpp"

namespace weir::catalog {
namespace {

// Any name may be a reserved word to one of the readers, so all are quoted.
std::string Name(std::string_view name) {
  std::string quoted = "`";
  for (const char c : name) quoted += c == '`' ? "``" : std::string(1, c);
  return quoted + '`';
}

std::string Text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\')
      (quoted += '\\') += c;
    else if (c == '\t')
      quoted += "\\t";
    else if (static_cast<unsigned char>(c) < ' ')
      quoted += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    else
      quoted += c;
  }
  return quoted + '\'';
}

std::string Columns(const std::vector<Column>& columns) {
  std::string text;
  for (const Column& column : columns) {
    text += text.empty() ? "(\n  " : ",\n  ";
    text += Name(column.name) + ' ' + column.type;
    if (!column.comment.empty()) text += " COMMENT " + Text(column.comment);
  }
  return text + "\n)\n";
}

// EXTERNAL is said by the statement itself.
std::string Properties(const std::map<std::string, std::string>& properties) {
  std::string text;
  for (const auto& [name, value] : properties)
    if (name != "EXTERNAL") text += (text.empty() ? "(\n  " : ",\n  ") + Text(name) + " = " + Text(value);
  return text.empty() ? text : text + "\n)";
}

std::string StoredAs(const Format& format) {
  if (format.serde == Parquet().serde) return "STORED AS PARQUET\n";
  return fmt::format("ROW FORMAT SERDE {}\nWITH SERDEPROPERTIES {}\nSTORED AS INPUTFORMAT {}\nOUTPUTFORMAT {}\n", Text(format.serde),
                     Properties(format.parameters), Text(format.input), Text(format.output));
}

// How the statement's table learns of its partitions.
std::string Partitions(const Table& table, const std::string& name) {
  if (table.keys.empty()) return {};
  if (table.parameters.contains("projection.enabled")) {
    std::string text = "\n-- its partitions are projected";
    for (const std::string& key : Injected(table)) text += "; a query must say which " + Name(key);
    return text + '\n';
  }
  if (table.format.serde == Parquet().serde)
    return fmt::format("\n-- its partitions are in Hive's folders:\nMSCK REPAIR TABLE {};\n", name);
  std::string values, folder;
  for (const Column& key : table.keys) values += (values.empty() ? "" : ", ") + Name(key.name) + " = '...'";
  return fmt::format("\n-- for each folder:\n-- ALTER TABLE {} ADD IF NOT EXISTS PARTITION ({}) LOCATION {};\n", name, values,
                     Text(table.location + "/.../"));
}

}  // namespace

std::string Ddl(const Table& table) {
  const std::string name = Name(table.database) + '.' + Name(table.name);
  std::string text = "CREATE DATABASE IF NOT EXISTS " + Name(table.database) + ";\n\n";
  text += "CREATE EXTERNAL TABLE IF NOT EXISTS " + name + ' ' + Columns(table.columns);
  if (!table.description.empty()) text += "COMMENT " + Text(table.description) + '\n';
  if (!table.keys.empty()) text += "PARTITIONED BY " + Columns(table.keys);
  text += StoredAs(table.format) + "LOCATION " + Text(table.location + '/');
  const std::string properties = Properties(table.parameters);
  if (!properties.empty()) text += "\nTBLPROPERTIES " + properties;
  return text + ";\n" + Partitions(table, name);
}

}  // namespace weir::catalog
