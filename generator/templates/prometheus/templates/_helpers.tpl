<%> helpers %>

{{/* How much may be kept, as Prometheus writes it: what is said, else three quarters of the claim. */}}
{{- define "<% name %>.retentionSize" -}}
{{- $claim := .Values.persistence.size -}}
{{- if .Values.retention.size -}}
{{ .Values.retention.size }}
{{- else if regexMatch "^[0-9]+[MGT]i?$" $claim -}}
{{- $smaller := get (dict "M" "KB" "G" "MB" "T" "GB") (regexFind "[MGT]" $claim) -}}
{{ mul (regexFind "^[0-9]+" $claim | int64) 768 }}{{ $smaller }}
{{- else -}}
{{- fail (printf "\n\nHow much may Prometheus keep on a claim of %s?\nSet retention.size, such as 16GB, to about three quarters of it.\n" $claim) -}}
{{- end -}}
{{- end }}

{{/* Where targets are looked for: the pods of this installation, in this namespace. */}}
{{- define "<% name %>.pods" -}}
- role: pod
  namespaces:
    own_namespace: true
  selectors:
    - role: pod
      label: app.kubernetes.io/instance={{ include "<% name %>.instance" . }}
{{- end }}
