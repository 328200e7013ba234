{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "prometheus.instance" -}}
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
{{- define "prometheus.fullname" -}}
{{ include "prometheus.instance" . }}-prometheus
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "prometheus.selectorLabels" -}}
app.kubernetes.io/name: prometheus
app.kubernetes.io/instance: {{ include "prometheus.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "prometheus.labels" -}}
{{ include "prometheus.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "prometheus.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "prometheus.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "prometheus.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Addresses of Alertmanager: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "prometheus.alertmanager.addresses" -}}
{{- if .Values.global.openim.alertmanager.addresses -}}
{{ .Values.global.openim.alertmanager.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-alertmanager:9093" (include "prometheus.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Secret with the login of Alertmanager: the site's own, else the generated one. */}}
{{- define "prometheus.secret.alertmanager" -}}
{{ .Values.global.openim.alertmanager.existingSecret | default (printf "%s-alertmanager" (include "prometheus.instance" .)) }}
{{- end }}

{{/* Secret with the login of Prometheus: the site's own, else the generated one. */}}
{{- define "prometheus.secret.prometheus" -}}
{{ .Values.global.openim.prometheus.existingSecret | default (printf "%s-prometheus" (include "prometheus.instance" .)) }}
{{- end }}

{{/* Secret by which to log in at Alertmanager. None where the site's own asks for no login. */}}
{{- define "prometheus.login.alertmanager" -}}
{{- with .Values.global.openim.alertmanager -}}
{{- if or .existingSecret (not .addresses) }}{{ include "prometheus.secret.alertmanager" $ }}{{ end -}}
{{- end -}}
{{- end }}

{{/* How much may be kept, as Prometheus writes it: what is said, else three quarters of the claim. */}}
{{- define "prometheus.retentionSize" -}}
{{- $claim := .Values.persistence.size -}}
{{- if .Values.retention.size -}}
{{ .Values.retention.size }}
{{- else if regexMatch "^[0-9]+[MGT]i?$" $claim -}}
{{- $smaller := get (dict "M" "KB" "G" "MB" "T" "GB") (regexFind "[MGT]" $claim) -}}
{{ mul (regexFind "^[0-9]+" $claim | int64) 768 }}{{ $smaller }}
{{- else -}}
{{- fail (printf "\n\nHow much may Prometheus keep on a claim of %s?\nSet retention.size, such as 16GB, to about three quarters of it.\n" $claim) -}}
{{- end -}}
{{- end }}

{{/* Where targets are looked for: the pods of this installation, in this namespace. */}}
{{- define "prometheus.pods" -}}
- role: pod
  namespaces:
    own_namespace: true
  selectors:
    - role: pod
      label: app.kubernetes.io/instance={{ include "prometheus.instance" . }}
{{- end }}
