{{/*
Name of the OpenIM installation. Every object is called <instance>-<component>, so charts that are
installed one by one find each other when they are given the same instance.
*/}}
{{- define "<% name %>.instance" -}}
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
{{- define "<% name %>.fullname" -}}
{{ include "<% name %>.instance" . }}-<% short %>
{{- end }}

{{/* Labels that select the pods. They never change. */}}
{{- define "<% name %>.selectorLabels" -}}
app.kubernetes.io/name: <% name %>
app.kubernetes.io/instance: {{ include "<% name %>.instance" . }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "<% name %>.labels" -}}
{{ include "<% name %>.selectorLabels" . }}
app.kubernetes.io/part-of: openim
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Reference of an image: (list $ .Values.image). A digest wins over the tag. */}}
{{- define "<% name %>.image" -}}
{{- $image := index . 1 -}}
{{- $registry := (index . 0).Values.global.imageRegistry | default $image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ required (printf "the image %s has neither a tag nor a digest" $image.repository) $image.tag }}{{ end -}}
{{- end }}
<%#if features.serviceAccount%>

{{/* Service account of the pods. */}}
{{- define "<% name %>.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "<% name %>.fullname" . }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}
<%/if%>
<%#each stores%>

{{/* Addresses of <% title %>: the site's own, else the built-in one. A JSON list of host:port. */}}
{{- define "<% ../name %>.<% name %>.addresses" -}}
{{- if .Values.global.openim.<% key %>.addresses -}}
{{ .Values.global.openim.<% key %>.addresses | toJson }}
{{- else -}}
{{ list (printf "%s-<% name %>:<% port %>" (include "<% ../name %>.instance" .)) | toJson }}
{{- end -}}
{{- end }}
<%/each%>
<%#each secrets%>

{{/* Secret with <% description %>: the site's own, else the generated one. */}}
{{- define "<% ../name %>.secret.<% name %>" -}}
{{ .Values.global.openim.<% valuePath %>.existingSecret | default (printf "%s-<% object %>" (include "<% ../name %>.instance" .)) }}
{{- end }}
<%/each%>
<%#each logins%>

{{/* Secret by which to log in at <% title %>. None where the site's own asks for no login. */}}
{{- define "<% ../name %>.login.<% name %>" -}}
{{- with .Values.global.openim.<% key %> -}}
{{- if or .existingSecret (not .addresses) }}{{ include "<% ../name %>.secret.<% name %>" $ }}{{ end -}}
{{- end -}}
{{- end }}
<%/each%>
