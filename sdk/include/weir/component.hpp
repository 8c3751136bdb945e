// Base classes for components, and WEIR_PLUGIN, which exports them.  A component is a class with
//
//   static constexpr About about{...};
//   static const OptionTable<T>& Options();
//
// that derives from Source, Transform or Sink and can be made without arguments; `host` and the options are filled in, then
// Create() is called.  The functions a plugin author writes keep the names of plugin.h, and its rules on
// threads and outcomes hold.  No exception leaves this layer: one that gets here is reported as the component's bug.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "weir/array.hpp"
#include "weir/ddl.h"
#include "weir/host.hpp"
#include "weir/options.hpp"
#include "weir/schema.hpp"
#include "weir/status.hpp"

namespace weir {

struct About {
  const char* name;                      // the `type` a pipeline says
  const char* summary;                   // one line
  const char* doc = "";                  // Markdown
  int32_t rows = WEIR_ONE;               // transforms: rows out per row in
  const char* const* outputs = nullptr;  // transforms: ports after the main one
  size_t n_outputs = 0;
  bool bytes = false;     // sources: poll gives raw bytes
  bool blocks = false;    // sinks: write may block
  bool stateful = false;  // transforms: snapshot and restore
  bool ticks = false;     // transforms, sinks: tick
};

// Where a source or transform puts the batches it makes.
class Output {
 public:
  explicit Output(weir_output* output) : output_(output) {}
  uint32_t max_rows() const { return output_->max_rows; }
  uint64_t max_bytes() const { return output_->max_bytes; }
  // A negative outcome is the runner's wish to stop; return it as it is.
  Status Emit(Array array, uint32_t port = 0) {
    weir_batch batch{};
    batch.array = array.Take();
    batch.port = port;
    return EmitBatch(batch);
  }
  // From a source: with the position to resume at after this batch.
  Status Emit(Array array, std::string_view position, int64_t watermark_ns) {
    weir_batch batch{};
    batch.array = array.Take();
    batch.position = Str(position);
    batch.watermark_ns = watermark_ns;
    return EmitBatch(batch);
  }

 private:
  Status EmitBatch(weir_batch& batch) {
    batch.size = sizeof batch;
    const weir_code code = output_->emit(output_, &batch);
    return code >= 0 ? Status() : Status(code, "the runner is stopping");
  }
  weir_output* output_;
};

using Receipts = std::function<void(std::string_view)>;
using Found = std::function<Status(const weir_split&)>;

class Component {
 public:
  virtual ~Component() = default;
  // Looks at the options together, once they are filled in.
  virtual Status Create() { return {}; }
  // SQL that makes in a catalog what this node makes there itself; empty when it makes nothing.  After bind.
  virtual std::string ddl() { return {}; }
  Host host{nullptr};
  size_t columns_in = 0, columns_out = 0;  // as bound: of all inputs, of the main port
};

class Source : public Component {
 public:
  class Reader {
   public:
    virtual ~Reader() = default;
    // Whether open found another content than the one the position is of, and began at its start.
    virtual bool restarted() const { return false; }
    // Returns an outcome >= 0 (WEIR_OK, WEIR_IDLE, WEIR_END, WEIR_DONE) or what went wrong.
    virtual Result<weir_code> poll(Output& output) = 0;
  };
  virtual Result<Schema> bind() = 0;
  virtual void narrow(std::span<const uint8_t> /*wanted*/) {}
  virtual Status discover(const Found& found) = 0;
  virtual Result<std::unique_ptr<Reader>> open(const weir_split& split, std::string_view position) = 0;
  virtual Status committed(std::span<const weir_progress>) { return {}; }
};

class Transform : public Component {
 public:
  class Lane {
   public:
    virtual ~Lane() = default;
    // The batch's array is the callee's: take it with Array(&batch.array), or leave it to be released.
    virtual Status process(weir_batch& batch, Output& output) = 0;
    virtual Status tick(int64_t /*now_ns*/, int64_t /*watermark_ns*/, Output&) { return {}; }
    virtual Status finish(Output&) { return {}; }
    virtual Status snapshot(std::string& /*state*/) { return {}; }
    virtual Status restore(std::span<const weir_str> /*states*/) { return {}; }
    LaneHost host{nullptr, nullptr};  // set before the first call
  };
  // One schema per port.  `framing` is null unless the input is bytes.
  virtual Result<std::vector<Schema>> bind(const ArrowSchema& in, weir_framing* framing) = 0;
  virtual void narrow(std::span<const uint8_t> /*wanted*/, std::span<uint8_t> /*needed*/) {}
  virtual Result<std::unique_ptr<Lane>> open(uint32_t lane) = 0;
};

class Sink : public Component {
 public:
  class Lane {
   public:
    virtual ~Lane() = default;
    virtual Status begin(uint64_t /*epoch*/) { return {}; }
    virtual Status write(weir_batch& batch) = 0;
    virtual Status tick(int64_t /*now_ns*/) { return {}; }
    virtual Status cut() { return {}; }
    virtual Status prepare(const Receipts&) { return {}; }
    LaneHost host{nullptr, nullptr};
  };
  virtual Status bind(const ArrowSchema& in, weir_framing* framing) = 0;
  virtual void narrow(std::span<uint8_t> /*needed*/) {}
  virtual Result<std::unique_ptr<Lane>> open(uint32_t lane) = 0;
  virtual Status commit(std::string_view /*receipt*/) { return {}; }
  virtual Status sweep(std::string_view /*state_id*/, std::span<const weir_str> /*keep*/) { return {}; }
  virtual Status retract(std::string_view /*receipt*/) { return {}; }
  virtual std::string describe(std::string_view /*receipt*/) { return {}; }
  virtual std::string foreign(std::string_view /*state_id*/, uint64_t /*epoch*/) { return {}; }
  virtual Status committed(std::span<const weir_str> /*receipts*/) { return {}; }
};

namespace internal {

// Runs `body`, which returns a Status or Result<weir_code>, and brings its outcome over the boundary.
template <class Body>
weir_code Guard(weir_error* error, Body&& body) noexcept {
  try {
    auto outcome = body();
    if constexpr (std::is_same_v<decltype(outcome), Status>)
      return outcome.Store(error);
    else
      return outcome.ok() ? *outcome : outcome.status().Store(error);
  } catch (const std::exception& e) {
    return Status::Bug(std::string("exception: ") + e.what()).Store(error);
  } catch (...) {
    return Status::Bug("exception of an unknown type").Store(error);
  }
}

// The functions every kind has.
template <class T>
struct Thunks {
  static T& Self(void* self) { return *static_cast<T*>(self); }

  static weir_code Create(const weir_host* host, const weir_value* values, void** self, weir_error* error) {
    return Guard(error, [&]() -> Status {
      auto component = std::make_unique<T>();
      component->host = Host(host);
      T::Options().Fill(*component, values);
      if (Status status = component->Create(); !status.ok()) return status;
      *self = component.release();
      return {};
    });
  }
  static void Destroy(void* self) { delete &Self(self); }

  static weir_code Bind(void* self, const ArrowSchema* in, ArrowSchema* out, weir_framing* framing, weir_error* error) {
    return Guard(error, [&]() -> Status {
      if (in != nullptr) Self(self).columns_in = static_cast<size_t>(in->n_children);
      if constexpr (std::is_base_of_v<Sink, T>) {
        return Self(self).bind(*in, framing);
      } else if constexpr (std::is_base_of_v<Transform, T>) {
        Result<std::vector<Schema>> schemas = Self(self).bind(*in, framing);
        if (!schemas.ok()) return schemas.status();
        if (schemas->size() != T::about.n_outputs + 1) return Status::Bug("bind gave a wrong number of schemas");
        Self(self).columns_out = static_cast<size_t>(schemas->front().get()->n_children);
        for (size_t port = 0; port < schemas->size(); ++port) (*schemas)[port].MoveTo(&out[port]);
      } else {
        Result<Schema> schema = Self(self).bind();
        if (!schema.ok()) return schema.status();
        Self(self).columns_out = static_cast<size_t>(schema->get()->n_children);
        schema->MoveTo(out);
      }
      return {};
    });
  }

  // Whether T, or a class between it and its base, has a narrow of its own.
  static constexpr bool kNarrows = !std::is_same_v<decltype(&T::narrow), decltype(&Sink::narrow)> &&
                                   !std::is_same_v<decltype(&T::narrow), decltype(&Transform::narrow)> &&
                                   !std::is_same_v<decltype(&T::narrow), decltype(&Source::narrow)>;
  static void Narrow(void* self, const uint8_t* wanted, uint8_t* needed) noexcept {
    T& component = Self(self);
    if constexpr (std::is_base_of_v<Sink, T>)
      component.narrow({needed, component.columns_in});
    else if constexpr (std::is_base_of_v<Transform, T>)
      component.narrow({wanted, component.columns_out}, {needed, component.columns_in});
    else
      component.narrow({wanted, component.columns_out});
  }

  static weir_code OpenLane(void* self, uint32_t lane, void** state, weir_error* error) {
    return Guard(error, [&]() -> Status {
      auto opened = Self(self).open(lane);
      if (!opened.ok()) return opened.status();
      (*opened)->host = LaneHost(Self(self).host.get(), opened->get());
      *state = opened->release();
      return {};
    });
  }
  template <class Lane>
  static void CloseLane(void* lane) {
    delete static_cast<Lane*>(lane);
  }
};

template <class T>
const void* SourceOps() {
  static const weir_source ops = [] {
    weir_source table{};
    table.size = sizeof table;
    table.bytes = T::about.bytes ? 1 : 0;
    table.discover = [](void* self, weir_code (*found)(void*, const weir_split*), void* context, weir_error* error) {
      return Guard(error, [&] {
        return Thunks<T>::Self(self).discover([&](const weir_split& split) {
          const weir_code code = found(context, &split);
          return code >= 0 ? Status() : Status(code, "the runner is stopping");
        });
      });
    };
    table.open = [](void* self, const weir_split* split, weir_str position, void** reader, weir_error* error) {
      return Guard(error, [&]() -> Result<weir_code> {
        auto opened = Thunks<T>::Self(self).open(*split, View(position));
        if (!opened.ok()) return opened.status();
        const bool restarted = (*opened)->restarted();
        *reader = opened->release();
        return weir_code{restarted ? WEIR_RESTARTED : WEIR_OK};
      });
    };
    table.poll = [](void* reader, weir_output* output, weir_error* error) {
      return Guard(error, [&] {
        Output to(output);
        return static_cast<Source::Reader*>(reader)->poll(to);
      });
    };
    table.close = [](void* reader) { delete static_cast<Source::Reader*>(reader); };
    if constexpr (!std::is_same_v<decltype(&T::committed), decltype(&Source::committed)>)
      table.committed = [](void* self, const weir_progress* progress, size_t n, weir_error* error) {
        return Guard(error, [&] { return Thunks<T>::Self(self).committed({progress, n}); });
      };
    return table;
  }();
  return &ops;
}

inline Transform::Lane& TransformLane(void* lane) { return *static_cast<Transform::Lane*>(lane); }

template <class T>
const void* TransformOps() {
  static const weir_transform ops = [] {
    weir_transform table{};
    table.size = sizeof table;
    table.process = [](void* lane, weir_batch* batch, weir_output* output, weir_error* error) {
      Array unless_taken;
      const weir_code code = Guard(error, [&] {
        Output to(output);
        return TransformLane(lane).process(*batch, to);
      });
      if (batch->array.release != nullptr) unless_taken = Array(&batch->array);
      return code;
    };
    if (T::about.ticks)
      table.tick = [](void* lane, int64_t now_ns, int64_t watermark_ns, weir_output* output, weir_error* error) {
        return Guard(error, [&] {
          Output to(output);
          return TransformLane(lane).tick(now_ns, watermark_ns, to);
        });
      };
    table.finish = [](void* lane, weir_output* output, weir_error* error) {
      return Guard(error, [&] {
        Output to(output);
        return TransformLane(lane).finish(to);
      });
    };
    if (T::about.stateful) {
      table.snapshot = [](void* lane, weir_writer* writer, weir_error* error) {
        return Guard(error, [&]() -> Status {
          std::string state;
          if (Status status = TransformLane(lane).snapshot(state); !status.ok()) return status;
          writer->put(writer, state.data(), state.size());
          return {};
        });
      };
      table.restore = [](void* lane, const weir_str* states, size_t n, weir_error* error) {
        return Guard(error, [&] { return TransformLane(lane).restore({states, n}); });
      };
    }
    return table;
  }();
  return &ops;
}

// Words for people, on their way over the boundary.
template <class Words>
void Say(weir_writer* to, Words&& words) noexcept {
  (void)Guard(nullptr, [&]() -> Status {
    const std::string text = words();
    to->put(to, text.data(), text.size());
    return {};
  });
}

inline Sink::Lane& SinkLane(void* lane) { return *static_cast<Sink::Lane*>(lane); }

// The extensions that a component can have.
template <class T>
const void* Extension(void*, const char* id) noexcept {
  static const weir_ddl ddl{sizeof(weir_ddl), [](void* self, weir_writer* sql) { Say(sql, [&] { return Thunks<T>::Self(self).ddl(); }); }};
  return std::string_view(id) == WEIR_DDL_1 ? &ddl : nullptr;
}

template <class T>
const void* SinkOps() {
  static const weir_sink ops = [] {
    weir_sink table{};
    table.size = sizeof table;
    table.blocks = T::about.blocks ? 1 : 0;
    table.begin = [](void* lane, uint64_t epoch, weir_error* error) { return Guard(error, [&] { return SinkLane(lane).begin(epoch); }); };
    table.write = [](void* lane, weir_batch* batch, weir_error* error) {
      Array unless_taken;
      const weir_code code = Guard(error, [&] { return SinkLane(lane).write(*batch); });
      if (batch->array.release != nullptr) unless_taken = Array(&batch->array);
      return code;
    };
    if (T::about.ticks)
      table.tick = [](void* lane, int64_t now_ns, weir_error* error) { return Guard(error, [&] { return SinkLane(lane).tick(now_ns); }); };
    table.cut = [](void* lane, weir_error* error) { return Guard(error, [&] { return SinkLane(lane).cut(); }); };
    table.prepare = [](void* lane, weir_writer* receipts, weir_error* error) {
      return Guard(error, [&] {
        return SinkLane(lane).prepare([receipts](std::string_view receipt) { receipts->put(receipts, receipt.data(), receipt.size()); });
      });
    };
    table.commit = [](void* self, weir_str receipt, weir_error* error) {
      return Guard(error, [&] { return Thunks<T>::Self(self).commit(View(receipt)); });
    };
    table.sweep = [](void* self, weir_str state_id, const weir_str* keep, size_t n, weir_error* error) {
      return Guard(error, [&] { return Thunks<T>::Self(self).sweep(View(state_id), {keep, n}); });
    };
    // A sink without a retract of its own can't take anything back.
    if constexpr (!std::is_same_v<decltype(&T::retract), decltype(&Sink::retract)>)
      table.retract = [](void* self, weir_str receipt, weir_error* error) {
        return Guard(error, [&] { return Thunks<T>::Self(self).retract(View(receipt)); });
      };
    table.describe = [](void* self, weir_str receipt, weir_writer* words) {
      Say(words, [&] { return Thunks<T>::Self(self).describe(View(receipt)); });
    };
    table.foreign = [](void* self, weir_str state_id, uint64_t epoch, weir_writer* words) {
      Say(words, [&] { return Thunks<T>::Self(self).foreign(View(state_id), epoch); });
    };
    if constexpr (!std::is_same_v<decltype(&T::committed), decltype(&Sink::committed)>)
      table.committed = [](void* self, const weir_str* receipts, size_t n, weir_error* error) {
        return Guard(error, [&] { return Thunks<T>::Self(self).committed({receipts, n}); });
      };
    return table;
  }();
  return &ops;
}

}  // namespace internal

// The static table of a component class, made on first use.
template <class T>
const weir_component* Describe() {
  static const weir_component component = [] {
    using internal::Thunks;
    weir_component table{};
    table.size = sizeof table;
    table.rows = T::about.rows;
    table.name = T::about.name;
    table.summary = T::about.summary;
    table.doc = T::about.doc;
    table.outputs = T::about.outputs;
    table.n_outputs = T::about.n_outputs;
    table.options = T::Options().rows();
    table.n_options = T::Options().size();
    table.option_size = sizeof(weir_option);
    table.create = Thunks<T>::Create;
    table.destroy = Thunks<T>::Destroy;
    table.bind = Thunks<T>::Bind;
    // A component that does not narrow makes all its columns.
    if constexpr (Thunks<T>::kNarrows) table.narrow = Thunks<T>::Narrow;
    if constexpr (!std::is_same_v<decltype(&T::ddl), decltype(&Component::ddl)>) table.extension = internal::Extension<T>;
    if constexpr (std::is_base_of_v<Source, T>) {
      table.kind = WEIR_SOURCE;
      table.ops = internal::SourceOps<T>();
    } else if constexpr (std::is_base_of_v<Transform, T>) {
      table.kind = WEIR_TRANSFORM;
      table.ops = internal::TransformOps<T>();
      table.open = Thunks<T>::OpenLane;
      table.close = Thunks<T>::template CloseLane<Transform::Lane>;
    } else {
      static_assert(std::is_base_of_v<Sink, T>, "a component is a Source, a Transform or a Sink");
      table.kind = WEIR_SINK;
      table.ops = internal::SinkOps<T>();
      table.open = Thunks<T>::OpenLane;
      table.close = Thunks<T>::template CloseLane<Sink::Lane>;
    }
    return table;
  }();
  return &component;
}

namespace internal {

template <class... Components>
const weir_plugin* DescribePlugin(const char* name, const char* version, const void* (*extension)(const char* id) = nullptr) {
  static const weir_component* const components[] = {Describe<Components>()...};
  static const weir_plugin plugin = [&] {
    weir_plugin table{};
    table.size = sizeof table;
    table.minor = WEIR_ABI_MINOR;
    table.name = name;
    table.version = version;
    table.license = "";
    table.url = "";
    table.components = components;
    table.n_components = sizeof...(Components);
    table.extension = extension;
    return table;
  }();
  return &plugin;
}

}  // namespace internal
}  // namespace weir

// Exports a plugin: WEIR_PLUGIN("parsers", "1.0", Alb, Elb).
#define WEIR_PLUGIN(name, version, ...) \
  extern "C" WEIR_EXPORT const weir_plugin* weir_plugin_v1(void) { return weir::internal::DescribePlugin<__VA_ARGS__>(name, version); }

// The same of a plugin that also has extensions: const void* extension(const char* id).
#define WEIR_PLUGIN_EXTENDED(name, version, extension, ...)                       \
  extern "C" WEIR_EXPORT const weir_plugin* weir_plugin_v1(void) {                \
    return weir::internal::DescribePlugin<__VA_ARGS__>(name, version, extension); \
  }
