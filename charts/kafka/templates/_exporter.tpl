{{/* Labels of the exporter's pod. They are not those of the nodes. */}}
{{- define "kafka.exporterLabels" -}}
app.kubernetes.io/name: kafka-exporter
app.kubernetes.io/instance: {{ include "kafka.instance" . }}
{{- end }}
