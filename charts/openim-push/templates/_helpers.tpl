{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "openim-push.instance" -}}
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
{{- define "openim-push.fullname" -}}
{{ include "openim-push.instance" . }}-push
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "openim-push.selectorLabels" -}}
app.kubernetes.io/name: openim-push
app.kubernetes.io/instance: {{ include "openim-push.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "openim-push.labels" -}}
{{ include "openim-push.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "openim-push.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "openim-push.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "openim-push.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Addresses of Redis: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim-push.redis.addresses" -}}
{{- if .Values.global.openim.redis.addresses -}}
{{ .Values.global.openim.redis.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-redis:6379" (include "openim-push.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Kafka: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim-push.kafka.addresses" -}}
{{- if .Values.global.openim.kafka.addresses -}}
{{ .Values.global.openim.kafka.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-kafka:9092" (include "openim-push.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of etcd: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim-push.etcd.addresses" -}}
{{- if .Values.global.openim.etcd.addresses -}}
{{ .Values.global.openim.etcd.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-etcd:2379" (include "openim-push.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Secret with the credentials of etcd: the site's own, else the generated one. */}}
{{- define "openim-push.secret.etcd" -}}
{{ .Values.global.openim.etcd.existingSecret | default (printf "%s-etcd" (include "openim-push.instance" .)) }}
{{- end }}

{{/* Secret with the secret that signs IM tokens: the site's own, else the generated one. */}}
{{- define "openim-push.secret.im" -}}
{{ .Values.global.openim.credentials.im.existingSecret | default (printf "%s-im" (include "openim-push.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of Kafka: the site's own, else the generated one. */}}
{{- define "openim-push.secret.kafka" -}}
{{ .Values.global.openim.kafka.existingSecret | default (printf "%s-kafka" (include "openim-push.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of the offline push vendors: the site's own, else the generated one. */}}
{{- define "openim-push.secret.push" -}}
{{ .Values.global.openim.credentials.push.existingSecret | default (printf "%s-push" (include "openim-push.instance" .)) }}
{{- end }}

{{/* Secret with the password of Redis: the site's own, else the generated one. */}}
{{- define "openim-push.secret.redis" -}}
{{ .Values.global.openim.redis.existingSecret | default (printf "%s-redis" (include "openim-push.instance" .)) }}
{{- end }}
