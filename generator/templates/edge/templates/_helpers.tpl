<%> helpers %>

{{/* What follows the name of a neighbour's Service; the start script puts the cluster's own domain in its place. */}}
{{- define "<% name %>.upstream" -}}
{{- if regexMatch "^[^.:]+:[0-9]+$" . }}{{ regexReplaceAll ":" . ".@DOMAIN@:" }}{{ else }}{{ . }}{{ end -}}
{{- end }}

{{/* True when the edge ends TLS itself. */}}
{{- define "<% name %>.tls" -}}
{{- if and .Values.exposure.tls.secretName (has .Values.exposure.type (list "nodePort" "loadBalancer" "none")) }}true{{ end -}}
{{- end }}

{{/* Host of the public address, without scheme and port. */}}
{{- define "<% name %>.host" -}}
{{ required "global.openim.publicURL is needed: the one address of the installation, such as https://im.example.com" .Values.global.openim.publicURL | trimSuffix "/" | regexFind "[^/]+$" | regexFind "^(\\[[^\\]]*\\]|[^:]+)" }}
{{- end }}

{{/* Host names that clients use, as a JSON list. An address is no name and gives an empty list. */}}
{{- define "<% name %>.hosts" -}}
{{- $host := include "<% name %>.host" . -}}
{{- $hosts := list -}}
{{- if not (regexMatch "^([0-9.]+|\\[.*\\])$" $host) }}{{ $hosts = append $hosts $host }}{{ end -}}
{{- with .Values.adminHost }}{{ $hosts = append $hosts . }}{{ end -}}
{{ $hosts | uniq | toJson }}
{{- end }}
