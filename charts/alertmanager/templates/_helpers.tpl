{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "alertmanager.instance" -}}
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
{{- define "alertmanager.fullname" -}}
{{ include "alertmanager.instance" . }}-alertmanager
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "alertmanager.selectorLabels" -}}
app.kubernetes.io/name: alertmanager
app.kubernetes.io/instance: {{ include "alertmanager.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "alertmanager.labels" -}}
{{ include "alertmanager.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "alertmanager.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "alertmanager.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "alertmanager.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Secret with the login of Alertmanager: the site's own, else the generated one. */}}
{{- define "alertmanager.secret.alertmanager" -}}
{{ .Values.global.openim.alertmanager.existingSecret | default (printf "%s-alertmanager" (include "alertmanager.instance" .)) }}
{{- end }}

{{/* Refuses receivers that could tell nobody. */}}
{{- define "alertmanager.check" -}}
{{- $secret := .Values.receiverSecret.secretName -}}
{{- $smtp := .Values.smtp -}}
{{- $names := list "nobody" -}}
{{- if and $smtp.authUsername (not $secret) -}}
{{- fail (printf "\n\nsmtp.authUsername needs a password: name the Secret with key %s in receiverSecret.secretName.\n" $smtp.authPasswordKey) -}}
{{- end -}}
{{- range .Values.receivers -}}
{{- if has .name $names -}}
{{- fail (printf "\n\nTwo receivers are called %s.\n" .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- if not (or .mail .webhooks) -}}
{{- fail (printf "\n\nReceiver %s has neither mail nor webhooks.\n" .name) -}}
{{- end -}}
{{- if and .mail (not (and $smtp.smarthost $smtp.from)) -}}
{{- fail (printf "\n\nReceiver %s has mail: set smtp.smarthost and smtp.from.\n" .name) -}}
{{- end -}}
{{- range .webhooks -}}
{{- if eq (empty .url) (empty .urlKey) -}}
{{- fail "\n\nEach webhook of a receiver has either url or urlKey.\n" -}}
{{- end -}}
{{- if and .urlKey (not $secret) -}}
{{- fail (printf "\n\nA webhook has urlKey %s: name the Secret that holds it in receiverSecret.secretName.\n" .urlKey) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Ports of mail server and webhooks, separated by blanks. An address in a Secret is taken for https. */}}
{{- define "alertmanager.outwardPorts" -}}
{{- $ports := list -}}
{{- with .Values.smtp.smarthost -}}
{{- $ports = append $ports (regexFind "[0-9]+$" .) -}}
{{- end -}}
{{- range .Values.receivers -}}
{{- range .webhooks -}}
{{- $port := regexFind ":[0-9]+" (regexFind "^https?://[^/?#]+" (.url | default "https://-") | trimPrefix "https" | trimPrefix "http" | trimPrefix "://" | splitList "@" | last) | trimPrefix ":" -}}
{{- $ports = append $ports ($port | default (ternary "80" "443" (hasPrefix "http://" (.url | default "")))) -}}
{{- end -}}
{{- end -}}
{{ $ports | uniq | sortAlpha | join " " }}
{{- end }}
