{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "openim-rpc-user.instance" -}}
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
{{- define "openim-rpc-user.fullname" -}}
{{ include "openim-rpc-user.instance" . }}-rpc-user
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "openim-rpc-user.selectorLabels" -}}
app.kubernetes.io/name: openim-rpc-user
app.kubernetes.io/instance: {{ include "openim-rpc-user.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "openim-rpc-user.labels" -}}
{{ include "openim-rpc-user.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "openim-rpc-user.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "openim-rpc-user.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "openim-rpc-user.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Addresses of MongoDB: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim-rpc-user.mongodb.addresses" -}}
{{- if .Values.global.openim.mongodb.addresses -}}
{{ .Values.global.openim.mongodb.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-mongodb:27017" (include "openim-rpc-user.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Redis: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim-rpc-user.redis.addresses" -}}
{{- if .Values.global.openim.redis.addresses -}}
{{ .Values.global.openim.redis.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-redis:6379" (include "openim-rpc-user.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of etcd: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim-rpc-user.etcd.addresses" -}}
{{- if .Values.global.openim.etcd.addresses -}}
{{ .Values.global.openim.etcd.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-etcd:2379" (include "openim-rpc-user.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Secret with the credentials of etcd: the site's own, else the generated one. */}}
{{- define "openim-rpc-user.secret.etcd" -}}
{{ .Values.global.openim.etcd.existingSecret | default (printf "%s-etcd" (include "openim-rpc-user.instance" .)) }}
{{- end }}

{{/* Secret with the secret that signs IM tokens: the site's own, else the generated one. */}}
{{- define "openim-rpc-user.secret.im" -}}
{{ .Values.global.openim.credentials.im.existingSecret | default (printf "%s-im" (include "openim-rpc-user.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of MongoDB: the site's own, else the generated one. */}}
{{- define "openim-rpc-user.secret.mongodb" -}}
{{ .Values.global.openim.mongodb.existingSecret | default (printf "%s-mongodb" (include "openim-rpc-user.instance" .)) }}
{{- end }}

{{/* Secret with the password of Redis: the site's own, else the generated one. */}}
{{- define "openim-rpc-user.secret.redis" -}}
{{ .Values.global.openim.redis.existingSecret | default (printf "%s-redis" (include "openim-rpc-user.instance" .)) }}
{{- end }}
