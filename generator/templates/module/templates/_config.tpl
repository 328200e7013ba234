{{/*
Text of a configuration file: as this release ships it, then what the chart computes, then the site's overrides.
(list $ "<file>" "<computed, YAML>" <overrides>)
*/}}
{{- define "<% name %>.file" -}}
{{- $shipped := (index . 0).Files.Get (printf "config/%s" (index . 1)) | fromYaml -}}
{{- $computed := index . 2 | fromYaml -}}
{{- $overrides := index . 3 | default dict | deepCopy -}}
{{- mergeOverwrite $shipped $computed $overrides | toYaml -}}
{{- end }}
<%#each files%>
<%#if wiring%>

{{/* What the chart computes for <% file %>. */}}
{{- define "<% ../name %>.computed.<% id %>" -}}
<% wiring %>
{{- end }}
<%/if%>
<%/each%>
