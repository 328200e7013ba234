{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "openim-credentials.instance" -}}
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
{{- define "openim-credentials.fullname" -}}
{{ include "openim-credentials.instance" . }}-credentials
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "openim-credentials.selectorLabels" -}}
app.kubernetes.io/name: openim-credentials
app.kubernetes.io/instance: {{ include "openim-credentials.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "openim-credentials.labels" -}}
{{ include "openim-credentials.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "openim-credentials.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "openim-credentials.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "openim-credentials.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Secret with the login of Alertmanager: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.alertmanager" -}}
{{ .Values.global.openim.alertmanager.existingSecret | default (printf "%s-alertmanager" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of chat and its administrator: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.chat" -}}
{{ .Values.global.openim.credentials.chat.existingSecret | default (printf "%s-chat" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of etcd: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.etcd" -}}
{{ .Values.global.openim.etcd.existingSecret | default (printf "%s-etcd" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the login of Grafana's administrator: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.grafana" -}}
{{ .Values.global.openim.grafana.existingSecret | default (printf "%s-grafana" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the secret that signs IM tokens: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.im" -}}
{{ .Values.global.openim.credentials.im.existingSecret | default (printf "%s-im" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of Kafka: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.kafka" -}}
{{ .Values.global.openim.kafka.existingSecret | default (printf "%s-kafka" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the login of Loki: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.loki" -}}
{{ .Values.global.openim.loki.existingSecret | default (printf "%s-loki" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of MongoDB: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.mongodb" -}}
{{ .Values.global.openim.mongodb.existingSecret | default (printf "%s-mongodb" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of MySQL: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.mysql" -}}
{{ .Values.global.openim.mysql.existingSecret | default (printf "%s-mysql" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of the object storage: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.object-storage" -}}
{{ .Values.global.openim.objectStorage.existingSecret | default (printf "%s-object-storage" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the login of Prometheus: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.prometheus" -}}
{{ .Values.global.openim.prometheus.existingSecret | default (printf "%s-prometheus" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the password of Redis: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.redis" -}}
{{ .Values.global.openim.redis.existingSecret | default (printf "%s-redis" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* Secret with the credentials of ZooKeeper: the site's own, else the generated one. */}}
{{- define "openim-credentials.secret.zookeeper" -}}
{{ .Values.global.openim.zookeeper.existingSecret | default (printf "%s-zookeeper" (include "openim-credentials.instance" .)) }}
{{- end }}

{{/* True for the block of a store or credential whose Secret is made here: the site names neither a Secret nor servers of its own. */}}
{{- define "openim-credentials.ours" -}}
{{- if not (or .existingSecret .addresses) }}true{{ end -}}
{{- end }}

{{/* What the Secrets shall hold, a line for each key: <secret> <key> <length to generate> or <secret> <key> =<value>. */}}
{{- define "openim-credentials.plan" -}}
{{- if and .Values.global.openim.observability.enabled (include "openim-credentials.ours" .Values.global.openim.alertmanager) }}
{{- $secret := include "openim-credentials.secret.alertmanager" . }}
{{ $secret }} username =admin
{{ $secret }} password 32
{{- end }}
{{- if include "openim-credentials.ours" .Values.global.openim.credentials.chat }}
{{- $secret := include "openim-credentials.secret.chat" . }}
{{ $secret }} token-secret 40
{{ $secret }} super-code 32
{{ $secret }} admin-account 32
{{- end }}
{{- if include "openim-credentials.ours" .Values.global.openim.etcd }}
{{- $secret := include "openim-credentials.secret.etcd" . }}
{{ $secret }} username =openim
{{ $secret }} password 32
{{ $secret }} root-password 32
{{- end }}
{{- if and .Values.global.openim.observability.enabled (include "openim-credentials.ours" .Values.global.openim.grafana) }}
{{- $secret := include "openim-credentials.secret.grafana" . }}
{{ $secret }} username =admin
{{ $secret }} password 32
{{ $secret }} secret-key 32
{{- end }}
{{- if include "openim-credentials.ours" .Values.global.openim.credentials.im }}
{{- $secret := include "openim-credentials.secret.im" . }}
{{ $secret }} secret 40
{{- end }}
{{- if include "openim-credentials.ours" .Values.global.openim.kafka }}
{{- $secret := include "openim-credentials.secret.kafka" . }}
{{ $secret }} username =openim
{{ $secret }} password 32
{{- end }}
{{- if and .Values.global.openim.observability.enabled (include "openim-credentials.ours" .Values.global.openim.loki) }}
{{- $secret := include "openim-credentials.secret.loki" . }}
{{ $secret }} username =admin
{{ $secret }} password 32
{{- end }}
{{- if include "openim-credentials.ours" .Values.global.openim.mongodb }}
{{- $secret := include "openim-credentials.secret.mongodb" . }}
{{ $secret }} username =openim
{{ $secret }} password 32
{{ $secret }} root-password 32
{{ $secret }} keyfile 64
{{ $secret }} exporter-password 32
{{- end }}
{{- if include "openim-credentials.ours" .Values.global.openim.mysql }}
{{- $secret := include "openim-credentials.secret.mysql" . }}
{{ $secret }} username =openim
{{ $secret }} password 32
{{ $secret }} root-password 32
{{ $secret }} replication-password 32
{{ $secret }} metrics-password 32
{{- end }}
{{- if include "openim-credentials.ours" .Values.global.openim.objectStorage }}
{{- $secret := include "openim-credentials.secret.object-storage" . }}
{{ $secret }} access-key 32
{{ $secret }} secret-key 40
{{- end }}
{{- if and .Values.global.openim.observability.enabled (include "openim-credentials.ours" .Values.global.openim.prometheus) }}
{{- $secret := include "openim-credentials.secret.prometheus" . }}
{{ $secret }} username =admin
{{ $secret }} password 32
{{- end }}
{{- if include "openim-credentials.ours" .Values.global.openim.redis }}
{{- $secret := include "openim-credentials.secret.redis" . }}
{{ $secret }} password 32
{{- end }}
{{- if include "openim-credentials.ours" .Values.global.openim.zookeeper }}
{{- $secret := include "openim-credentials.secret.zookeeper" . }}
{{ $secret }} username =openim
{{ $secret }} password 32
{{ $secret }} quorum-password 32
{{- end }}
{{- end }}

{{/* True when there is something for the Job to make. Without, nothing gets rights on Secrets. */}}
{{- define "openim-credentials.generated" -}}
{{- if and (eq .Values.global.openim.credentials.mode "generated") (include "openim-credentials.plan" . | trim) }}true{{ end -}}
{{- end }}
