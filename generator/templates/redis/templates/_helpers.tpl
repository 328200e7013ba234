<%> helpers %>

{{/* "true" in a cluster, else nothing. Refuses numbers of members that the kind of server cannot have. */}}
{{- define "<% name %>.cluster" -}}
{{- $redis := .Values.global.openim.redis -}}
{{- $members := int .Values.replicaCount -}}
{{- if eq $redis.redisMode "cluster" -}}
{{- if not (has $members (list 0 3 6)) -}}
{{- fail (printf "\n\nA Redis cluster has 3 members, or 6 with a replica for each master, not %d.\nSet infra.redis.replicas to 3 or 6, or infra.redis.redisMode to standalone.\n" $members) -}}
{{- end -}}
{{- if ne (int $redis.db) 0 -}}
{{- fail "\n\nA Redis cluster has only database 0.\nRemove infra.redis.db.\n" -}}
{{- end -}}
true
{{- else if gt $members 1 -}}
{{- fail (printf "\n\nA standalone Redis is one server, not %d.\nSet infra.redis.redisMode to cluster, or infra.redis.replicas to 1.\n" $members) -}}
{{- end -}}
{{- end }}

{{/* What a member of a cluster knows of itself and the others. */}}
{{- define "<% name %>.memberEnv" -}}
{{- if include "<% name %>.cluster" . -}}
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: NAME
  value: {{ include "<% name %>.fullname" . }}
- name: DOMAIN
  value: {{ include "<% name %>.fullname" . }}-headless.{{ .Release.Namespace }}.svc
- name: HOST
  value: $(POD_NAME).$(DOMAIN)
- name: MEMBERS
  value: {{ .Values.replicaCount | quote }}
{{- end -}}
{{- end }}
