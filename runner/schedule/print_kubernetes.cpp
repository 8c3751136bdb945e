// A CronJob, for Kubernetes 1.27 and later.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "schedule/exit_codes.hpp"
#include "schedule/print.hpp"

namespace weir::schedule {
namespace {

// A string of JSON is one of YAML too.
std::string Quoted(const std::string& text) { return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace); }

// $(NAME) in a command would be a variable of the container.
std::string Plain(std::string word) {
  for (size_t at = word.find("$("); at != std::string::npos; at = word.find("$(", at + 3)) word.insert(at, "$");
  return word;
}

// A CronJob's name has at most 52 characters, of lower-case letters, digits and `-`.
std::string ObjectName(const std::string& name) {
  std::string object = "weir-";
  for (const char c : name)
    object += std::isalnum(static_cast<unsigned char>(c)) != 0 ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : '-';
  object.resize(std::min<size_t>(object.size(), 52));
  while (object.ends_with('-')) object.pop_back();
  return object;
}

}  // namespace

Result<Printed> PrintKubernetes(const Deployment& deployment) {
  const Job& job = deployment.job;
  const config::Schedule& schedule = job.schedule;
  Result<std::string> fields = CronFields(schedule);
  if (!fields.ok()) return fields.status();
  const std::string name = ObjectName(job.name), file = std::filesystem::path(job.file).filename().string();
  std::string words;
  for (const std::string& word : job.Command("/etc/weir/" + file)) words += Quoted(Plain(word)) + ", ";

  Printed printed;
  printed.text =
      fmt::format(R"(# The pipeline: kubectl create configmap {name} --from-file={file}
# The state, which has to outlive the pod: a PersistentVolumeClaim {name}-state
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {name}
spec:
  schedule: {fields}
  timeZone: {zone}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 3600
  jobTemplate:
    spec:
      backoffLimit: {retries}
)",
                  fmt::arg("name", name), fmt::arg("file", file), fmt::arg("fields", Quoted(*fields)),
                  fmt::arg("zone", Quoted(job.zone.name() == "UTC" ? "Etc/UTC" : job.zone.name())), fmt::arg("retries", schedule.retries));
  if (schedule.timeout) printed.text += fmt::format("      activeDeadlineSeconds: {}\n", Seconds(*schedule.timeout));
  printed.text += fmt::format(R"(      podFailurePolicy:
        rules:
          # Wrong again when it is run again.
          - action: FailJob
            onExitCodes: {{ containerName: weir, operator: In, values: [{hopeless}] }}
      template:
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: {patience}
          containers:
            - name: weir
              image: {image}
              command: ["weir", {words}"--progress", "none"]
              env: [{{ name: WEIR_STATE, value: /var/lib/weir }}]
              volumeMounts:
                - {{ name: pipeline, mountPath: /etc/weir, readOnly: true }}
                - {{ name: state, mountPath: /var/lib/weir }}
          volumes:
            - {{ name: pipeline, configMap: {{ name: {name} }} }}
            - {{ name: state, persistentVolumeClaim: {{ claimName: {name}-state }} }}
)",
                              fmt::arg("hopeless", fmt::join(kHopeless, ", ")), fmt::arg("patience", Seconds(job.patience())),
                              fmt::arg("image", Quoted(deployment.image)), fmt::arg("words", words), fmt::arg("name", name));
  return printed;
}

}  // namespace weir::schedule
