<%> helpers %>

{{/* What follows the name of a neighbour's Service; the start script puts the cluster's own domain in its place. */}}
{{- define "<% name %>.upstream" -}}
{{- if regexMatch "^[^.:]+:[0-9]+$" . }}{{ regexReplaceAll ":" . ".@DOMAIN@:" }}{{ else }}{{ . }}{{ end -}}
{{- end }}

{{/* True when the edge ends TLS itself. */}}
{{- define "<% name %>.tls" -}}
{{- if and .Values.exposure.tls.secretName (has .Values.exposure.type (list "nodePort" "loadBalancer" "none")) }}true{{ end -}}
{{- end }}

{{/* True when the edge ends TLS of an https address: whoever comes by plain http is sent there. */}}
{{- define "<% name %>.redirects" -}}
{{- if and (include "<% name %>.tls" .) (hasPrefix "https:" .Values.global.openim.publicURL) }}true{{ end -}}
{{- end }}

{{/* The header by which browsers never try plain http again. */}}
{{- define "<% name %>.hsts" -}}
{{- if and (include "<% name %>.redirects" .) .Values.exposure.tls.hsts -}}
add_header Strict-Transport-Security "{{ .Values.exposure.tls.hsts }}" always;
{{- end }}
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

{{/* Name that the object storage's certificate is for. */}}
{{- define "<% name %>.objects.serverName" -}}
{{ .Values.objectStorage.serverName | default (include "<% name %>.<% objects.store %>.addresses" . | fromJsonArray | first | regexFind "^(\\[[^\\]]*\\]|[^:]+)") | trimAll "[]" }}
{{- end }}

{{/* True when the authority of the object storage's certificate is the site's own. */}}
{{- define "<% name %>.objects.ca" -}}
{{- if and (not .Values.global.openim.objectStorage.insecure) (or .Values.objectStorage.ca.secretName .Values.objectStorage.ca.configMapName) }}true{{ end -}}
{{- end }}
