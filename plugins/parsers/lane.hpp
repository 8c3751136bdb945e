// One lane of a parser: reads a batch of records chunk by chunk, and sends the rows on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "convert.hpp"
#include "fault.hpp"
#include "finder.hpp"
#include "records.hpp"
#include "spans.hpp"
#include "table.hpp"
#include "weir/component.hpp"

namespace weir::parsers {

class ParserLane : public Transform::Lane {
 public:
  // Makes `columns` of what stands in the column `text`, and passes the columns `others` on.  Table and columns must stay.
  ParserLane(Host log, const Table& table, std::unique_ptr<Finder> finder, const std::vector<const Column*>& columns, std::string text,
             std::vector<std::string> others);

  Status process(weir_batch& batch, Output& output) override;
  Status finish(Output& output) override;

 private:
  void ReadChunk(const Chunk& chunk, const ArrowArray& texts);
  // Finds those that hold nothing.
  void CheckEmpty(const Chunk& chunk, const ArrowArray& texts);
  // Where a column's values are; `field`: where the whole field is.  Finds a field, and divides it, at most once.
  const Spans& SpansOf(const Chunk& chunk, const Column& column, const Spans*& field);
  void RejectRows(const weir_batch& batch);
  // The batch that goes out; takes over the one that came in.
  Array Assemble(weir_batch& batch);

  Host log_;
  const Table& table_;
  const std::string text_;
  const std::vector<std::string> others_;

  Records records_;
  std::unique_ptr<Finder> finder_;
  std::optional<std::string> head_;  // that the finder has seen
  Faults faults_;
  std::vector<Target> targets_;    // in the order of the columns
  std::vector<Target*> by_field_;  // the same, so that columns made of one field meet
  std::string decoded_;            // the bytes of values that had escapes
  int32_t decoded_number_ = 0;     // of their buffer

  // What SpansOf has at hand for the chunk.
  uint32_t field_ = 0;
  bool is_split_ = false;
  const Spans* whole_ = nullptr;
  Spans parts_[3];
  Spans days_;  // of a column whose day is in another field
};

}  // namespace weir::parsers
