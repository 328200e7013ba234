<%> helpers %>

{{/* How a data source logs in, by the files of the store's Secret. */}}
{{- define "<% name %>.basicAuth" -}}
basicAuth: true
basicAuthUser: $__file{/logins/{{ . }}/username}
secureJsonData:
  basicAuthPassword: $__file{/logins/{{ . }}/password}
{{- end }}
