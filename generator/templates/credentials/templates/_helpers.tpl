<%> helpers %>

{{/* True when the Job makes the Secrets. */}}
{{- define "<% name %>.generated" -}}
{{- if eq .Values.global.openim.credentials.mode "generated" }}true{{ end -}}
{{- end }}

{{/*
What the Secrets shall hold, a line for each key: <secret> <key> <length to generate> or <secret> <key> =<value>.
Secrets that the site brings are not among them.
*/}}
{{- define "<% name %>.plan" -}}
<%#each secrets%>
{{- if not .Values.global.openim.<% valuePath %>.existingSecret }}
{{- $secret := include "<% ../name %>.secret.<% name %>" . }}
<%#each keys%>
{{ $secret }} <% key %> <%#if value%>=<% value %><%else%><% length %><%/if%>
<%/each%>
{{- end }}
<%/each%>
{{- end }}
