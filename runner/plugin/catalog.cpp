#include "plugin/catalog.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace weir::plugin {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEntry = "weir_plugin_v1";
constexpr int kNewestMajorToName = 64;

bool WritableByOthers(const fs::path& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 && (s.st_mode & S_IWOTH) != 0 && (s.st_mode & S_ISVTX) == 0;
}

// Why an object has no entry of ours: it was made for another major of the contract, or it is no plugin at all.
std::string ForeignEntry(void* handle) {
  for (int major = 0; major <= kNewestMajorToName; ++major)
    if (dlsym(handle, fmt::format("weir_plugin_v{}", major).c_str()) != nullptr)
      return fmt::format("made for version {} of the plugin contract, this runner reads version 1; build it against this runner's SDK",
                         major);
  return fmt::format("exports no {}: not a weir plugin", kEntry);
}

std::string BrokenComponent(const weir_plugin& plugin) {
  for (size_t i = 0; i < plugin.n_components; ++i) {
    const weir_component* component = plugin.components[i];
    if (component == nullptr || component->name == nullptr || component->ops == nullptr || component->create == nullptr ||
        component->destroy == nullptr || component->bind == nullptr)
      return fmt::format("component {} lacks a function that every component needs", i);
    if (component->kind < WEIR_SOURCE || component->kind > WEIR_SINK)
      return fmt::format("component `{}` is of kind {}, which this runner does not know", component->name, component->kind);
    if (component->kind != WEIR_SOURCE && (component->open == nullptr || component->close == nullptr))
      return fmt::format("component `{}` has no open or close", component->name);
    if (component->combiner != nullptr)
      return fmt::format("component `{}` needs a combiner, which this runner does not offer", component->name);
  }
  return {};
}

std::vector<std::string> SplitPath(const char* list) {
  std::vector<std::string> parts;
  if (list == nullptr) return parts;
  for (std::string_view rest = list; !rest.empty();) {
    const size_t colon = std::min(rest.find(':'), rest.size());
    if (colon > 0) parts.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return parts;
}

}  // namespace

const char* NameOfKind(int32_t kind) { return kind == WEIR_SOURCE ? "source" : kind == WEIR_TRANSFORM ? "transform" : "sink"; }

Catalog Catalog::Load(const std::vector<std::string>& paths) {
  Catalog catalog;
  catalog.LoadAll(paths);
  return catalog;
}

Catalog Catalog::LoadOne(const std::string& name) {
  Catalog catalog;
  catalog.only_ = name + ".so";
  catalog.LoadAll({});
  return catalog;
}

Catalog Catalog::Of(const std::vector<const weir_plugin*>& plugins) {
  Catalog catalog;
  for (const weir_plugin* plugin : plugins) catalog.libraries_.push_back({"", plugin});
  return catalog;
}

void Catalog::LoadAll(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) LoadFrom(path, true);
  for (const std::string& path : SplitPath(std::getenv("WEIR_PLUGIN_PATH"))) LoadFrom(path, false);
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (!error) LoadFrom((self.parent_path().parent_path() / "lib/weir/plugins").string(), false);
  LoadFrom("/usr/lib/weir/plugins", false);
}

void Catalog::LoadFrom(const std::string& path, bool asked_for) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    if (fs::exists(path, error))
      LoadFile(path, asked_for);
    else if (asked_for)
      refused_.push_back({path, "no such file or folder", true});
    return;
  }
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path, error))
    if (entry.path().extension() == ".so") files.push_back(entry.path().string());
  if (error) refused_.push_back({path, error.message(), asked_for});
  std::ranges::sort(files);
  for (const std::string& file : files) LoadFile(file, asked_for);
}

void Catalog::LoadFile(const std::string& file, bool asked_for) {
  if (!only_.empty() && fs::path(file).filename() != only_) return;
  const auto refuse = [&](std::string reason) { refused_.push_back({file, std::move(reason), asked_for}); };
  std::error_code error;
  const fs::path real = fs::canonical(file, error);
  if (error) return refuse(error.message());
  const bool loaded = std::ranges::any_of(libraries_, [&](const Library& library) { return library.file == real.string(); });
  if (loaded) return;
  if (WritableByOthers(real) || WritableByOthers(real.parent_path()))
    return refuse("the file or its folder is writable by others; anyone could run code in this process: chmod o-w");
  void* handle = dlopen(real.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) return refuse(dlerror());
  const auto entry = reinterpret_cast<const weir_plugin* (*)()>(dlsym(handle, kEntry));
  if (entry == nullptr) return refuse(ForeignEntry(handle));
  const weir_plugin* plugin = entry();
  if (plugin == nullptr || plugin->size < offsetof(weir_plugin, extension)) return refuse("its table is cut short");
  if (std::string broken = BrokenComponent(*plugin); !broken.empty()) return refuse(std::move(broken));
  libraries_.push_back({real.string(), plugin});
}

const weir_component* Catalog::Find(int32_t kind, std::string_view type) const {
  for (const Library& library : libraries_)
    for (size_t i = 0; i < library.plugin->n_components; ++i)
      if (const weir_component* component = library.plugin->components[i]; component->kind == kind && type == component->name)
        return component;
  return nullptr;
}

std::vector<std::string> Catalog::TypesOf(int32_t kind) const {
  std::vector<std::string> types;
  for (const Library& library : libraries_)
    for (size_t i = 0; i < library.plugin->n_components; ++i)
      if (library.plugin->components[i]->kind == kind) types.emplace_back(library.plugin->components[i]->name);
  std::ranges::sort(types);
  types.erase(std::unique(types.begin(), types.end()), types.end());
  return types;
}

}  // namespace weir::plugin
