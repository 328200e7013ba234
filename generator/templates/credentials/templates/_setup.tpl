{{/* Spec of the Job that makes the Secrets. */}}
{{- define "<% name %>.setupSpec" -}}
backoffLimit: 20
template:
  metadata:
    labels:
      {{- include "<% name %>.selectorLabels" . | nindent 6 }}
      app.kubernetes.io/part-of: openim
      {{- with .Values.podLabels }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    annotations:
      checksum/config: {{ (include (print .Template.BasePath "/configmap.yaml") . | fromYaml).data | toJson | sha256sum }}
      {{- with .Values.podAnnotations }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
  spec:
    restartPolicy: OnFailure
    serviceAccountName: {{ include "<% name %>.serviceAccountName" . }}
    automountServiceAccountToken: true
    enableServiceLinks: false
    {{- with .Values.global.imagePullSecrets }}
    imagePullSecrets:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.global.dnsConfig }}
    dnsConfig:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      {{- toYaml .Values.podSecurityContext | nindent 6 }}
    containers:
      - name: generate
        image: {{ include "<% name %>.image" (list . .Values.image) }}
        imagePullPolicy: {{ .Values.image.pullPolicy }}
        command: [sh, /config/generate.sh, /config/plan]
        env:
          - name: NAMESPACE
            valueFrom:
              fieldRef:
                fieldPath: metadata.namespace
          - name: INSTANCE
            value: {{ include "<% name %>.instance" . }}
        resources:
          {{- toYaml .Values.resources | nindent 10 }}
        securityContext:
          {{- toYaml .Values.securityContext | nindent 10 }}
        volumeMounts:
          - name: config
            mountPath: /config
            readOnly: true
    volumes:
      - name: config
        configMap:
          name: {{ include "<% name %>.fullname" . }}
    {{- with .Values.nodeSelector }}
    nodeSelector:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.tolerations }}
    tolerations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.priorityClassName }}
    priorityClassName: {{ . }}
    {{- end }}
{{- end }}
