{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "openim-edge.instance" -}}
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
{{- define "openim-edge.fullname" -}}
{{ include "openim-edge.instance" . }}-edge
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "openim-edge.selectorLabels" -}}
app.kubernetes.io/name: openim-edge
app.kubernetes.io/instance: {{ include "openim-edge.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "openim-edge.labels" -}}
{{ include "openim-edge.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "openim-edge.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}

{{/* Service account of the pods. */}}
{{- define "openim-edge.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "openim-edge.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* Addresses of the object storage: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "openim-edge.object-storage.addresses" -}}
{{- if .Values.global.openim.objectStorage.addresses -}}
{{ .Values.global.openim.objectStorage.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-object-storage:8333" (include "openim-edge.instance" .)) | toJson }}
{{- end -}}
{{- end }}

{{/* What follows the name of a neighbour's Service; the start script puts the cluster's own domain in its place. */}}
{{- define "openim-edge.upstream" -}}
{{- if regexMatch "^[^.:]+:[0-9]+$" . }}{{ regexReplaceAll ":" . ".@DOMAIN@:" }}{{ else }}{{ . }}{{ end -}}
{{- end }}

{{/* True when the edge ends TLS itself. */}}
{{- define "openim-edge.tls" -}}
{{- if and .Values.exposure.tls.secretName (has .Values.exposure.type (list "nodePort" "loadBalancer" "none")) }}true{{ end -}}
{{- end }}

{{/* True when the edge ends TLS of an https address: whoever comes by plain http is sent there. */}}
{{- define "openim-edge.redirects" -}}
{{- if and (include "openim-edge.tls" .) (hasPrefix "https:" .Values.global.openim.publicURL) }}true{{ end -}}
{{- end }}

{{/* The header by which browsers never try plain http again. */}}
{{- define "openim-edge.hsts" -}}
{{- if and (include "openim-edge.redirects" .) .Values.exposure.tls.hsts -}}
add_header Strict-Transport-Security "{{ .Values.exposure.tls.hsts }}" always;
{{- end }}
{{- end }}

{{/* Host of the public address, without scheme and port. */}}
{{- define "openim-edge.host" -}}
{{ required "global.openim.publicURL is needed: the one address of the installation, such as https://im.example.com" .Values.global.openim.publicURL | trimSuffix "/" | regexFind "[^/]+$" | regexFind "^(\\[[^\\]]*\\]|[^:]+)" }}
{{- end }}

{{/* Host names that clients use, as a JSON list. An address is no name and gives an empty list. */}}
{{- define "openim-edge.hosts" -}}
{{- $host := include "openim-edge.host" . -}}
{{- $hosts := list -}}
{{- if not (regexMatch "^([0-9.]+|\\[.*\\])$" $host) }}{{ $hosts = append $hosts $host }}{{ end -}}
{{- with .Values.adminHost }}{{ $hosts = append $hosts . }}{{ end -}}
{{ $hosts | uniq | toJson }}
{{- end }}

{{/* Name that the object storage's certificate is for. */}}
{{- define "openim-edge.objects.serverName" -}}
{{ .Values.objectStorage.serverName | default (include "openim-edge.object-storage.addresses" . | fromJsonArray | first | regexFind "^(\\[[^\\]]*\\]|[^:]+)") | trimAll "[]" }}
{{- end }}

{{/* True when the authority of the object storage's certificate is the site's own. */}}
{{- define "openim-edge.objects.ca" -}}
{{- if and (not .Values.global.openim.objectStorage.insecure) (or .Values.objectStorage.ca.secretName .Values.objectStorage.ca.configMapName) }}true{{ end -}}
{{- end }}
