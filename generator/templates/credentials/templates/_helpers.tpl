<%> helpers %>

{{/* True for the block of a store or credential whose Secret is made here: the site names neither a Secret nor servers of its own. */}}
{{- define "<% name %>.ours" -}}
{{- if not (or .existingSecret .addresses) }}true{{ end -}}
{{- end }}

{{/* What the Secrets shall hold, a line for each key: <secret> <key> <length to generate> or <secret> <key> =<value>. */}}
{{- define "<% name %>.plan" -}}
<%#each secrets%>
{{- if <% made %> }}
{{- $secret := include "<% ../name %>.secret.<% name %>" . }}
<%#each keys%>
{{ $secret }} <% key %> <%#if value%>=<% value %><%else%><% length %><%/if%>
<%/each%>
{{- end }}
<%/each%>
{{- end }}

{{/* True when there is something for the Job to make. Without, nothing gets rights on Secrets. */}}
{{- define "<% name %>.generated" -}}
{{- if and (eq .Values.global.openim.credentials.mode "generated") (include "<% name %>.plan" . | trim) }}true{{ end -}}
{{- end }}
