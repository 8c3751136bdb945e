// The transform `records`: asks for its records in any way that the contract names, and passes them on as they come.
#include <memory>
#include <string>

#include "weir/component.hpp"

namespace weir::tests {

enum class Cut { Lines, QuotedLines, OctetCounted, Json };

class Records final : public Transform {
 public:
  static constexpr About about{.name = "records", .summary = "Passes on records that are cut as it is told."};
  static const auto& Options() {
    static const OptionTable<Records> table{
        Option("framing", &Records::framing).limits("lines|quoted_lines|octet_counted|json").required().doc("How records are cut."),
        Option("head", &Records::head).doc("Which lines at the start of an object are no records."),
        Option("within", &Records::within).doc("The key of the array whose elements are records."),
    };
    return table;
  }
  Cut framing = Cut::Lines;
  std::string head, within;

  Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing* asked) override {
    if (asked != nullptr) {
      asked->kind = framing == Cut::Lines          ? WEIR_LINES
                    : framing == Cut::QuotedLines  ? WEIR_QUOTED_LINES
                    : framing == Cut::OctetCounted ? WEIR_OCTET_COUNTED
                                                   : WEIR_JSON;
      asked->head = head.empty() ? nullptr : head.c_str();
      asked->within = within.empty() ? nullptr : within.c_str();
    }
    std::vector<Schema> out;
    out.push_back(Schema::Of(in));
    return out;
  }
  Result<std::unique_ptr<Lane>> open(uint32_t) override { return std::unique_ptr<Lane>(std::make_unique<OneLane>()); }

 private:
  class OneLane final : public Lane {
   public:
    Status process(weir_batch& batch, Output& output) override { return output.Emit(Array(&batch.array)); }
  };
};

}  // namespace weir::tests

WEIR_PLUGIN("records", "1.0", weir::tests::Records)
