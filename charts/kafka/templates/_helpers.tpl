{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "kafka.instance" -}}
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
{{- define "kafka.fullname" -}}
{{ include "kafka.instance" . }}-kafka
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "kafka.selectorLabels" -}}
app.kubernetes.io/name: kafka
app.kubernetes.io/instance: {{ include "kafka.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "kafka.labels" -}}
{{ include "kafka.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "kafka.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "kafka.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "kafka.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Secret with the credentials of Kafka: the site's own, else the generated one. */}}
{{- define "kafka.secret.kafka" -}}
{{ .Values.global.openim.kafka.existingSecret | default (printf "%s-kafka" (include "kafka.instance" .)) }}
{{- end }}

{{/* What follows a pod's name in its address. */}}
{{- define "kafka.domain" -}}
{{ include "kafka.fullname" . }}-headless.{{ .Release.Namespace }}.svc
{{- end }}

{{/* Controllers of all nodes, node 0 first. */}}
{{- define "kafka.controllers" -}}
{{- range $node := until (int .Values.replicaCount) -}}
{{- if $node }},{{ end }}{{ include "kafka.fullname" $ }}-{{ $node }}.{{ include "kafka.domain" $ }}:9093
{{- end -}}
{{- end }}
