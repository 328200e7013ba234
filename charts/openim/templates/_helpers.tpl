{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "openim.instance" -}}
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
{{- define "openim.fullname" -}}
{{ include "openim.instance" . }}-openim
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "openim.selectorLabels" -}}
app.kubernetes.io/name: openim
app.kubernetes.io/instance: {{ include "openim.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "openim.labels" -}}
{{ include "openim.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "openim.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Addresses of Alertmanager: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.alertmanager.addresses" -}}
{{- if .Values.global.openim.alertmanager.addresses -}}
{{ .Values.global.openim.alertmanager.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-alertmanager:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Alloy: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.alloy.addresses" -}}
{{- if .Values.global.openim.alloy.addresses -}}
{{ .Values.global.openim.alloy.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-alloy:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of etcd: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.etcd.addresses" -}}
{{- if .Values.global.openim.etcd.addresses -}}
{{ .Values.global.openim.etcd.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-etcd:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Grafana: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.grafana.addresses" -}}
{{- if .Values.global.openim.grafana.addresses -}}
{{ .Values.global.openim.grafana.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-grafana:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Kafka: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.kafka.addresses" -}}
{{- if .Values.global.openim.kafka.addresses -}}
{{ .Values.global.openim.kafka.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-kafka:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Loki: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.loki.addresses" -}}
{{- if .Values.global.openim.loki.addresses -}}
{{ .Values.global.openim.loki.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-loki:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of MongoDB: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.mongodb.addresses" -}}
{{- if .Values.global.openim.mongodb.addresses -}}
{{ .Values.global.openim.mongodb.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-mongodb:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of MySQL: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.mysql.addresses" -}}
{{- if .Values.global.openim.mysql.addresses -}}
{{ .Values.global.openim.mysql.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-mysql:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of the object storage: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.object-storage.addresses" -}}
{{- if .Values.global.openim.objectStorage.addresses -}}
{{ .Values.global.openim.objectStorage.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-object-storage:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Prometheus: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.prometheus.addresses" -}}
{{- if .Values.global.openim.prometheus.addresses -}}
{{ .Values.global.openim.prometheus.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-prometheus:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of Redis: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.redis.addresses" -}}
{{- if .Values.global.openim.redis.addresses -}}
{{ .Values.global.openim.redis.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-redis:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Addresses of ZooKeeper: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim.zookeeper.addresses" -}}
{{- if .Values.global.openim.zookeeper.addresses -}}
{{ .Values.global.openim.zookeeper.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-zookeeper:" (include "openim.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* Secret with the login of Alertmanager: the site's own, else the generated one. */}}
{{- define "openim.secret.alertmanager" -}}
{{ .Values.global.openim.alertmanager.existingSecret | default (printf "%s-alertmanager" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of chat and its administrator: the site's own, else the generated one. */}}
{{- define "openim.secret.chat" -}}
{{ .Values.global.openim.credentials.chat.existingSecret | default (printf "%s-chat" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of etcd: the site's own, else the generated one. */}}
{{- define "openim.secret.etcd" -}}
{{ .Values.global.openim.etcd.existingSecret | default (printf "%s-etcd" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the login of Grafana's administrator: the site's own, else the generated one. */}}
{{- define "openim.secret.grafana" -}}
{{ .Values.global.openim.grafana.existingSecret | default (printf "%s-grafana" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the secret that signs IM tokens: the site's own, else the generated one. */}}
{{- define "openim.secret.im" -}}
{{ .Values.global.openim.credentials.im.existingSecret | default (printf "%s-im" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of Kafka: the site's own, else the generated one. */}}
{{- define "openim.secret.kafka" -}}
{{ .Values.global.openim.kafka.existingSecret | default (printf "%s-kafka" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the login of Loki: the site's own, else the generated one. */}}
{{- define "openim.secret.loki" -}}
{{ .Values.global.openim.loki.existingSecret | default (printf "%s-loki" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of MongoDB: the site's own, else the generated one. */}}
{{- define "openim.secret.mongodb" -}}
{{ .Values.global.openim.mongodb.existingSecret | default (printf "%s-mongodb" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of MySQL: the site's own, else the generated one. */}}
{{- define "openim.secret.mysql" -}}
{{ .Values.global.openim.mysql.existingSecret | default (printf "%s-mysql" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of the object storage: the site's own, else the generated one. */}}
{{- define "openim.secret.object-storage" -}}
{{ .Values.global.openim.objectStorage.existingSecret | default (printf "%s-object-storage" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the login of Prometheus: the site's own, else the generated one. */}}
{{- define "openim.secret.prometheus" -}}
{{ .Values.global.openim.prometheus.existingSecret | default (printf "%s-prometheus" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the password of Redis: the site's own, else the generated one. */}}
{{- define "openim.secret.redis" -}}
{{ .Values.global.openim.redis.existingSecret | default (printf "%s-redis" (include "openim.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of ZooKeeper: the site's own, else the generated one. */}}
{{- define "openim.secret.zookeeper" -}}
{{ .Values.global.openim.zookeeper.existingSecret | default (printf "%s-zookeeper" (include "openim.instance" .)) }}
{{- end }}
