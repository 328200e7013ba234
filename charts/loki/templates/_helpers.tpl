{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "loki.instance" -}}
{{- $instance := .Values.global.openim.instance | default .Release.Name -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $instance) -}}
{{- fail (printf "\n\n%s cannot begin the names of Services: a letter must come first, then letters, digits and dashes; no dots.\nTake another release name, or set global.openim.instance.\n" $instance) -}}
{{- end -}}
{{- if gt (len $instance) 36 -}}
{{- printf "%s-%s" ($instance | trunc 29 | trimSuffix "-") (sha256sum $instance | trunc 6) -}}
{{- else -}}
{{- $instance -}}
{{- end -}}
{{- end }}

{{/* Name of this component's objects. */}}
{{- define "loki.fullname" -}}
{{ include "loki.instance" . }}-loki
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "loki.selectorLabels" -}}
app.kubernetes.io/name: loki
app.kubernetes.io/instance: {{ include "loki.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "loki.labels" -}}
{{ include "loki.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "loki.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "loki.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "loki.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Secret with the login of Loki: the site's own, else the generated one. */}}
{{- define "loki.secret.loki" -}}
{{ .Values.global.openim.loki.existingSecret | default (printf "%s-loki" (include "loki.instance" .)) }}
{{- end }}
