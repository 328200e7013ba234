<%> helpers %>

{{/* What follows a pod's name in its address. */}}
{{- define "<% name %>.domain" -}}
{{ include "<% name %>.fullname" . }}-headless.{{ .Release.Namespace }}.svc
{{- end }}

{{/* Controllers of all nodes, node 0 first. */}}
{{- define "<% name %>.controllers" -}}
{{- range $node := until (int .Values.replicaCount) -}}
{{- if $node }},{{ end }}{{ include "<% name %>.fullname" $ }}-{{ $node }}.{{ include "<% name %>.domain" $ }}:9093
{{- end -}}
{{- end }}
