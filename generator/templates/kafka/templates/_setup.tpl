{{/* Labels of the Job's pods. They are not those of the node. */}}
{{- define "<% name %>.setupLabels" -}}
app.kubernetes.io/name: <% name %>-setup
app.kubernetes.io/instance: {{ include "<% name %>.instance" . }}
{{- end }}

{{/* Spec of the Job that makes OpenIM's topics. */}}
{{- define "<% name %>.setupSpec" -}}
backoffLimit: 20
template:
  metadata:
    labels:
      {{- include "<% name %>.setupLabels" . | nindent 6 }}
      app.kubernetes.io/part-of: openim
    annotations:
      checksum/script: {{ .Files.Get "scripts/create-topics.sh" | sha256sum }}
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
      - name: topics
        image: {{ include "<% name %>.image" (list . .Values.image) }}
        imagePullPolicy: {{ .Values.image.pullPolicy }}
        command:
          - bash
          - /config/create-topics.sh
<%#each topics%>
          - <% this %>
<%/each%>
        env:
          - name: BROKER
            value: {{ include "<% name %>.fullname" . }}:<% clientPort.number %>
          - name: PARTITIONS
            value: {{ .Values.global.openim.<% key %>.partitions | quote }}
          - name: KAFKA_HEAP_OPTS
            value: -Xmx128m -XX:TieredStopAtLevel=1
          - name: LOG_DIR
            value: /tmp
        resources:
          requests:
            cpu: 50m
            memory: 192Mi
          limits:
            memory: 512Mi
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
      # The login for Kafka's own tools.
      - name: tmp
        emptyDir:
          medium: Memory
          sizeLimit: 32Mi
    {{- with .Values.nodeSelector }}
    nodeSelector:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.tolerations }}
    tolerations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}
