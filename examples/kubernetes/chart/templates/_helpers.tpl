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
{{- $shard := dict "shard" (dict "count" (int .Values.replicas)) -}}
{{ mergeOverwrite $shard .Values.config | toYaml }}
{{- end -}}

{{- define "sawtooth.rules" -}}
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
{{- end -}}
