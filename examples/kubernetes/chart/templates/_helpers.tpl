{{- define "sawtooth.name" -}}
{{- if contains "sawtooth" .Release.Name }}{{ .Release.Name | trunc 52 | trimSuffix "-" }}{{ else }}{{ printf "%s-sawtooth" .Release.Name | trunc 52 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{- define "sawtooth.selector" -}}
app.kubernetes.io/name: sawtooth
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sawtooth.labels" -}}
{{ include "sawtooth.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "sawtooth.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "sawtooth.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "sawtooth.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end -}}
{{- end -}}

{{- define "sawtooth.webSecret" -}}
{{ .Values.web.existingSecret | default (printf "%s-web" (include "sawtooth.name" .)) }}
{{- end -}}

{{- define "sawtooth.config" -}}
{{- $count := (.Values.config.shard).count -}}
{{- if and $count (ne (int $count) (int .Values.replicas)) -}}
{{- fail (printf "config.shard.count is %d and replicas is %d: leave config.shard.count out, it is filled in from replicas" (int $count) (int .Values.replicas)) -}}
{{- end -}}
{{- $config := mergeOverwrite (dict "shard" (dict "count" (int .Values.replicas))) (deepCopy .Values.config) -}}
{{- if not (or $config.query_configs $config.scrape_configs $config.process_configs) -}}
{{- $_ := set $config "query_configs" (list (dict "job_name" "fleet" "url" .Values.prometheusUrl)) -}}
{{- end -}}
{{ toYaml $config }}
{{- end -}}

{{- define "sawtooth.rules" -}}
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
{{- end -}}
