// The plugins there are and the components they offer.  Every shared object in the search path is loaded once and never unloaded.
#pragma once

#include <string>
#include <vector>

#include "weir/plugin.h"
#include "weir/status.hpp"

namespace weir::plugin {

struct Library {
  std::string file;
  const weir_plugin* plugin = nullptr;
};

// A shared object that was found and not used, and why.
struct Refused {
  std::string file;
  std::string reason;
  bool asked_for = false;  // named by --plugin-path, so the run can't go on without it
};

class Catalog {
 public:
  // Loads from `paths` (folders or files, from --plugin-path), then $WEIR_PLUGIN_PATH, then beside the runner (../lib/weir/plugins),
  // then /usr/lib/weir/plugins.  What comes first wins.
  static Catalog Load(const std::vector<std::string>& paths);
  // The same of NAME.so alone.
  static Catalog LoadOne(const std::string& name);
  // Of plugins that are in the process already.
  static Catalog Of(const std::vector<const weir_plugin*>& plugins);

  // Adds a plugin that is in the process already, before all others.
  void Add(const weir_plugin* plugin) { libraries_.insert(libraries_.begin(), {"", plugin}); }

  // The component a pipeline means by `type`, or null.
  const weir_component* Find(int32_t kind, std::string_view type) const;
  std::vector<std::string> TypesOf(int32_t kind) const;
  const std::vector<Library>& libraries() const { return libraries_; }
  const std::vector<Refused>& refused() const { return refused_; }

 private:
  void LoadAll(const std::vector<std::string>& paths);
  void LoadFrom(const std::string& path, bool asked_for);
  void LoadFile(const std::string& file, bool asked_for);

  std::string only_;  // the name of the file that is loaded; empty: all are
  std::vector<Library> libraries_;
  std::vector<Refused> refused_;
};

const char* NameOfKind(int32_t kind);  // "source", "transform", "sink"

}  // namespace weir::plugin
