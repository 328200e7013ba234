{{/* Labels of the Job's pods. They are not those of the member. */}}
{{- define "<% name %>.setupLabels" -}}
app.kubernetes.io/name: <% name %>-setup
app.kubernetes.io/instance: {{ include "<% name %>.instance" . }}
{{- end }}

{{/* Spec of the Job that switches authentication on. */}}
{{- define "<% name %>.setupSpec" -}}
backoffLimit: 20
template:
  metadata:
    labels:
      {{- include "<% name %>.setupLabels" . | nindent 6 }}
      app.kubernetes.io/part-of: openim
    annotations:
      checksum/script: {{ .Files.Get "scripts/enable-auth.sh" | sha256sum }}
  spec:
    restartPolicy: OnFailure
    serviceAccountName: {{ include "<% name %>.serviceAccountName" . }}
    automountServiceAccountToken: false
    enableServiceLinks: false
    {{- with .Values.global.imagePullSecrets }}
    imagePullSecrets:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      {{- toYaml .Values.podSecurityContext | nindent 6 }}
    containers:
      - name: enable-auth
        image: {{ include "<% name %>.image" (list . .Values.setupImage) }}
        imagePullPolicy: {{ .Values.setupImage.pullPolicy }}
        command: [sh, /config/enable-auth.sh]
        env:
          - name: ENDPOINT
            value: http://{{ include "<% name %>.fullname" . }}:<% clientPort.number %>
          - name: ROOT_DIRECTORY
            value: {{ .Values.global.openim.<% key %>.rootDirectory | quote }}
        resources:
          requests:
            cpu: 10m
            memory: 16Mi
          limits:
            memory: 64Mi
        securityContext:
          {{- toYaml .Values.securityContext | nindent 10 }}
        volumeMounts:
          - name: config
            mountPath: /config
            readOnly: true
          - name: credentials
            mountPath: /credentials
            readOnly: true
          - name: tmp
            mountPath: /tmp
    volumes:
      - name: config
        configMap:
          name: {{ include "<% name %>.fullname" . }}-setup
      - name: credentials
        secret:
          secretName: {{ include "<% name %>.secret.<% name %>" . }}
          defaultMode: 0440
          items:
            - key: username
              path: username
            - key: password
              path: password
            - key: root-password
              path: root-password
      # The token of its session.
      - name: tmp
        emptyDir:
          medium: Memory
          sizeLimit: 1Mi
    {{- with .Values.nodeSelector }}
    nodeSelector:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.tolerations }}
    tolerations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}
