{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "grafana.instance" -}}
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
{{- define "grafana.fullname" -}}
{{ include "grafana.instance" . }}-grafana
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "grafana.selectorLabels" -}}
app.kubernetes.io/name: grafana
app.kubernetes.io/instance: {{ include "grafana.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "grafana.labels" -}}
{{ include "grafana.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "grafana.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "grafana.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "grafana.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Addresses of Prometheus: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "grafana.prometheus.addresses" -}}
{{- if .Values.global.openim.prometheus.addresses -}}
{{ .Values.global.openim.prometheus.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-prometheus:9090" (include "grafana.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Loki: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "grafana.loki.addresses" -}}
{{- if .Values.global.openim.loki.addresses -}}
{{ .Values.global.openim.loki.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-loki:3100" (include "grafana.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Alertmanager: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "grafana.alertmanager.addresses" -}}
{{- if .Values.global.openim.alertmanager.addresses -}}
{{ .Values.global.openim.alertmanager.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-alertmanager:9093" (include "grafana.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Secret with the login of Alertmanager: the site's own, else the generated one. */}}
{{- define "grafana.secret.alertmanager" -}}
{{ .Values.global.openim.alertmanager.existingSecret | default (printf "%s-alertmanager" (include "grafana.instance" .)) }}
{{- end }}

{{/* Secret with the login of Grafana's administrator: the site's own, else the generated one. */}}
{{- define "grafana.secret.grafana" -}}
{{ .Values.global.openim.grafana.existingSecret | default (printf "%s-grafana" (include "grafana.instance" .)) }}
{{- end }}

{{/* Secret with the login of Loki: the site's own, else the generated one. */}}
{{- define "grafana.secret.loki" -}}
{{ .Values.global.openim.loki.existingSecret | default (printf "%s-loki" (include "grafana.instance" .)) }}
{{- end }}

{{/* Secret with the login of Prometheus: the site's own, else the generated one. */}}
{{- define "grafana.secret.prometheus" -}}
{{ .Values.global.openim.prometheus.existingSecret | default (printf "%s-prometheus" (include "grafana.instance" .)) }}
{{- end }}

{{/* Secret by which to log in at Prometheus. None where the site's own asks for no login. */}}
{{- define "grafana.login.prometheus" -}}
{{- with .Values.global.openim.prometheus -}}
{{- if or .existingSecret (not .addresses) }}{{ include "grafana.secret.prometheus" $ }}{{ end -}}
{{- end -}}
{{- end }}

{{/* Secret by which to log in at Loki. None where the site's own asks for no login. */}}
{{- define "grafana.login.loki" -}}
{{- with .Values.global.openim.loki -}}
{{- if or .existingSecret (not .addresses) }}{{ include "grafana.secret.loki" $ }}{{ end -}}
{{- end -}}
{{- end }}

{{/* Secret by which to log in at Alertmanager. None where the site's own asks for no login. */}}
{{- define "grafana.login.alertmanager" -}}
{{- with .Values.global.openim.alertmanager -}}
{{- if or .existingSecret (not .addresses) }}{{ include "grafana.secret.alertmanager" $ }}{{ end -}}
{{- end -}}
{{- end }}

{{/* How a data source logs in, by the files of the store's Secret. */}}
{{- define "grafana.basicAuth" -}}
basicAuth: true
basicAuthUser: $__file{/logins/{{ . }}/username}
secureJsonData:
  basicAuthPassword: $__file{/logins/{{ . }}/password}
{{- end }}
