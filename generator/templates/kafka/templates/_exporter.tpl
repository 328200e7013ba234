{{/* Labels of the exporter's pod. They are not those of the nodes. */}}
{{- define "<% name %>.exporterLabels" -}}
app.kubernetes.io/name: <% name %>-exporter
app.kubernetes.io/instance: {{ include "<% name %>.instance" . }}
{{- end }}
