// The transform that every format of delimited text is: it gives the engine its table.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "table.hpp"
#include "weir/component.hpp"

namespace weir::parsers {

// Columns in: `column`, the text of the records, and any others.  Columns out: those of the table, then the others.
class Parser : public Transform {
 public:
  static const OptionTable<Parser>& Options();

  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing* framing) override;
  void narrow(std::span<const uint8_t> wanted, std::span<uint8_t> needed) override;
  Result<std::unique_ptr<Lane>> open(uint32_t lane) override;

  std::string column = "message";
  bool decode = true;

 protected:
  // `about` of the format's own class, and its table; both are static.
  Parser(const About& format, const Table& table) : format_(format), table_(table) {}

 private:
  const About& format_;
  const Table& table_;
  struct Other {
    std::string name;
    size_t at;  // in bind's input
    bool wanted;
  };
  size_t column_at_ = 0;                // of `column`, in bind's input
  std::vector<Other> others_;           // the other columns
  std::vector<const Column*> columns_;  // of the table, those that are wanted
};

}  // namespace weir::parsers
