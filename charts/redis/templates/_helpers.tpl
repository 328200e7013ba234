{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "redis.instance" -}}
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
{{- define "redis.fullname" -}}
{{ include "redis.instance" . }}-redis
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "redis.selectorLabels" -}}
app.kubernetes.io/name: redis
app.kubernetes.io/instance: {{ include "redis.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "redis.labels" -}}
{{ include "redis.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "redis.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "redis.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "redis.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Secret with the password of Redis: the site's own, else the generated one. */}}
{{- define "redis.secret.redis" -}}
{{ .Values.global.openim.redis.existingSecret | default (printf "%s-redis" (include "redis.instance" .)) }}
{{- end }}

{{/* "true" in a cluster, else nothing. Refuses numbers of members that the kind of server cannot have. */}}
{{- define "redis.cluster" -}}
{{- $redis := .Values.global.openim.redis -}}
{{- $members := int .Values.replicaCount -}}
{{- if eq $redis.redisMode "cluster" -}}
{{- if not (has $members (list 0 3 6)) -}}
{{- fail (printf "\n\nA Redis cluster has 3 members, or 6 with a replica for each master, not %d.\nSet infra.redis.replicas to 3 or 6, or infra.redis.redisMode to standalone.\n" $members) -}}
{{- end -}}
{{- if ne (int $redis.db) 0 -}}
{{- fail "\n\nA Redis cluster has only database 0.\nRemove infra.redis.db.\n" -}}
{{- end -}}
true
{{- else if gt $members 1 -}}
{{- fail (printf "\n\nA standalone Redis is one server, not %d.\nSet infra.redis.redisMode to cluster, or infra.redis.replicas to 1.\n" $members) -}}
{{- end -}}
{{- end }}

{{/* What a member of a cluster knows of itself and the others. */}}
{{- define "redis.memberEnv" -}}
{{- if include "redis.cluster" . -}}
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: NAME
  value: {{ include "redis.fullname" . }}
- name: DOMAIN
  value: {{ include "redis.fullname" . }}-headless.{{ .Release.Namespace }}.svc
- name: HOST
  value: $(POD_NAME).$(DOMAIN)
- name: MEMBERS
  value: {{ .Values.replicaCount | quote }}
{{- end -}}
{{- end }}
