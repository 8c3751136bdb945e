// Options declared once: a static table that binds each option to a member of the component.  The runner reads the same table for
// checking, defaults, documentation and completion.
//
//   static const auto& Options() {
//     static const OptionTable<Greeter> table{
//         Option("greeting", &Greeter::greeting).fallback("\"hello\"").doc("What to say."),
//         Option("times", &Greeter::times).fallback("1").limits("1..10").doc("How often."),
//     };
//     return table;
//   }
//
// A member that is a struct with an Options() of its own is a table within the table.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "weir/status.hpp"

namespace weir {

struct Bytes {  // a size: "64MiB"
  uint64_t count = 0;
};
struct Instant {  // a point in time, nanoseconds since 1970 UTC: "2024-05-01T00:00:00Z", "1 day ago"
  int64_t ns = 0;
};
using Duration = std::chrono::nanoseconds;  // "5m"

namespace internal {

// A struct that is a table of options itself.
template <class M>
concept HasOptions = requires {
  M::Options().rows();
};

template <class M>
struct OptionType;
template <HasOptions M>
struct OptionType<M> {
  static constexpr int32_t kType = WEIR_TABLE;
};
template <class M>
requires std::is_enum_v<M>
struct OptionType<M> {
  static constexpr int32_t kType = WEIR_ENUM;
};
template <>
struct OptionType<bool> {
  static constexpr int32_t kType = WEIR_BOOL;
};
template <>
struct OptionType<int64_t> {
  static constexpr int32_t kType = WEIR_INT;
};
template <>
struct OptionType<double> {
  static constexpr int32_t kType = WEIR_FLOAT;
};
template <>
struct OptionType<std::string> {
  static constexpr int32_t kType = WEIR_STRING;
};
template <>
struct OptionType<Duration> {
  static constexpr int32_t kType = WEIR_DURATION;
};
template <>
struct OptionType<Bytes> {
  static constexpr int32_t kType = WEIR_SIZE;
};
template <>
struct OptionType<Instant> {
  static constexpr int32_t kType = WEIR_TIME;
};
template <>
struct OptionType<std::vector<std::string>> {
  static constexpr int32_t kType = WEIR_LIST;
};
template <>
struct OptionType<std::map<std::string, std::string>> {
  static constexpr int32_t kType = WEIR_MAP;
};
template <class M>
struct OptionType<std::optional<M>> : OptionType<M> {};

template <class M>
struct Plain {
  using Type = M;
};
template <class M>
struct Plain<std::optional<M>> {
  using Type = M;
};

template <class M>
void Assign(M& member, const weir_value& value) {
  if constexpr (HasOptions<M>)
    M::Options().Fill(member, value.u.list.items);
  else if constexpr (std::is_same_v<M, bool>)
    member = value.u.i != 0;
  else if constexpr (std::is_enum_v<M>)
    member = static_cast<M>(value.u.i);
  else if constexpr (std::is_same_v<M, int64_t>)
    member = value.u.i;
  else if constexpr (std::is_same_v<M, double>)
    member = value.u.f;
  else if constexpr (std::is_same_v<M, std::string>)
    member = std::string(View(value.u.s));
  else if constexpr (std::is_same_v<M, Duration>)
    member = Duration(value.u.i);
  else if constexpr (std::is_same_v<M, Bytes>)
    member.count = static_cast<uint64_t>(value.u.i);
  else if constexpr (std::is_same_v<M, Instant>)
    member.ns = value.u.i;
  else if constexpr (std::is_same_v<M, std::vector<std::string>>) {
    member.clear();
    for (size_t i = 0; i < value.u.list.n; ++i) member.emplace_back(View(value.u.list.items[i].u.s));
  } else {
    member.clear();
    for (size_t i = 0; i < value.u.map.n; ++i) member.emplace(View(value.u.map.names[i]), View(value.u.map.items[i].u.s));
  }
}
template <class M>
void Assign(std::optional<M>& member, const weir_value& value) {
  Assign(member.emplace(), value);
}

}  // namespace internal

// One option: its row in the table and the member it fills.  An enum member needs limits("a|b|c") in the order of its values.  A
// member is left as it is when the option is neither given nor has a fallback; std::optional tells the two apart.
template <class T>
class OptionOf {
 public:
  template <class M>
  OptionOf(const char* name, M T::*member) {
    row_.name = name;
    row_.type = internal::OptionType<M>::kType;
    using Plain = typename internal::Plain<M>::Type;
    if constexpr (internal::HasOptions<Plain>) {
      row_.fields = Plain::Options().rows();
      row_.n_fields = Plain::Options().size();
    }
    assign_ = [member](T& self, const weir_value& value) { internal::Assign(self.*member, value); };
  }
  OptionOf&& required() && { return Flag(WEIR_REQUIRED); }
  OptionOf&& secret() && { return Flag(WEIR_SECRET); }
  OptionOf&& identity() && { return Flag(WEIR_IDENTITY); }  // part of what the state is about
  OptionOf&& window() && { return Flag(WEIR_WINDOW); }      // part of what a run takes
  OptionOf&& path() && { return Flag(WEIR_PATH); }          // names a place: two spellings of it are one
  OptionOf&& fallback(const char* toml) && {
    row_.fallback = toml;
    return std::move(*this);
  }
  OptionOf&& limits(const char* limits) && {
    row_.limits = limits;
    return std::move(*this);
  }
  OptionOf&& doc(const char* doc) && {
    row_.doc = doc;
    return std::move(*this);
  }
  OptionOf&& example(const char* toml) && {
    row_.example = toml;
    return std::move(*this);
  }

 private:
  template <class>
  friend class OptionTable;
  OptionOf&& Flag(uint32_t flag) {
    row_.flags |= flag;
    return std::move(*this);
  }
  weir_option row_{};
  std::function<void(T&, const weir_value&)> assign_;
};

template <class T, class M>
OptionOf<T> Option(const char* name, M T::*member) {
  return OptionOf<T>(name, member);
}
// Of a member that T has from its base class.
template <class T, class Base, class M>
requires(!std::is_same_v<T, Base>) OptionOf<T> Option(const char* name, M Base::*member) {
  return OptionOf<T>(name, static_cast<M T::*>(member));
}

template <class T>
class OptionTable {
 public:
  OptionTable(std::initializer_list<OptionOf<T>> options) { Add(options); }
  // Those of `first`, which several components may have in common, then the others.
  OptionTable(OptionTable first, std::initializer_list<OptionOf<T>> others) : OptionTable(std::move(first)) { Add(others); }
  const weir_option* rows() const { return rows_.data(); }
  size_t size() const { return rows_.size(); }
  // The place of an option, for Status::AtOption.
  uint32_t IndexOf(std::string_view name) const {
    for (uint32_t i = 0; i < rows_.size(); ++i)
      if (name == rows_[i].name) return i;
    assert(false && "no option of that name");
    return 0;
  }
  void Fill(T& self, const weir_value* values) const {
    for (size_t i = 0; i < rows_.size(); ++i)
      if (values[i].is_set != 0 || rows_[i].fallback != nullptr) assign_[i](self, values[i]);
  }

 private:
  void Add(std::initializer_list<OptionOf<T>> options) {
    for (const OptionOf<T>& option : options) {
      rows_.push_back(option.row_);
      assign_.push_back(option.assign_);
    }
  }
  std::vector<weir_option> rows_;
  std::vector<std::function<void(T&, const weir_value&)>> assign_;
};

}  // namespace weir
