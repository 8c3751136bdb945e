#include "vpc_flow.hpp"

#include <utility>

#include "delimited.hpp"
#include "escape.hpp"
#include "vpc_flow_columns.hpp"

namespace weir::parsers {
namespace {

constexpr uint32_t kDefaultFields = 14;

// A format as people have it: `version account-id`, or `${version} ${account-id}` as AWS is told.
std::vector<std::string_view> NamesIn(std::string_view format) {
  std::vector<std::string_view> names = Words(format);
  for (std::string_view& name : names)
    if (name.starts_with("${") && name.ends_with('}')) name = name.substr(2, name.size() - 3);
  return names;
}

Layout DefaultLayout() {
  std::vector<std::string_view> names;
  for (const FieldName& name : std::span(kVpcFlowNames).first(kDefaultFields)) names.push_back(name.name);
  return Layout(kVpcFlow, names);
}

class VpcFlowFinder final : public Delimited {
 public:
  // `usual`: of objects without a header.
  explicit VpcFlowFinder(Layout usual) : Delimited(kVpcFlow, false), usual_(std::move(usual)) { SetLayout(usual_); }

  void SetHead(std::string_view head) override {
    const std::vector<std::string_view> names = Words(head.substr(0, head.find('\n')));
    SetLayout(names.empty() ? usual_ : Layout(kVpcFlow, names));
  }

 private:
  const Layout usual_;
};

// Words of small letters, of which at least one is a field: no line of traffic is that.
std::string HeadPattern() {
  std::string known;
  for (const FieldName& name : kVpcFlowNames) known.append(known.empty() ? "" : "|").append(name.name);
  return "^(?:[a-z][a-z0-9-]* )*(?:" + known + ")(?: [a-z][a-z0-9-]*)*[ \\r\\n]*$";
}

}  // namespace

constexpr Table kVpcFlow{.record = "a flow log record",
                         .columns = kVpcFlowColumns,
                         .fields = kVpcFlowFields,
                         .least_fields = kDefaultFields,
                         .quoting = Quoting::None,
                         .numbered = false,
                         .names = kVpcFlowNames};

const OptionTable<VpcFlow>& VpcFlow::Options() {
  static const OptionTable<VpcFlow> table{
      CommonOptions<VpcFlow>(),
      {Option<VpcFlow>("fields", &VpcFlow::fields)
           .doc("The fields of a line in their order, for objects without a header line; as the flow log's format has them, `${}` around "
                "the names or not. None: the default format.")
           .example("\"version vpc-id srcaddr dstaddr start end\"")}};
  return table;
}

Status VpcFlow::Create() {
  const std::vector<std::string_view> names = NamesIn(fields);
  const Layout layout(kVpcFlow, names);
  if (layout.unknown().empty()) return {};
  return Status::Config("no flow log has a field " + Quote(layout.unknown().front()) + "; weir doc vpc_flow names them")
      .AtOption(Options().IndexOf("fields"));
}

std::unique_ptr<Finder> VpcFlow::NewFinder() const {
  const std::vector<std::string_view> names = NamesIn(fields);
  return std::make_unique<VpcFlowFinder>(names.empty() ? DefaultLayout() : Layout(kVpcFlow, names));
}

void VpcFlow::Frame(weir_framing& framing) const {
  static const std::string pattern = HeadPattern();
  framing.head = pattern.c_str();
}

}  // namespace weir::parsers
