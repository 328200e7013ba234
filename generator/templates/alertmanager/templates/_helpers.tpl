<%> helpers %>

{{/* Refuses receivers that could tell nobody. */}}
{{- define "<% name %>.check" -}}
{{- $secret := .Values.receiverSecret.secretName -}}
{{- $smtp := .Values.smtp -}}
{{- $names := list "nobody" -}}
{{- if and $smtp.authUsername (not $secret) -}}
{{- fail (printf "\n\nsmtp.authUsername needs a password: name the Secret with key %s in receiverSecret.secretName.\n" $smtp.authPasswordKey) -}}
{{- end -}}
{{- range .Values.receivers -}}
{{- if has .name $names -}}
{{- fail (printf "\n\nTwo receivers are called %s.\n" .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- if not (or .mail .webhooks) -}}
{{- fail (printf "\n\nReceiver %s has neither mail nor webhooks.\n" .name) -}}
{{- end -}}
{{- if and .mail (not (and $smtp.smarthost $smtp.from)) -}}
{{- fail (printf "\n\nReceiver %s has mail: set smtp.smarthost and smtp.from.\n" .name) -}}
{{- end -}}
{{- range .webhooks -}}
{{- if eq (empty .url) (empty .urlKey) -}}
{{- fail "\n\nEach webhook of a receiver has either url or urlKey.\n" -}}
{{- end -}}
{{- if and .urlKey (not $secret) -}}
{{- fail (printf "\n\nA webhook has urlKey %s: name the Secret that holds it in receiverSecret.secretName.\n" .urlKey) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Ports of mail server and webhooks, separated by blanks. An address in a Secret is taken for https. */}}
{{- define "<% name %>.outwardPorts" -}}
{{- $ports := list -}}
{{- with .Values.smtp.smarthost -}}
{{- $ports = append $ports (regexFind "[0-9]+$" .) -}}
{{- end -}}
{{- range .Values.receivers -}}
{{- range .webhooks -}}
{{- $port := regexFind ":[0-9]+" (regexFind "^https?://[^/?#]+" (.url | default "https://-") | trimPrefix "https" | trimPrefix "http" | trimPrefix "://" | splitList "@" | last) | trimPrefix ":" -}}
{{- $ports = append $ports ($port | default (ternary "80" "443" (hasPrefix "http://" (.url | default "")))) -}}
{{- end -}}
{{- end -}}
{{ $ports | uniq | sortAlpha | join " " }}
{{- end }}
